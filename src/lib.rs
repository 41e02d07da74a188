//! Language server and checker for Botpress integration manifests.
//!
//! Without default features, this crate is a library without I/O: it parses, checks and fixes manifests,
//! answers the requests of an editor, and compiles for WebAssembly.
//!
//! ```
//! use std::sync::Arc;
//!
//! use integration_manifest_ls::Snapshot;
//! use integration_manifest_ls::ide::hover;
//! use integration_manifest_ls::rules::Settings;
//! use integration_manifest_ls::syntax::Dialect;
//!
//! let text = r#"{ "name": "acme/orders", "version": "1.0.0", "titel": "Orders" }"#;
//! let settings = Arc::new(Settings::default());
//! let snapshot = Snapshot::new(text, Dialect::Json, settings, 1);
//!
//! let findings = snapshot.check().findings;
//! let unknown_field = findings.iter().find(|finding| finding.rule.id == "unknown-field").unwrap();
//! assert_eq!(&text[unknown_field.range.clone()], "\"titel\"");
//! assert!(unknown_field.message.contains("did you mean `title`?"));
//!
//! let hover = hover::hover(&snapshot, text.find("version").unwrap()).unwrap();
//! assert!(hover.markdown.contains("`MAJOR.MINOR.PATCH`"));
//! ```
//!
//! # Features
//!
//! | Feature | |
//! |---|---|
//! | `api` | the client of the Botpress API |
//! | `cli` | the commands, and the program |
//! | `files` | settings files and embedded files; `cli` and `server` enable it |
//! | `mcp` | the MCP server for coding agents |
//! | `serve` | the local validation API |
//! | `server` | the language server |
//! | `vrl` | the compiler for VRL scripts |
//!
//! ARCHITECTURE.md describes the modules and their dependencies.

// Some functions are used by one feature only.
#![cfg_attr(
    not(all(
        feature = "cli",
        feature = "mcp",
        feature = "serve",
        feature = "server",
        feature = "vrl"
    )),
    allow(dead_code, unused_imports)
)]

#[cfg(feature = "api")]
mod api;
#[cfg(feature = "cli")]
pub mod cli;
pub mod config;
pub mod diff;
pub mod docs;
mod embedded;
pub mod fix;
pub mod ide;
pub mod manifest;
#[cfg(feature = "mcp")]
mod mcp;
mod references;
#[cfg(feature = "cli")]
mod report;
pub mod rules;
#[cfg(feature = "serve")]
pub mod serve;
#[cfg(feature = "server")]
pub mod server;
mod snapshot;
pub mod syntax;
pub mod text;
mod util;

pub use snapshot::Snapshot;
