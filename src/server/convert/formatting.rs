//! Layout.

use tower_lsp::lsp_types as lsp;

use super::{byte_range, offset, text_edits};
use crate::Snapshot;
use crate::ide::format::{self, Options};
use crate::text::PositionEncoding;

fn options(options: &lsp::FormattingOptions) -> Options {
    let default = Options::default();
    Options {
        tab_size: options.tab_size,
        insert_spaces: options.insert_spaces,
        insert_final_newline: options.insert_final_newline.unwrap_or(default.insert_final_newline),
        trim_final_newlines: options.trim_final_newlines.unwrap_or(default.trim_final_newlines),
    }
}

/// The edits that lay out a document, or the lines that `range` touches.
pub(in crate::server) fn formatting(
    snapshot: &Snapshot,
    range: Option<lsp::Range>,
    wishes: &lsp::FormattingOptions,
    encoding: PositionEncoding,
) -> Vec<lsp::TextEdit> {
    let Snapshot { buffer, tree, .. } = snapshot;
    let edits = match range {
        None => format::document(&buffer.reading(), tree, &options(wishes)),
        Some(range) => {
            let range = byte_range(buffer, range, encoding);
            format::range(buffer.source(), tree, &range, &options(wishes))
        }
    };
    text_edits(snapshot, edits, encoding)
}

/// What is typed to have something laid out.
pub(in crate::server) fn formatting_triggers() -> lsp::DocumentOnTypeFormattingOptions {
    let [first, more @ ..] = format::TRIGGERS.map(String::from);
    lsp::DocumentOnTypeFormattingOptions {
        first_trigger_character: first,
        more_trigger_character: Some(more.to_vec()),
    }
}

/// The edits to make after a character was typed.
pub(in crate::server) fn on_type_formatting(
    snapshot: &Snapshot,
    params: &lsp::DocumentOnTypeFormattingParams,
    encoding: PositionEncoding,
) -> Vec<lsp::TextEdit> {
    let position = params.text_document_position.position;
    let offset = offset(&snapshot.buffer, position, encoding);
    // An editor may say `\r\n`, or put indentation behind the line break.
    let Some(typed) = params.ch.trim_start_matches('\r').chars().next() else { return Vec::new() };
    let Snapshot { buffer, tree, .. } = snapshot;
    let edits = format::on_type(buffer.source(), tree, offset, typed, &options(&params.options));
    text_edits(snapshot, edits, encoding)
}
