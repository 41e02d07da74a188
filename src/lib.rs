//! Language server and checker for Botpress integration manifests.
//!
//! Data flows one way: text → syntax → manifest and embedded → rules and ide → server and cli.
//! ARCHITECTURE.md says what each part knows and what it must not know.

pub mod cli;
mod client;
pub mod config;
mod embedded;
pub mod ide;
pub mod manifest;
mod number;
pub mod rules;
pub mod server;
mod snapshot;
mod suggest;
pub mod syntax;
pub mod text;
mod walk;

pub use snapshot::Snapshot;
