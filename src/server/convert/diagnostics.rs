//! Findings as diagnostics.
//!
//! With every keystroke all of a document's go to the client, so they are written as JSON at once.
//! What asks for a few gets them as the protocol's values.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde_json::json;
use tower_lsp::lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    NumberOrString, Url,
};

use super::super::pages;
use super::json::Json;
use super::range;
use crate::Snapshot;
use crate::rules::{Finding, Severity, Tag};
use crate::syntax::quoted;
use crate::text::{Encoding, Positions};

/// What diagnostics name as their source.
const SOURCE: &str = "integration-manifest";

/// What those name that come from the endpoint.
const REMOTE: &str = "integration-manifest (Botpress)";

/// The findings of a document as diagnostics, and those that the endpoint `refused` under a source of
/// their own.
pub(in crate::server) fn diagnostics(
    url: &Url,
    snapshot: &Snapshot,
    refused: &[Finding],
    encoding: Encoding,
) -> Vec<Diagnostic> {
    let findings = snapshot.check().findings;
    let found = findings.iter().map(|finding| diagnostic(url, snapshot, finding, encoding));
    let refused = refused.iter().map(|finding| Diagnostic {
        source: Some(REMOTE.to_owned()),
        ..diagnostic(url, snapshot, finding, encoding)
    });
    found.chain(refused).collect()
}

/// A finding as a diagnostic.
pub(in crate::server) fn diagnostic(
    url: &Url,
    snapshot: &Snapshot,
    finding: &Finding,
    encoding: Encoding,
) -> Diagnostic {
    let place =
        |range: &std::ops::Range<usize>| self::range(&snapshot.buffer, range.clone(), encoding);
    let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
        location: Location { uri: url.clone(), range: place(&related.range) },
        message: related.message.clone(),
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: place(&finding.range),
        severity: Some(severity(finding.severity)),
        code: Some(NumberOrString::String(finding.rule.id.to_owned())),
        code_description: pages::link(finding.rule),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        tags: finding.tag.map(|it| vec![tag(it)]),
        data: Some(json!({ "pointer": finding.pointer })),
    }
}

fn severity(severity: Severity) -> DiagnosticSeverity {
    match severity {
        Severity::Error => DiagnosticSeverity::ERROR,
        Severity::Warning => DiagnosticSeverity::WARNING,
        Severity::Info => DiagnosticSeverity::INFORMATION,
        Severity::Hint => DiagnosticSeverity::HINT,
    }
}

fn tag(tag: Tag) -> DiagnosticTag {
    match tag {
        Tag::Deprecated => DiagnosticTag::DEPRECATED,
        Tag::Unnecessary => DiagnosticTag::UNNECESSARY,
    }
}

/// What [`diagnostics`] returns, as JSON.
pub(in crate::server) fn written_diagnostics(
    url: &Url,
    snapshot: &Snapshot,
    refused: &[Finding],
    encoding: Encoding,
) -> String {
    let findings = snapshot.check().findings;
    let mut writer = Writer {
        json: Json::with_capacity(2 + 500 * findings.len()),
        positions: Positions::new(snapshot.buffer.source(), encoding),
        uri: quoted(url.as_str()),
        codes: FxHashMap::default(),
    };
    writer.json.raw("[");
    findings.iter().for_each(|finding| writer.diagnostic(finding, SOURCE));
    refused.iter().for_each(|finding| writer.diagnostic(finding, REMOTE));
    writer.json.raw("]");
    writer.json.into_string()
}

struct Writer<'a> {
    json: Json,
    positions: Positions<'a>,
    /// The document's address as JSON.
    uri: String,
    /// The members about each rule that was met, by its id.
    codes: FxHashMap<&'static str, String>,
}

impl Writer<'_> {
    fn diagnostic(&mut self, finding: &Finding, source: &str) {
        self.json.comma();
        self.json.raw("{\"range\":");
        self.range(&finding.range);
        self.json.raw(match finding.severity {
            Severity::Error => ",\"severity\":1",
            Severity::Warning => ",\"severity\":2",
            Severity::Info => ",\"severity\":3",
            Severity::Hint => ",\"severity\":4",
        });
        let code = self.codes.entry(finding.rule.id).or_insert_with(|| {
            let page = pages::link(finding.rule).map(|link| quoted(link.href.as_str()));
            let page = page.map(|page| format!(",\"codeDescription\":{{\"href\":{page}}}"));
            let code = quoted(finding.rule.id);
            format!(",\"code\":{code}{},\"source\":", page.unwrap_or_default())
        });
        self.json.raw(code);
        self.json.text(source);
        self.json.raw(",\"message\":");
        self.json.text(&finding.message);
        if !finding.related.is_empty() {
            self.json.raw(",\"relatedInformation\":[");
            for related in &finding.related {
                self.json.comma();
                self.json.raw("{\"location\":{\"uri\":");
                self.json.raw(&self.uri);
                self.json.raw(",\"range\":");
                self.range(&related.range);
                self.json.raw("},\"message\":");
                self.json.text(&related.message);
                self.json.raw("}");
            }
            self.json.raw("]");
        }
        self.json.raw(match finding.tag {
            Some(Tag::Unnecessary) => ",\"tags\":[1]",
            Some(Tag::Deprecated) => ",\"tags\":[2]",
            None => "",
        });
        self.json.raw(",\"data\":{\"pointer\":");
        self.json.text(&finding.pointer);
        self.json.raw("}}");
    }

    fn range(&mut self, range: &Range<usize>) {
        let start = self.positions.at(range.start);
        self.json.range(start..self.positions.at(range.end));
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::Settings;
    use crate::syntax::Dialect;

    #[test]
    fn what_is_written_is_what_the_protocol_has() {
        let text = r#"{
            "name": "Acme/\"tracker", "nmae": 1, "nmae": 2, "visibility": "Public", "public": true,
            "version": "é😀\u0007", "icon": "\t", "titel": "\\ \" 😀",
            "actions": { "a/b~c\n": { "input": { "schema": { "required": ["x"], "properties": { "y": {} } } } } },
            "secrets": { "a b": 1, }"#;
        let mut settings = Settings::default();
        let all = crate::rules::all().iter();
        settings.levels.extend(all.map(|rule| (rule.id.to_owned(), Some(Severity::Info))));
        let snapshot = Snapshot::new(text, Dialect::Json, Arc::new(settings), 1);
        let url = Url::parse("file:///a%20%22b/x.integration.json").unwrap();
        let refused = snapshot.check().findings;
        assert!(refused.iter().any(|finding| !finding.related.is_empty()), "{refused:#?}");
        assert!(refused.iter().any(|finding| finding.tag == Some(Tag::Deprecated)), "{refused:#?}");
        assert!(
            refused.iter().any(|finding| finding.tag == Some(Tag::Unnecessary)),
            "{refused:#?}"
        );
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let values = diagnostics(&url, &snapshot, &refused, encoding);
            let expected = serde_json::to_string(&values).unwrap();
            let written = written_diagnostics(&url, &snapshot, &refused, encoding);
            assert_eq!(written, expected);
        }
    }
}
