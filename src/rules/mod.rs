//! Findings: what is wrong with a manifest, where, and what would be right.
//!
//! Everything here is a pure function of a document, its tree and the settings.

mod check_table;
mod checker;
mod context;
mod document_context;
mod embed_source;
mod endpoint;
mod finding;
mod finding_builder;
mod fix_intent;
mod publish;
mod registry;
mod remote;
mod results;
mod rule;
mod schema_parts;
mod schema_walk;
mod semantics;
mod settings;
mod syntax;
mod unit_cache;
mod untyped_walk;

pub(crate) use checker::severity;
pub use checker::{check, found, not_json, run, run_endpoint};
pub use document_context::Context;
pub use embed_source::EmbedSource;
pub use finding::{DiagnosticTag, Finding, Related};
pub use fix_intent::{Applicability, FixAction, FixIntent, Reencoding};
pub use registry::{all, find};
pub use remote::REFUSED_BY_ENDPOINT;
pub use results::{CheckResult, Report, Section};
pub(crate) use rule::rule;
pub use rule::{Group, Rule, Severity};
pub(crate) use semantics::{FILE_NAME_INSTEAD_OF_CONTENT, objections, wrong_url};
pub use settings::{Limits, Settings};
