//! Errors of requests.

use std::borrow::Cow;

use tower_lsp::jsonrpc::{Error, ErrorCode};

/// Code of `RequestFailed` in the Language Server Protocol.
const REQUEST_FAILED: i64 = -32803;

/// Returns the error for a valid request that cannot be fulfilled: the protocol's `RequestFailed`.
pub fn request_failed(reason: impl Into<Cow<'static, str>>) -> Error {
    Error { code: ErrorCode::ServerError(REQUEST_FAILED), message: reason.into(), data: None }
}
