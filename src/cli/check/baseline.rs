//! The baseline file on the command line: entries without a finding, `--write-baseline` and
//! `--prune-baseline`.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::args::CheckArgs;
use super::manifest::Manifest;
use crate::cli::config_problems::print_config_problems;
use crate::cli::input::read;
use crate::cli::inputs::{self, Input, Source};
use crate::cli::panic::catch_panic;
use crate::cli::printer::{EXIT_ERROR, path_error, print, print_note};
use crate::cli::sanitize::{line, path_name};
use crate::config::{
    BASELINE_NAME, Baseline, BaselineChange, BaselineFile, MAX_BASELINE, Resolver, absolute,
};
use crate::rules::{AcceptedFinding, Finding, Severity, SuppressionKind, accept, check_result};
use crate::syntax::{Dialect, Tree};
use crate::util::budget::max_report;
use crate::util::display::plural;
use crate::util::fs;

/// The entries for the findings of a manifest, and the number of errors that no entry can accept.
struct Found {
    entries: Vec<AcceptedFinding>,
    rejected: usize,
}

/// Returns the entries for all findings of a manifest, whether accepted or not. Findings that a comment
/// suppresses need none.
fn find_entries(manifest: &Manifest<'_>) -> Found {
    let Manifest { text, dialect, settings, .. } = *manifest;
    let tree = Tree::parse(text, dialect);
    let findings = check_result(&text, &tree, settings).all_stored_findings(settings);
    let mut found = Found { entries: Vec::new(), rejected: 0 };
    for finding in &findings {
        if is_suppressed_by_comment(finding) {
            continue;
        }
        match accept(&text, &tree, finding) {
            Some(entry) => found.entries.push(entry),
            None => found.rejected += usize::from(finding.severity == Severity::Error),
        }
    }
    found.entries.sort();
    found.entries.dedup();
    found
}

fn is_suppressed_by_comment(finding: &Finding) -> bool {
    finding.suppression.as_ref().is_some_and(|it| it.kind == SuppressionKind::Comment)
}

/// Returns the accepted findings that the manifest does not have.
pub(super) fn outdated_entries(manifest: &Manifest<'_>) -> Vec<AcceptedFinding> {
    let accepted = &manifest.settings.accepted;
    if accepted.is_empty() {
        return Vec::new();
    }
    let found = find_entries(manifest).entries;
    let found: HashSet<_> = found.iter().map(AcceptedFinding::identity).collect();
    let is_gone = |entry: &&AcceptedFinding| !found.contains(&entry.identity());
    accepted.iter().filter(is_gone).cloned().collect()
}

/// Prints what is outdated in the baseline: each entry if it is an error, else their number.
pub(super) fn print_outdated(outdated: &[(String, AcceptedFinding)], is_error: bool) {
    if is_error {
        for (name, AcceptedFinding { rule, pointer, .. }) in outdated {
            path_error(
                name,
                &format!(
                    "the baseline accepts `{rule}` at `{pointer}`, but the manifest has no such finding"
                ),
            );
        }
    } else if !outdated.is_empty() {
        let entries = match outdated.len() {
            1 => "1 entry of the baseline is".to_owned(),
            count => format!("{count} entries of the baseline are"),
        };
        print_note(&format!("{entries} out of date; run `check --prune-baseline` to remove them."));
    }
}

/// Updates the baseline files of the checked manifests.
pub(in crate::cli) fn edit_baseline(args: &CheckArgs) -> ExitCode {
    let adds = args.baseline.write_baseline;
    let resolver = Resolver::with_overlay(args.overlay());
    let (inputs, errors) = inputs::resolve_and_print(&args.report.paths, None, &resolver);
    let results: Vec<_> = inputs.par_iter().map(|input| check_input(input, &resolver)).collect();
    let is_empty = inputs.is_empty() && !args.report.results.allow_empty;
    let mut has_errors = print_config_problems(&resolver) || errors > 0 || is_empty;
    if has_errors && resolver.baselines().iter().any(|file| file.problem.is_some()) {
        return EXIT_ERROR.into();
    }
    let mut edits: BTreeMap<PathBuf, Edit> = BTreeMap::new();
    let mut rejected = 0;
    for (input, result) in inputs.iter().zip(results) {
        let (path, found) = match result {
            Ok(found) => found,
            Err(message) => {
                has_errors = true;
                path_error(&input.name, &message);
                continue;
            }
        };
        rejected += found.rejected;
        let file = baseline_for(&resolver, &path);
        let Some(name) = file.name_of(&path) else {
            has_errors = true;
            path_error(&input.name, "outside of the folder of the baseline file");
            continue;
        };
        let edit = edits.entry(file.path.clone()).or_insert_with(|| Edit::new(file));
        edit.change.add(edit.baseline.update(&name, found.entries, adds));
    }
    for file in resolver.baselines() {
        edits.entry(file.path.clone()).or_insert_with(|| Edit::new(file));
    }
    let mut report = String::new();
    for edit in edits.values_mut() {
        edit.remove_missing(&args.report.paths);
        match edit.write() {
            Ok(()) => report.push_str(&edit.describe()),
            Err(message) => {
                has_errors = true;
                path_error(&edit.name(), &message);
            }
        }
    }
    let code = print(report);
    if adds && rejected > 0 {
        let errors = plural(rejected, "error");
        print_note(&format!("{errors} cannot be accepted (invalid JSON); fix the text first."));
    }
    match code {
        code if code != ExitCode::SUCCESS => code,
        _ if has_errors => EXIT_ERROR.into(),
        _ if adds && rejected > 0 => ExitCode::FAILURE,
        code => code,
    }
}

/// Returns the entries for the findings of an input, and its absolute path.
fn check_input(input: &Input, resolver: &Resolver) -> Result<(PathBuf, Found), String> {
    let Source::File(path) = &input.source else {
        return Err("not a file".to_owned());
    };
    let mut buffer = Vec::new();
    let text = read(&input.source, &mut buffer)?;
    let settings = resolver.settings_for(path);
    let dialect = Dialect::of_path(&input.name);
    let manifest = Manifest { name: &input.name, text, dialect, settings: &settings };
    let found = catch_panic(|| find_entries(&manifest))?;
    let len: usize = found.entries.iter().map(AcceptedFinding::text_len).sum();
    if len > max_report(text.len()) {
        return Err("too many findings to accept; fix some of them first".to_owned());
    }
    Ok((absolute(path), found))
}

/// Returns the baseline file for a manifest. Without settings file and work tree, it is in the current
/// folder.
fn baseline_for(resolver: &Resolver, manifest: &Path) -> Arc<BaselineFile> {
    resolver.baseline_for(manifest).unwrap_or_else(|| {
        let here = std::env::current_dir().unwrap_or_default();
        let folder = match manifest.parent() {
            Some(folder) if !manifest.starts_with(&here) => folder,
            _ => &here,
        };
        Arc::new(BaselineFile::read(folder.join(BASELINE_NAME)))
    })
}

/// The new content of a baseline file.
struct Edit {
    file: Arc<BaselineFile>,
    baseline: Baseline,
    change: BaselineChange,
}

impl Edit {
    fn new(file: Arc<BaselineFile>) -> Edit {
        let baseline = file.baseline.clone();
        Edit { file, baseline, change: BaselineChange::default() }
    }

    /// Removes the entries of manifests that no longer exist, in the checked folders.
    fn remove_missing(&mut self, paths: &[PathBuf]) {
        let here = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &here } else { paths };
        let folders: Vec<PathBuf> =
            paths.iter().filter(|path| path.is_dir()).map(|path| absolute(path)).collect();
        let Some(root) = self.file.path.parent() else { return };
        let is_gone = |name: &&str| {
            let path = root.join(name);
            folders.iter().any(|folder| path.starts_with(folder))
                && path.symlink_metadata().is_err()
        };
        let gone: Vec<String> = self.baseline.names().filter(is_gone).map(str::to_owned).collect();
        for name in gone {
            self.change.add(self.baseline.update(&name, Vec::new(), false));
        }
    }

    fn write(&self) -> Result<(), String> {
        if self.change == BaselineChange::default() {
            return Ok(());
        }
        let before = self.file.text.as_deref().map(str::as_bytes);
        let text = self.baseline.to_text();
        if text.len() as u64 > MAX_BASELINE {
            let mib = MAX_BASELINE >> 20;
            return Err(format!("not written: a baseline can have at most {mib} MiB"));
        }
        fs::write(&self.file.path, before, text.as_bytes())
    }

    fn name(&self) -> String {
        let here = std::env::current_dir().unwrap_or_default();
        path_name(self.file.path.strip_prefix(here).unwrap_or(&self.file.path))
    }

    fn describe(&self) -> String {
        let BaselineChange { added, removed } = self.change;
        if self.file.text.is_none() && added == 0 {
            return String::new();
        }
        let name = self.name();
        line(&format!("{name}: {added} added, {removed} gone")) + "\n"
    }
}
