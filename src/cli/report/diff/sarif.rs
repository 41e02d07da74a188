//! SARIF 2.1.0, for code scanning.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Compared;
use crate::cli::NAME;
use crate::cli::line_index::LineIndex;
use crate::cli::report::sarif::uri;
use crate::diff::{Finding, Level};

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut rules = BTreeMap::new();
    let mut results = Vec::new();
    for compared in all {
        let lines = LineIndex::new(&compared.new_text);
        let uri = uri(&compared.tree_path());
        for finding in compared.listed(least) {
            let id = format!("diff/{}", finding.check.id);
            let rule = json!({ "id": id, "shortDescription": { "text": finding.check.summary } });
            rules.insert(id, rule);
            results.push(result(&uri, finding, &lines));
        }
    }
    let rules: Vec<Value> = rules.into_values().collect();
    let report = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": NAME,
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            } },
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    });
    format!("{report}\n")
}

fn result(uri: &str, finding: &Finding, lines: &LineIndex) -> Value {
    let level = match finding.level {
        Level::Breaking => "error",
        Level::Risky => "warning",
        Level::Addition | Level::Note => "note",
    };
    let range = finding.new.as_ref().map_or(0..0, |place| place.range.clone());
    let at = lines.span(&range);
    let suppressions = match finding.accepted {
        true => json!([{ "kind": "external" }]),
        false => json!([]),
    };
    json!({
        "ruleId": format!("diff/{}", finding.check.id),
        "level": level,
        "message": { "text": format!("{} {}", finding.message, finding.why) },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": {
                "startLine": at.start.line,
                "startColumn": at.start.column,
                "endLine": at.end.line,
                "endColumn": at.end.column,
            },
        } }],
        "partialFingerprints": { "diff/v1": finding.fingerprint },
        "suppressions": suppressions,
    })
}
