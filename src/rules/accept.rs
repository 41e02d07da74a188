//! The entry of a baseline for a finding.

use super::accepted::{AcceptedFinding, value_at};
use super::endpoint::unknown_value::UNKNOWN_VALUE;
use super::finding::Finding;
use super::rule::Rule;
use super::semantics::branded_title::BRANDED_TITLE;
use super::semantics::integration_name::{NAME_FORMAT, NAME_STYLE};
use super::semantics::invalid_url::INVALID_URL;
use super::semantics::unknown_category::UNKNOWN_CATEGORY;
use super::semantics::version_format::VERSION_FORMAT;
use super::suppression::is_acceptable;
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
    let Finding { rule, pointer, .. } = finding;
    let value = || Some(value_at(source, tree.root(), pointer)?.into_owned());
    is_acceptable(rule).then(|| AcceptedFinding {
        pointer: pointer.clone(),
        rule: rule.id.to_owned(),
        value: VALUE_RULES.contains(rule).then(value).flatten(),
        reason: None,
    })
}
