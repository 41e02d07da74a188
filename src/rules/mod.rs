//! Findings: what is wrong with a manifest, where, and what would be right.
//!
//! Everything here is a pure function of a document, its tree and the settings.

mod checker;
mod document_context;
mod embed_source;
mod endpoint;
mod finding;
pub mod fix;
mod publish;
mod registry;
mod remote;
mod rule;
mod semantics;
mod settings;
mod syntax;

pub use checker::{CheckResult, Context, Report, Section, found, run, run_endpoint};
pub use embed_source::EmbedSource;
pub use finding::{DiagnosticTag, Finding, FixIntent, Reencoding, Related};
pub use registry::{all, find};
pub use remote::REFUSED_BY_ENDPOINT;
pub(crate) use rule::rule;
pub use rule::{Group, Rule, Severity};
pub(crate) use semantics::{objections, wrong_url};
pub use settings::{Limits, Settings};
pub use syntax::not_json;

use crate::syntax::{Dialect, Tree};
use crate::text::Source;

/// The severity that a finding of `rule` has in the document `tree`; `None` if it is off there.
pub(crate) fn severity(
    source: &dyn Source,
    tree: &Tree,
    settings: &Settings,
    rule: &Rule,
) -> Option<Severity> {
    settings.severity(rule, document_context::is_published(source, tree))
}

/// Every finding in `text`, ordered by where it begins, then by rule.
pub fn check(text: &str, dialect: Dialect, settings: &Settings) -> Vec<Finding> {
    run(&text, &Tree::parse(text, dialect), settings).findings
}
