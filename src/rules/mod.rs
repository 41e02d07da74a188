//! Findings: what is wrong with a manifest, where, and what would be right.
//!
//! Everything here is a pure function of a document, its tree and the settings.

mod finding;
mod registry;
mod rule;
mod settings;

pub use finding::{Finding, Related, Remedy, Tag};
pub use registry::{all, find};
pub(crate) use rule::rule;
pub use rule::{Group, Rule, Severity};
pub use settings::{Limits, Settings};

use crate::syntax::Dialect;

/// Every finding in `text`, ordered by where it begins, then by rule.
pub fn check(_text: &str, _dialect: Dialect, _settings: &Settings) -> Vec<Finding> {
    Vec::new()
}
