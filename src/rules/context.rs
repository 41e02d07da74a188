//! The context that the checks of all rules get.

use std::ops::Range;
use std::sync::Arc;

use super::embed_source::EmbedSource;
use super::finding_builder::{Anchor, FindingBuilder, UnitFinding};
use super::fix_intent::FixAction;
use super::rule::Rule;
use super::settings::Limits;
use crate::syntax::{Member, Node};
use crate::text::Source;

/// The usual depth of a unit, which saves reallocations of the path.
const DEPTH: usize = 12;

/// A unit during its check: access to the document, and the findings so far.
pub struct CheckContext<'a> {
    source: &'a dyn Source,
    limits: &'a Limits,
    script_budget: u64,
    /// The start of the unit's value.
    base: usize,
    /// The unit's name; "" for the manifest.
    name: &'a str,
    key_range: Range<usize>,
    /// The members from the unit to the current node.
    path: Vec<Member<'a>>,
    findings: Vec<UnitFinding>,
}

/// The entire document, for the checks that need all of it.
pub struct Document<'a> {
    /// The manifest.
    pub root: Node<'a>,
    /// The files whose content fields have to contain.
    pub embed_sources: &'a [Arc<EmbedSource>],
}

impl<'a> CheckContext<'a> {
    /// The context of the document itself. Findings are relative to its first byte.
    pub fn new(source: &'a dyn Source, limits: &'a Limits, script_budget: u64) -> CheckContext<'a> {
        CheckContext {
            source,
            limits,
            script_budget,
            base: 0,
            name: "",
            key_range: 0..0,
            path: Vec::new(),
            findings: Vec::new(),
        }
    }

    /// The context of a unit called `name`, whose value starts at the byte `base`.
    pub fn for_unit(self, name: &'a str, key_range: Range<usize>, base: usize) -> CheckContext<'a> {
        CheckContext { base, name, key_range, path: Vec::with_capacity(DEPTH), ..self }
    }

    /// The document's text.
    pub fn source(&self) -> &'a dyn Source {
        self.source
    }

    /// The platform's limits.
    pub fn limits(&self) -> &'a Limits {
        self.limits
    }

    /// The maximum cost of compiling a script.
    pub fn script_budget(&self) -> u64 {
        self.script_budget
    }

    /// The name of the current node: that of its member, or "" for the manifest and for elements.
    pub fn node_name(&self) -> &str {
        match self.path.last() {
            Some(member) => member.key().unwrap_or_default(),
            None => self.name,
        }
    }

    /// The members from the unit to the current node.
    pub fn path(&self) -> &[Member<'a>] {
        &self.path
    }

    /// Makes the value of `member` the current node.
    #[inline]
    pub fn enter(&mut self, member: Member<'a>) {
        self.path.push(member);
    }

    /// Reverts the last [`enter`](Self::enter).
    #[inline]
    pub fn leave(&mut self) {
        self.path.pop();
    }

    /// Reports a finding about the current node. `range`, in bytes of the document, is inside the
    /// unit or is the unit's name.
    pub fn report(
        &mut self,
        rule: &'static Rule,
        range: Range<usize>,
        message: impl Into<String>,
    ) -> FindingBuilder<'_> {
        let anchor = if range == self.key_range {
            Anchor::Key
        } else {
            Anchor::Value(range.start - self.base..range.end - self.base)
        };
        self.findings.push(UnitFinding {
            rule,
            severity: None,
            anchor,
            pointer: self.pointer().into(),
            message: message.into().into(),
            related: Vec::new(),
            tag: None,
            fix: None,
            alternatives: Vec::new(),
        });
        // Just pushed.
        let last = self.findings.len() - 1;
        FindingBuilder::new(&mut self.findings[last], self.base)
    }

    /// The name of the unit; "" for the manifest.
    pub fn unit_name(&self) -> &'a str {
        self.name
    }

    /// The JSON Pointer from the unit to the current node.
    pub fn pointer(&self) -> String {
        let mut pointer = String::new();
        self.path.iter().for_each(|member| member.push_to(&mut pointer));
        pointer
    }

    /// The findings so far.
    pub fn findings(&self) -> &[UnitFinding] {
        &self.findings
    }

    /// Keeps the findings, with their indexes, for which `is_kept` is true.
    pub fn retain_findings(&mut self, mut is_kept: impl FnMut(usize, &UnitFinding) -> bool) {
        let mut index = 0;
        self.findings.retain(|finding| {
            index += 1;
            is_kept(index - 1, finding)
        });
    }

    /// Whether the last finding is about the current node, and repairs its shape.
    pub fn has_repair(&self) -> bool {
        self.findings.last().is_some_and(|last| {
            let fix = last.fix.as_ref().map(|fix| &fix.action);
            matches!(fix, Some(FixAction::Reshape(_))) && *last.pointer == *self.pointer()
        })
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: UnitFinding) {
        self.findings.push(finding);
    }

    /// The reported findings.
    pub fn into_findings(self) -> Vec<UnitFinding> {
        self.findings
    }
}
