//! `textDocument/documentSymbol`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    self as lsp, DocumentSymbolParams, DocumentSymbolResponse, SymbolInformation, Url,
};

use crate::Snapshot;
use crate::ide::document_symbol::{self, Symbol};
use crate::server::context::DocumentRequest;
use crate::server::lsp::position::to_position;
use crate::server::lsp::to_proto;
use crate::server::request_context::respond_raw;
use crate::text::{PositionCursor, PositionEncoding};

/// Returns the symbols of a document, nested if the client supports that.
pub fn document_symbol(
    request: &DocumentRequest<'_>,
    params: DocumentSymbolParams,
) -> Result<Option<DocumentSymbolResponse>> {
    let (snapshot, encoding) = (request.snapshot(), request.encoding());
    let symbols = document_symbol::symbols(snapshot);
    if request.capabilities.hierarchical_symbols {
        let mut positions = PositionCursor::new(snapshot.buffer.source(), encoding);
        return respond_raw(&nested(symbols, &mut positions));
    }
    let url = &params.text_document.uri;
    let mut flat = Vec::new();
    visit(&symbols, &mut Vec::new(), &mut |symbol, containers| {
        flat.push(information(url, snapshot, symbol, containers, encoding));
    });
    respond_raw(&flat)
}

#[allow(deprecated)] // `deprecated` has to be initialized.
fn nested(symbols: Vec<Symbol>, positions: &mut PositionCursor<'_>) -> Vec<lsp::DocumentSymbol> {
    let convert = |symbol: Symbol| {
        // In the order of the text, which is fast for the cursor.
        let start = positions.at(symbol.range.start);
        let selection = symbol.selection.start..symbol.selection.end;
        let selection = [positions.at(selection.start), positions.at(selection.end)];
        let children = nested(symbol.children, positions);
        let end = positions.at(symbol.range.end);
        lsp::DocumentSymbol {
            name: symbol.name,
            detail: symbol.detail,
            kind: to_proto::symbol_kind(symbol.kind),
            tags: to_proto::symbol_tags(symbol.deprecated),
            deprecated: None,
            range: lsp::Range::new(to_position(start), to_position(end)),
            selection_range: lsp::Range::new(to_position(selection[0]), to_position(selection[1])),
            children: (!children.is_empty()).then_some(children),
        }
    };
    symbols.into_iter().map(convert).collect()
}

/// Calls `f` for every symbol with the names of its containers.
pub fn visit<'s>(
    symbols: &'s [Symbol],
    containers: &mut Vec<&'s str>,
    f: &mut dyn FnMut(&'s Symbol, &[&'s str]),
) {
    for symbol in symbols {
        f(symbol, containers);
        containers.push(&symbol.name);
        visit(&symbol.children, containers, f);
        containers.pop();
    }
}

/// Converts a symbol to the flat form, with the range of the entire symbol.
#[allow(deprecated)] // `deprecated` has to be initialized.
pub fn information(
    url: &Url,
    snapshot: &Snapshot,
    symbol: &Symbol,
    containers: &[&str],
    encoding: PositionEncoding,
) -> SymbolInformation {
    SymbolInformation {
        name: symbol.name.clone(),
        kind: to_proto::symbol_kind(symbol.kind),
        tags: to_proto::symbol_tags(symbol.deprecated),
        deprecated: None,
        location: to_proto::location(url, snapshot, symbol.range.clone(), encoding),
        container_name: (!containers.is_empty()).then(|| containers.join(" › ")),
    }
}
