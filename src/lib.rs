//! Language server and checker for Botpress integration manifests.
//!
//! Data flows one way: text → syntax → manifest and embedded → rules and ide → server, endpoint
//! and cli.
//! ARCHITECTURE.md says what each part knows and what it must not know.

pub mod cli;
pub mod config;
mod embedded;
pub mod endpoint;
pub mod ide;
pub mod manifest;
mod number;
pub mod rules;
pub mod server;
mod snapshot;
mod suggest;
pub mod syntax;
pub mod text;

pub use snapshot::Snapshot;
