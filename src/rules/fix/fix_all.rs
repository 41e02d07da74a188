//! Every safe fix at once.

use super::{combine_counted, compute_fix};
use crate::rules::{self, Settings};
use crate::syntax::{Dialect, Tree};
use crate::text::{self, TextEdit};

/// A repair may bring to light what another repairs. This often it is looked again: more than any
/// chain of repairs is long, so that one that would never end does.
const ROUNDS: usize = 10;

/// What applying every safe fix does.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FixAll {
    /// The edits, in the order of the text, none overlapping another.
    pub edits: Vec<TextEdit>,
    /// How many findings they repair.
    pub fixed: usize,
}

/// What repairs everything in `text` that can be repaired without asking; see [`edits`].
pub fn fix_all(text: &str, dialect: Dialect, settings: &Settings) -> FixAll {
    let mut rounds = Vec::new();
    let mut fixed = 0;
    let mut current = text.to_owned();
    while rounds.len() < ROUNDS {
        let source = current.as_str();
        let tree = Tree::parse(source, dialect);
        let findings = rules::run(&source, &tree, settings).findings;
        let fixes = findings.iter().filter_map(|finding| compute_fix(&source, &tree, finding));
        let safe: Vec<_> = fixes.filter(|fix| fix.safe).collect();
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
