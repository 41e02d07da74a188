//! GitLab Code Quality.

use super::Compared;
use crate::cli::report::gitlab::{Issue, IssueLocation};
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut issues = Vec::new();
    let paths: Vec<String> = all.iter().map(Compared::tree_path).collect();
    for (compared, path) in all.iter().zip(&paths) {
        issues.extend(compared.open_rows(least).map(|row| Issue {
            description: row.text,
            check_name: row.id,
            fingerprint: row.finding.fingerprint.clone(),
            severity: match row.finding.level {
                Level::Breaking => "critical",
                Level::Risky => "major",
                Level::Addition | Level::Note => "info",
            },
            location: IssueLocation::new(path, row.span.start.line),
        }));
    }
    // Strings and numbers can always be serialized.
    format!("{}\n", serde_json::to_string(&issues).unwrap_or_default())
}
