//! Arguments that handlers receive besides the parameters of their request.

use std::sync::Arc;

use tower_lsp::Client;

use super::capabilities::client::ResolvedClientCapabilities;
use super::documents::Document;
use super::request_context;
use super::state::State;
use super::text_documents::TextDocument;
use super::transport::ClientWriter;
use crate::Snapshot;
use crate::text::PositionEncoding;

/// State of the server, and the ways to reach its client.
#[derive(Clone)]
pub struct Context {
    /// Sends requests and notifications through tower-lsp.
    pub client: Client,
    /// State of the server.
    pub state: Arc<State>,
    /// Writes messages directly, for those that have to precede a response.
    pub output: ClientWriter,
}

impl Context {
    /// Returns the context of the current request, unless its document is not open.
    pub fn document_request(&self) -> Option<DocumentRequest<'_>> {
        let document = request_context::document()?;
        let capabilities = self.state.capabilities()?;
        Some(DocumentRequest { context: self, capabilities, document })
    }

    /// Returns the context of the current request, unless its document is not an open settings file.
    pub fn settings_request(&self) -> Option<SettingsRequest<'_>> {
        let document = request_context::settings_document()?;
        Some(SettingsRequest { capabilities: self.state.capabilities()?, document })
    }
}

/// A request about an open settings file.
pub struct SettingsRequest<'a> {
    /// Capabilities of the client.
    pub capabilities: &'a ResolvedClientCapabilities,
    /// Document as it was when the request arrived.
    pub document: TextDocument,
}

impl SettingsRequest<'_> {
    /// Position encoding of the client.
    pub fn encoding(&self) -> PositionEncoding {
        self.capabilities.encoding
    }
}

/// A request about an open document.
pub struct DocumentRequest<'a> {
    /// Context of the server.
    pub context: &'a Context,
    /// Capabilities of the client.
    pub capabilities: &'a ResolvedClientCapabilities,
    /// Document as it was when the request arrived.
    pub document: Document,
}

impl DocumentRequest<'_> {
    /// Snapshot of the document.
    pub fn snapshot(&self) -> &Snapshot {
        &self.document.snapshot
    }

    /// Position encoding of the client.
    pub fn encoding(&self) -> PositionEncoding {
        self.capabilities.encoding
    }
}
