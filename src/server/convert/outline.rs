//! Symbols, folding and selection.

use std::cell::RefCell;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use tower_lsp::lsp_types::{self as lsp, SymbolTag, Url};

use super::{offset, range, to_position};
use crate::Snapshot;
use crate::ide::symbols::{self, Query, Symbol, SymbolKind, ValueKind};
use crate::ide::{folding, selection};
use crate::manifest::shape::Kind;
use crate::text::{Encoding, Position, Positions};

fn symbol_kind(kind: SymbolKind) -> lsp::SymbolKind {
    let kind = match kind {
        SymbolKind::Field(kind) | SymbolKind::Property(kind) => kind,
        SymbolKind::Entry(kind) => {
            return match kind {
                Kind::Action => lsp::SymbolKind::FUNCTION,
                Kind::Event => lsp::SymbolKind::EVENT,
                Kind::State | Kind::Configuration => lsp::SymbolKind::STRUCT,
                Kind::Entity => lsp::SymbolKind::CLASS,
                Kind::Channel => lsp::SymbolKind::NAMESPACE,
                Kind::Message => lsp::SymbolKind::METHOD,
                Kind::Interface => lsp::SymbolKind::INTERFACE,
                Kind::Tag => lsp::SymbolKind::KEY,
                Kind::Secret => lsp::SymbolKind::CONSTANT,
                Kind::Operation => lsp::SymbolKind::OPERATOR,
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

/// The parts of a document as a result that can be written, one inside the other if the client takes
/// that.
pub(in crate::server) fn document_symbols(
    url: &Url,
    snapshot: &Snapshot,
    hierarchical: bool,
    encoding: Encoding,
) -> impl Serialize {
    #[derive(Serialize)]
    #[serde(untagged)]
    enum Parts<'s> {
        Nested(Nested<'s>),
        Flat(Vec<lsp::SymbolInformation>),
    }
    let symbols = symbols::symbols(snapshot);
    if hierarchical {
        let positions = RefCell::new(Positions::new(snapshot.buffer.source(), encoding));
        return Parts::Nested(Nested { symbols, positions });
    }
    let mut flat = Vec::new();
    each(&symbols, &mut Vec::new(), &mut |symbol, holders| {
        flat.push(information(url, snapshot, symbol, holders, symbol.range.clone(), encoding));
    });
    Parts::Flat(flat)
}

/// Symbols that become the protocol's while they are written: there may be tens of thousands.
struct Nested<'s> {
    symbols: Vec<Symbol>,
    positions: RefCell<Positions<'s>>,
}

impl Serialize for Nested<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let part = |symbol| Part { symbol, positions: &self.positions };
        serializer.collect_seq(self.symbols.iter().map(part))
    }
}

/// A `DocumentSymbol`.
struct Part<'p, 's> {
    symbol: &'p Symbol,
    positions: &'p RefCell<Positions<'s>>,
}

impl Serialize for Part<'_, '_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let Part { symbol, positions } = *self;
        let place = |offset| to_position(positions.borrow_mut().at(offset));
        // In the order of the text, as positions are told best.
        let [start, first, last] =
            [symbol.range.start, symbol.selection.start, symbol.selection.end].map(place);
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", &symbol.name)?;
        if let Some(detail) = &symbol.detail {
            map.serialize_entry("detail", detail)?;
        }
        map.serialize_entry("kind", &symbol_kind(symbol.kind))?;
        if let Some(tags) = tags(symbol) {
            map.serialize_entry("tags", &tags)?;
        }
        map.serialize_entry("selectionRange", &lsp::Range::new(first, last))?;
        if !symbol.children.is_empty() {
            let children = symbol.children.iter().map(|symbol| Part { symbol, positions });
            map.serialize_entry("children", &children.collect::<Vec<_>>())?;
        }
        map.serialize_entry("range", &lsp::Range::new(start, place(symbol.range.end)))?;
        map.end()
    }
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
    encoding: Encoding,
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
    encoding: Encoding,
) -> Vec<(usize, lsp::SymbolInformation)> {
    let symbols = symbols::definitions(snapshot);
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

/// What can be folded. A client that folds whole lines keeps the line of a closing bracket.
pub(in crate::server) fn folding_ranges(
    snapshot: &Snapshot,
    whole_lines: bool,
    encoding: Encoding,
) -> Vec<lsp::FoldingRange> {
    let mut positions = Positions::new(snapshot.buffer.source(), encoding);
    let folds = folding::folds(snapshot);
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
    let fold = |(index, fold): (usize, &folding::Fold)| {
        let (start, end) = (starts[index], ends[index]);
        let last = if whole_lines && !fold.comment { end.line.checked_sub(1)? } else { end.line };
        (start.line < last).then(|| lsp::FoldingRange {
            start_line: start.line,
            start_character: (!whole_lines && !fold.comment).then_some(start.character),
            end_line: last,
            end_character: (!whole_lines).then_some(end.character),
            // A region is what somebody marked as one.
            kind: fold.comment.then_some(lsp::FoldingRangeKind::Comment),
            collapsed_text: None,
        })
    };
    folds.iter().enumerate().filter_map(fold).collect()
}

/// What a selection at each of `positions` grows to.
pub(in crate::server) fn selection_ranges(
    snapshot: &Snapshot,
    positions: &[lsp::Position],
    encoding: Encoding,
) -> Vec<lsp::SelectionRange> {
    let one = |position: &lsp::Position| {
        let offset = offset(&snapshot.buffer, *position, encoding);
        let mut ranges = selection::selections(snapshot, offset).into_iter().rev();
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
