//! Asking the real endpoint whether it takes a manifest.
//!
//! [`Access`] says where the endpoint is and who asks; [`Client`] asks it, with patience; what it
//! answers becomes findings in [`findings`]. This is the only part that opens connections to the
//! outside, and it does so only where somebody asked for it.
//!
//! The token is kept in a [`Token`], which nothing can print, goes out in one header to one host,
//! and is taken out of every text that comes back.

mod access;
mod answer;
mod ask;
mod body;
mod patience;
mod place;
mod words;

pub(crate) use access::{Access, Wishes};
pub(crate) use ask::{Client, Failure, Options};
pub(crate) use body::as_json;
pub(crate) use patience::Stop;
pub(crate) use place::findings;

#[cfg(test)]
mod tests;
