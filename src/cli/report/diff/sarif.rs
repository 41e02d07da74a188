//! SARIF 2.1.0, for code scanning.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::Compared;
use super::compared::Row;
use crate::cli::NAME;
use crate::cli::report::sarif::uri;
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut rules = BTreeMap::new();
    let mut results = Vec::new();
    for compared in all {
        let uri = uri(&compared.tree_path());
        for row in compared.rows(least) {
            let summary = row.finding.check.summary;
            let rule = json!({ "id": row.id, "shortDescription": { "text": summary } });
            results.push(result(&uri, &row));
            rules.insert(row.id, rule);
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

fn result(uri: &str, Row { finding, id, text, span }: &Row<'_>) -> Value {
    let level = match finding.level {
        Level::Breaking => "error",
        Level::Risky => "warning",
        Level::Addition | Level::Note => "note",
    };
    let suppressions = match finding.accepted {
        true => json!([{ "kind": "external" }]),
        false => json!([]),
    };
    json!({
        "ruleId": id,
        "level": level,
        "message": { "text": text },
        "locations": [{ "physicalLocation": {
            "artifactLocation": { "uri": uri },
            "region": {
                "startLine": span.start.line,
                "startColumn": span.start.column,
                "endLine": span.end.line,
                "endColumn": span.end.column,
            },
        } }],
        "partialFingerprints": { "diff/v1": finding.fingerprint },
        "suppressions": suppressions,
    })
}
