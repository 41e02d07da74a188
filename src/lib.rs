//! Language server and checker for Botpress integration manifests.
//!
//! Data flows one way: text → syntax → manifest and embedded → relations → rules and ide → server,
//! endpoint and cli.
//! ARCHITECTURE.md says what each part knows and what it must not know.

mod api;
pub mod cli;
pub mod config;
pub mod diff;
mod embedded;
pub mod fix;
pub mod ide;
pub mod manifest;
mod references;
pub mod rules;
pub mod serve;
pub mod server;
mod snapshot;
pub mod syntax;
pub mod text;
mod util;

pub use snapshot::Snapshot;
