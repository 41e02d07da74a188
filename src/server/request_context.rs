//! Two task-local values that bypass tower-lsp: the document of a request, and its result as JSON.
//!
//! A tower-lsp handler receives the parameters of its request and returns a value of lsp-types. That
//! interface is too narrow in both directions:
//!
//! - The document goes in. tower-lsp runs handlers concurrently and in any order, so a handler that
//!   looks its document up can see changes that the client sent after the request. The dispatcher
//!   therefore takes the document in the order of the messages, and the handler reads it from here.
//! - The result goes out. tower-lsp converts each result to a [`serde_json::Value`] before it writes
//!   it, which allocates a map for every diagnostic or symbol of a large document. A handler can
//!   store its serialized result here instead, and the dispatcher sends that text.

use std::cell::Cell;
use std::future::Future;

use serde::Serialize;
use tower_lsp::jsonrpc::{Error, Result};

use super::documents::Document;
use super::text_documents::TextDocument;

tokio::task_local! {
    static DOCUMENT: Option<OpenDocument>;
    static RAW_RESULT: Cell<Option<String>>;
}

/// The document of a request.
#[derive(Clone)]
pub enum OpenDocument {
    /// A manifest.
    Manifest(Box<Document>),
    /// A settings file.
    Settings(TextDocument),
}

/// Runs `handler` with `document` as the document of its request. Returns its output, and the result
/// that it stored with [`respond_raw`] or [`respond_json`].
pub async fn scope<F: Future>(
    document: Option<OpenDocument>,
    handler: F,
) -> (F::Output, Option<String>) {
    let handler = DOCUMENT.scope(document, handler);
    RAW_RESULT
        .scope(Cell::default(), async {
            let output = handler.await;
            (output, RAW_RESULT.with(Cell::take))
        })
        .await
}

fn open_document() -> Option<OpenDocument> {
    DOCUMENT.try_with(Clone::clone).ok().flatten()
}

/// Returns the manifest of the current request as it was when the request arrived, if it is open.
pub fn document() -> Option<Document> {
    match open_document()? {
        OpenDocument::Manifest(document) => Some(*document),
        OpenDocument::Settings(_) => None,
    }
}

/// Returns the settings file of the current request as it was when the request arrived, if it is open.
pub fn settings_document() -> Option<TextDocument> {
    match open_document()? {
        OpenDocument::Manifest(_) => None,
        OpenDocument::Settings(document) => Some(document),
    }
}

/// Responds to the current request with `result`. The returned value is a placeholder.
pub fn respond_raw<T>(result: &impl Serialize) -> Result<Option<T>> {
    let json = serde_json::to_string(result).map_err(|_| Error::internal_error())?;
    respond_json(json, None)
}

/// Responds to the current request with `json`. The returned value is `placeholder`.
pub fn respond_json<T>(json: String, placeholder: T) -> Result<T> {
    // Fails only outside of a request.
    let _ = RAW_RESULT.try_with(|field| field.set(Some(json)));
    Ok(placeholder)
}
