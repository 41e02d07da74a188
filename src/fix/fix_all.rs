//! Applying every safe fix.

use super::combine::combine_counted;
use super::compute_fix::compute_fix;
use crate::rules::{self, Settings};
use crate::syntax::{Dialect, Tree};
use crate::text::{self, TextEdit};

/// Maximum number of rounds. A fix can reveal a finding with another fix; the limit is above the
/// length of any such chain, and ends a cycle.
const ROUNDS: usize = 10;

/// The result of applying every safe fix.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FixAll {
    /// The edits in document order, without overlaps.
    pub edits: Vec<TextEdit>,
    /// The number of fixed findings.
    pub fixed: usize,
}

/// Applies all safe fixes of the findings in `text`, until there are none left.
pub fn fix_all(text: &str, dialect: Dialect, settings: &Settings) -> FixAll {
    let mut rounds = Vec::new();
    let mut fixed = 0;
    let mut current = text.to_owned();
    while rounds.len() < ROUNDS {
        let source = current.as_str();
        let tree = Tree::parse(source, dialect);
        let findings = rules::stored_findings(&source, &tree, settings);
        let fixes = findings.iter().filter_map(|finding| compute_fix(&source, &tree, finding));
        let safe: Vec<_> = fixes.filter(|fix| fix.is_safe()).collect();
        let (round, taken) = combine_counted(safe);
        if round.is_empty() {
            break;
        }
        current = text::apply(&current, &round);
        rounds.push(round);
        fixed += taken;
    }
    FixAll { edits: text::compose(text.len(), rounds), fixed }
}
