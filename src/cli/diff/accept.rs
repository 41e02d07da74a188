//! `--write-accepted`: adds the findings to `[[diff.accept]]` in the settings file.

use std::collections::BTreeMap;
use std::path::PathBuf;

use crate::cli::report::diff::Compared;
use crate::cli::sanitize::{path_name, sanitize};
use crate::config::{AcceptedDifference, FILE_NAME, Resolver, accept_differences};
use crate::diff::{Finding, Level, Part};
use crate::util::display::plural;
use crate::util::fs;

/// Adds the breaking and risky findings that are not accepted yet to the settings file of each new
/// manifest. Without a settings file, one is created in the folder of the manifest.
pub(super) fn write(resolver: &Resolver, all: &[Compared], reason: &str) -> Result<(), String> {
    if reason.trim().is_empty() {
        return Err("`--write-accepted` needs a reason".to_owned());
    }
    let here = std::env::current_dir().unwrap_or_default();
    let mut by_file: BTreeMap<PathBuf, (Option<String>, Vec<&Finding>)> = BTreeMap::new();
    for compared in all {
        let manifest = compared.file.clone().unwrap_or_else(|| here.join("integration.json"));
        let (path, text) = match resolver.file_for(&manifest) {
            Some(file) => {
                if let Some(what) = &file.unreadable {
                    return Err(format!("{}: {what}", path_name(&file.path)));
                }
                (file.path.clone(), Some(file.text.clone()))
            }
            None => (manifest.with_file_name(FILE_NAME), None),
        };
        let entry = by_file.entry(path).or_insert_with(|| (text, Vec::new()));
        entry.1.extend(compared.comparison.findings.iter().filter(|finding| {
            finding.level >= Level::Risky && finding.part != Part::Version && !finding.accepted
        }));
    }
    for (path, (text, findings)) in by_file {
        let differences: Vec<AcceptedDifference<'_>> = findings
            .iter()
            .map(|finding| AcceptedDifference {
                fingerprint: &finding.fingerprint,
                message: &finding.message,
            })
            .collect();
        let name = path_name(&path);
        let old = text.as_deref().unwrap_or_default();
        if !differences.is_empty() {
            let new = accept_differences(old, &differences, reason).ok_or_else(|| {
                format!("{name}: `diff.accept` cannot be edited; fix the file first")
            })?;
            fs::write(&path, text.as_deref().map(str::as_bytes), new.as_bytes())
                .map_err(|what| format!("{name}: {what}"))?;
        }
        println!("{}: {} accepted", sanitize(&name), plural(differences.len(), "difference"));
    }
    Ok(())
}
