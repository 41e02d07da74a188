//! GitLab Code Quality.

use super::Compared;
use crate::cli::line_index::LineIndex;
use crate::cli::report::gitlab::{Issue, IssueLocation};
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut issues = Vec::new();
    let paths: Vec<String> = all.iter().map(Compared::tree_path).collect();
    for (compared, path) in all.iter().zip(&paths) {
        let lines = LineIndex::new(&compared.new_text);
        for finding in compared.listed(least).filter(|finding| !finding.accepted) {
            let (line, _) = compared.position(finding.new.as_ref(), &lines);
            issues.push(Issue {
                description: format!("{} {}", finding.message, finding.why),
                check_name: format!("diff/{}", finding.check.id),
                fingerprint: finding.fingerprint.clone(),
                severity: match finding.level {
                    Level::Breaking => "critical",
                    Level::Risky => "major",
                    Level::Addition | Level::Note => "info",
                },
                location: IssueLocation::new(path, line),
            });
        }
    }
    // Strings and numbers can always be serialized.
    format!("{}\n", serde_json::to_string(&issues).unwrap_or_default())
}
