//! Options of the server.

use std::time::Duration;

use super::rate_limit::Rate;
use crate::rules::Settings;

/// The options of the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The only bearer token to accept. `None` accepts any token.
    pub token: Option<Vec<u8>>,
    /// Whether errors of the group `semantics` are rejected too.
    pub strict: bool,
    /// Maximum size of a body in bytes, before and after decompression.
    pub max_body: usize,
    /// Maximum request rate. `None` does not limit it.
    pub rate: Option<Rate>,
    /// Timeout of a request, and of an idle connection.
    pub timeout: Duration,
}

impl Options {
    /// Returns the default of `max_body`: twice the platform's limit of `code`, because quotes and line
    /// breaks are escaped in JSON.
    pub fn max_body_by_default() -> usize {
        2 * Settings::default().limits.code_bytes
    }
}
