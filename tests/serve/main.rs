//! The `serve` command from the outside: the program is tested over sockets.

mod bodies;
mod client;
mod clients;
#[path = "../bounds/floods.rs"]
mod floods;
mod parity;
mod platform;
#[path = "../common/program.rs"]
#[allow(dead_code, reason = "tests share this module")]
mod program;
mod responses;
mod shutdown;
mod start;
#[cfg(feature = "vrl")]
mod timeouts;

/// A manifest without findings.
const VALID: &str = "{\"name\": \"acme/a\", \"version\": \"1.0.0\"}";
