//! Outcome of a remote validation.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::rules::Finding;

/// Outcome of a validation that the Botpress API completed.
pub struct ValidationOutcome {
    /// Reasons for which the API rejected the manifest; empty if it accepted it.
    pub findings: Arc<[Finding]>,
    /// Host of the API.
    pub host: String,
}

impl ValidationOutcome {
    /// Result of the command.
    pub fn result(&self) -> Value {
        let problems = self.findings.iter().map(|it| {
            json!({ "message": it.message, "pointer": it.pointer, "severity": it.severity.name() })
        });
        json!({ "accepted": self.findings.is_empty(), "problems": problems.collect::<Vec<_>>() })
    }

    /// Message for the user. It includes a finding, unless `has_diagnostics` says that the editor shows
    /// the findings as diagnostics.
    pub fn message(&self, has_diagnostics: bool) -> String {
        let ValidationOutcome { findings, host } = self;
        match &findings[..] {
            [] => format!("{host} accepted this manifest."),
            [finding] if !has_diagnostics => finding.message.clone(),
            [first, ..] if !has_diagnostics => {
                format!("{} ({} errors in total)", first.message, findings.len())
            }
            [_] => format!("{host} rejected this manifest. See its diagnostics."),
            [..] => format!(
                "{host} rejected this manifest for {} reasons. See its diagnostics.",
                findings.len()
            ),
        }
    }
}
