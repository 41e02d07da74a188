//! From the fix of a finding to text edits.

use std::cell::Cell;

use super::line_starts::LineStarts;
use super::node_path::{self, NodePath};
use super::rename::Renames;
use super::set_value::set_value;
use super::title::title;
use super::trust::{Trust, has_few_values, sets_sensitive_value};
use super::{members, reshape};
use crate::embedded::{base64, codec, content_field, sniff, svg};
use crate::manifest::object_at;
use crate::rules::{Applicability, EmbedSource, Finding, FixAction, FixIntent, Reencoding};
use crate::syntax::{MemberIndex, Tree, Value, quoted};
use crate::text::{Source, TextEdit};
use crate::util::budget::max_reshaped;

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
    /// Whether it may be applied without a review, if its result passes the check of
    /// [`fix_all`](super::fix_all).
    pub fn is_safe(&self) -> bool {
        self.applicability == Applicability::Safe
    }
}

/// The change of the document that fixes `finding`; see [`Fixer::fix`].
pub fn compute_fix(source: &dyn Source, tree: &Tree, finding: &Finding) -> Option<Fix> {
    Fixer::new(source, tree).fix(finding)
}

/// Computes the fixes of findings in one version of a document.
pub struct Fixer<'a> {
    source: &'a dyn Source,
    tree: &'a Tree,
    index: MemberIndex<'a>,
    trust: Trust,
    /// The number of bytes that structural fixes may still parse.
    reshape_left: Cell<usize>,
    lines: LineStarts<'a>,
    renames: Renames,
}

impl<'a> Fixer<'a> {
    /// A fixer for the document `tree` of the text `source`.
    pub fn new(source: &'a dyn Source, tree: &'a Tree) -> Fixer<'a> {
        Fixer::limited(source, tree, max_reshaped(source.len()))
    }

    /// A fixer whose structural fixes parse at most `reshape_left` bytes.
    pub(super) fn limited(
        source: &'a dyn Source,
        tree: &'a Tree,
        reshape_left: usize,
    ) -> Fixer<'a> {
        let (index, trust) = (MemberIndex::new(tree), Trust::new(source, tree));
        let (reshape_left, lines) = (Cell::new(reshape_left), LineStarts::new(source));
        let renames = Renames::default();
        Fixer { source, tree, index, trust, reshape_left, lines, renames }
    }

    /// The number of bytes that structural fixes may still parse. Without enough of them, such a finding
    /// has no fix.
    pub(super) fn reshape_left(&self) -> usize {
        self.reshape_left.get()
    }

    /// The change of the document that fixes `finding`, a finding of this version of the document;
    /// `None` if it has no fix, or if the fix cannot be applied, for example because the new name is
    /// already taken.
    pub fn fix(&self, finding: &Finding) -> Option<Fix> {
        self.apply(finding, finding.fix.as_ref()?)
    }

    /// All possible fixes of `finding`, the most likely first.
    pub fn fixes(&self, finding: &Finding) -> Vec<Fix> {
        let intents = finding.fix.iter().chain(&finding.alternatives);
        intents.filter_map(|intent| self.apply(finding, intent)).collect()
    }

    fn apply(&self, finding: &Finding, intent: &FixIntent) -> Option<Fix> {
        if self.trust.has_conflict() {
            return None;
        }
        let action = self.applicable(finding, &intent.action)?;
        let edits = self.edits(finding, &action)?;
        let title = title(self.source, finding, &action);
        let sensitive = sets_sensitive_value(&finding.pointer, &action);
        let applicability = match intent.applicability {
            // The value stays the same: only its spelling or its type changes.
            Applicability::Safe if sensitive && has_few_values(&finding.pointer) => {
                Applicability::Unsafe
            }
            _ if sensitive => Applicability::Manual,
            Applicability::Safe if !self.trust.covers(&edits) => Applicability::Unsafe,
            other => other,
        };
        Some(Fix { title, edits, applicability })
    }

    /// The object in which the fix of `finding` writes names, and these names. Of fixes that write the
    /// same name, only one can be applied.
    pub(super) fn new_names<'f>(&self, finding: &'f Finding) -> Option<(usize, Vec<&'f str>)> {
        let path = self.place(finding)?;
        match &finding.fix.as_ref()?.action {
            FixAction::RenameMember(name)
            | FixAction::ReplaceMember(name, _)
            | FixAction::RenameDefinition(name) => Some((path.last()?.0.start(), vec![name])),
            FixAction::Restore(name, _) => Some((path.node.start(), vec![name])),
            FixAction::RenameDefinitions(names) => {
                let names = names.iter().map(|(_, name)| name.as_str());
                Some((path.last()?.0.start(), names.collect()))
            }
            FixAction::AddMembers(members) => {
                let names = members.iter().map(|(name, _)| name.as_str());
                Some((path.node.start(), names.collect()))
            }
            _ => None,
        }
    }

    fn place(&self, finding: &Finding) -> Option<NodePath<'a>> {
        NodePath::find(&self.index, &finding.pointer, finding.range.start)
    }

    /// The part of `action` that is still to do: without the members that were added since.
    fn applicable(&self, finding: &Finding, action: &FixAction) -> Option<FixAction> {
        let FixAction::AddMembers(members) = action else { return Some(action.clone()) };
        let node = self.place(finding)?.node;
        let present = self.index.members(node);
        let missing = members.iter().filter(|(name, _)| present.named(name).is_none());
        let missing: Vec<_> = missing.cloned().collect();
        (node.is_object() && !missing.is_empty()).then_some(FixAction::AddMembers(missing))
    }

    fn edits(&self, finding: &Finding, action: &FixAction) -> Option<Vec<TextEdit>> {
        let Fixer { source, tree, .. } = *self;
        let range = &finding.range;
        let place = || self.place(finding);
        Some(match action {
            FixAction::Embed(path, file) => return embed(source, tree, path, file),
            FixAction::Repair(edits) => edits.clone(),
            FixAction::Replace(text) => vec![TextEdit::new(range.clone(), text.as_str())],
            FixAction::ReplaceValue(json) => {
                let node = place()?.node;
                let space = if matches!(node.value(), Value::Missing) { " " } else { "" };
                vec![TextEdit::new(node.range(), format!("{space}{json}"))]
            }
            FixAction::RenameMember(name) => {
                let (holder, member) = place()?.last()?;
                if self.index.members(holder).named(name).is_some() {
                    return None;
                }
                vec![TextEdit::new(member.key_range(), quoted(name))]
            }
            FixAction::ReplaceMember(name, json) => {
                let (holder, member) = place()?.last()?;
                let other = self.index.members(holder).named(name);
                if other.is_some_and(|other| other.index != member.index) {
                    return None;
                }
                vec![TextEdit::new(member.range(), format!("{}: {json}", quoted(name)))]
            }
            FixAction::Remove => {
                let (holder, member) = place()?.last()?;
                let entries = self.index.members(holder);
                members::remove(source, holder, entries.all(), member.index)?
            }
            FixAction::AddMembers(members) => self.add(&place()?, members)?,
            FixAction::Restore(name, json) => {
                let path = place()?;
                let holder = path.node;
                if !holder.is_object() || self.index.members(holder).named(name).is_some() {
                    return None;
                }
                self.add(&path, &[(name.clone(), json.clone())])?
            }
            FixAction::RenameDefinition(name) => {
                self.renames.definition(source, &self.index, &place()?, name)?
            }
            FixAction::RenameDefinitions(names) => {
                let mut path = place()?;
                let (holder, _) = path.steps.pop()?;
                let members = self.index.members(holder);
                let mut edits = Vec::new();
                for (old, new) in names {
                    path.steps.push((holder, members.named(old)?));
                    edits.extend(self.renames.definition(source, &self.index, &path, new)?);
                    path.steps.pop();
                }
                edits.sort_by_key(|edit| edit.range.start);
                let is_apart = |pair: &[TextEdit]| pair[0].range.end <= pair[1].range.start;
                edits.windows(2).all(is_apart).then_some(edits)?
            }
            FixAction::Reshape(repair) => {
                let path = place()?;
                let base = match repair.up {
                    0 => path.node,
                    up => path.steps[path.steps.len().checked_sub(up)?].0,
                };
                let left = self.reshape_left.get().checked_sub(base.range().len())?;
                self.reshape_left.set(left);
                reshape::reshape(source, tree, &self.lines, base, repair)?
            }
            FixAction::Reencode(reencoding) => {
                let node = place()?.node;
                let text = reencode(&node.text(source)?, *reencoding)?;
                vec![TextEdit::new(node.range(), quoted(&text))]
            }
        })
    }

    /// The edits that add `members` to the object at `path`.
    fn add(&self, path: &NodePath<'a>, members: &[(String, String)]) -> Option<Vec<TextEdit>> {
        let holder = path.node;
        let is_closed = members::is_delimited(holder);
        let last = holder.last_entry();
        // New members would be part of an unterminated string, or of another object.
        if !is_closed || last.is_some_and(|it| node_path::ends_open(self.source, self.tree, it)) {
            return None;
        }
        let object = object_at(path.names());
        Some(members::add_in_order(self.source, holder, members, object))
    }
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
        Reencoding::Closed => {
            let inner = String::from_utf8(base64::decode(text).bytes?).ok()?;
            Some(base64::encode(svg::closed(&inner)?.as_bytes()))
        }
        Reencoding::InSvg => {
            Some(base64::encode(svg::around_png(&base64::decode(text).bytes?)?.as_bytes()))
        }
        Reencoding::Utf8 => {
            let bytes = base64::decode(text).bytes?;
            Some(base64::encode(sniff::wide_encoding(&bytes)?.decode(&bytes)?.as_bytes()))
        }
    }
}
