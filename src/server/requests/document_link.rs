//! `textDocument/documentLink`

use std::path::{Path, PathBuf};

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{DocumentLink, DocumentLinkParams, Url};

use crate::ide::document_link::{self as ide_document_link, Target};
use crate::server::context::DocumentRequest;
use crate::server::lsp::position;
use crate::util::path::escapes_root;

/// Returns links to URLs, and to files that exist.
pub fn document_link(
    request: &DocumentRequest<'_>,
    params: DocumentLinkParams,
) -> Result<Option<Vec<DocumentLink>>> {
    let snapshot = request.snapshot();
    let manifest = params.text_document.uri.to_file_path().ok();
    let manifest_folder = manifest.as_deref().and_then(Path::parent).map(Path::to_owned);
    let settings_folder =
        manifest.as_deref().and_then(|path| request.context.state.settings_folder(path));
    let links = ide_document_link::links(snapshot).into_iter().filter_map(|link| {
        let target = match link.target {
            Target::Address(address) => Url::parse(&address).ok()?,
            Target::Embedded(name) => file_url(settings_folder.as_ref(), &name)?,
            Target::Inside(offset) => {
                let at =
                    position::range(&snapshot.buffer, offset..offset, request.encoding()).start;
                let mut url = params.text_document.uri.clone();
                // The form that editors understand.
                url.set_fragment(Some(&format!("L{},{}", at.line + 1, at.character + 1)));
                url
            }
            Target::Named(name) => file_url(manifest_folder.as_ref(), &name)?,
        };
        Some(DocumentLink {
            range: position::range(&snapshot.buffer, link.range, request.encoding()),
            target: Some(target),
            tooltip: None,
            data: None,
        })
    });
    Ok(Some(links.collect()))
}

/// Returns the URL of an existing file in `folder`.
fn file_url(folder: Option<&PathBuf>, name: &str) -> Option<Url> {
    let path = folder.filter(|_| escapes_root(name).is_none())?.join(name);
    path.is_file().then(|| Url::from_file_path(path).ok())?
}
