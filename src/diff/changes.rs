//! Differences as findings of the new manifest, for editors.

use std::ops::Range;

use super::{Comparison, Finding, Level, Part};
use crate::fix::NodePath;
use crate::rules::{
    self, Applicability, BREAKING_CHANGE, FixAction, FixIntent, RISKY_CHANGE, Rule, Settings,
    Severity, VERSION_TOO_LOW,
};
use crate::syntax::{Dialect, MemberIndex, Tree};
use crate::util::display::floor_char_boundary;

/// Maximum number of changes. The rest is in the report of the command `diff`.
const MAX_CHANGES: usize = 200;

/// Maximum size of the old text of a change, in bytes.
const MAX_OLD_TEXT: usize = 400;

/// The differences between an old version and an open manifest.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    /// The name of the old version, such as `origin/main`.
    pub since: String,
    /// The breaking and risky differences, and the finding on the version.
    pub changes: Vec<Change>,
    /// Number of breaking differences that are not accepted.
    pub breaking: usize,
    /// The lowest sufficient version, if the version is too low.
    pub needed_version: Option<String>,
}

/// A difference with its place in the new manifest.
#[derive(Debug, Clone)]
pub struct Change {
    /// The finding.
    pub finding: rules::Finding,
    /// Text of the old value, shortened.
    pub old_text: Option<String>,
}

impl Changes {
    /// Converts a comparison with `old_text` to findings in `tree`, the tree of the new manifest.
    pub fn new(
        comparison: &Comparison,
        since: &str,
        old_text: &str,
        tree: &Tree,
        settings: &Settings,
    ) -> Changes {
        let old = Tree::parse(old_text, Dialect::Jsonc);
        let old = MemberIndex::new(&old);
        let is_open = |finding: &&Finding| !finding.accepted;
        let open = || comparison.findings.iter().filter(is_open);
        let mut changes = Changes {
            since: since.to_owned(),
            breaking: open().filter(|finding| finding.level == Level::Breaking).count(),
            needed_version: comparison.next_version.clone().filter(|_| !comparison.is_sufficient),
            changes: Vec::new(),
        };
        for finding in open() {
            if changes.changes.len() == MAX_CHANGES {
                break;
            }
            let Some((rule, severity)) = rule_of(finding, comparison, settings) else { continue };
            let Some(place) = &finding.new else { continue };
            let mut message = format!("{} {}", finding.message, finding.why);
            if let Some(hint) = &finding.hint {
                message += &format!(" Fix: {hint}.");
            }
            let mut result =
                rules::Finding::new(rule, severity, 0..0, place.pointer.clone(), message);
            result.fix = fix_of(finding, comparison, old_text, &old);
            let old_text = (finding.part != Part::Secret)
                .then(|| old_value(finding, old_text, &old))
                .flatten()
                .map(shortened);
            changes.changes.push(Change { finding: result, old_text });
        }
        changes.relocate(tree);
        changes
    }

    /// Moves the findings to the places of their pointers in `tree`. Those whose place no longer exists
    /// move to the start of the manifest's root until the next comparison.
    pub fn relocate(&mut self, tree: &Tree) {
        let index = MemberIndex::new(tree);
        for change in &mut self.changes {
            change.finding.range = range_of(tree, &index, &change.finding.pointer);
        }
    }

    /// Returns the findings.
    pub fn findings(&self) -> impl Iterator<Item = &rules::Finding> {
        self.changes.iter().map(|change| &change.finding)
    }

    /// Whether two comparisons have the same findings, apart from their ranges.
    pub fn has_same_findings(&self, other: &Changes) -> bool {
        let key = |change: &Change| {
            let finding = &change.finding;
            (finding.severity, finding.pointer.clone(), finding.message.clone())
        };
        self.since == other.since
            && self.needed_version == other.needed_version
            && self.changes.iter().map(key).eq(other.changes.iter().map(key))
    }
}

/// The rule of a finding and its severity, unless it is not reported in editors.
fn rule_of(
    finding: &Finding,
    comparison: &Comparison,
    settings: &Settings,
) -> Option<(&'static Rule, Severity)> {
    let rule: &'static Rule = match finding.level {
        _ if finding.part == Part::Version && comparison.is_sufficient => return None,
        _ if finding.part == Part::Version => &VERSION_TOO_LOW,
        Level::Breaking => &BREAKING_CHANGE,
        Level::Risky => &RISKY_CHANGE,
        Level::Addition | Level::Note => return None,
    };
    let severity = settings.severity(rule, true)?;
    let is_configured =
        [rule.id, rule.group.name()].iter().any(|name| settings.severities.contains_key(*name));
    if *rule == BREAKING_CHANGE && !comparison.is_sufficient && !is_configured {
        return Some((rule, Severity::Error));
    }
    Some((rule, severity))
}

/// The fix of a finding: the version that it needs, or the member that was removed.
fn fix_of(
    finding: &Finding,
    comparison: &Comparison,
    old_text: &str,
    old: &MemberIndex<'_>,
) -> Option<FixIntent> {
    let action = if finding.part == Part::Version {
        let version = comparison.next_version.as_ref()?;
        FixAction::ReplaceValue(crate::syntax::quoted(version))
    } else {
        let (before, after) = (finding.old.as_ref()?, finding.new.as_ref()?);
        let (parent, _) = before.pointer.rsplit_once('/')?;
        if parent != after.pointer {
            return None;
        }
        let path = NodePath::find(old, &before.pointer, before.range.start)?;
        let (_, member) = path.last()?;
        let value = old_text.get(member.value().range())?;
        FixAction::Restore(member.key()?.to_owned(), value.to_owned())
    };
    Some(FixIntent { action, applicability: Applicability::Unsafe })
}

fn old_value<'t>(finding: &Finding, old_text: &'t str, old: &MemberIndex<'_>) -> Option<&'t str> {
    let place = finding.old.as_ref()?;
    let path = NodePath::find(old, &place.pointer, place.range.start)?;
    old_text.get(path.node.range())
}

fn shortened(text: &str) -> String {
    let end = floor_char_boundary(text, MAX_OLD_TEXT);
    let rest = if end < text.len() { " …" } else { "" };
    format!("{}{rest}", &text[..end])
}

/// The range to mark for the value at `pointer`: its key, or its first character.
fn range_of(tree: &Tree, index: &MemberIndex<'_>, pointer: &str) -> Range<usize> {
    let start = |at: usize| at..at + 1;
    match NodePath::find(index, pointer, 0) {
        Some(path) => match path.last() {
            Some((_, member)) if member.key().is_some() => member.key_range(),
            _ => start(path.node.start()),
        },
        None => tree.root().map_or(0..0, |root| start(root.start())),
    }
}
