//! Categories that no published integration has.

use std::ops::Range;

use crate::manifest::known::{self, CATEGORY};
use crate::manifest::types::Object;
use crate::manifest::{INTEGRATION, field_names};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Node, quoted};
use crate::util::suggest::closest;

rule! {
    /// Unknown category.
    ///
    /// ## What it finds
    /// An `attributes.category` that no published integration uses. The field reference and the
    /// hover of `category` list the known categories.
    ///
    /// ## Why it matters
    /// The integration hub groups integrations by category. The list is collected from published
    /// integrations and may be incomplete, so the finding is only a hint.
    ///
    /// ## Example
    /// ```json
    /// { "attributes": { "category": "CRM and Sales" } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "attributes": { "category": "CRM & Sales" } }
    /// ```
    UNKNOWN_CATEGORY = "unknown-category", Semantics, Some(Hint);
}

/// Checks the category of the manifest.
pub fn check(
    context: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if !std::ptr::eq(object, &raw const INTEGRATION) {
        return;
    }
    let category = node.get(field_names::ATTRIBUTES).and_then(|it| it.member(CATEGORY));
    let attribute = known::find(known::INTEGRATION_ATTRIBUTES, CATEGORY);
    let (Some(member), Some(attribute)) = (category, attribute) else { return };
    let value = member.value();
    let Some(category) = value.text(context.source()) else { return };
    let headings: Vec<_> = attribute.values().iter().map(|heading| heading.value).collect();
    if headings.contains(&&*category) {
        return;
    }
    let near = closest(&category, headings.iter().copied());
    let message = match near {
        Some(near) => {
            format!("Unknown category `{category}`; did you mean `{near}`?")
        }
        None => {
            format!("Unknown category `{category}`. Known categories: {}.", headings.join(", "))
        }
    };
    let lower = category.to_lowercase();
    let is_part = |heading: &&str| lower.len() > 2 && heading.to_lowercase().contains(&lower);
    let likely = near.or_else(|| headings.iter().copied().find(is_part));
    let others = headings.iter().copied().filter(|heading| Some(*heading) != likely);
    let applicability =
        if likely.is_some() { Applicability::Unsafe } else { Applicability::Manual };
    let fixes = likely.into_iter().chain(others);
    let fixes = fixes.map(|heading| FixAction::ReplaceValue(quoted(heading)));
    context
        .report(&UNKNOWN_CATEGORY, value.range(), message)
        .at_path(&[field_names::ATTRIBUTES, CATEGORY])
        .fixes(fixes, applicability);
}
