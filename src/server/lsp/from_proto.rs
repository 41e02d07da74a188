//! Conversion of the protocol's types to this crate's.

use serde_json::Value;
use tower_lsp::lsp_types::{
    CodeActionKind, FormattingOptions, TextDocumentContentChangeEvent, Url,
};

use super::position::from_position;
use crate::ide::format::Options;
use crate::text::Change;

/// Converts a change of a document.
pub fn content_change(event: TextDocumentContentChangeEvent) -> Change {
    let range = event.range.map(|range| (from_position(range.start), from_position(range.end)));
    Change { range, text: event.text }
}

/// Converts formatting options.
pub fn format_options(options: &FormattingOptions) -> Options {
    let default = Options::default();
    Options {
        tab_size: options.tab_size,
        insert_spaces: options.insert_spaces,
        insert_final_newline: options.insert_final_newline.unwrap_or(default.insert_final_newline),
        trim_final_newlines: options.trim_final_newlines.unwrap_or(default.trim_final_newlines),
        ..default
    }
}

/// Returns the URI of the document that a request is about, from the parameters of any method.
pub fn request_uri(params: &Value) -> Option<Url> {
    let uri = match params.get("textDocument") {
        Some(document) => document.get("uri")?,
        None => return command_uri(params.get("arguments")?.get(0)?),
    };
    Url::parse(uri.as_str()?).ok()
}

/// Returns the URI in the first argument of a command: the argument itself, or its member `uri`.
pub fn command_uri(argument: &Value) -> Option<Url> {
    let uri = argument.as_str().or_else(|| argument.get("uri")?.as_str())?;
    Url::parse(uri).ok()
}

/// Returns whether `kind` is one of the requested kinds or a subkind of one.
pub fn includes_kind(requested: &[CodeActionKind], kind: &CodeActionKind) -> bool {
    requested.iter().any(|requested| {
        let rest = kind.as_str().strip_prefix(requested.as_str());
        rest.is_some_and(|rest| {
            requested.as_str().is_empty() || rest.is_empty() || rest.starts_with('.')
        })
    })
}
