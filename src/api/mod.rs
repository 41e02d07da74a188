//! Client of the Botpress API: validates a manifest remotely.
//!
//! [`ApiConfig`] has the URL and the credentials, [`ApiClient`] sends requests and retries them, and
//! [`findings`] converts a rejection to findings. No other folder connects to other hosts, and this one
//! does so only when the user requests a validation or a published version (`diff hub:`).
//!
//! The token has a type that cannot be printed. It is sent in one header to one host, and removed from
//! every message that contains text of a response.

mod breaking_changes;
mod client;
mod config;
mod error;
mod error_location;
mod redact;
mod response;
mod retry;

pub(crate) use client::{ApiClient, Failure, Options};
pub(crate) use config::{ApiConfig, Overrides};
pub(crate) use error_location::findings;
pub(crate) use retry::CancelToken;

#[cfg(test)]
mod tests;
