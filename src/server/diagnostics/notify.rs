//! The notification `textDocument/publishDiagnostics`.

use tower_lsp::lsp_types::notification::{Notification, PublishDiagnostics};
use tower_lsp::lsp_types::{Diagnostic, PublishDiagnosticsParams, Url};

use crate::server::transport::ClientWriter;

/// Publishes the diagnostics of a document.
pub fn publish(
    output: &ClientWriter,
    uri: Url,
    diagnostics: Vec<Diagnostic>,
    version: Option<i32>,
) {
    let params = PublishDiagnosticsParams { uri, diagnostics, version };
    output.notify(PublishDiagnostics::METHOD, &params);
}
