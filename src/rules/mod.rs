//! Findings: what is wrong with a manifest, where, and what would be right.
//!
//! Everything here is a pure function of a document, its tree and the settings.

mod document;
mod endpoint;
mod engine;
mod finding;
pub mod fix;
mod publish;
mod registry;
mod rule;
mod semantics;
mod settings;
mod syntax;

pub use engine::{Report, run, run_endpoint};
pub use finding::{Finding, Related, Remedy, Tag};
pub use registry::{all, find};
pub(crate) use rule::rule;
pub use rule::{Group, Rule, Severity};
pub use settings::{Limits, Settings};
pub use syntax::not_json;

use crate::syntax::{Dialect, Tree};

/// Every finding in `text`, ordered by where it begins, then by rule.
pub fn check(text: &str, dialect: Dialect, settings: &Settings) -> Vec<Finding> {
    run(&text, &Tree::parse(text, dialect), settings).findings
}
