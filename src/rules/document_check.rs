//! The check of a whole document, for callers that need all of its findings or some of them.

use super::accept::is_acceptable;
use super::checker::{Checker, ROOT};
use super::collector::{OmittedRule, Room};
use super::context::{CheckContext, Document, Store};
use super::document_context::{self, Context};
use super::finding::Finding;
use super::publish::matcher;
use super::registry::{self, CHECKS, ENDPOINT_CHECKS};
use super::results::{CheckResult, Report};
use super::rule::{Rule, Severity};
use super::semantics::unused_ignore_comment::{self, Cause};
use super::settings::Settings;
use super::syntax::{consequence, syntax_error};
use crate::embedded::vrl;
use crate::syntax::{Dialect, Tree};
use crate::text::Source;
use crate::util::suggest::closest;

/// Every finding in `text`, ordered by start, then by rule.
pub fn check(text: &str, dialect: Dialect, settings: &Settings) -> Vec<Finding> {
    run(&text, &Tree::parse(text, dialect), settings).findings
}

/// Checks the document `tree` of the text `source`.
pub fn run(source: &dyn Source, tree: &Tree, settings: &Settings) -> Report {
    check_result(source, tree, settings).report(settings)
}

/// Checks the document `tree` of the text `source`, for callers that need only some of the findings.
pub fn check_result(source: &dyn Source, tree: &Tree, settings: &Settings) -> CheckResult {
    check_storing(source, tree, settings, Store::ALL)
}

fn check_storing(
    source: &dyn Source,
    tree: &Tree,
    settings: &Settings,
    store: Store,
) -> CheckResult {
    let script_budget = tree.root().map_or(0, vrl::steps);
    let mut context = CheckContext::new(source, &settings.limits, script_budget).storing(store);
    let facts = Context::of(source, tree, settings);
    let room = Room::of(source.len());
    let mut result = CheckResult { context: facts, room, ..CheckResult::default() };
    syntax_error::check(&mut context, tree);
    if let Some(root) = tree.root() {
        let mut checker = Checker::new(source, &settings.limits, script_budget, &CHECKS);
        checker.store = store;
        result.start = root.start();
        result.unit = checker.check_unit_cached(ROOT, root, None, matcher::start());
        (result.units_asked, result.units_checked) = (checker.units_asked, checker.units_checked);
        let is_dump = result.context.dump.is_some();
        let embed_sources = if is_dump { &[] } else { &settings.embed_sources[..] };
        let document = Document { root, embed_sources, docs: settings.docs.as_deref() };
        for check in &CHECKS.document {
            check(&mut context, &document);
        }
    }
    (result.whole, result.whole_omitted) = context.into_findings();
    if let Some(root) = tree.root() {
        consequence::remove(&mut result.whole, root, 0);
    }
    store.reduce(&mut result.whole, &mut result.whole_omitted);
    if !result.context.suppressions.comments.is_empty() {
        add_unused_comments(source, settings, &mut result);
    }
    result
}

/// Adds a finding for each comment that suppresses none. Comments of rules that are off are skipped.
fn add_unused_comments(source: &dyn Source, settings: &Settings, result: &mut CheckResult) {
    let suppressions = &result.context.suppressions;
    let mut is_used = vec![false; suppressions.comments.len()];
    for finding in result.all_stored_findings(settings) {
        if let Some(index) = suppressions.comment_of(finding.rule, finding.range.start) {
            is_used[index] = true;
        }
    }
    let mut context = CheckContext::new(source, &settings.limits, 0);
    for (comment, is_used) in suppressions.comments.iter().zip(is_used) {
        let cause = match registry::find(&comment.rule) {
            None => {
                let names = registry::all().iter().map(|rule| rule.id);
                Cause::UnknownRule(closest(&comment.rule, names))
            }
            Some(rule) if !is_acceptable(rule) => Cause::NotSuppressible,
            Some(rule) => {
                let is_off = settings.severity(rule, result.context.published).is_none();
                if is_used || is_off {
                    continue;
                }
                Cause::NoFinding
            }
        };
        unused_ignore_comment::report(&mut context, comment, cause);
    }
    let (found, omitted) = context.into_findings();
    result.whole.extend(found);
    result.whole_omitted.extend(omitted);
}

/// Every finding in `text` with the suppressed ones, which have a
/// [`suppression`](Finding::suppression).
pub fn check_all(text: &str, dialect: Dialect, settings: &Settings) -> Vec<Finding> {
    check_result(&text, &Tree::parse(text, dialect), settings).all_findings(settings)
}

/// The findings of the API's own schema, and duplicate keys: those of [`run`] in these groups,
/// without the work for the others. Takes the tree, because its cache is incomplete for `run`.
pub fn run_endpoint(source: &dyn Source, tree: Tree) -> Vec<Finding> {
    let settings = Settings::default();
    let mut result = CheckResult::default();
    if let Some(root) = tree.root() {
        let mut checker = Checker::new(source, &settings.limits, 0, &ENDPOINT_CHECKS);
        result.start = root.start();
        result.unit = checker.check_unit_cached(ROOT, root, None, matcher::nowhere());
    }
    result.findings(&settings)
}

/// The stored findings of the document `tree`, for fixes: more than an answer lists. Of the others, the
/// number.
pub(crate) fn stored_findings(
    source: &dyn Source,
    tree: &Tree,
    settings: &Settings,
) -> (Vec<Finding>, Vec<OmittedRule>) {
    check_result(source, tree, settings).stored_findings(settings)
}

/// The findings of the document `tree` with a fix that may be applied together with others, and the number
/// of all others. The cache of the tree is of no use for other checks.
pub(crate) fn fixable_findings(
    source: &dyn Source,
    tree: &Tree,
    settings: &Settings,
) -> (Vec<Finding>, Vec<OmittedRule>) {
    check_storing(source, tree, settings, Store::fixable(source.len())).stored_findings(settings)
}

/// The first `most` syntax errors, and the number of all, for a response of limited length.
pub fn not_json(source: &dyn Source, tree: &Tree, most: usize) -> (Vec<Finding>, usize) {
    let settings = Settings::default();
    let mut context = CheckContext::new(source, &settings.limits, 0);
    let all = syntax_error::check_first(&mut context, tree, most);
    let result = CheckResult { whole: context.into_findings().0, ..CheckResult::default() };
    (result.stored_findings(&settings).0, all)
}

/// The severity of findings of `rule` in the document `tree`; `None` if the rule is off there.
pub(crate) fn severity(
    source: &dyn Source,
    tree: &Tree,
    settings: &Settings,
    rule: &Rule,
) -> Option<Severity> {
    settings.severity(rule, document_context::is_published(source, tree.root()))
}
