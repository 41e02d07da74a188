//! Suppressed findings: accepted by the baseline, or by a comment in the document.

use std::ops::Range;
use std::sync::Arc;

use super::accepted::{AcceptedFinding, AcceptedFindings};
use super::ignore_comment::{self, IgnoreComment};
use super::rule::Rule;
use super::settings::Settings;
use crate::syntax::{Dialect, Tree};
use crate::text::Source;

/// Why a finding is not reported.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suppression {
    /// The source of the suppression.
    pub kind: SuppressionKind,
    /// The reason that the author gives.
    pub reason: Option<String>,
}

/// The source of a suppression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuppressionKind {
    /// An entry of the baseline.
    Baseline,
    /// A comment in the document.
    Comment,
}

/// The suppressions of a document.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Suppressions {
    accepted: Arc<AcceptedFindings>,
    /// The entries that apply, if some do not because of their value.
    applicable: Option<Arc<AcceptedFindings>>,
    /// The comments, in the order of their lines.
    pub(super) comments: Vec<IgnoreComment>,
}

impl Suppressions {
    /// Returns the suppressions of the document `tree` of the text `source`.
    pub(super) fn of(source: &dyn Source, tree: &Tree, settings: &Settings) -> Suppressions {
        let comments = match tree.dialect() {
            Dialect::Jsonc => ignore_comment::find(source),
            Dialect::Json => Vec::new(),
        };
        let accepted = settings.accepted.clone();
        Suppressions { applicable: applicable(source, tree, &accepted), accepted, comments }
    }

    /// Whether no finding is suppressed.
    pub(super) fn is_empty(&self) -> bool {
        self.accepted.is_empty() && self.comments.is_empty()
    }

    /// Returns why a finding of `rule` at `range`, with `pointer`, the name of the missing `member` and a
    /// number of `places`, is suppressed.
    pub(super) fn find(
        &self,
        rule: &Rule,
        range: &Range<usize>,
        pointer: &str,
        member: Option<&str>,
        places: u32,
    ) -> Option<Suppression> {
        let accepted = self.applicable.as_ref().unwrap_or(&self.accepted);
        if let Some(entry) =
            accepted.get(rule, pointer, member).filter(|entry| places <= entry.places)
        {
            let reason = entry.reason.clone();
            return Some(Suppression { kind: SuppressionKind::Baseline, reason });
        }
        let index = self.comment_of(rule, range.start)?;
        let reason = self.comments[index].reason.clone();
        Some(Suppression { kind: SuppressionKind::Comment, reason })
    }

    /// Returns the index of the comment that suppresses findings of `rule` at the byte `start`.
    pub(super) fn comment_of(&self, rule: &Rule, start: usize) -> Option<usize> {
        // Comments are in the order of their lines, and several can name the same line.
        let end = self.comments.partition_point(|comment| comment.line.start <= start);
        let line = self.comments[..end].last()?.line.clone();
        if start > line.end {
            return None;
        }
        let of_line = self.comments[..end].iter().rposition(|it| it.line.start != line.start);
        let first = of_line.map_or(0, |before| before + 1);
        let index = self.comments[first..end].iter().position(|it| it.rule == rule.id)?;
        Some(first + index)
    }
}

/// Returns the entries without those whose value differs from the document; `None` if all entries apply.
fn applicable(
    source: &dyn Source,
    tree: &Tree,
    accepted: &AcceptedFindings,
) -> Option<Arc<AcceptedFindings>> {
    let applies = |entry: &&AcceptedFinding| entry.applies(source, tree.root());
    let all = accepted.iter().all(|entry| applies(&entry));
    (!all).then(|| Arc::new(accepted.iter().filter(applies).cloned().collect()))
}
