//! From the fix of a finding to text edits.

use super::node_path::{self, NodePath};
use super::set_value::set_value;
use super::title::title;
use super::{members, rename, reshape};
use crate::embedded::{base64, codec, content_field, sniff};
use crate::rules::{Applicability, EmbedSource, Finding, FixAction, Reencoding};
use crate::syntax::{Tree, Value, quoted};
use crate::text::{Source, TextEdit};

/// A change of the document that fixes a finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fix {
    /// The change, as an imperative.
    pub title: String,
    /// The edits in document order, without overlaps.
    pub edits: Vec<TextEdit>,
    /// When it may be applied.
    pub applicability: Applicability,
}

impl Fix {
    /// Whether it may be applied without a review.
    pub fn is_safe(&self) -> bool {
        self.applicability == Applicability::Safe
    }
}

/// The change of the document that fixes `finding`, a finding of this version of the document;
/// `None` if it has no fix, or if the fix cannot be applied, for example because the new name is
/// already taken.
pub fn compute_fix(source: &dyn Source, tree: &Tree, finding: &Finding) -> Option<Fix> {
    let intent = finding.fix.as_ref()?;
    let action = applicable(tree, finding, &intent.action)?;
    let edits = edits(source, tree, finding, &action)?;
    let title = title(source, finding, &action);
    Some(Fix { title, edits, applicability: intent.applicability })
}

/// The part of `action` that is still to do: without the members that were added since.
fn applicable(tree: &Tree, finding: &Finding, action: &FixAction) -> Option<FixAction> {
    let FixAction::AddMembers(members) = action else { return Some(action.clone()) };
    let place = NodePath::find(tree, &finding.pointer, finding.range.start)?;
    let missing = members.iter().filter(|(name, _)| place.node.get(name).is_none());
    let missing: Vec<_> = missing.cloned().collect();
    (place.node.is_object() && !missing.is_empty()).then_some(FixAction::AddMembers(missing))
}

fn edits(
    source: &dyn Source,
    tree: &Tree,
    finding: &Finding,
    action: &FixAction,
) -> Option<Vec<TextEdit>> {
    let range = &finding.range;
    let place = || NodePath::find(tree, &finding.pointer, range.start);
    Some(match action {
        FixAction::Embed(path, file) => return embed(source, tree, path, file),
        FixAction::Insert(text) => {
            let before = node_path::before(tree, range.start);
            if before.is_some_and(|before| node_path::ends_open(source, tree, before)) {
                return None;
            }
            let at = before.map_or(range.start, |before| before.range().end);
            vec![TextEdit::insert(at, text.as_str())]
        }
        FixAction::Delete => vec![TextEdit::delete(range.clone())],
        FixAction::Replace(text) => vec![TextEdit::new(range.clone(), text.as_str())],
        FixAction::ReplaceValue(json) => {
            let node = place()?.node;
            let space = if matches!(node.value(), Value::Missing) { " " } else { "" };
            vec![TextEdit::new(node.range(), format!("{space}{json}"))]
        }
        FixAction::RenameMember(name) => {
            let (holder, member) = place()?.last()?;
            if holder.get(name).is_some() {
                return None;
            }
            vec![TextEdit::new(member.key_range(), quoted(name))]
        }
        FixAction::ReplaceMember(name, json) => {
            let (holder, member) = place()?.last()?;
            if holder.member(name).is_some_and(|other| other.index != member.index) {
                return None;
            }
            vec![TextEdit::new(member.range(), format!("{}: {json}", quoted(name)))]
        }
        FixAction::Remove => {
            let (holder, member) = place()?.last()?;
            members::remove(source, holder, member.index)?
        }
        FixAction::AddMembers(members) => members::add(source, place()?.node, members),
        FixAction::RenameDefinition(name) => rename::definition(source, &place()?, name)?,
        FixAction::Reshape(repair) => {
            let path = place()?;
            let depth = path.steps.len();
            let base = match repair.up {
                0 => path.node,
                up => path.steps[depth.checked_sub(up)?].0,
            };
            reshape::reshape(source, tree, base, repair)?
        }
        FixAction::Reencode(reencoding) => {
            let node = place()?.node;
            let text = reencode(&node.text(source)?, *reencoding)?;
            vec![TextEdit::new(node.range(), quoted(&text))]
        }
    })
}

/// The edits that write the content of `file` to the field at `path`.
fn embed(
    source: &dyn Source,
    tree: &Tree,
    path: &[String],
    file: &EmbedSource,
) -> Option<Vec<TextEdit>> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let content = file.content.as_ref().ok()?;
    let string = codec::encode(content_field::holds(&file.field).ok()?, content).ok()?;
    set_value(source, tree, &path, &quoted(&string)).ok()
}

/// The content of `text`, a string of the manifest, in the right encoding.
fn reencode(text: &str, reencoding: Reencoding) -> Option<String> {
    match reencoding {
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
