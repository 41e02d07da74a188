//! Findings as diagnostics.
//!
//! With every keystroke all of a document's go to the client, so there they are written as JSON at
//! once; see [`super::super::told`]. What asks for a few gets them as the protocol's values.

use std::ops::Range;

use rustc_hash::FxHashMap;
use serde_json::json;
use tower_lsp::lsp_types::{
    Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag, Location,
    NumberOrString, Url,
};

use super::super::rule_docs;
use super::json::JsonWriter;
use super::range;
use crate::Snapshot;
use crate::rules::{self, Finding, Related, Severity};
use crate::syntax::quoted;
use crate::text::{Buffer, Position, PositionCursor, PositionEncoding};

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
    encoding: PositionEncoding,
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
    encoding: PositionEncoding,
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
        code_description: rule_docs::code_description(finding.rule),
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

fn tag(tag: rules::DiagnosticTag) -> DiagnosticTag {
    match tag {
        rules::DiagnosticTag::Deprecated => DiagnosticTag::DEPRECATED,
        rules::DiagnosticTag::Unnecessary => DiagnosticTag::UNNECESSARY,
    }
}

/// A writer of diagnostics as JSON: what [`diagnostic`] makes, one after the other.
pub(in crate::server) struct DiagnosticWriter<'a> {
    json: JsonWriter,
    positions: PositionCursor<'a>,
    /// The document's address as JSON.
    uri: String,
    /// The members about each rule that was met, by its id.
    codes: FxHashMap<&'static str, String>,
    spots: Vec<RangeSlot>,
}

/// A range of the document where it stands in the JSON.
#[derive(Debug)]
pub(in crate::server) struct RangeSlot {
    /// The range.
    pub at: Range<Position>,
    /// Where in the JSON it stands, in bytes.
    pub json: Range<usize>,
}

impl<'a> DiagnosticWriter<'a> {
    /// A writer of what was found in `buffer`, which is at `url`.
    pub fn new(url: &Url, buffer: &'a Buffer, encoding: PositionEncoding) -> DiagnosticWriter<'a> {
        DiagnosticWriter {
            json: JsonWriter::default(),
            positions: PositionCursor::new(buffer.source(), encoding),
            uri: quoted(url.as_str()),
            codes: FxHashMap::default(),
            spots: Vec::new(),
        }
    }

    /// What was written since this was asked before.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.json).into_string()
    }

    /// The ranges that were written since this was asked before.
    pub fn take_spots(&mut self) -> Vec<RangeSlot> {
        std::mem::take(&mut self.spots)
    }

    /// How much was written, in bytes.
    pub fn len(&self) -> usize {
        self.json.len()
    }

    /// Writes `json` as it stands.
    pub fn raw(&mut self, json: &str) {
        self.json.raw(json);
    }

    /// Writes a range.
    pub fn spot(&mut self, at: Range<Position>) {
        let start = self.json.len();
        self.json.range(at.clone());
        self.spots.push(RangeSlot { at, json: start..self.json.len() });
    }

    fn range(&mut self, range: &Range<usize>) {
        let start = self.positions.at(range.start);
        let at = start..self.positions.at(range.end);
        self.spot(at);
    }

    /// Writes a finding, which comes from the endpoint or not.
    pub fn diagnostic(&mut self, finding: &Finding, remote: bool) {
        let Finding { rule, severity, pointer, message, related, tag, .. } = finding;
        self.json.raw("{\"range\":");
        self.range(&finding.range);
        self.json.raw(match severity {
            Severity::Error => ",\"severity\":1",
            Severity::Warning => ",\"severity\":2",
            Severity::Info => ",\"severity\":3",
            Severity::Hint => ",\"severity\":4",
        });
        let code = self.codes.entry(rule.id).or_insert_with(|| {
            let page = rule_docs::code_description(rule).map(|link| quoted(link.href.as_str()));
            let page = page.map(|page| format!(",\"codeDescription\":{{\"href\":{page}}}"));
            let code = quoted(rule.id);
            format!(",\"code\":{code}{},\"source\":", page.unwrap_or_default())
        });
        self.json.raw(code);
        self.json.text(if remote { REMOTE } else { SOURCE });
        self.json.raw(",\"message\":");
        self.json.text(message);
        if !related.is_empty() {
            self.json.raw(",\"relatedInformation\":[");
            for Related { range, message } in related {
                self.json.comma();
                self.json.raw("{\"location\":{\"uri\":");
                self.json.raw(&self.uri);
                self.json.raw(",\"range\":");
                self.range(range);
                self.json.raw("},\"message\":");
                self.json.text(message);
                self.json.raw("}");
            }
            self.json.raw("]");
        }
        self.json.raw(match tag {
            Some(rules::DiagnosticTag::Unnecessary) => ",\"tags\":[1]",
            Some(rules::DiagnosticTag::Deprecated) => ",\"tags\":[2]",
            None => "",
        });
        self.json.raw(",\"data\":{\"pointer\":");
        self.json.text(pointer);
        self.json.raw("}}");
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::rules::Settings;
    use crate::syntax::Dialect;

    #[test]
    fn diagnostic_writer_matches_lsp_types() {
        let text = r#"{
            "name": "Acme/\"tracker", "nmae": 1, "nmae": 2, "visibility": "Public", "public": true,
            "version": "é😀\u0007", "icon": "\t", "titel": "\\ \" 😀",
            "actions": { "a/b~c\n": { "input": { "schema": { "required": ["x"], "properties": { "y": {} } } } } },
            "secrets": { "a b": 1, }"#;
        let mut settings = Settings::default();
        let levels = [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint];
        let all = crate::rules::all().iter().zip(levels.into_iter().cycle());
        settings.levels.extend(all.map(|(rule, level)| (rule.id.to_owned(), Some(level))));
        let snapshot = Snapshot::new(text, Dialect::Json, Arc::new(settings), 1);
        let url = Url::parse("file:///a%20%22b/x.integration.json").unwrap();
        let findings = snapshot.check().findings;
        assert!(findings.iter().any(|finding| !finding.related.is_empty()), "{findings:#?}");
        for wanted in [rules::DiagnosticTag::Deprecated, rules::DiagnosticTag::Unnecessary] {
            assert!(findings.iter().any(|finding| finding.tag == Some(wanted)), "{findings:#?}");
        }
        for encoding in [PositionEncoding::Utf8, PositionEncoding::Utf16] {
            let mut writer = DiagnosticWriter::new(&url, &snapshot.buffer, encoding);
            for finding in &findings {
                writer.diagnostic(finding, false);
                let expected = diagnostic(&url, &snapshot, finding, encoding);
                assert_eq!(writer.take(), serde_json::to_string(&expected).unwrap());
            }
        }
    }
}
