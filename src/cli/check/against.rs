//! `check --against`: the findings that an older version of a manifest has too.

use std::collections::HashMap;

use super::manifest::{Checker, Manifest};
use super::outcome::CheckError;
use crate::cli::diff::old_texts;
use crate::cli::inputs::{Input, Source};
use crate::diff;
use crate::rules::{AcceptedFinding, Finding, accept};
use crate::syntax::{Tree, pointer};

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
        if old_findings.is_empty() || findings.is_empty() {
            return Ok(findings);
        }
        let old_tree = Tree::parse(old.text, old.dialect);
        let renames = renames(old_text, manifest.text);
        let old_key = |finding: &Finding| renamed(key(old.text, &old_tree, finding), &renames);
        let places = old_findings.iter().map(|finding| (old_key(finding), finding.places));
        let old_places: HashMap<Key, u32> = places.collect();
        let new_tree = Tree::parse(manifest.text, manifest.dialect);
        let is_new = |finding: &Finding| {
            let old = old_places.get(&key(manifest.text, &new_tree, finding));
            old.is_none_or(|old| finding.places > *old)
        };
        Ok(findings.into_iter().filter(is_new).collect())
    }
}

/// The old and the new pointer of each definition and property that was probably renamed.
fn renames(old: &str, new: &str) -> Vec<(String, String)> {
    let comparison = diff::compare(Some(old), Some(new), &diff::Options::default());
    let findings = comparison.map(|it| it.findings).unwrap_or_default();
    let removals = findings.into_iter().filter(|it| it.check.id.ends_with("-removed"));
    let rename = |finding: diff::Finding| {
        let (old, name) = (finding.old?.pointer, finding.renamed?);
        let (map, _) = old.rsplit_once('/')?;
        let mut new = map.to_owned();
        pointer::push(&mut new, &name);
        Some((old, new))
    };
    removals.filter_map(rename).collect()
}

/// Returns the key of a finding in the old version with the new names in its pointer.
fn renamed(mut key: Key, renames: &[(String, String)]) -> Key {
    if let Ok(entry) = &mut key {
        for (old, new) in renames {
            let rest = entry.pointer.strip_prefix(old.as_str());
            if let Some(rest) = rest.filter(|rest| rest.is_empty() || rest.starts_with('/')) {
                entry.pointer = format!("{new}{rest}");
            }
        }
    }
    key
}

fn key(text: &str, tree: &Tree, finding: &Finding) -> Key {
    // The number of places is compared on its own, and a syntax error has no pointer of its own.
    accept(&text, tree, finding)
        .map(|entry| AcceptedFinding { places: 1, ..entry })
        .ok_or_else(|| (finding.rule.id, finding.pointer.clone(), finding.message.clone()))
}
