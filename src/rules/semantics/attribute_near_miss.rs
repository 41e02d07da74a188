//! Possible typos in attributes.

use std::ops::Range;

use crate::manifest::known::{self, CATEGORY, Known};
use crate::manifest::types::Object;
use crate::manifest::{INTEGRATION, field_names};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Member, Node};
use crate::util::suggest::closest;

rule! {
    /// Possible typo in an attribute.
    ///
    /// ## What it finds
    /// Attributes of the integration, of actions and of events whose key is similar to a known
    /// attribute, and known attributes of actions and events whose value is neither `"true"` nor
    /// `"false"`. The field reference lists the known attributes.
    ///
    /// ## Why it matters
    /// Attributes are free-form, so a misspelled one is accepted without an error and has no
    /// effect. Boolean attributes are strings, and only `"true"` is known to enable them.
    ///
    /// ## Example
    /// ```json
    /// { "attributes": { "bpActionHidenInStudio": "yes" } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "attributes": { "bpActionHiddenInStudio": "true" } }
    /// ```
    ATTRIBUTE_NEAR_MISS = "attribute-near-miss", Semantics, Some(Hint);
}

/// Checks the attributes of an object.
pub fn check(
    context: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if object.field(field_names::ATTRIBUTES).is_none() {
        return;
    }
    let Some(attributes) = node.get(field_names::ATTRIBUTES) else { return };
    // The attributes of actions have no effect on events, but a similar key means one of them.
    let known = if std::ptr::eq(object, &raw const INTEGRATION) {
        known::INTEGRATION_ATTRIBUTES
    } else {
        known::ACTION_ATTRIBUTES
    };
    for (key, member) in attributes.effective_members() {
        if let Some(attribute) = known::find(known, key) {
            // Categories have a rule of their own.
            if attribute.name != CATEGORY {
                switch(context, attribute, member);
            }
        } else if let Some(near) = near_miss(key, known)
            && attributes.get(near).is_none()
        {
            let message = format!("Unknown attribute `{key}`; did you mean `{near}`?");
            context
                .report(&ATTRIBUTE_NEAR_MISS, member.key_range(), message)
                .at_path(&[field_names::ATTRIBUTES, key])
                .fix(FixAction::RenameMember(near.to_owned()), Applicability::Unsafe);
        }
    }
}

/// The known word that is most similar to `word`. A free word can be similar to a short one by
/// chance, so the limit is stricter than for words that have to be known.
fn near_miss(word: &str, known: &'static [Known]) -> Option<&'static str> {
    let near = closest(word, known.iter().map(|known| known.name))?;
    let (folded, other) = (word.to_lowercase(), near.to_lowercase());
    let distance = strsim::damerau_levenshtein(&folded, &other);
    (distance * 4 <= other.len()).then_some(near)
}

/// Checks an attribute whose value is `"true"` or `"false"`.
fn switch(context: &mut CheckContext, attribute: &Known, member: Member<'_>) {
    let (key, values) = (attribute.name, attribute.values());
    let value = member.value();
    let Some(text) = value.text(context.source()) else { return };
    if values.is_empty() || values.iter().any(|choice| choice.value == text) {
        return;
    }
    let message = format!("`{key}` must be `\"true\"` in lowercase to take effect.");
    let on = matches!(text.trim().to_lowercase().as_str(), "true" | "yes" | "on" | "1");
    let fix = on.then(|| FixAction::ReplaceValue("\"true\"".to_owned()));
    context
        .report(&ATTRIBUTE_NEAR_MISS, value.range(), message)
        .at_path(&[field_names::ATTRIBUTES, key])
        .fix(fix, Applicability::Unsafe);
}
