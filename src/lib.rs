//! Language server and checker for Botpress integration manifests.
//!
//! Data flows one way: text → syntax → manifest and embedded → relations → rules and ide → server,
//! endpoint and cli.
//! ARCHITECTURE.md says what each part knows and what it must not know.

mod casing;
pub mod cli;
mod client;
pub mod config;
mod embedded;
pub mod endpoint;
mod files;
mod hash;
pub mod ide;
pub mod manifest;
mod number;
mod relations;
pub mod rules;
pub mod server;
mod snapshot;
mod suggest;
pub mod syntax;
pub mod text;
mod walk;

pub use snapshot::Snapshot;
