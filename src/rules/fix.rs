//! Remedies turned into text edits.

mod fix_all;
mod members;
mod node_path;
mod rename;
mod set_value;

use std::collections::BTreeMap;

use super::semantics::{DEPRECATED_PUBLIC, DUPLICATE_REQUIRED_TAG};
use super::{EmbedSource, Finding, FixIntent, Group, Reencoding, endpoint};
use crate::embedded::{base64, codec, content_field, sniff};
use crate::manifest::lookup;
use crate::manifest::types::{EntryKind, Object, Shape};
pub(super) use crate::syntax::quoted;
use crate::syntax::{Node, Tree, Value};
use crate::text::{Source, TextEdit};
use crate::util::suggest::closest;
pub(crate) use members::wholes;
use node_path::NodePath;
pub use set_value::set_value;

pub use fix_all::{FixAll, fix_all};

/// A change of the document that repairs a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// What it does, as a command.
    pub title: String,
    /// The edits, in the order of the text, none overlapping another.
    pub edits: Vec<TextEdit>,
    /// Whether it may be applied without asking; see [`edits`].
    pub safe: bool,
}

/// The change of the document that repairs `finding`, which was found in this very version of it;
/// `None` if it has no remedy, or if the remedy cannot be applied because another member has the
/// name already.
///
/// A fix is *safe* if applying it unasked cannot change what the manifest means to the endpoint,
/// beyond the repair itself:
///
/// | remedy | safe |
/// |---|---|
/// | commas and colons of the syntax | yes |
/// | `public` → `visibility` or, where that says the same, nothing | yes, unless it stands there twice |
/// | a tag that is required twice | yes |
/// | a value of the wrong type, rewritten without loss (`1` → `"1"`) | yes: it was refused before |
/// | base64 written in the standard way | yes: the bytes are the same |
/// | text encoded in base64, base64 decoded once, another encoding | no: it is made of a guess |
/// | an unknown value that differs in case and spaces only | yes: it was refused before |
/// | an unknown field with one likely meaning, and a plain value that fits that field | yes |
/// | any other unknown field renamed | no: it may be another field, or open a whole subtree |
/// | an unknown field removed | no: what was written would be lost |
/// | members added | no: somebody has to fill them in |
/// | definitions, secrets and attributes renamed | no: the code refers to them by name |
/// | did-you-mean in references, versions, names, scripts | no: a guess |
/// | a file's content in place of a copy that differs | no: the copy may be the newer one |
/// | a secret's value removed | no: the value would be lost |
pub fn compute_fix(source: &dyn Source, tree: &Tree, finding: &Finding) -> Option<Fix> {
    let remedy = finding.remedy.as_ref()?;
    let (title, edits) = match remedy {
        FixIntent::Embed(path, origin) => embed(source, tree, path, origin)?,
        FixIntent::Insert(text) => {
            let at = finding.range.start;
            let before = node_path::before(tree, at);
            if before.is_some_and(|before| node_path::ends_open(source, tree, before)) {
                return None;
            }
            let at = before.map_or(at, |before| before.range().end);
            (format!("Insert `{text}`"), vec![TextEdit::insert(at, text.as_str())])
        }
        FixIntent::Delete => {
            let text = source.slice(finding.range.clone());
            (format!("Remove `{}`", short(&text)), vec![TextEdit::delete(finding.range.clone())])
        }
        FixIntent::Replace(text) => {
            let edit = TextEdit::new(finding.range.clone(), text.as_str());
            (format!("Replace with `{}`", short(text)), vec![edit])
        }
        _ => {
            let place = NodePath::find(tree, &finding.pointer, finding.range.start)?;
            fix_at(source, &place, remedy)?
        }
    };
    Some(Fix { title, edits, safe: applicability(source, tree, finding, remedy) })
}

/// Puts the content of `origin` where `path` leads.
fn embed(
    source: &dyn Source,
    tree: &Tree,
    path: &[String],
    origin: &EmbedSource,
) -> Option<(String, Vec<TextEdit>)> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let content = origin.content.as_ref().ok()?;
    let string = codec::encode(content_field::holds(&origin.field).ok()?, content).ok()?;
    let edits = set_value(source, tree, &path, &quoted(&string)).ok()?;
    Some((format!("Embed `{}`", short(&origin.file)), edits))
}

fn fix_at(
    source: &dyn Source,
    place: &NodePath,
    remedy: &FixIntent,
) -> Option<(String, Vec<TextEdit>)> {
    Some(match remedy {
        FixIntent::ReplaceValue(json) => {
            let space = if matches!(place.node.value(), Value::Missing) { " " } else { "" };
            let edit = TextEdit::new(place.node.range(), format!("{space}{json}"));
            // A secret is not repeated anywhere.
            let title = if place.is_secret() && json != "null" {
                "Convert the value to a string".to_owned()
            } else {
                format!("Replace with `{}`", short(json))
            };
            (title, vec![edit])
        }
        FixIntent::RenameMember(name) => {
            let (holder, member) = place.last()?;
            if holder.get(name).is_some() {
                return None;
            }
            let edit = TextEdit::new(member.key_range(), quoted(name));
            (format!("Rename to `{}`", short(name)), vec![edit])
        }
        FixIntent::ReplaceMember(name, json) => {
            let (holder, member) = place.last()?;
            if holder.member(name).is_some_and(|other| other.index != member.index) {
                return None;
            }
            let text = format!("{}: {json}", quoted(name));
            let title = format!("Replace with `{}`", short(&text));
            (title, vec![TextEdit::new(member.range(), text)])
        }
        FixIntent::Remove => {
            let (holder, member) = place.last()?;
            let title = match member.key() {
                Some(name) => format!("Remove `{}`", short(name)),
                None => "Remove the item".to_owned(),
            };
            (title, members::remove(source, holder, member.index)?)
        }
        FixIntent::AddMembers(members) => {
            if !place.node.is_object() {
                return None;
            }
            // Somebody may have added one of them in another way.
            let missing: Vec<&(String, String)> =
                members.iter().filter(|(name, _)| place.node.get(name).is_none()).collect();
            if missing.is_empty() {
                return None;
            }
            let names: Vec<String> =
                missing.iter().map(|(name, _)| format!("`{}`", short(name))).collect();
            let title = format!("Add {}", names.join(", "));
            (title, members::add(source, place.node, &missing))
        }
        FixIntent::RenameDefinition(name) => {
            let edits = rename::definition(source, place, name)?;
            let title = match edits.len() {
                1 => format!("Rename to `{}`", short(name)),
                _ => format!("Rename to `{}` and update references", short(name)),
            };
            (title, edits)
        }
        FixIntent::Recode(recoding) => {
            let text = place.node.text(source)?;
            let edit = TextEdit::new(place.node.range(), quoted(&reencode(&text, *recoding)?));
            let title = match recoding {
                Reencoding::Tidy => "Normalize the base64",
                Reencoding::Encode => "Encode as base64",
                Reencoding::Once => "Decode once",
                Reencoding::Utf8 => "Convert to UTF-8",
            };
            (title.to_owned(), vec![edit])
        }
        FixIntent::Insert(_) | FixIntent::Delete | FixIntent::Replace(_) | FixIntent::Embed(..) => {
            return None;
        }
    })
}

/// What `text`, a string of the manifest, has to be.
fn reencode(text: &str, recoding: Reencoding) -> Option<String> {
    match recoding {
        Reencoding::Tidy | Reencoding::Encode => base64::repaired(text),
        Reencoding::Once => {
            let inner = String::from_utf8(base64::decode(text).bytes?).ok()?;
            let inner = inner.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
            base64::repaired(inner).or_else(|| Some(inner.to_owned()))
        }
        Reencoding::Utf8 => {
            let bytes = base64::decode(text).bytes?;
            Some(base64::encode(sniff::wide_encoding(&bytes)?.decode(&bytes)?.as_bytes()))
        }
    }
}

/// See [`edits`].
fn applicability(source: &dyn Source, tree: &Tree, finding: &Finding, remedy: &FixIntent) -> bool {
    let rule = finding.rule;
    match remedy {
        FixIntent::Insert(_) | FixIntent::Delete => rule.group == Group::Syntax,
        FixIntent::Recode(recoding) => *recoding == Reencoding::Tidy,
        FixIntent::ReplaceMember(..) | FixIntent::Remove if *rule == DEPRECATED_PUBLIC => {
            // Without this one, another of its name would count.
            NodePath::find(tree, &finding.pointer, finding.range.start).is_some_and(|place| {
                let Some((holder, member)) = place.last() else { return false };
                holder.members().filter(|(name, _)| Some(*name) == member.key()).count() == 1
            })
        }
        FixIntent::Remove => *rule == DUPLICATE_REQUIRED_TAG,
        FixIntent::ReplaceValue(_) if *rule == endpoint::WRONG_TYPE => true,
        FixIntent::ReplaceValue(json) if *rule == endpoint::UNKNOWN_VALUE => {
            let written = source.slice(finding.range.clone());
            let bare = |text: &str| text.trim_matches('"').trim().to_lowercase();
            bare(&written) == bare(json)
        }
        FixIntent::RenameMember(name) if *rule == endpoint::UNKNOWN_FIELD => {
            NodePath::find(tree, &finding.pointer, finding.range.start)
                .is_some_and(|place| clearly_means(source, &place, name))
        }
        _ => false,
    }
}

/// Whether the unknown field at `place` can be nothing but the field called `name`: no other name
/// is near, and its value is one that this field takes.
fn clearly_means(source: &dyn Source, place: &NodePath, name: &str) -> bool {
    let Some((_, member)) = place.last() else { return false };
    let Some(object) = place.object() else { return false };
    let Some(field) = object.field(name) else { return false };
    let others = object.fields.iter().map(|field| field.name).filter(|other| *other != name);
    closest(member.key().unwrap_or_default(), others).is_none()
        && is_plain_and_fits(source, &field.shape, member.value())
}

/// Whether the endpoint takes `node` as `shape`, which can be told at once of plain values only.
fn is_plain_and_fits(source: &dyn Source, shape: &Shape, node: Node<'_>) -> bool {
    match (shape, node.value()) {
        (Shape::Text(text), Value::String(string)) => {
            let word = node.text(source).unwrap_or_default();
            string.chars >= text.min
                && text.max.is_none_or(|max| string.chars <= max)
                && (text.values.is_empty() || text.has_value(&word))
        }
        (Shape::Text(text), Value::Null) => text.nullable,
        (Shape::Flag(_), Value::Bool(_)) => true,
        _ => false,
    }
}

impl NodePath<'_> {
    /// Whether it is the value of a secret.
    fn is_secret(&self) -> bool {
        let path: Vec<&str> = self.names().collect();
        lookup(&path).is_some_and(|(_, kind)| kind == Some(EntryKind::Secret))
    }

    /// What is described of the object in which the last member stands.
    fn object(&self) -> Option<&'static Object> {
        let path: Vec<&str> = self.names().collect();
        match lookup(&path[..path.len().checked_sub(1)?])?.0 {
            Shape::Object(object) => Some(object),
            _ => None,
        }
    }
}

/// The edits of as many of `fixes` as can be applied at once: a fix that touches one before it is
/// left out, because only together with the document as it was do its edits make sense.
pub fn combine(fixes: impl IntoIterator<Item = Fix>) -> Vec<TextEdit> {
    combine_counted(fixes).0
}

/// The same, and how many fixes that are.
fn combine_counted(fixes: impl IntoIterator<Item = Fix>) -> (Vec<TextEdit>, usize) {
    let mut taken: BTreeMap<(usize, usize), TextEdit> = BTreeMap::new();
    let mut count = 0;
    for fix in fixes {
        let touches = |edit: &TextEdit| {
            // Taken edits do not touch each other, so only the last that begins there matters.
            let before = taken.range(..=(edit.range.end, usize::MAX)).next_back();
            before.is_some_and(|(_, other)| edit.range.start <= other.range.end)
        };
        if !fix.edits.iter().any(touches) {
            count += 1;
            taken.extend(
                fix.edits.into_iter().map(|edit| ((edit.range.start, edit.range.end), edit)),
            );
        }
    }
    (taken.into_values().collect(), count)
}

/// A piece of text for a title: short, on one line.
fn short(text: &str) -> String {
    const MOST: usize = 40;
    let mut out: String =
        text.chars().take(MOST).map(|c| if c.is_control() { ' ' } else { c }).collect();
    if text.chars().nth(MOST).is_some() {
        out.push('…');
    }
    out
}
