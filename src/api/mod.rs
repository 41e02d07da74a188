//! Asking the real endpoint whether it takes a manifest.
//!
//! [`Access`] says where the endpoint is and who asks; [`Client`] asks it, with patience; what it
//! answers becomes findings in [`findings`]. This is the only part that opens connections to the
//! outside, and it does so only where somebody asked for it.
//!
//! The token is kept in a [`Token`], which nothing can print, goes out in one header to one host,
//! and is taken out of every text that comes back.

mod client;
mod config;
mod error;
mod error_location;
mod request_body;
mod response;
mod retry;

pub(crate) use client::{ApiClient, Failure, Options};
pub(crate) use config::{ApiConfig, Overrides};
pub(crate) use error_location::findings;
pub(crate) use request_body::strip_jsonc;
pub(crate) use retry::CancelToken;

#[cfg(test)]
mod tests;
