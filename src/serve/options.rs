//! Options of the server.

use std::time::Duration;

use super::capture::Capture;
use super::rate_limit::Rate;
use crate::rules::Settings;

/// The options of the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The only bearer token to accept. `None` accepts any token.
    pub token: Option<Vec<u8>>,
    /// Whether errors of the group `semantics` are rejected too.
    pub strict: bool,
    /// Whether manifests with errors are accepted too. Bodies that are not JSON are always rejected.
    pub accept_errors: bool,
    /// The receiver of each manifest, accepted or rejected.
    pub capture: Option<Capture>,
    /// Whether requests are logged to stderr.
    pub access_log: bool,
    /// Maximum size of a body in bytes, before and after decompression.
    pub max_body: usize,
    /// Maximum request rate. `None` does not limit it.
    pub rate: Option<Rate>,
    /// Timeout of a request, and of an idle connection.
    pub timeout: Duration,
}

impl Default for Options {
    fn default() -> Options {
        Options {
            token: None,
            strict: false,
            accept_errors: false,
            capture: None,
            access_log: true,
            max_body: Options::max_body_by_default(),
            rate: None,
            timeout: Duration::from_secs(60),
        }
    }
}

impl Options {
    /// Returns the default of `max_body`: twice the platform's limit of `code`, because quotes and line
    /// breaks are escaped in JSON.
    pub fn max_body_by_default() -> usize {
        2 * Settings::default().limits.code_bytes
    }
}
