//! Findings: what is wrong with a manifest, where, and what would be right.
//!
//! Everything here is a pure function of a document, its tree and the settings.

mod accept;
mod accepted;
mod check_table;
mod checker;
mod collector;
mod compatibility;
mod context;
mod docs_target;
mod document_check;
mod document_context;
mod dump;
mod embed_source;
mod endpoint;
mod finding;
mod finding_builder;
mod fix_intent;
mod ignore_comment;
mod json_type;
mod path;
mod publish;
mod registry;
mod results;
mod rule;
mod same_mistake;
mod schema_fast_path;
mod schema_parts;
mod schema_walk;
mod semantics;
mod settings;
mod suppression;
mod syntax;
mod unit_cache;
mod untyped_walk;

pub use accept::accept;
pub use accepted::{AcceptedFinding, AcceptedFindings, missing_member};
pub(crate) use collector::OmittedRule;
pub use compatibility::{BREAKING_CHANGE, RISKY_CHANGE, VERSION_TOO_LOW};
pub use docs_target::DocsTarget;
pub use document_check::{check, check_all, check_result, not_json, run, run_endpoint};
pub(crate) use document_check::{fixable_findings, severity, stored_findings};
pub use document_context::Context;
pub use dump::{Dump, file_of};
pub use embed_source::EmbedSource;
pub use endpoint::refused_by_endpoint::REFUSED_BY_ENDPOINT;
pub use finding::{DiagnosticTag, Finding, OmittedFindings, Related, count_by_severity};
pub use fix_intent::{Applicability, FixAction, FixIntent, Reencoding};
pub(crate) use publish::requires;
pub use registry::{all, find, is_rule_or_group};
pub use results::{CheckResult, Report, Section};
#[cfg(test)]
pub(crate) use rule::rule;
pub use rule::{Group, Rule, Severity};
pub(crate) use semantics::docs_outdated::DOCS_OUTDATED;
pub(crate) use semantics::invalid_url::wrong_url;
pub(crate) use semantics::name_violations;
pub use settings::{Limits, Settings};
pub use suppression::{Suppression, SuppressionKind};
pub use syntax::syntax_error::SYNTAX_ERROR;
pub use syntax::too_many_findings::TOO_MANY_FINDINGS;
