//! What is asked about names: where they are defined and used, and how they are changed.

use std::ops::Range;
use std::path::PathBuf;

use serde_json::json;
use tower_lsp::lsp_types::{self as lsp, Url};

use super::{offset, range, workspace_edit};
use crate::Snapshot;
use crate::ide::document_link::Target;
use crate::ide::{
    code_lens, definition, document_highlights, document_link, linked_editing_range, references,
    rename,
};
use crate::server::state::ResolvedClientCapabilities;
use crate::text::PositionEncoding;
use crate::util::fs::escapes_root;

/// The command that shows the places of a code lens, in clients that have it: of the arguments the
/// first is the document's URL, the second a position, the third the locations.
pub(in crate::server) const SHOW_REFERENCES: &str = "integrationManifest.showReferences";

/// Where that which is named at a position is defined; `links` says whether the client can be told
/// more than that.
pub(in crate::server) fn definition(
    url: &Url,
    snapshot: &Snapshot,
    position: lsp::Position,
    encoding: PositionEncoding,
    links: bool,
) -> Option<lsp::GotoDefinitionResponse> {
    let buffer = &snapshot.buffer;
    let jump = definition::definition(snapshot, offset(buffer, position, encoding))?;
    let name = range(buffer, jump.name, encoding);
    if !links {
        let location = lsp::Location { uri: url.clone(), range: name };
        return Some(lsp::GotoDefinitionResponse::Scalar(location));
    }
    Some(lsp::GotoDefinitionResponse::Link(vec![lsp::LocationLink {
        origin_selection_range: Some(range(buffer, jump.origin, encoding)),
        target_uri: url.clone(),
        target_range: range(buffer, jump.target, encoding),
        target_selection_range: name,
    }]))
}

/// Every place that names what is named at a position.
pub(in crate::server) fn references(
    url: &Url,
    snapshot: &Snapshot,
    position: lsp::Position,
    encoding: PositionEncoding,
    with_definition: bool,
) -> Option<Vec<lsp::Location>> {
    let at = offset(&snapshot.buffer, position, encoding);
    let found = references::references(snapshot, at, with_definition)?;
    Some(locations(url, snapshot, found, encoding))
}

fn locations(
    url: &Url,
    snapshot: &Snapshot,
    ranges: Vec<Range<usize>>,
    encoding: PositionEncoding,
) -> Vec<lsp::Location> {
    let place =
        |it| lsp::Location { uri: url.clone(), range: range(&snapshot.buffer, it, encoding) };
    ranges.into_iter().map(place).collect()
}

/// The places of the name at a position.
pub(in crate::server) fn highlights(
    snapshot: &Snapshot,
    position: lsp::Position,
    encoding: PositionEncoding,
) -> Vec<lsp::DocumentHighlight> {
    let found =
        document_highlights::highlights(snapshot, offset(&snapshot.buffer, position, encoding));
    let convert = |it: document_highlights::Highlight| lsp::DocumentHighlight {
        range: range(&snapshot.buffer, it.range, encoding),
        kind: Some(match it.defines {
            true => lsp::DocumentHighlightKind::WRITE,
            false => lsp::DocumentHighlightKind::READ,
        }),
    };
    found.into_iter().map(convert).collect()
}

/// What can be renamed at a position, or why nothing can.
pub(in crate::server) fn prepare_rename(
    snapshot: &Snapshot,
    position: lsp::Position,
    encoding: PositionEncoding,
) -> Result<lsp::PrepareRenameResponse, rename::RenameError> {
    let found = rename::prepare(snapshot, offset(&snapshot.buffer, position, encoding))?;
    Ok(lsp::PrepareRenameResponse::RangeWithPlaceholder {
        range: range(&snapshot.buffer, found.range, encoding),
        placeholder: found.name,
    })
}

/// The edit that renames what is named at a position, and what there is to say about it; or why it
/// cannot have that name.
pub(in crate::server) fn rename(
    url: &Url,
    snapshot: &Snapshot,
    position: lsp::Position,
    new: &str,
    session: &ResolvedClientCapabilities,
) -> Result<(lsp::WorkspaceEdit, Option<String>), rename::RenameError> {
    let at = offset(&snapshot.buffer, position, session.encoding);
    let renaming = rename::rename(snapshot, at, new)?;
    Ok((workspace_edit(url, snapshot, renaming.edits, session), renaming.notice))
}

/// The places to type in at once, at a position.
pub(in crate::server) fn linked_ranges(
    snapshot: &Snapshot,
    position: lsp::Position,
    encoding: PositionEncoding,
) -> Option<lsp::LinkedEditingRanges> {
    let found =
        linked_editing_range::ranges(snapshot, offset(&snapshot.buffer, position, encoding))?;
    Some(lsp::LinkedEditingRanges {
        ranges: found.into_iter().map(|it| range(&snapshot.buffer, it, encoding)).collect(),
        word_pattern: Some(linked_editing_range::WORD.to_owned()),
    })
}

/// The counts above definitions; `shows` says whether the client has [`SHOW_REFERENCES`].
pub(in crate::server) fn code_lenses(
    url: &Url,
    snapshot: &Snapshot,
    encoding: PositionEncoding,
    shows: bool,
) -> Vec<lsp::CodeLens> {
    let convert = |lens: code_lens::CodeLens| {
        let range = range(&snapshot.buffer, lens.range, encoding);
        let places = locations(url, snapshot, lens.places, encoding);
        // Without a command a lens is text alone.
        let shown = shows && !places.is_empty();
        let command = if shown { SHOW_REFERENCES } else { "" };
        let arguments = shown.then(|| vec![json!(url), json!(range.start), json!(places)]);
        let command = lsp::Command { title: lens.title, command: command.to_owned(), arguments };
        lsp::CodeLens { range, command: Some(command), data: None }
    };
    code_lens::lenses(snapshot).into_iter().map(convert).collect()
}

/// Where files are looked for that a document names.
pub(in crate::server) struct LinkBases {
    /// The folder of the settings file that counts for it.
    pub of_settings: Option<PathBuf>,
    /// The folder that it is in.
    pub of_manifest: Option<PathBuf>,
}

/// What leads to addresses, and to files that are there.
pub(in crate::server) fn links(
    snapshot: &Snapshot,
    folders: &LinkBases,
    encoding: PositionEncoding,
) -> Vec<lsp::DocumentLink> {
    let file = |folder: &Option<PathBuf>, name: &str| {
        let path = folder.as_ref().filter(|_| escapes_root(name).is_none())?.join(name);
        path.is_file().then(|| Url::from_file_path(path).ok())?
    };
    let convert = |link: document_link::Link| {
        let target = match link.target {
            Target::Address(address) => Url::parse(&address).ok()?,
            Target::Embedded(name) => file(&folders.of_settings, &name)?,
            Target::Named(name) => file(&folders.of_manifest, &name)?,
        };
        Some(lsp::DocumentLink {
            range: range(&snapshot.buffer, link.range, encoding),
            target: Some(target),
            tooltip: None,
            data: None,
        })
    };
    document_link::links(snapshot).into_iter().filter_map(convert).collect()
}
