//! Fixes by ID, so that a program can list the fixes of a document and apply some of them later.

use std::collections::HashMap;
use std::fmt::Write as _;

use sha2::{Digest, Sha256};

use super::combine::{compatible, merge};
use super::compute_fix::{Fix, Fixer};
use super::fix_all::{AppliedFix, FixAll};
use super::verify::{After, Version};
use crate::rules::Finding;
use crate::syntax::Tree;
use crate::text::{self, EditMap, Source, TextEdit};

/// Length of an ID in bytes of its hash.
const ID_BYTES: usize = 6;

/// The fixes of a document with their IDs.
///
/// An ID depends on the rule, the pointer and the change, and not on offsets: it stays the same after a
/// change elsewhere in the document, and becomes unknown when the text that the fix replaces changes.
pub struct Identifier<'a> {
    source: &'a dyn Source,
    fixer: Fixer<'a>,
    /// The number of fixes for each hash so far: equal fixes are numbered.
    seen: HashMap<[u8; ID_BYTES], u32>,
}

impl<'a> Identifier<'a> {
    /// An identifier for the document `tree` of the text `source`.
    pub fn new(source: &'a dyn Source, tree: &'a Tree) -> Identifier<'a> {
        Identifier { source, fixer: Fixer::new(source, tree), seen: HashMap::default() }
    }

    /// The fixes of `finding` with their IDs, the most likely first. Call it for all findings of the
    /// document in their order.
    pub fn fixes(&mut self, finding: &Finding) -> Vec<(String, Fix)> {
        let fixes = self.fixer.fixes(finding);
        fixes.into_iter().map(|fix| (self.id(finding, &fix), fix)).collect()
    }

    fn id(&mut self, finding: &Finding, fix: &Fix) -> String {
        let mut hasher = Sha256::new();
        let mut add = |text: &str| {
            hasher.update((text.len() as u64).to_le_bytes());
            hasher.update(text);
        };
        add(finding.rule.id);
        add(&finding.pointer);
        add(&fix.title);
        for edit in &fix.edits {
            add(&self.source.slice(edit.range.clone()));
            add(&edit.text);
        }
        let mut hash = [0; ID_BYTES];
        hash.copy_from_slice(&hasher.finalize()[..ID_BYTES]);
        let number = self.seen.entry(hash).or_default();
        let mut id = String::with_capacity(2 * ID_BYTES);
        for byte in hash {
            // Writing to a string cannot fail.
            let _ = write!(id, "{byte:02x}");
        }
        if *number > 0 {
            let _ = write!(id, "-{number}");
        }
        *number += 1;
        id
    }
}

/// Why chosen fixes cannot be applied.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ChoiceError {
    /// No fix of the document has this ID.
    Unknown(String),
    /// These two fixes change the same text.
    Overlap(String, String),
    /// The fixes would change the meaning of other text.
    ChangesRest,
}

/// Returns the result of applying exactly the fixes with these `ids`. `findings` are those of the
/// document, in their order.
pub fn choose(
    source: &dyn Source,
    tree: &Tree,
    findings: &[Finding],
    ids: &[String],
) -> Result<FixAll, ChoiceError> {
    let mut identifier = Identifier::new(source, tree);
    let mut chosen = Vec::new();
    for finding in findings {
        for (id, fix) in identifier.fixes(finding) {
            if ids.contains(&id) {
                chosen.push((fix, (id, finding)));
            }
        }
    }
    let is_known = |id: &&String| chosen.iter().any(|(_, (known, _))| known == *id);
    if let Some(unknown) = ids.iter().find(|id| !is_known(id)) {
        return Err(ChoiceError::Unknown(unknown.clone()));
    }
    let applied = compatible(chosen.iter().cloned());
    if applied.len() < chosen.len() {
        return Err(overlap(&chosen, &applied));
    }
    let edits = merge(applied.iter().map(|(fix, _)| fix));
    let fixed: Vec<&Finding> = applied.iter().map(|(_, (_, finding))| *finding).collect();
    if !keeps_rest(source, tree, findings, &edits, &fixed) {
        return Err(ChoiceError::ChangesRest);
    }
    let mut fixed: Vec<AppliedFix> = applied
        .into_iter()
        .map(|(fix, (_, finding))| AppliedFix {
            rule: finding.rule,
            pointer: finding.pointer.clone(),
            start: finding.range.start,
            title: fix.title,
        })
        .collect();
    fixed.sort_by_key(|fix| fix.start);
    Ok(FixAll { edits, fixed })
}

/// Whether `edits`, which fix the findings `fixed`, change nothing else: as for [`SingleFixes`](super::SingleFixes).
fn keeps_rest(
    source: &dyn Source,
    tree: &Tree,
    findings: &[Finding],
    edits: &[TextEdit],
    fixed: &[&Finding],
) -> bool {
    let text = source.slice(0..source.len());
    let new_text = text::apply(&text, edits);
    let new_tree = Tree::parse(new_text.as_str(), tree.dialect());
    let after = After { text: &new_text, tree: &new_tree, map: EditMap::new(edits) };
    after.keeps_rest(&Version { text: &text, tree, findings, omitted: &[] }, fixed)
}

/// The first fix that touches an earlier one, with that one. `applied` are those that can be applied
/// together.
fn overlap(
    chosen: &[(Fix, (String, &Finding))],
    applied: &[(Fix, (String, &Finding))],
) -> ChoiceError {
    let is_applied = |(index, it): &(usize, &(Fix, (String, &Finding)))| {
        applied.get(*index).is_some_and(|other| other.1.0 == it.1.0)
    };
    if let Some((_, (fix, (id, _)))) = chosen.iter().enumerate().find(|it| !is_applied(it)) {
        for (earlier, (earlier_id, _)) in applied {
            if compatible([(earlier.clone(), ()), (fix.clone(), ())]).len() < 2 {
                return ChoiceError::Overlap(earlier_id.clone(), id.clone());
            }
        }
    }
    // Fixes that are compatible in pairs are compatible together.
    ChoiceError::Unknown(String::new())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{self, Settings};
    use crate::syntax::Dialect;
    use crate::text::apply;

    const TEXT: &str =
        r#"{ "name": "acme/a", "version": "1.0.0", "titel": "A", "descripton": "B" }"#;

    fn ids(text: &str) -> Vec<(String, String)> {
        let tree = Tree::parse(text, Dialect::Json);
        let findings = rules::check(text, Dialect::Json, &Settings::default());
        let mut identifier = Identifier::new(&text, &tree);
        findings
            .iter()
            .flat_map(|finding| identifier.fixes(finding))
            .map(|(id, fix)| (fix.title, id))
            .collect()
    }

    fn id_of(text: &str, title: &str) -> String {
        ids(text).into_iter().find(|(it, _)| it == title).unwrap().1
    }

    fn chosen(text: &str, chosen: &[String]) -> Result<String, ChoiceError> {
        let tree = Tree::parse(text, Dialect::Json);
        let findings = rules::check(text, Dialect::Json, &Settings::default());
        choose(&text, &tree, &findings, chosen).map(|all| apply(text, &all.edits))
    }

    #[test]
    fn chosen_fixes_are_applied_and_others_are_not() {
        let id = id_of(TEXT, "Rename to `title`");
        let fixed = chosen(TEXT, &[id]).unwrap();
        assert_eq!(fixed, TEXT.replace("titel", "title"));
    }

    #[test]
    fn id_is_stable_after_change_elsewhere_and_unknown_after_its_fix() {
        let (first, second) =
            (id_of(TEXT, "Rename to `title`"), id_of(TEXT, "Rename to `description`"));
        let fixed = chosen(TEXT, std::slice::from_ref(&first)).unwrap();
        assert_eq!(id_of(&fixed, "Rename to `description`"), second);
        assert_eq!(chosen(&fixed, &[second, first.clone()]), Err(ChoiceError::Unknown(first)));
    }

    #[test]
    fn ids_of_one_document_differ() {
        let text = r#"{ "a": [1,,2,,3], "titel": 1, "titel": 1 }"#;
        let mut all: Vec<String> = ids(text).into_iter().map(|(_, id)| id).collect();
        let count = all.len();
        all.sort();
        all.dedup();
        assert!(count >= 2);
        assert_eq!(all.len(), count);
    }

    #[test]
    fn fixes_of_the_same_text_are_rejected_together() {
        let text = TEXT.replace("\"1.0.0\"", "\"v1.0\"");
        let all: Vec<String> = ids(&text).into_iter().map(|(_, id)| id).collect();
        let tree = Tree::parse(text.as_str(), Dialect::Json);
        let findings = rules::check(&text, Dialect::Json, &Settings::default());
        let several = findings.iter().find(|finding| !finding.alternatives.is_empty());
        if let Some(finding) = several {
            let source = text.as_str();
            let mut identifier = Identifier::new(&source, &tree);
            let found = findings
                .iter()
                .map(|it| (it.pointer == finding.pointer, identifier.fixes(it)))
                .find(|(is_it, fixes)| *is_it && fixes.len() > 1);
            let (_, fixes) = found.unwrap();
            let both = [fixes[0].0.clone(), fixes[1].0.clone()];
            let expected = ChoiceError::Overlap(both[0].clone(), both[1].clone());
            assert_eq!(chosen(&text, &both), Err(expected));
        }
        assert!(!all.is_empty());
    }
}
