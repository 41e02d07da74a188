//! Applying every safe fix.

use std::collections::{HashMap, HashSet};

use super::combine::{compatible, merge};
use super::compute_fix::{Fix, Fixer};
use super::verify::{Verifier, Version};
use crate::rules::{self, Applicability, Finding, FixAction, Rule, SYNTAX_ERROR, Settings};
use crate::syntax::{Dialect, Tree};
use crate::text::{self, EditMap, TextEdit};
use crate::util::budget::max_reshaped;

/// Maximum number of rounds. Of fixes that touch each other, a round applies every second one, and a
/// fix can reveal a finding with another fix. The limit is above the length of any such chain, and
/// ends a cycle.
const ROUNDS: usize = 40;

/// The result of applying every safe fix.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FixAll {
    /// The edits in document order, without overlaps.
    pub edits: Vec<TextEdit>,
    /// The applied fixes, ordered by offset.
    pub fixed: Vec<AppliedFix>,
}

/// A fix that was applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppliedFix {
    /// The rule of the finding that it fixes.
    pub rule: &'static Rule,
    /// The JSON Pointer of the member that the finding is about, when it was fixed.
    pub pointer: String,
    /// The start of the finding, in bytes of the original document.
    pub start: usize,
    /// The change, as an imperative.
    pub title: String,
}

/// The rounds of fixes of one document.
struct FixRounds<'a> {
    text: String,
    dialect: Dialect,
    settings: &'a Settings,
    verifier: Verifier<'a>,
    rounds: Vec<Vec<TextEdit>>,
    maps: Vec<EditMap>,
    fixed: Vec<AppliedFix>,
    /// The number of bytes that structural fixes may still parse in all rounds.
    reshape_left: usize,
    /// The rules of the findings whose fixes did not pass the check, and where these findings start in the
    /// original text.
    rejected: HashSet<(&'static str, usize)>,
}

/// Applies the fixes of the findings in `text` up to the applicability `most`, until there are none
/// left. Each result is parsed and checked, and a fix without improvement is not applied. The work is
/// linear in the number of findings.
pub fn fix_all(text: &str, dialect: Dialect, settings: &Settings, most: Applicability) -> FixAll {
    let mut rounds = FixRounds::new(text, dialect, settings);
    rounds.apply_all(most);
    let FixRounds { rounds, mut fixed, .. } = rounds;
    fixed.sort_by_key(|fix| fix.start);
    FixAll { edits: text::compose(text.len(), rounds), fixed }
}

impl<'a> FixRounds<'a> {
    fn new(text: &str, dialect: Dialect, settings: &'a Settings) -> FixRounds<'a> {
        FixRounds {
            text: text.to_owned(),
            dialect,
            settings,
            verifier: Verifier::new(dialect, settings, text.len()),
            rounds: Vec::new(),
            maps: Vec::new(),
            fixed: Vec::new(),
            reshape_left: max_reshaped(text.len()),
            rejected: HashSet::default(),
        }
    }

    /// Applies fixes until there are none left. A fix that did not pass the check is checked again only after
    /// all others, so that many of them leave the budget of checks to the others.
    fn apply_all(&mut self, most: Applicability) {
        let mut applied = 0;
        while self.rounds.len() < ROUNDS {
            if self.apply_next(most) {
                continue;
            }
            if self.rejected.is_empty() || self.rounds.len() == applied {
                return;
            }
            self.rejected.clear();
            applied = self.rounds.len();
        }
    }

    /// The offset in the original text of `at`, an offset in the current one.
    fn origin(&self, at: usize) -> usize {
        self.maps.iter().rev().fold(at, |at, map| map.origin(at))
    }

    /// Applies the fixes that can be applied together: repairs of syntax errors first, because other
    /// findings may follow from them, and safe fixes before others.
    fn apply_next(&mut self, most: Applicability) -> bool {
        let source = self.text.as_str();
        let tree = Tree::parse(source, self.dialect);
        let (findings, omitted) = rules::fixable_findings(&source, &tree, self.settings);
        let fixer = Fixer::limited(&source, &tree, self.reshape_left);
        for applicability in [Applicability::Safe, Applicability::Unsafe] {
            if applicability > most {
                break;
            }
            for is_syntax in [true, false] {
                let wanted = findings.iter().filter(|finding| {
                    // A fix may turn out to be less safe where it applies.
                    let intent = finding.fix.as_ref();
                    let is_rejected = || {
                        let key = (finding.rule.id, self.origin(finding.range.start));
                        !self.rejected.is_empty() && self.rejected.contains(&key)
                    };
                    finding.suppression.is_none()
                        && !is_rejected()
                        && intent.is_some_and(|intent| intent.applicability <= applicability)
                        && (*finding.rule == SYNTAX_ERROR) == is_syntax
                });
                let fixes = wanted.filter_map(|finding| Some((fixer.fix(finding)?, finding)));
                let fixes = fixes.filter(|(fix, _)| fix.applicability == applicability);
                let fixes = compatible(without_rivals(&fixer, fixes.collect()));
                self.reshape_left = fixer.reshape_left();
                if fixes.is_empty() {
                    continue;
                }
                let (tree, findings, omitted) = (&tree, &findings[..], &omitted[..]);
                let before = Version { text: source, tree, findings, omitted };
                let verified = self.verifier.verified(&before, fixes);
                let rejected = std::mem::take(&mut self.verifier.rejected);
                let rejected = rejected.into_iter().map(|(rule, at)| (rule, self.origin(at)));
                self.rejected = rejected.chain(self.rejected.iter().copied()).collect();
                if !verified.is_empty() {
                    let fixed = verified.iter().map(|(fix, finding)| AppliedFix {
                        rule: finding.rule,
                        pointer: finding.pointer.clone(),
                        start: self.origin(finding.range.start),
                        title: fix.title.clone(),
                    });
                    let fixed: Vec<_> = fixed.collect();
                    self.fixed.extend(fixed);
                    let edits = merge(verified.iter().map(|(fix, _)| fix));
                    self.text = text::apply(source, &edits);
                    self.maps.push(EditMap::new(&edits));
                    self.rounds.push(edits);
                    return true;
                }
            }
        }
        false
    }
}

/// Those of `fixes` that write different names. A renamed member has a value, so it comes before a new one.
fn without_rivals<'f>(
    fixer: &Fixer<'_>,
    mut fixes: Vec<(Fix, &'f Finding)>,
) -> Vec<(Fix, &'f Finding)> {
    let names: Vec<_> = fixes.iter().map(|(_, finding)| fixer.new_names(finding)).collect();
    let mut owners = HashMap::new();
    for adds in [false, true] {
        for (index, (_, finding)) in fixes.iter().enumerate() {
            let action = finding.fix.as_ref().map(|fix| &fix.action);
            if matches!(action, Some(FixAction::AddMembers(_))) == adds {
                for (object, name) in each_name(&names[index]) {
                    owners.entry((object, name)).or_insert(index);
                }
            }
        }
    }
    let mut index = 0;
    fixes.retain(|_| {
        index += 1;
        each_name(&names[index - 1]).all(|name| owners[&name] == index - 1)
    });
    fixes
}

fn each_name<'n>(
    names: &'n Option<(usize, Vec<&'n str>)>,
) -> impl Iterator<Item = (usize, &'n str)> {
    names.iter().flat_map(|(object, names)| names.iter().map(move |name| (*object, *name)))
}

#[cfg(test)]
mod tests;
