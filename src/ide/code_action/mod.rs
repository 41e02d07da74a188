//! Code actions for a range: quick fixes, and actions that embed and extract files. Other refactorings
//! have their own files.

pub mod add_all_missing;
pub mod configure_severity;
mod content_action;
mod cursor;
mod embed;
mod extract;
pub mod jsonc_to_json;
pub mod sort_members;

#[cfg(test)]
mod content_tests;

use std::cmp::Reverse;
use std::collections::HashSet;
use std::ops::Range;

use super::TextEdit;
use crate::embedded::content_field;
use crate::fix::{self, SingleFixes};
use crate::rules::{Applicability, Finding, Group};
use crate::snapshot::Snapshot;
pub use content_action::{ContentAction, Files, NewFile};
pub use cursor::cursor_snippet;

/// A quick fix.
#[derive(Debug, Clone)]
pub struct Action {
    /// Title: an imperative.
    pub title: String,
    /// The edits, sorted and without overlaps.
    pub edits: Vec<TextEdit>,
    /// The findings that it fixes.
    pub finding: Finding,
    /// Whether the fix is safe.
    pub safe: bool,
    /// Whether it is the likeliest of several.
    pub likeliest: bool,
}

/// Returns the fixes of the findings in `range`, ends included: safe fixes first, then those of errors,
/// and the fixes of one finding from the most to the least likely.
pub fn actions(snapshot: &Snapshot, range: &Range<usize>) -> Vec<Action> {
    of_findings(snapshot, snapshot.check_at(range))
}

/// Returns the fixes of `findings`, in the same order.
pub fn of_findings(snapshot: &Snapshot, findings: Vec<Finding>) -> Vec<Action> {
    if findings.is_empty() {
        return Vec::new();
    }
    let mut fixer = SingleFixes::new(&snapshot.buffer, &snapshot.tree, &snapshot.settings);
    let mut actions: Vec<Action> = Vec::new();
    for finding in findings {
        let fixes = fixer.fixes(&finding);
        let mut likeliest = fixes.len() > 1;
        actions.extend(fixes.into_iter().map(|fix| Action {
            safe: fix.is_safe(),
            title: fix.title,
            edits: fix.edits,
            finding: finding.clone(),
            likeliest: std::mem::take(&mut likeliest),
        }));
    }
    actions.sort_by_key(|action| (!action.safe, Reverse(action.finding.severity)));
    // Two findings about one value can have the same fix.
    let mut seen = HashSet::new();
    actions.retain(|action| seen.insert((action.title.clone(), action.edits.clone())));
    actions
}

/// The edits of all safe fixes.
pub fn fix_all(snapshot: &Snapshot) -> Vec<TextEdit> {
    let text = snapshot.buffer.source().to_string();
    let dialect = snapshot.tree.dialect();
    fix::fix_all(&text, dialect, &snapshot.settings, Applicability::Safe).edits
}

/// Returns the code actions for the content in `range`, ends included. They create
/// files only with `may_create`.
pub fn content_actions(
    snapshot: &Snapshot,
    range: &Range<usize>,
    files: &dyn Files,
    may_create: bool,
) -> Vec<ContentAction> {
    let mut actions = Vec::new();
    let mut root_fields = snapshot.check_at(range);
    root_fields
        .retain(|finding| finding.pointer.is_empty() && finding.rule.group == Group::Publish);
    for field in content_field::all(snapshot.tree.root()) {
        let Some(member) = field.member else {
            if field.path.len() == 1 {
                actions.extend(embed::embed_missing(snapshot, &field, files, &root_fields));
            }
            continue;
        };
        let field_range = member.range();
        if field_range.start > range.end || range.start > field_range.end {
            continue;
        }
        if let Some(embed) = embed::embed(snapshot, &field, files) {
            actions.push(embed);
        } else if may_create && let Some(extract) = extract::extract(snapshot, &field, files) {
            actions.push(extract);
        }
    }
    actions
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::ide::tests::cursor;
    use crate::rules::Settings;
    use crate::syntax::Dialect;
    use crate::text::apply;

    /// The titles of what is offered at `$0`, each with the text it makes.
    fn check(before: &str) -> String {
        let (text, offset) = cursor(before);
        let snapshot = Snapshot::new(&text, Dialect::Json, Arc::new(Settings::default()), 1);
        let actions = actions(&snapshot, &(offset..offset));
        let done = actions
            .iter()
            .map(|action| format!("{}:\n{}\n", action.title, apply(&text, &action.edits)));
        done.collect()
    }

    #[test]
    fn quick_fix_renames_misspelled_member() {
        insta::assert_snapshot!(
            check(r#"{"name": "a/b", "version": "1.0.0", "ti$0tel": "T"}"#), @r#"
        Rename to `title`:
        {"name": "a/b", "version": "1.0.0", "title": "T"}
        "#);
    }

    #[test]
    fn quick_fix_replaces_unknown_value() {
        insta::assert_snapshot!(
            check(r#"{"name": "a/b", "version": "1.0.0", "visibility": "Priv$0ate"}"#), @r#"
        Replace with `"private"`:
        {"name": "a/b", "version": "1.0.0", "visibility": "private"}
        "#);
    }

    #[test]
    fn no_quick_fix_without_finding() {
        assert_eq!(check(r#"{"na$0me": "a/b", "version": "1.0.0"}"#), "");
    }

    #[test]
    fn fix_all_applies_all_safe_fixes() {
        let text = r#"{ "name": "a/b" "version": 1, "public": true, "layers": ["x",, 5], "icn": 1,
  "dev": "true",
}"#;
        let snapshot = Snapshot::new(text, Dialect::Json, Arc::new(Settings::default()), 1);
        insta::assert_snapshot!(apply(text, &fix_all(&snapshot)), @r#"
        { "name": "a/b", "version": 1, "visibility": "public", "layers": ["x", "5"], "icn": 1,
          "dev": "true"
        }
        "#);
        let text = r#"{"name": "a/b", "version": "1.0.0"}"#;
        let snapshot = Snapshot::new(text, Dialect::Json, Arc::new(Settings::default()), 1);
        assert_eq!(fix_all(&snapshot), []);
    }
}
