//! Options of the server.

use std::time::Duration;

use super::rate_limit::Rate;
use crate::rules::Settings;

/// How the endpoint behaves.
#[derive(Debug, Clone)]
pub struct Options {
    /// The one bearer token that is accepted; `None` is any.
    pub token: Option<Vec<u8>>,
    /// Whether errors of the semantics group are refused as well.
    pub strict: bool,
    /// The most bytes a body may have, as sent and after decompression.
    pub max_body: usize,
    /// How many requests are judged in a time; `None` is any number.
    pub rate: Option<Rate>,
    /// How long a request may take to arrive and be answered, and a connection may wait for one.
    pub timeout: Duration,
}

impl Options {
    /// Twice what the platform takes as `code`: in JSON it is longer, since its quotes and line
    /// breaks are escaped.
    pub fn max_body_by_default() -> usize {
        2 * Settings::default().limits.code_bytes
    }
}
