//! The findings that the baseline of a document accepts.

use std::borrow::Cow;
use std::collections::HashMap;

use super::fix_intent::{FixAction, FixIntent};
use super::rule::{Group, Rule};
use crate::syntax::{Node, pointer};
use crate::text::Source;

/// Maximum length, in bytes, of a value in a baseline.
const MAX_VALUE: usize = 200;

/// An entry of a baseline: a finding that the project accepts.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct AcceptedFinding {
    /// The JSON Pointer of the finding.
    pub pointer: String,
    /// The ID of its rule.
    pub rule: String,
    /// The name of the missing member, for findings about one.
    pub member: Option<String>,
    /// The value there, for rules that depend on it. Another value is another finding.
    pub value: Option<String>,
    /// The number of places with the same mistake. More of them are another finding.
    pub places: u32,
    /// Why the project accepts it.
    pub reason: Option<String>,
}

impl AcceptedFinding {
    /// Whether the document has the value of this entry.
    pub(super) fn applies(&self, source: &dyn Source, root: Option<Node<'_>>) -> bool {
        let Some(value) = &self.value else { return true };
        value_at(source, root, &self.pointer).is_some_and(|here| here == value.as_str())
    }

    /// The finding that the entry accepts, whatever the number of its places is: pointer, rule, member and
    /// value.
    pub fn identity(&self) -> (&str, &str, Option<&str>, Option<&str>) {
        (&self.pointer, &self.rule, self.member.as_deref(), self.value.as_deref())
    }

    /// Length of the entry in a baseline file, in bytes, without its reason.
    pub fn text_len(&self) -> usize {
        /// The length without names and values.
        const FRAME: usize = 50;
        let (pointer, rule, member, value) = self.identity();
        FRAME + pointer.len() + rule.len() + member.map_or(0, str::len) + value.map_or(0, str::len)
    }
}

/// The entries of a document's baseline, by pointer.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct AcceptedFindings {
    by_pointer: HashMap<String, Vec<AcceptedFinding>>,
}

impl AcceptedFindings {
    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.by_pointer.is_empty()
    }

    /// Returns the entry for findings of `rule` at `pointer`, whatever its value is. `member` is the name
    /// of the missing member.
    pub(super) fn get(
        &self,
        rule: &Rule,
        pointer: &str,
        member: Option<&str>,
    ) -> Option<&AcceptedFinding> {
        self.by_pointer.get(pointer)?.iter().find(|entry| {
            entry.rule == rule.id && entry.member.as_deref().is_none_or(|it| Some(it) == member)
        })
    }

    /// All entries, in no particular order.
    pub fn iter(&self) -> impl Iterator<Item = &AcceptedFinding> {
        self.by_pointer.values().flatten()
    }
}

impl FromIterator<AcceptedFinding> for AcceptedFindings {
    fn from_iter<I: IntoIterator<Item = AcceptedFinding>>(entries: I) -> AcceptedFindings {
        let mut accepted = AcceptedFindings::default();
        for entry in entries {
            accepted.by_pointer.entry(entry.pointer.clone()).or_default().push(entry);
        }
        accepted
    }
}

/// Returns the name of the member whose absence a finding of `rule` with this fix is about. Several such
/// findings have the same pointer.
pub fn missing_member<'f>(rule: &Rule, fix: Option<&'f FixIntent>) -> Option<&'f str> {
    match &fix?.action {
        FixAction::AddMembers(members) if rule.group == Group::Endpoint => match &members[..] {
            [(name, _)] => Some(name),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the string at `pointer`, unless it is long.
pub(super) fn value_at<'s>(
    source: &'s dyn Source,
    root: Option<Node<'_>>,
    pointer: &str,
) -> Option<Cow<'s, str>> {
    let mut node = root?;
    for token in pointer::tokens(pointer) {
        node = match node.is_array() {
            true => node.entries().nth(token.parse().ok()?)?.value(),
            false => node.get(&token)?,
        };
    }
    (node.value().len() <= MAX_VALUE).then(|| node.text(source)).flatten()
}
