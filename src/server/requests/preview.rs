//! `integrationManifest/preview` and `integrationManifest/previewChanged`
//!
//! The response contains the reference of the integration as an HTML page. After it, the server sends one
//! notification when the text changes; the client requests the page again if it still shows it.

use serde::{Deserialize, Serialize};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{Range, Url};

use crate::docs::{Model, Options, anchors, html};
use crate::server::background;
use crate::server::context::Context;
use crate::server::error::request_failed;
use crate::server::lsp::position;
use crate::server::request_context::respond_raw;
use crate::server::state::State;
use crate::server::transport::ClientWriter;

/// Method of the notification.
const PREVIEW_CHANGED: &str = "integrationManifest/previewChanged";

/// Parameters of the request.
#[derive(Deserialize)]
pub struct PreviewParams {
    /// URI of an open manifest.
    #[serde(rename = "uri")]
    _uri: Url,
    /// Time in seconds after which the page reloads itself, for a browser.
    refresh: Option<u32>,
}

/// Result of the request.
#[derive(Serialize)]
pub struct PreviewResult {
    version: i32,
    html: String,
    anchors: Vec<AnchorResult>,
}

#[derive(Serialize)]
struct AnchorResult {
    pointer: String,
    id: String,
    range: Range,
}

#[derive(Serialize)]
struct PreviewChanged<'a> {
    uri: &'a Url,
    version: i32,
}

/// Returns the page of a document. A definition with a syntax error is that of the last page without one.
pub async fn preview(context: &Context, params: PreviewParams) -> Result<Option<PreviewResult>> {
    let Some(request) = context.document_request() else {
        return Err(request_failed("The manifest is not open."));
    };
    let encoding = request.encoding();
    let size = request.snapshot().buffer.len();
    let document = request.document;
    document.mark_previewed();
    let render = move || {
        let snapshot = &document.snapshot;
        let reading = snapshot.buffer.reading();
        let mut model = Model::new(&reading, &snapshot.tree, &Options::default());
        let mut last = document.last_preview.lock();
        if let Some(earlier) = &*last {
            model.keep_broken(earlier);
        }
        let place = |place| position::range(&snapshot.buffer, place, encoding);
        let anchors = anchors(&model).into_iter().map(|anchor| AnchorResult {
            pointer: anchor.pointer,
            id: anchor.id,
            range: place(anchor.place),
        });
        let anchors = anchors.collect();
        let html = html::page(&model, params.refresh);
        *last = Some(model);
        PreviewResult { version: snapshot.version, html, anchors }
    };
    respond_raw(&background::run_by_size(&context.output, size, render).await?)
}

/// Notifies the client that the page of a document is stale, once after each response.
pub fn notify_changed(state: &State, output: &ClientWriter, uri: &Url) {
    let Some(document) = state.documents.get(uri) else { return };
    if document.take_stale_preview() {
        let params = PreviewChanged { uri, version: document.snapshot.version };
        output.notify(PREVIEW_CHANGED, &params);
    }
}
