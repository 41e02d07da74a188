//! The check of a fixed text: a fix has to improve the document, and must not change the meaning of
//! the text around it.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::combine::merge;
use super::compute_fix::Fix;
use crate::rules::{self, Finding, Group, OmittedRule, Rule, SYNTAX_ERROR, Settings, Severity};
use crate::syntax::{Dialect, NameFilter, Node, Tree, Value};
use crate::text::{self, EditMap};
use crate::util::budget::max_reshaped;

/// Maximum distance, in bytes, between an edit and the parts of its line that it may affect.
const REACH: usize = 400;

/// A version of a document, and what was found in it.
pub(super) struct Version<'a> {
    pub(super) text: &'a str,
    pub(super) tree: &'a Tree,
    pub(super) findings: &'a [Finding],
    /// The findings of it that are not stored.
    pub(super) omitted: &'a [OmittedRule],
}

/// Checks the results of fixes.
pub(super) struct Verifier<'a> {
    dialect: Dialect,
    settings: &'a Settings,
    /// Maximum number of checks. Each is linear in the size of the text, so a large text has fewer.
    max_checks: usize,
    /// The number of checks so far.
    pub(super) checks: usize,
    /// The rules of the findings whose fixes did not pass alone, and where these findings start.
    pub(super) rejected: Vec<(&'static str, usize)>,
}

impl<'a> Verifier<'a> {
    /// A verifier for the versions of a text of `len` bytes.
    pub(super) fn new(dialect: Dialect, settings: &'a Settings, len: usize) -> Verifier<'a> {
        let max_checks = max_reshaped(len) / len.max(1);
        Verifier { dialect, settings, max_checks, checks: 0, rejected: Vec::new() }
    }

    /// Those of `fixes` that pass the check together. Fixes that do not pass are found by bisection.
    pub(super) fn verified<'f>(
        &mut self,
        before: &Version<'_>,
        mut fixes: Vec<(Fix, &'f Finding)>,
    ) -> Vec<(Fix, &'f Finding)> {
        if fixes.is_empty() || self.checks == self.max_checks {
            return Vec::new();
        }
        self.checks += 1;
        if self.passes(before, &fixes) {
            return fixes;
        }
        if let [(_, finding)] = &fixes[..] {
            self.rejected.push((finding.rule.id, finding.range.start));
            return Vec::new();
        }
        let second = fixes.split_off(fixes.len() / 2);
        let mut first = self.verified(before, fixes);
        let second = self.verified(before, second);
        if first.is_empty() {
            return second;
        }
        let alone = first.len();
        first.extend(second);
        if first.len() > alone {
            let is_checked = self.checks < self.max_checks;
            self.checks += usize::from(is_checked);
            if !is_checked || !self.passes(before, &first) {
                // The others get another chance in the next round.
                first.truncate(alone);
            }
        }
        first
    }

    fn passes(&self, before: &Version<'_>, fixes: &[(Fix, &Finding)]) -> bool {
        let edits = merge(fixes.iter().map(|(fix, _)| fix));
        let text = text::apply(before.text, &edits);
        let tree = Tree::parse(text.as_str(), self.dialect);
        let after = After { text: &text, tree: &tree, map: EditMap::new(&edits) };
        let findings: Vec<&Finding> = fixes.iter().map(|(_, finding)| *finding).collect();
        let is_checked = fixes.iter().any(|(fix, _)| fix.is_safe());
        after.keeps_rest(before, &findings)
            && (!is_checked || {
                let found = || rules::fixable_findings(&text.as_str(), &tree, self.settings);
                improves(before, found, &findings)
            })
    }
}

/// The result of fixes.
pub(super) struct After<'a> {
    pub(super) text: &'a str,
    pub(super) tree: &'a Tree,
    /// Maps its offsets to those of the version before.
    pub(super) map: EditMap,
}

impl After<'_> {
    /// Whether the fixes of `findings` repaired the syntax errors among them, caused no other, and did
    /// not change the meaning of the text around them.
    pub(super) fn keeps_rest(&self, before: &Version<'_>, findings: &[&Finding]) -> bool {
        let repairs = count_syntax(findings);
        keeps_syntax(before, self, repairs)
            && keeps_names_distinct(before, self)
            // Without syntax errors, edits do not affect other names and values.
            && (repairs == 0 && !before.tree.document().has_errors || keeps_tokens(before, self))
    }
}

/// The number of syntax errors in `findings`.
fn count_syntax(findings: &[&Finding]) -> usize {
    findings.iter().filter(|finding| *finding.rule == SYNTAX_ERROR).count()
}

/// Whether the fixes of `fixed` each remove a finding of its rule, without another error. `found` are
/// the findings after the fixes. Repairs of syntax errors reveal other findings, so only their syntax is
/// checked.
pub(super) fn improves(
    before: &Version<'_>,
    found: impl FnOnce() -> (Vec<Finding>, Vec<OmittedRule>),
    fixed: &[&Finding],
) -> bool {
    if count_syntax(fixed) == fixed.len() {
        return true;
    }
    let (found, omitted) = found();
    let after = Counts::new(&found, &omitted);
    let before = Counts::new(before.findings, before.omitted);
    let fixed = Counts::new(fixed.iter().copied(), &[]);
    let rules = fixed.by_rule.iter();
    let mut rules = rules.map(|(id, fixed)| (after.of(id) + fixed, before.of(id)));
    rules.all(|(after, before)| after <= before)
        && after.rejected + fixed.rejected <= before.rejected
        && after.errors + fixed.errors <= before.errors
}

/// The number of findings.
struct Counts {
    by_rule: FxHashMap<&'static str, usize>,
    /// The number of findings that the Botpress API rejects the manifest for.
    rejected: usize,
    /// The number of errors, without those of the group `publish`: a fixed `visibility` can enable
    /// them.
    errors: usize,
}

impl Counts {
    fn new<'f>(findings: impl IntoIterator<Item = &'f Finding>, omitted: &[OmittedRule]) -> Counts {
        let mut counts = Counts { by_rule: FxHashMap::default(), rejected: 0, errors: 0 };
        let stored = findings.into_iter().map(|finding| (finding.rule, finding.severity, 1));
        for (Rule { id, group, .. }, severity, count) in stored.chain(omitted.iter().copied()) {
            let if_so = |counts: bool| if counts { count } else { 0 };
            *counts.by_rule.entry(id).or_default() += count;
            counts.rejected += if_so(matches!(group, Group::Syntax | Group::Endpoint));
            counts.errors += if_so(severity == Severity::Error && *group != Group::Publish);
        }
        counts
    }

    fn of(&self, rule: &str) -> usize {
        self.by_rule.get(rule).copied().unwrap_or_default()
    }
}

/// Whether no object has a name twice that had it once: of both values, only the last one counts.
fn keeps_names_distinct(before: &Version<'_>, after: &After<'_>) -> bool {
    let count = |tree: &Tree| tree.root().map_or(0, objects_with_duplicates);
    let after = count(after.tree);
    after == 0 || after <= count(before.tree)
}

/// The number of objects in `node` that have a name twice.
fn objects_with_duplicates(node: Node<'_>) -> usize {
    let Some(container) = node.container() else { return 0 };
    if !container.names.may_intersect(NameFilter::DUPLICATES) {
        return 0;
    }
    let inside = node.entries().map(|entry| objects_with_duplicates(entry.value()));
    usize::from(container.duplicates) + inside.sum::<usize>()
}

/// Whether each of the `repairs` removes a syntax error, and each remaining error is in a line that
/// had one.
fn keeps_syntax(before: &Version<'_>, after: &After<'_>, repairs: usize) -> bool {
    let After { text, tree, map } = after;
    let starts = |text: &str, tree: &Tree| -> Vec<usize> {
        let (errors, _) = rules::not_json(&text, tree, usize::MAX);
        errors.into_iter().map(|error| error.range.start).collect()
    };
    let after = if tree.document().has_errors { starts(text, tree) } else { Vec::new() };
    if after.is_empty() && repairs == 0 {
        return true;
    }
    let errors = starts(before.text, before.tree);
    if after.len() + repairs > errors.len() {
        return false;
    }
    let breaks: Vec<usize> = memchr::memchr_iter(b'\n', before.text.as_bytes()).collect();
    let line = |at: usize| breaks.partition_point(|line_break| *line_break < at);
    let lines: FxHashSet<usize> = errors.into_iter().map(line).collect();
    after.into_iter().all(|at| lines.contains(&line(map.origin(at))))
}

/// Whether names and values that are not near an edit are the same, at the same depth.
fn keeps_tokens(before: &Version<'_>, after: &After<'_>) -> bool {
    let After { text, tree, map } = after;
    let bytes = before.text.as_bytes();
    let mut old: Vec<Range<usize>> = Vec::new();
    let mut new: Vec<Range<usize>> = Vec::new();
    for (range, after) in map.ranges() {
        let before = &bytes[range.start.saturating_sub(REACH)..range.start];
        let rest = &bytes[range.end..bytes.len().min(range.end + REACH)];
        let back = memchr::memrchr(b'\n', before).map_or(before.len(), |at| before.len() - at - 1);
        let ahead = memchr::memchr(b'\n', rest).unwrap_or(rest.len());
        let (near, near_after) = (
            range.start - back..range.end + ahead,
            after.start.saturating_sub(back)..after.end + ahead,
        );
        match (old.last_mut(), new.last_mut()) {
            (Some(last), Some(last_after)) if near.start <= last.end => {
                last.end = last.end.max(near.end);
                last_after.end = last_after.end.max(near_after.end);
            }
            _ => {
                old.push(near);
                new.push(near_after);
            }
        }
    }
    tokens(before.text, before.tree, &old) == tokens(text, tree, &new)
}

/// Returns the names and scalars of `tree` with their depths, without those that touch `skipped`.
fn tokens<'a>(text: &'a str, tree: &Tree, skipped: &[Range<usize>]) -> Vec<(usize, &'a str)> {
    let mut collector = TokenCollector { text, skipped, tokens: Vec::new() };
    if let Some(root) = tree.root() {
        collector.add_value(root, 0);
    }
    collector.tokens
}

struct TokenCollector<'a, 's> {
    text: &'a str,
    skipped: &'s [Range<usize>],
    tokens: Vec<(usize, &'a str)>,
}

impl TokenCollector<'_, '_> {
    fn add_value(&mut self, node: Node<'_>, depth: usize) {
        match node.value() {
            Value::Missing => {}
            Value::Container(_) => {
                for member in node.entries() {
                    if member.key().is_some() {
                        self.add(member.key_range(), depth);
                    }
                    self.add_value(member.value(), depth + 1);
                }
            }
            _ => self.add(node.range(), depth),
        }
    }

    fn add(&mut self, range: Range<usize>, depth: usize) {
        let next = self.skipped.partition_point(|skipped| skipped.end < range.start);
        if self.skipped.get(next).is_none_or(|skipped| range.end < skipped.start) {
            self.tokens.push((depth, &self.text[range]));
        }
    }
}
