//! GitLab Code Quality.

use serde_json::{Value, json};

use super::Compared;
use crate::cli::line_index::LineIndex;
use crate::cli::report::without_dot;
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut entries: Vec<Value> = Vec::new();
    for compared in all {
        let lines = LineIndex::new(&compared.new_text);
        for finding in compared.listed(least).filter(|finding| !finding.accepted) {
            let severity = match finding.level {
                Level::Breaking => "critical",
                Level::Risky => "major",
                Level::Addition | Level::Note => "info",
            };
            let (line, _) = compared.position(finding.new.as_ref(), &lines);
            entries.push(json!({
                "description": format!("{} {}", finding.message, finding.why),
                "check_name": format!("diff/{}", finding.check.id),
                "fingerprint": finding.fingerprint,
                "severity": severity,
                "location": { "path": without_dot(compared.path()), "lines": { "begin": line } },
            }));
        }
    }
    format!("{}\n", Value::Array(entries))
}
