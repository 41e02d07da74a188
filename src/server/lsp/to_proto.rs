//! Conversion of this crate's types to the protocol's.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::json;
use tower_lsp::lsp_types::{self as lsp, DocumentChangeOperation, Url};

use super::position::{range, to_position};
use crate::Snapshot;
use crate::ide::TextEdit;
use crate::ide::document_symbol::{SymbolKind, ValueKind};
use crate::ide::markdown::plain;
use crate::ide::semantic_tokens::TokenKind;
use crate::manifest::types::EntryKind;
use crate::rules::{DiagnosticTag, Finding, Group, Severity};
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::rule_docs;
use crate::text::{PositionCursor, PositionEncoding};

/// Source of the diagnostics of this program.
pub const SOURCE: &str = "integration-manifest";

/// Source of the diagnostics of the Botpress API.
const REMOTE_SOURCE: &str = "integration-manifest (Botpress)";

/// Returns the source of a diagnostic. External findings are those of the Botpress API, and differences from
/// the old version.
pub fn source(finding: &Finding, is_external: bool) -> &'static str {
    match is_external && finding.rule.group != Group::Compatibility {
        true => REMOTE_SOURCE,
        false => SOURCE,
    }
}

/// Converts the findings of a document, and external findings about it, to diagnostics.
pub fn diagnostics(
    url: &Url,
    snapshot: &Snapshot,
    external_findings: &[Finding],
    encoding: PositionEncoding,
) -> Vec<lsp::Diagnostic> {
    let findings = snapshot.check().findings;
    let local = findings.iter().map(|finding| diagnostic(url, snapshot, finding, encoding));
    let external = external_findings.iter().map(|finding| lsp::Diagnostic {
        source: Some(source(finding, true).to_owned()),
        ..diagnostic(url, snapshot, finding, encoding)
    });
    local.chain(external).collect()
}

/// Converts a finding to a diagnostic.
pub fn diagnostic(
    url: &Url,
    snapshot: &Snapshot,
    finding: &Finding,
    encoding: PositionEncoding,
) -> lsp::Diagnostic {
    let location = |range| location(url, snapshot, range, encoding);
    let related = finding.related.iter().map(|related| lsp::DiagnosticRelatedInformation {
        location: location(related.range.clone()),
        message: related.message.clone(),
    });
    let related: Vec<_> = related.collect();
    lsp::Diagnostic {
        range: location(finding.range.clone()).range,
        severity: Some(match finding.severity {
            Severity::Error => lsp::DiagnosticSeverity::ERROR,
            Severity::Warning => lsp::DiagnosticSeverity::WARNING,
            Severity::Info => lsp::DiagnosticSeverity::INFORMATION,
            Severity::Hint => lsp::DiagnosticSeverity::HINT,
        }),
        code: Some(lsp::NumberOrString::String(finding.rule.id.to_owned())),
        code_description: rule_docs::code_description(finding.rule),
        source: Some(SOURCE.to_owned()),
        message: finding.message.clone(),
        related_information: (!related.is_empty()).then_some(related),
        tags: finding.tag.map(|tag| {
            vec![match tag {
                DiagnosticTag::Deprecated => lsp::DiagnosticTag::DEPRECATED,
                DiagnosticTag::Unnecessary => lsp::DiagnosticTag::UNNECESSARY,
            }]
        }),
        data: Some(json!({ "pointer": finding.pointer })),
    }
}

/// Converts a byte range of a document to a location.
pub fn location(
    url: &Url,
    snapshot: &Snapshot,
    bytes: Range<usize>,
    encoding: PositionEncoding,
) -> lsp::Location {
    lsp::Location { uri: url.clone(), range: range(&snapshot.buffer, bytes, encoding) }
}

/// Converts Markdown to markup: as it is, or as plain text for a client that does not render it.
pub fn markup_content(markdown: String, renders_markdown: bool) -> lsp::MarkupContent {
    if renders_markdown {
        lsp::MarkupContent { kind: lsp::MarkupKind::Markdown, value: markdown }
    } else {
        lsp::MarkupContent { kind: lsp::MarkupKind::PlainText, value: plain(&markdown) }
    }
}

/// Converts the kind of a symbol.
pub fn symbol_kind(kind: SymbolKind) -> lsp::SymbolKind {
    match kind {
        SymbolKind::Entry(kind) => match kind {
            EntryKind::Action => lsp::SymbolKind::FUNCTION,
            EntryKind::Event => lsp::SymbolKind::EVENT,
            EntryKind::State | EntryKind::Configuration => lsp::SymbolKind::STRUCT,
            EntryKind::Entity => lsp::SymbolKind::CLASS,
            EntryKind::Channel => lsp::SymbolKind::NAMESPACE,
            EntryKind::Message => lsp::SymbolKind::METHOD,
            EntryKind::Interface => lsp::SymbolKind::INTERFACE,
            EntryKind::Tag => lsp::SymbolKind::KEY,
            EntryKind::Secret => lsp::SymbolKind::CONSTANT,
            EntryKind::Operation => lsp::SymbolKind::OPERATOR,
            _ => lsp::SymbolKind::PROPERTY,
        },
        SymbolKind::Field(kind) | SymbolKind::Property(kind) => match kind {
            ValueKind::Object => lsp::SymbolKind::OBJECT,
            ValueKind::Array => lsp::SymbolKind::ARRAY,
            ValueKind::String => lsp::SymbolKind::STRING,
            ValueKind::Number => lsp::SymbolKind::NUMBER,
            ValueKind::Boolean => lsp::SymbolKind::BOOLEAN,
            ValueKind::Null => lsp::SymbolKind::NULL,
        },
    }
}

/// Returns the tags of a symbol.
pub fn symbol_tags(is_deprecated: bool) -> Option<Vec<lsp::SymbolTag>> {
    is_deprecated.then(|| vec![lsp::SymbolTag::DEPRECATED])
}

/// Returns the legend of semantic tokens.
pub fn semantic_tokens_legend() -> lsp::SemanticTokensLegend {
    lsp::SemanticTokensLegend {
        token_types: TokenKind::NAMES.map(lsp::SemanticTokenType::new).to_vec(),
        token_modifiers: vec![
            lsp::SemanticTokenModifier::DEFINITION,
            lsp::SemanticTokenModifier::DEPRECATED,
        ],
    }
}

/// Converts edits of a document. Fast for edits in the order of the text.
pub fn text_edits(
    snapshot: &Snapshot,
    edits: Vec<TextEdit>,
    encoding: PositionEncoding,
) -> Vec<lsp::TextEdit> {
    let mut positions = PositionCursor::new(snapshot.buffer.source(), encoding);
    let mut position = |offset| to_position(positions.at(offset));
    let edit = |edit: TextEdit| {
        let range = lsp::Range::new(position(edit.range.start), position(edit.range.end));
        lsp::TextEdit { range, new_text: edit.text }
    };
    edits.into_iter().map(edit).collect()
}

/// Converts edits of a document to a workspace edit, versioned if the client supports that.
pub fn workspace_edit(
    url: &Url,
    snapshot: &Snapshot,
    edits: Vec<TextEdit>,
    client: &ResolvedClientCapabilities,
) -> lsp::WorkspaceEdit {
    let edits = text_edits(snapshot, edits, client.encoding);
    if edits.is_empty() || !client.document_changes {
        return lsp::WorkspaceEdit::new([(url.clone(), edits)].into());
    }
    let edit = document_edit(url, Some(snapshot.version), edits);
    lsp::WorkspaceEdit {
        document_changes: Some(lsp::DocumentChanges::Edits(vec![edit])),
        ..lsp::WorkspaceEdit::default()
    }
}

/// Returns a workspace edit with the changes of two.
pub fn merge(first: lsp::WorkspaceEdit, second: lsp::WorkspaceEdit) -> lsp::WorkspaceEdit {
    let mut steps = Vec::new();
    let mut changes = HashMap::new();
    for edit in [first, second] {
        match edit.document_changes {
            Some(lsp::DocumentChanges::Operations(operations)) => steps.extend(operations),
            Some(lsp::DocumentChanges::Edits(edits)) => {
                steps.extend(edits.into_iter().map(DocumentChangeOperation::Edit));
            }
            None => changes.extend(edit.changes.unwrap_or_default()),
        }
    }
    match steps.is_empty() {
        true => lsp::WorkspaceEdit::new(changes),
        false => operations(steps),
    }
}

/// Returns a workspace edit with several steps, for clients that support document changes.
pub fn operations(steps: Vec<DocumentChangeOperation>) -> lsp::WorkspaceEdit {
    lsp::WorkspaceEdit {
        document_changes: Some(lsp::DocumentChanges::Operations(steps)),
        ..lsp::WorkspaceEdit::default()
    }
}

/// Returns edits of one version of a document, or of any version.
pub fn document_edit(
    url: &Url,
    version: Option<i32>,
    edits: Vec<lsp::TextEdit>,
) -> lsp::TextDocumentEdit {
    lsp::TextDocumentEdit {
        text_document: lsp::OptionalVersionedTextDocumentIdentifier { uri: url.clone(), version },
        edits: edits.into_iter().map(lsp::OneOf::Left).collect(),
    }
}

/// Returns the step that creates a new file.
pub fn create_file(uri: Url) -> DocumentChangeOperation {
    let options = lsp::CreateFileOptions { overwrite: Some(false), ignore_if_exists: Some(false) };
    DocumentChangeOperation::Op(lsp::ResourceOp::Create(lsp::CreateFile {
        uri,
        options: Some(options),
        annotation_id: None,
    }))
}
