//! Serialization of diagnostics.
//!
//! The result equals the serialized [`diagnostic`](crate::server::lsp::to_proto::diagnostic), which is used for single diagnostics.

use std::ops::Range;

use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::Url;

use crate::rules::{DiagnosticTag, Finding, Related, Severity};
use crate::server::lsp::json_writer::JsonWriter;
use crate::server::lsp::to_proto;
use crate::server::rule_docs;
use crate::syntax::quoted;
use crate::text::{Buffer, PositionCursor, PositionEncoding};

/// Writer of diagnostics as JSON.
pub struct DiagnosticWriter<'a> {
    json: JsonWriter,
    positions: PositionCursor<'a>,
    /// URI of the document as JSON.
    uri: String,
    /// Members `code` and `codeDescription` of each rule, by its id.
    codes: FxHashMap<&'static str, String>,
}

impl<'a> DiagnosticWriter<'a> {
    /// Creates a writer for the document at `url`.
    pub fn new(url: &Url, buffer: &'a Buffer, encoding: PositionEncoding) -> DiagnosticWriter<'a> {
        DiagnosticWriter {
            json: JsonWriter::default(),
            positions: PositionCursor::new(buffer.source(), encoding),
            uri: quoted(url.as_str()),
            codes: FxHashMap::default(),
        }
    }

    /// Returns and removes the text.
    pub fn take(&mut self) -> String {
        std::mem::take(&mut self.json).into_string()
    }

    /// Length of the text in bytes.
    pub fn len(&self) -> usize {
        self.json.len()
    }

    /// Appends `json` unchanged.
    pub fn raw(&mut self, json: &str) {
        self.json.raw(json);
    }

    fn range(&mut self, bytes: &Range<usize>) {
        let start = self.positions.at(bytes.start);
        let end = self.positions.at(bytes.end);
        self.json.range(start..end);
    }

    /// Appends the diagnostic of a finding, which is external if `is_external` is true.
    pub fn diagnostic(&mut self, finding: &Finding, is_external: bool) {
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
        self.json.text(to_proto::source(finding, is_external));
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
            Some(DiagnosticTag::Unnecessary) => ",\"tags\":[1]",
            Some(DiagnosticTag::Deprecated) => ",\"tags\":[2]",
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
    use crate::Snapshot;
    use crate::rules::Settings;
    use crate::server::lsp::to_proto;
    use crate::syntax::Dialect;

    #[test]
    fn diagnostic_writer_matches_lsp_types() {
        let text = r#"{
            "name": "Acme/\"tracker", "nmae": 1, "nmae": 2, "visibility": "Public", "public": true,
            "version": "é😀\u0007", "icon": "\t", "titel": "\\ \" 😀",
            "actions": { "a/b~c\n": { "input": { "schema": { "required": ["x"], "properties": { "y": {} } } } } },
            "secrets": { "a b": 1 }, }"#;
        let mut settings = Settings::default();
        let levels = [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint];
        let all = crate::rules::all().iter().zip(levels.into_iter().cycle());
        settings.severities.extend(all.map(|(rule, level)| (rule.id.to_owned(), Some(level))));
        let snapshot = Snapshot::new(text, Dialect::Json, Arc::new(settings), 1);
        let url = Url::parse("file:///a%20%22b/x.integration.json").unwrap();
        let findings = snapshot.check().findings;
        assert!(findings.iter().any(|finding| !finding.related.is_empty()), "{findings:#?}");
        for tag in [DiagnosticTag::Deprecated, DiagnosticTag::Unnecessary] {
            assert!(findings.iter().any(|finding| finding.tag == Some(tag)), "{findings:#?}");
        }
        for encoding in [PositionEncoding::Utf8, PositionEncoding::Utf16] {
            let mut writer = DiagnosticWriter::new(&url, &snapshot.buffer, encoding);
            for finding in &findings {
                writer.diagnostic(finding, false);
                let expected = to_proto::diagnostic(&url, &snapshot, finding, encoding);
                assert_eq!(writer.take(), serde_json::to_string(&expected).unwrap());
            }
        }
    }
}
