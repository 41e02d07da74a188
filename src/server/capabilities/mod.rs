//! Capabilities of the client and of the server.

pub mod client;
pub mod server;
