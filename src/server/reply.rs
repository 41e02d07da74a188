//! Responses as the transport sends them.

use tower_lsp::jsonrpc::{Id, Response};

/// Response to a request.
#[derive(Debug)]
pub enum Reply {
    /// A response that tower-lsp built from the result of a handler.
    Response(Response),
    /// A successful response whose result the handler serialized itself.
    Raw {
        /// Id of the request.
        id: Id,
        /// Result as JSON.
        result: String,
    },
}
