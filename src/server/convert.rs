//! Between this program's data and the protocol's.

use serde_json::json;
use tower_lsp::lsp_types::{
    self as lsp, Diagnostic, DiagnosticRelatedInformation, DiagnosticSeverity, DiagnosticTag,
    Location, NumberOrString, PositionEncodingKind, TextDocumentContentChangeEvent, Url,
};

use super::pages;
use crate::Snapshot;
use crate::rules::{Finding, Severity, Tag};
use crate::text::{Buffer, Change, Encoding, Position};

/// What diagnostics name as their source.
const SOURCE: &str = "integration-manifest";

/// The encoding to use with a client that offers `offered`: bytes if it can, since that is what
/// this program counts in; UTF-16, which every client can, if it says nothing.
pub(super) fn choose_encoding(offered: &[PositionEncodingKind]) -> Encoding {
    if offered.contains(&PositionEncodingKind::UTF8) {
        Encoding::Utf8
    } else if offered.contains(&PositionEncodingKind::UTF16) || offered.is_empty() {
        Encoding::Utf16
    } else if offered.contains(&PositionEncodingKind::UTF32) {
        Encoding::Utf32
    } else {
        Encoding::Utf16
    }
}

/// The protocol's name of an encoding.
pub(super) fn encoding_kind(encoding: Encoding) -> PositionEncodingKind {
    match encoding {
        Encoding::Utf8 => PositionEncodingKind::UTF8,
        Encoding::Utf16 => PositionEncodingKind::UTF16,
        Encoding::Utf32 => PositionEncodingKind::UTF32,
    }
}

fn from_position(position: lsp::Position) -> Position {
    Position { line: position.line, character: position.character }
}

fn to_position(position: Position) -> lsp::Position {
    lsp::Position { line: position.line, character: position.character }
}

/// A change as the client describes it.
pub(super) fn change(event: TextDocumentContentChangeEvent) -> Change {
    let range = event.range.map(|range| (from_position(range.start), from_position(range.end)));
    Change { range, text: event.text }
}

/// A byte offset of a document.
pub(super) fn offset(buffer: &Buffer, position: lsp::Position, encoding: Encoding) -> usize {
    buffer.offset(from_position(position), encoding)
}

/// A byte range of a document as the client counts.
pub(super) fn range(
    buffer: &Buffer,
    range: std::ops::Range<usize>,
    encoding: Encoding,
) -> lsp::Range {
    lsp::Range {
        start: to_position(buffer.position(range.start, encoding)),
        end: to_position(buffer.position(range.end, encoding)),
    }
}

/// The findings of a document as diagnostics.
pub(super) fn diagnostics(url: &Url, snapshot: &Snapshot, encoding: Encoding) -> Vec<Diagnostic> {
    let findings = snapshot.check().findings;
    findings.iter().map(|finding| diagnostic(url, snapshot, finding, encoding)).collect()
}

fn diagnostic(url: &Url, snapshot: &Snapshot, finding: &Finding, encoding: Encoding) -> Diagnostic {
    let place =
        |range: &std::ops::Range<usize>| self::range(&snapshot.buffer, range.clone(), encoding);
    let related = finding.related.iter().map(|related| DiagnosticRelatedInformation {
        location: Location { uri: url.clone(), range: place(&related.range) },
        message: related.message.clone(),
    });
    let related: Vec<_> = related.collect();
    Diagnostic {
        range: place(&finding.range),
        severity: Some(match finding.severity {
            Severity::Error => DiagnosticSeverity::ERROR,
            Severity::Warning => DiagnosticSeverity::WARNING,
            Severity::Info => DiagnosticSeverity::INFORMATION,
            Severity::Hint => DiagnosticSeverity::HINT,
        }),
        code: Some(NumberOrString::String(finding.rule.id.to_owned())),
        code_description: pages::link(finding.rule),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        tags: finding.tag.map(|tag| {
            vec![match tag {
                Tag::Deprecated => DiagnosticTag::DEPRECATED,
                Tag::Unnecessary => DiagnosticTag::UNNECESSARY,
            }]
        }),
        data: Some(json!({ "pointer": finding.pointer })),
    }
}

/// What can stand at a position.
pub(super) fn completion(
    _snapshot: &Snapshot,
    _position: lsp::Position,
    _state: &super::state::State,
) -> Option<lsp::CompletionResponse> {
    None
}

/// What there is to say about what stands at a position.
pub(super) fn hover(
    _snapshot: &Snapshot,
    _position: lsp::Position,
    _encoding: Encoding,
) -> Option<lsp::Hover> {
    None
}
