//! The validation endpoint from the outside: the real program, spoken to over sockets.

mod agreement;
mod answers;
mod bodies;
mod client;
mod ends;
#[cfg(feature = "vrl")]
mod patience;
mod senders;
mod start;

/// A manifest in which nothing is wrong.
const SOUND: &str = "{\"name\": \"acme/a\", \"version\": \"1.0.0\"}";
