//! `check --against`: the findings that an older version of a manifest has too.

use std::collections::{HashMap, HashSet};

use super::manifest::{Checker, Manifest};
use super::outcome::CheckError;
use crate::cli::diff::old_texts;
use crate::cli::inputs::{Input, Source};
use crate::rules::{AcceptedFinding, Finding, accept};
use crate::syntax::Tree;

/// The older versions of the manifests.
pub(super) struct OldVersions {
    texts: HashMap<Source, String>,
}

/// The part of a finding that both versions share: the entry of a baseline, or rule, pointer and message.
type Key = Result<AcceptedFinding, (&'static str, String, String)>;

impl OldVersions {
    /// Reads the older version of each input from `source`: `git:REV`, or a file.
    pub(super) fn read(source: &str, inputs: &[Input]) -> Result<OldVersions, String> {
        Ok(OldVersions { texts: old_texts(source, inputs)? })
    }

    /// Returns the findings of `new` that the older version of the manifest does not have. This is the
    /// difference of two sets of findings and not a filter by changed lines: a change in one place can
    /// cause a finding in another.
    pub(super) fn new_findings(
        &self,
        input: &Input,
        manifest: &Manifest<'_>,
        findings: Vec<Finding>,
        checker: &Checker<'_>,
    ) -> Result<Vec<Finding>, CheckError> {
        let Some(old_text) = self.texts.get(&input.source) else { return Ok(findings) };
        let old = Manifest { text: old_text, ..*manifest };
        let old_findings = checker(&old)?;
        let old_tree = Tree::parse(old.text, old.dialect);
        let old_keys: HashSet<Key> =
            old_findings.iter().map(|it| key(old.text, &old_tree, it)).collect();
        let new_tree = Tree::parse(manifest.text, manifest.dialect);
        let is_new =
            |finding: &Finding| !old_keys.contains(&key(manifest.text, &new_tree, finding));
        Ok(findings.into_iter().filter(is_new).collect())
    }
}

fn key(text: &str, tree: &Tree, finding: &Finding) -> Key {
    // A syntax error has no pointer of its own.
    accept(&text, tree, finding)
        .ok_or_else(|| (finding.rule.id, finding.pointer.clone(), finding.message.clone()))
}
