//! Symbols, folding and selection.

use tower_lsp::lsp_types::{self as lsp, SymbolTag, Url};

use super::json::JsonWriter;
use super::{offset, range, to_position};
use crate::Snapshot;
use crate::ide::document_symbols::{self, Query, Symbol, SymbolKind, ValueKind};
use crate::ide::{folding_range, selection_range};
use crate::manifest::types::EntryKind;
use crate::text::{Position, PositionCursor, PositionEncoding};

fn symbol_kind(kind: SymbolKind) -> lsp::SymbolKind {
    let kind = match kind {
        SymbolKind::Field(kind) | SymbolKind::Property(kind) => kind,
        SymbolKind::Entry(kind) => {
            return match kind {
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
            };
        }
    };
    match kind {
        ValueKind::Object => lsp::SymbolKind::OBJECT,
        ValueKind::Array => lsp::SymbolKind::ARRAY,
        ValueKind::String => lsp::SymbolKind::STRING,
        ValueKind::Number => lsp::SymbolKind::NUMBER,
        ValueKind::Boolean => lsp::SymbolKind::BOOLEAN,
        ValueKind::Null => lsp::SymbolKind::NULL,
    }
}

fn tags(symbol: &Symbol) -> Option<Vec<SymbolTag>> {
    symbol.deprecated.then(|| vec![SymbolTag::DEPRECATED])
}

/// The parts of a document as JSON, one inside the other if the client takes that.
pub(in crate::server) fn document_symbols(
    url: &Url,
    snapshot: &Snapshot,
    hierarchical: bool,
    encoding: PositionEncoding,
) -> String {
    let symbols = document_symbols::symbols(snapshot);
    if hierarchical {
        let mut positions = PositionCursor::new(snapshot.buffer.source(), encoding);
        // What a part takes, more or less.
        let mut json = JsonWriter::with_capacity(snapshot.buffer.len());
        write(&symbols, &mut positions, &mut json);
        return json.into_string();
    }
    let mut flat = Vec::new();
    each(&symbols, &mut Vec::new(), &mut |symbol, holders| {
        flat.push(information(url, snapshot, symbol, holders, symbol.range.clone(), encoding));
    });
    serde_json::to_string(&flat).unwrap_or_else(|_| "[]".to_owned())
}

/// Writes `symbols` as a list of `DocumentSymbol`.
fn write(symbols: &[Symbol], positions: &mut PositionCursor<'_>, json: &mut JsonWriter) {
    json.raw("[");
    for symbol in symbols {
        json.comma();
        // In the order of the text, as positions are told best.
        let start = positions.at(symbol.range.start);
        let selection = positions.at(symbol.selection.start)..positions.at(symbol.selection.end);
        json.raw("{\"name\":");
        json.text(&symbol.name);
        if let Some(detail) = &symbol.detail {
            json.raw(",\"detail\":");
            json.text(detail);
        }
        json.raw(",\"kind\":");
        json.value(&symbol_kind(symbol.kind));
        if symbol.deprecated {
            json.raw(",\"tags\":[1]");
        }
        json.raw(",\"selectionRange\":");
        json.range(selection);
        if !symbol.children.is_empty() {
            json.raw(",\"children\":");
            write(&symbol.children, positions, json);
        }
        json.raw(",\"range\":");
        json.range(start..positions.at(symbol.range.end));
        json.raw("}");
    }
    json.raw("]");
}

/// Calls `visit` for every symbol, with the names of those it is in.
fn each<'s>(
    symbols: &'s [Symbol],
    holders: &mut Vec<&'s str>,
    visit: &mut dyn FnMut(&'s Symbol, &[&'s str]),
) {
    for symbol in symbols {
        visit(symbol, holders);
        holders.push(&symbol.name);
        each(&symbol.children, holders, visit);
        holders.pop();
    }
}

#[allow(deprecated)] // One has to name every field.
fn information(
    url: &Url,
    snapshot: &Snapshot,
    symbol: &Symbol,
    holders: &[&str],
    bytes: std::ops::Range<usize>,
    encoding: PositionEncoding,
) -> lsp::SymbolInformation {
    let range = range(&snapshot.buffer, bytes, encoding);
    lsp::SymbolInformation {
        name: symbol.name.clone(),
        kind: symbol_kind(symbol.kind),
        tags: tags(symbol),
        deprecated: None,
        location: lsp::Location { uri: url.clone(), range },
        container_name: (!holders.is_empty()).then(|| holders.join(" › ")),
    }
}

/// What a document defines whose name answers `query`, each with how well it does: less is better.
pub(in crate::server) fn definitions(
    url: &Url,
    snapshot: &Snapshot,
    query: &Query,
    encoding: PositionEncoding,
) -> Vec<(usize, lsp::SymbolInformation)> {
    let symbols = document_symbols::definitions(snapshot);
    let mut found = Vec::new();
    each(&symbols, &mut Vec::new(), &mut |symbol, holders| {
        if matches!(symbol.kind, SymbolKind::Entry(_))
            && let Some(rank) = query.rank(&symbol.name)
        {
            let place = symbol.selection.clone();
            found.push((rank, information(url, snapshot, symbol, holders, place, encoding)));
        }
    });
    found
}

/// What can be folded, as JSON: a list of `FoldingRange`. A client that folds whole lines keeps the
/// line of a closing bracket.
pub(in crate::server) fn folding_ranges(
    snapshot: &Snapshot,
    whole_lines: bool,
    encoding: PositionEncoding,
) -> String {
    let mut positions = PositionCursor::new(snapshot.buffer.source(), encoding);
    let folds = folding_range::folding_ranges(snapshot);
    let mut ends = vec![Position::default(); folds.len()];
    let mut starts = Vec::with_capacity(folds.len());
    // The folds around the one at hand, whose ends come next, the innermost one's first.
    let mut around: Vec<usize> = Vec::new();
    for (index, fold) in folds.iter().enumerate() {
        while let Some(last) = around.pop_if(|last| folds[*last].range.end <= fold.range.start) {
            ends[last] = positions.at(folds[last].range.end);
        }
        starts.push(positions.at(fold.range.start));
        around.push(index);
    }
    while let Some(last) = around.pop() {
        ends[last] = positions.at(folds[last].range.end);
    }
    let mut json = JsonWriter::with_capacity(80 * folds.len());
    json.raw("[");
    for (fold, (start, end)) in folds.iter().zip(starts.into_iter().zip(ends)) {
        let by_lines = whole_lines && !fold.comment;
        let last = if by_lines { end.line.saturating_sub(1) } else { end.line };
        if start.line >= last {
            continue;
        }
        json.comma();
        json.raw("{\"startLine\":");
        json.number(start.line);
        if !whole_lines && !fold.comment {
            json.raw(",\"startCharacter\":");
            json.number(start.character);
        }
        json.raw(",\"endLine\":");
        json.number(last);
        if !whole_lines {
            json.raw(",\"endCharacter\":");
            json.number(end.character);
        }
        // A region is what somebody marked as one.
        json.raw(if fold.comment { ",\"kind\":\"comment\"}" } else { "}" });
    }
    json.raw("]");
    json.into_string()
}

/// What a selection at each of `positions` grows to.
pub(in crate::server) fn selection_ranges(
    snapshot: &Snapshot,
    positions: &[lsp::Position],
    encoding: PositionEncoding,
) -> Vec<lsp::SelectionRange> {
    let one = |position: &lsp::Position| {
        let offset = offset(&snapshot.buffer, *position, encoding);
        let mut ranges = selection_range::selections(snapshot, offset).into_iter().rev();
        let mut grown: Option<lsp::SelectionRange> = None;
        for bytes in &mut ranges {
            let range = range(&snapshot.buffer, bytes, encoding);
            grown = Some(lsp::SelectionRange { range, parent: grown.map(Box::new) });
        }
        grown.unwrap_or_else(|| {
            let place = to_position(snapshot.buffer.position(offset, encoding));
            lsp::SelectionRange { range: lsp::Range::new(place, place), parent: None }
        })
    };
    positions.iter().map(one).collect()
}
