//! Which findings a baseline can accept, and the entry for one.

use super::accepted::{AcceptedFinding, missing_member, value_at};
use super::endpoint::refused_by_endpoint::REFUSED_BY_ENDPOINT;
use super::endpoint::unknown_value::UNKNOWN_VALUE;
use super::finding::Finding;
use super::rule::{Group, Rule};
use super::semantics::branded_title::BRANDED_TITLE;
use super::semantics::integration_name::{NAME_FORMAT, NAME_STYLE};
use super::semantics::invalid_url::INVALID_URL;
use super::semantics::unknown_category::UNKNOWN_CATEGORY;
use super::semantics::version_format::VERSION_FORMAT;
use crate::syntax::Tree;
use crate::text::Source;

/// The rules whose findings are about a value, so that another value is another finding.
static VALUE_RULES: [&Rule; 7] = [
    &UNKNOWN_VALUE,
    &NAME_FORMAT,
    &NAME_STYLE,
    &VERSION_FORMAT,
    &BRANDED_TITLE,
    &INVALID_URL,
    &UNKNOWN_CATEGORY,
];

/// Returns the entry of a baseline for `finding` in the document `tree`, without a reason; `None` if a
/// baseline cannot accept its rule.
pub fn accept(source: &dyn Source, tree: &Tree, finding: &Finding) -> Option<AcceptedFinding> {
    let Finding { rule, pointer, fix, places, .. } = finding;
    let value = || Some(value_at(source, tree.root(), pointer)?.into_owned());
    is_acceptable(rule).then(|| AcceptedFinding {
        pointer: pointer.clone(),
        rule: rule.id.to_owned(),
        member: missing_member(rule, fix.as_ref()).map(str::to_owned),
        value: VALUE_RULES.contains(rule).then(value).flatten(),
        places: *places,
        reason: None,
    })
}

/// Whether a baseline or a comment can suppress findings of `rule`. A text with syntax errors has no
/// reliable pointers, and only the Botpress API knows its own findings.
pub(super) fn is_acceptable(rule: &Rule) -> bool {
    match rule.group {
        Group::Syntax | Group::Compatibility => false,
        Group::Endpoint | Group::Semantics | Group::Publish => *rule != REFUSED_BY_ENDPOINT,
    }
}
