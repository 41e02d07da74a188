//! Remedies turned into text edits.

mod members;
mod place;
mod rename;

use super::semantics::{DEPRECATED_PUBLIC, DUPLICATE_REQUIRED_TAG};
use super::{Finding, Group, Remedy, endpoint};
use crate::manifest::shape::{Kind, Object, Shape};
use crate::suggest::closest;
use crate::syntax::{Node, Tree, Value};
use crate::text::{Source, TextEdit};
use place::Place;

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
/// | `public` → `visibility` or, where that says the same, nothing | yes |
/// | a tag that is required twice | yes |
/// | a value of the wrong type, rewritten without loss (`1` → `"1"`) | yes: it was refused before |
/// | an unknown value that differs in case and spaces only | yes: it was refused before |
/// | an unknown field with one likely meaning, and a plain value that fits that field | yes |
/// | any other unknown field renamed | no: it may be another field, or open a whole subtree |
/// | an unknown field removed | no: what was written would be lost |
/// | members added | no: somebody has to fill them in |
/// | definitions, secrets and attributes renamed | no: the code refers to them by name |
/// | did-you-mean in references, versions, names, scripts | no: a guess |
/// | a secret's value removed | no: the value would be lost |
pub fn edits(source: &dyn Source, tree: &Tree, finding: &Finding) -> Option<Fix> {
    let remedy = finding.remedy.as_ref()?;
    let (title, edits) = match remedy {
        Remedy::Insert(text) => {
            let at = finding.range.start;
            let at = place::end_before(tree, at).unwrap_or(at);
            (format!("Insert `{text}`"), vec![TextEdit::insert(at, text.as_str())])
        }
        Remedy::Delete => {
            let text = source.slice(finding.range.clone());
            (format!("Remove `{}`", short(&text)), vec![TextEdit::delete(finding.range.clone())])
        }
        Remedy::Replace(text) => {
            let edit = TextEdit::new(finding.range.clone(), text.as_str());
            (format!("Replace by `{}`", short(text)), vec![edit])
        }
        _ => {
            let place = Place::find(tree, &finding.pointer, finding.range.start)?;
            at_place(source, tree, &place, remedy)?
        }
    };
    Some(Fix { title, edits, safe: is_safe(source, tree, finding, remedy) })
}

fn at_place(
    source: &dyn Source,
    tree: &Tree,
    place: &Place,
    remedy: &Remedy,
) -> Option<(String, Vec<TextEdit>)> {
    Some(match remedy {
        Remedy::ReplaceValue(json) => {
            let space = if matches!(place.node.value(), Value::Missing) { " " } else { "" };
            let edit = TextEdit::new(place.node.range(), format!("{space}{json}"));
            // A secret is not repeated anywhere.
            let title = if place.is_secret() && json != "null" {
                "Write the value as a string".to_owned()
            } else {
                format!("Replace by `{}`", short(json))
            };
            (title, vec![edit])
        }
        Remedy::RenameMember(name) => {
            let (holder, member) = place.last()?;
            if holder.get(name).is_some() {
                return None;
            }
            let edit = TextEdit::new(member.key_range(), quoted(name));
            (format!("Rename to `{}`", short(name)), vec![edit])
        }
        Remedy::ReplaceMember(name, json) => {
            let (holder, member) = place.last()?;
            if holder.member(name).is_some_and(|other| other.index != member.index) {
                return None;
            }
            let text = format!("{}: {json}", quoted(name));
            let title = format!("Replace by `{}`", short(&text));
            (title, vec![TextEdit::new(member.range(), text)])
        }
        Remedy::Remove => {
            let (holder, member) = place.last()?;
            let title = match member.key() {
                Some(name) => format!("Remove `{}`", short(name)),
                None => "Remove it".to_owned(),
            };
            (title, members::remove(source, holder, member.index)?)
        }
        Remedy::AddMembers(members) => {
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
        Remedy::RenameDefinition(name) => {
            let edits = rename::definition(source, tree, place, name)?;
            let title = match edits.len() {
                1 => format!("Rename to `{}`", short(name)),
                _ => format!("Rename to `{}`, also where it is named", short(name)),
            };
            (title, edits)
        }
        Remedy::Insert(_) | Remedy::Delete | Remedy::Replace(_) => return None,
    })
}

/// See [`edits`].
fn is_safe(source: &dyn Source, tree: &Tree, finding: &Finding, remedy: &Remedy) -> bool {
    let rule = finding.rule;
    match remedy {
        Remedy::Insert(_) | Remedy::Delete => rule.group == Group::Syntax,
        Remedy::ReplaceMember(..) => *rule == DEPRECATED_PUBLIC,
        Remedy::Remove => *rule == DEPRECATED_PUBLIC || *rule == DUPLICATE_REQUIRED_TAG,
        Remedy::ReplaceValue(_) if *rule == endpoint::WRONG_TYPE => true,
        Remedy::ReplaceValue(json) if *rule == endpoint::UNKNOWN_VALUE => {
            let written = source.slice(finding.range.clone());
            let bare = |text: &str| text.trim_matches('"').trim().to_lowercase();
            bare(&written) == bare(json)
        }
        Remedy::RenameMember(name) if *rule == endpoint::UNKNOWN_FIELD => {
            Place::find(tree, &finding.pointer, finding.range.start)
                .is_some_and(|place| clearly_means(source, &place, name))
        }
        _ => false,
    }
}

/// Whether the unknown field at `place` can be nothing but the field called `name`: no other name
/// is near, and its value is one that this field takes.
fn clearly_means(source: &dyn Source, place: &Place, name: &str) -> bool {
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
                && (text.values.is_empty() || text.values.iter().any(|one| one.value == word))
        }
        (Shape::Text(text), Value::Null) => text.nullable,
        (Shape::Flag(_), Value::Bool(_)) => true,
        _ => false,
    }
}

impl Place<'_> {
    /// Whether it is the value of a secret.
    fn is_secret(&self) -> bool {
        let path: Vec<&str> = self.names().collect();
        place::described(&path).is_some_and(|(_, kind)| kind == Some(Kind::Secret))
    }

    /// What is described of the object in which the last member stands.
    fn object(&self) -> Option<&'static Object> {
        let path: Vec<&str> = self.names().collect();
        match place::described(&path[..path.len().checked_sub(1)?])?.0 {
            Shape::Object(object) => Some(object),
            _ => None,
        }
    }
}

/// The edits of as many of `fixes` as can be applied at once: a fix that touches one before it is
/// left out, because only together with the document as it was do its edits make sense.
pub fn combine(fixes: impl IntoIterator<Item = Fix>) -> Vec<TextEdit> {
    let mut taken: Vec<TextEdit> = Vec::new();
    for fix in fixes {
        let touches = |edit: &TextEdit| {
            taken.iter().any(|other| {
                edit.range.start <= other.range.end && other.range.start <= edit.range.end
            })
        };
        if !fix.edits.iter().any(touches) {
            taken.extend(fix.edits);
        }
    }
    taken.sort_by_key(|edit| (edit.range.start, edit.range.end));
    taken
}

/// `text` as a JSON string, quotes included.
pub(super) fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
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
