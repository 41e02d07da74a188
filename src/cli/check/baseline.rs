//! The baseline file on the command line: entries without a finding, `--write-baseline` and
//! `--prune-baseline`.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::args::CheckArgs;
use super::manifest::Manifest;
use crate::cli::config_problems::{print_config_problems, shown};
use crate::cli::input::read;
use crate::cli::inputs::{self, Input, Source};
use crate::cli::output::exit_code;
use crate::cli::panic::catch_panic;
use crate::cli::printer::{error, path_error, print, print_note};
use crate::cli::sanitize::line;
use crate::config::{
    BASELINE_NAME, Baseline, BaselineChange, BaselineFile, MAX_BASELINE, Resolver, absolute,
};
use crate::rules::{
    self, AcceptedFinding, Finding, Severity, SuppressionKind, accept, check_result,
};
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

/// Returns the entries of manifests that no longer exist, in the folders of `paths`, each with the name of
/// its manifest.
pub(super) fn entries_of_missing(
    resolver: &Resolver,
    paths: &[PathBuf],
) -> Vec<(String, AcceptedFinding)> {
    let folders = searched_folders(paths);
    let mut outdated = Vec::new();
    for file in resolver.baselines() {
        for name in file.missing_manifests(&folders) {
            let path = shown(&file.folder.join(name));
            let entries = file.baseline.entries(name).iter();
            outdated.extend(entries.map(|entry| (path.clone(), entry.clone())));
        }
    }
    outdated
}

fn searched_folders(paths: &[PathBuf]) -> Vec<PathBuf> {
    let here = [PathBuf::from(".")];
    let paths = if paths.is_empty() { &here } else { paths };
    paths.iter().filter(|path| path.is_dir()).map(|path| absolute(path)).collect()
}

/// Prints what is outdated in the baseline: each entry if it is an error, else their number.
pub(super) fn print_outdated(outdated: &[(String, AcceptedFinding)], is_error: bool) {
    if is_error {
        for (name, AcceptedFinding { rule, pointer, .. }) in outdated {
            let why = match rules::find(rule) {
                None => "which is not the ID of a rule",
                Some(_) if !Path::new(name).exists() => "but the manifest does not exist",
                Some(_) => "but the manifest has no such finding",
            };
            let place = match pointer.as_str() {
                "" => "of the manifest".to_owned(),
                pointer => format!("at `{pointer}`"),
            };
            path_error(name, &format!("the baseline accepts `{rule}` {place}, {why}"));
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
    let resolver = Resolver::with_overlay(args.report.rules.overlay());
    let (inputs, errors) = inputs::resolve_and_print(&args.report.paths, None, &resolver);
    let results: Vec<_> = inputs.par_iter().map(|input| check_input(input, &resolver)).collect();
    let is_empty = inputs.is_empty() && !args.report.results.allow_empty;
    let mut has_errors = errors > 0 || is_empty;
    // Other settings have other findings, and can name another file.
    if print_config_problems(&resolver) {
        return error("no baseline was written; fix this first");
    }
    if let Some(file) = inputs.iter().find_map(|input| settings_without_baseline(input, &resolver))
    {
        return path_error(&file, "no baseline was written: `baseline.file` is \"off\"");
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
        edit.found.insert(name, found.entries);
    }
    for file in resolver.baselines() {
        edits.entry(file.path.clone()).or_insert_with(|| Edit::new(file));
    }
    let mut report = String::new();
    let folders = searched_folders(&args.report.paths);
    for edit in edits.values_mut() {
        edit.move_or_remove_missing(&folders);
        edit.update(adds);
        match edit.write() {
            Ok(()) => report.push_str(&edit.describe()),
            Err(message) => {
                has_errors = true;
                path_error(&shown(&edit.file.path), &message);
            }
        }
    }
    let code = print(report);
    if adds && rejected > 0 {
        let errors = plural(rejected, "error");
        print_note(&format!("{errors} cannot be accepted (syntax); fix the text first."));
    }
    exit_code(code, has_errors, adds && rejected > 0)
}

/// Returns the name of the settings file that turns the baseline of an input off.
fn settings_without_baseline(input: &Input, resolver: &Resolver) -> Option<String> {
    let Source::File(path) = &input.source else { return None };
    let file = resolver.file_for(path).filter(|_| resolver.is_baseline_off(path))?;
    Some(shown(&file.path))
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
        Arc::new(BaselineFile::read(folder.join(BASELINE_NAME), folder.to_owned()))
    })
}

/// The finding that an entry accepts.
type Identity<'e> = (&'e str, &'e str, Option<&'e str>, Option<&'e str>);

/// The new content of a baseline file.
struct Edit {
    file: Arc<BaselineFile>,
    baseline: Baseline,
    change: BaselineChange,
    /// The entries for the findings of each checked manifest.
    found: BTreeMap<String, Vec<AcceptedFinding>>,
}

impl Edit {
    fn new(file: Arc<BaselineFile>) -> Edit {
        let baseline = file.baseline.clone();
        Edit { file, baseline, change: BaselineChange::default(), found: BTreeMap::new() }
    }

    /// Moves the entries of manifests that no longer exist, in the searched folders, to the manifests that
    /// they were renamed to, or removes them.
    fn move_or_remove_missing(&mut self, folders: &[PathBuf]) {
        let missing = self.file.missing_manifests(folders);
        let mut pairs = Vec::new();
        for (new, found) in &self.found {
            if missing.is_empty() || !self.baseline.entries(new).is_empty() {
                continue;
            }
            let found = found.iter().map(AcceptedFinding::identity).collect();
            for old in &missing {
                let similarity = similarity(old, self.baseline.entries(old), new, &found);
                pairs.extend(similarity.map(|similarity| (Reverse(similarity), *old, new)));
            }
        }
        pairs.sort();
        for (_, old, new) in pairs {
            let count = self.baseline.entries(old).len();
            // Each manifest has one old name, and each old name belongs to one manifest.
            if count > 0 && self.baseline.entries(new).is_empty() {
                self.baseline.rename(old, new);
                self.change.moved += count;
            }
        }
        for name in missing {
            self.change.add(self.baseline.update(name, Vec::new(), false));
        }
    }

    /// Updates the entries of the checked manifests.
    fn update(&mut self, adds: bool) {
        for (name, found) in std::mem::take(&mut self.found) {
            self.change.add(self.baseline.update(&name, found, adds));
        }
    }

    fn write(&self) -> Result<(), String> {
        if self.change == BaselineChange::default() {
            return Ok(());
        }
        if let Some(folder) = self.file.path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| fs::describe_io_error(&error))?;
        }
        let before = self.file.text.as_deref().map(str::as_bytes);
        let text = self.baseline.to_text();
        if text.len() as u64 > MAX_BASELINE {
            let mib = MAX_BASELINE >> 20;
            return Err(format!("not written: a baseline can have at most {mib} MiB"));
        }
        fs::write(&self.file.path, before, text.as_bytes())
    }

    fn describe(&self) -> String {
        let BaselineChange { added, removed, moved } = self.change;
        if self.file.text.is_none() && added == 0 {
            return String::new();
        }
        let name = shown(&self.file.path);
        let moved = if moved > 0 { format!(", {moved} moved") } else { String::new() };
        line(&format!("{name}: {added} added, {removed} gone{moved}")) + "\n"
    }
}

/// How likely it is that the manifest called `new`, with the findings `found`, was called `old` and had
/// `entries`: the number of entries that both have, and of path components at the end. `None` if most of
/// the entries differ.
fn similarity(
    old: &str,
    entries: &[AcceptedFinding],
    new: &str,
    found: &HashSet<Identity<'_>>,
) -> Option<(usize, usize)> {
    let common = entries.iter().filter(|entry| found.contains(&entry.identity())).count();
    let ends = old.rsplit('/').zip(new.rsplit('/')).take_while(|(old, new)| old == new).count();
    (common * 2 > entries.len()).then_some((common, ends))
}
