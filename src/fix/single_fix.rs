//! Fixes that are applied one by one, as in an editor.

use super::compute_fix::{Fix, Fixer};
use super::verify::{After, Version, improves};
use crate::rules::{self, Applicability, Finding, OmittedRule, Settings};
use crate::syntax::Tree;
use crate::text::{Buffer, EditMap};

/// Maximum number of results that are checked for one request. The findings of a whole document can
/// have thousands of fixes.
const CHECKS: usize = 64;

/// Above this number of edits, a full parse is faster than one reparse for each edit.
const EDITS: usize = 32;

/// Computes the fixes of findings in one version of a document, and checks the result of each.
pub struct SingleFixes<'a> {
    buffer: &'a Buffer,
    tree: &'a Tree,
    settings: &'a Settings,
    fixer: Fixer<'a>,
    text: String,
    findings: Vec<Finding>,
    omitted: Vec<OmittedRule>,
    checks_left: usize,
}

impl<'a> SingleFixes<'a> {
    /// The fixes for the document `tree` of the text `buffer`.
    pub fn new(buffer: &'a Buffer, tree: &'a Tree, settings: &'a Settings) -> SingleFixes<'a> {
        let (findings, omitted) = rules::stored_findings(buffer.source(), tree, settings);
        let (fixer, text) = (Fixer::new(buffer.source(), tree), buffer.source().to_string());
        let checks_left = CHECKS;
        SingleFixes { buffer, tree, settings, fixer, text, findings, omitted, checks_left }
    }

    /// The possible fixes of `finding`, the most likely first. Each result is parsed and checked like
    /// those of [`fix_all`](super::fix_all): a fix that changes the meaning of other text is left out,
    /// and one without improvement is not safe.
    pub fn fixes(&mut self, finding: &Finding) -> Vec<Fix> {
        let fixes = self.fixer.fixes(finding);
        fixes.into_iter().filter_map(|fix| self.checked(fix, finding)).collect()
    }

    fn checked(&mut self, fix: Fix, finding: &Finding) -> Option<Fix> {
        let unsafe_fix = |fix: Fix| {
            let applicability = fix.applicability.max(Applicability::Unsafe);
            Some(Fix { applicability, ..fix })
        };
        let Some(left) = self.checks_left.checked_sub(1) else { return unsafe_fix(fix) };
        self.checks_left = left;
        let (buffer, tree) = self.apply(&fix);
        let text = buffer.source().to_string();
        let after = After { text: &text, tree: &tree, map: EditMap::new(&fix.edits) };
        let Self { text: before, tree: old_tree, findings, omitted, .. } = self;
        let before = Version { text: before, tree: old_tree, findings, omitted };
        if !after.keeps_rest(&before, &[finding]) {
            return None;
        }
        let found = || rules::stored_findings(buffer.source(), &tree, self.settings);
        if fix.is_safe() && !improves(&before, found, &[finding]) {
            return unsafe_fix(fix);
        }
        Some(fix)
    }

    /// The text and the tree after `fix`. Unchanged parts of the tree keep their cached findings.
    fn apply(&self, fix: &Fix) -> (Buffer, Tree) {
        let (mut buffer, mut tree) = (self.buffer.clone(), self.tree.clone());
        let reparses = fix.edits.len() <= EDITS;
        for edit in fix.edits.iter().rev() {
            let edit = buffer.replace(edit.range.clone(), edit.text.clone());
            if reparses {
                tree.edit(buffer.source(), &edit);
            }
        }
        if !reparses {
            tree = Tree::parse(buffer.source(), self.tree.dialect());
        }
        (buffer, tree)
    }
}
