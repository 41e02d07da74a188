//! The context that the checks of all rules get.

use std::ops::Range;
use std::sync::Arc;

use super::docs_target::DocsTarget;
use super::embed_source::EmbedSource;
use super::finding_builder::{Anchor, FindingBuilder, UnitFinding};
use super::fix_intent::{Applicability, FixAction};
use super::path::Path;
use super::rule::Rule;
use super::settings::Limits;
use crate::syntax::{Member, Node};
use crate::text::Source;
use crate::util::budget::{MAX_STORED_FINDINGS, cut_message, max_stored_fixes};

/// The usual depth of a unit, which saves reallocations of the path.
const DEPTH: usize = 12;

/// Which findings of a document are stored. The others are only counted.
#[derive(Clone, Copy)]
pub(super) struct Store {
    max: usize,
    /// Whether the findings of a checked unit are stored only if they have a fix that may be applied
    /// together with others.
    only_fixable: bool,
}

impl Store {
    /// All findings.
    pub(super) const ALL: Store = Store { max: MAX_STORED_FINDINGS, only_fixable: false };

    /// The findings with a fix, for applying all fixes of a text of `len` bytes. Otherwise, findings without
    /// a fix would leave no room for others.
    pub(super) fn fixable(len: usize) -> Store {
        Store { max: max_stored_fixes(len), only_fixable: true }
    }

    /// Removes the findings of a checked unit that are not stored, and counts them. Returns their number.
    pub(super) fn reduce(self, findings: &mut Vec<UnitFinding>, omitted: &mut Omitted) -> usize {
        let before = findings.len();
        findings.retain(|finding| {
            let fix = finding.fix.as_ref();
            let is_fixable = fix.is_some_and(|fix| fix.applicability < Applicability::Manual);
            let is_stored = is_fixable || !self.only_fixable;
            if !is_stored {
                omit(omitted, finding.rule);
            }
            is_stored
        });
        before - findings.len()
    }
}

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
    /// The paths of the first members of `path`, from the unit. Computed when a finding needs them, and
    /// shared by findings.
    shared: Vec<Path>,
    findings: Vec<UnitFinding>,
    store: Store,
    /// Number of findings of the document that are stored so far.
    pub(super) stored: usize,
    /// The findings beyond the budget, which are only counted.
    omitted: Omitted,
    /// The last of them, for its builder.
    last_omitted: Option<UnitFinding>,
}

/// The number of omitted findings of each rule.
pub(super) type Omitted = Vec<(&'static Rule, usize)>;

/// The entire document, for the checks that need all of it.
pub struct Document<'a> {
    /// The manifest.
    pub root: Node<'a>,
    /// The files whose content fields have to contain.
    pub embed_sources: &'a [Arc<EmbedSource>],
    /// File with the reference of the integration.
    pub docs: Option<&'a DocsTarget>,
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
            shared: Vec::new(),
            findings: Vec::new(),
            store: Store::ALL,
            stored: 0,
            omitted: Vec::new(),
            last_omitted: None,
        }
    }

    /// The context of a unit called `name`, whose value starts at the byte `base`.
    pub fn for_unit(self, name: &'a str, key_range: Range<usize>, base: usize) -> CheckContext<'a> {
        CheckContext { base, name, key_range, path: Vec::with_capacity(DEPTH), ..self }
    }

    /// Sets which findings are stored.
    pub(super) fn storing(self, store: Store) -> CheckContext<'a> {
        CheckContext { store, ..self }
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
        if self.shared.len() > self.path.len() {
            self.shared.pop();
        }
    }

    /// Reports a finding about the current node. `range`, in bytes of the document, is inside the
    /// unit or is the unit's name.
    // Most nodes have no finding: without the code for one, the checks of a node fit into the cache.
    #[cold]
    #[inline(never)]
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
        let is_stored = self.has_room();
        let finding = UnitFinding {
            rule,
            severity: None,
            anchor,
            path: if is_stored { self.shared_path() } else { Path::default() },
            message: cut_message(message.into()).into(),
            related: Vec::new(),
            tag: None,
            fix: None,
            alternatives: Vec::new(),
            places: 1,
        };
        if !is_stored {
            omit(&mut self.omitted, rule);
            return FindingBuilder::new(self.last_omitted.insert(finding), self.base);
        }
        self.stored += 1;
        self.findings.push(finding);
        // Just pushed.
        let last = self.findings.len() - 1;
        FindingBuilder::new(&mut self.findings[last], self.base)
    }

    /// The name of the unit; "" for the manifest.
    pub fn unit_name(&self) -> &'a str {
        self.name
    }

    /// The JSON Pointer from the unit to the current node, with long names cut.
    pub fn pointer(&mut self) -> String {
        let mut pointer = String::new();
        self.shared_path().push_to(&mut pointer);
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

    /// Replaces the finding at `index`, if there is one.
    pub fn replace_finding(&mut self, index: usize, finding: UnitFinding) {
        if let Some(place) = self.findings.get_mut(index) {
            *place = finding;
        }
    }

    /// Whether the last finding is about the current node, and repairs its shape.
    pub fn has_repair(&mut self) -> bool {
        let Some(last) = self.findings.last() else { return false };
        let fix = last.fix.as_ref().map(|fix| &fix.action);
        matches!(fix, Some(FixAction::Reshape(_))) && last.pointer() == self.pointer()
    }

    /// Adds a finding.
    pub fn push(&mut self, finding: UnitFinding) {
        self.findings.push(finding);
    }

    /// Whether the details of the next finding are stored. If not, it is only counted.
    pub fn has_room(&self) -> bool {
        self.stored < self.store.max
    }

    /// The path from the unit to the current node.
    pub(super) fn shared_path(&mut self) -> Path {
        for member in &self.path[self.shared.len()..] {
            let path = self.shared.last().cloned().unwrap_or_default().enter(*member);
            self.shared.push(path);
        }
        self.shared.last().cloned().unwrap_or_default()
    }

    /// The reported findings, and the number of those beyond the budget.
    pub(super) fn into_findings(self) -> (Vec<UnitFinding>, Omitted) {
        (self.findings, self.omitted)
    }
}

/// Counts a finding of `rule` that is not stored.
fn omit(omitted: &mut Omitted, rule: &'static Rule) {
    match omitted.iter_mut().find(|(other, _)| std::ptr::eq(*other, rule)) {
        Some((_, count)) => *count += 1,
        None => omitted.push((rule, 1)),
    }
}
