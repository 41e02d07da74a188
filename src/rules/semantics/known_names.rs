//! Words that are free, but of which some are known: near misses of these.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::fields::INTEGRATION;
use crate::manifest::known::{self, CATEGORY, Known};
use crate::manifest::types::{Choice, EntryKind, Object};
use crate::rules::context::CheckContext;
use crate::rules::{Applicability, FixAction, rule};
use crate::syntax::quoted;
use crate::syntax::{Member, Node};
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

    /// Unknown operation.
    ///
    /// ## What it finds
    /// Keys of `extraOperations` that are not operations of the runtime. The field reference and
    /// the hover of `extraOperations` list the known operations.
    ///
    /// ## Why it matters
    /// An operation that does not exist is never sent, so the setting has no effect. The field is
    /// experimental, and more operations may exist, so the finding is only a hint.
    ///
    /// ## Example
    /// ```json
    /// { "extraOperations": { "messageUpdated": { "enabled": true } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "extraOperations": { "message_updated": { "enabled": true } } }
    /// ```
    UNKNOWN_OPERATION = "unknown-operation", Semantics, Some(Hint);
}

/// The attributes of an object that has some.
pub(super) fn object(
    site: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if object.field(field_names::ATTRIBUTES).is_none() {
        return;
    }
    let Some(attributes) = node.get(field_names::ATTRIBUTES) else { return };
    // An action's attributes are no use on an event, but who writes one means that one.
    let known = if std::ptr::eq(object, &raw const INTEGRATION) {
        known::INTEGRATION_ATTRIBUTES
    } else {
        known::ACTION_ATTRIBUTES
    };
    for (key, member) in attributes.effective_members() {
        if let Some(attribute) = known::find(known, key) {
            match attribute.name {
                CATEGORY => category(site, member, attribute.values()),
                _ => switch(site, attribute, member),
            }
        } else if let Some(near) = near_miss(key, known)
            && attributes.get(near).is_none()
        {
            let message = format!("Unknown attribute `{key}`; did you mean `{near}`?");
            site.report(&ATTRIBUTE_NEAR_MISS, member.key_range(), message)
                .at_member(field_names::ATTRIBUTES)
                .at_member(key)
                .fix(FixAction::RenameMember(near.to_owned()), Applicability::Unsafe);
        }
    }
}

/// The known word that `word` was most likely meant to be. Free words are near a short one by
/// chance, so less is forgiven than where every word must be known.
fn near_miss(word: &str, known: &'static [Known]) -> Option<&'static str> {
    let near = closest(word, known.iter().map(|known| known.name))?;
    let (folded, other) = (word.to_lowercase(), near.to_lowercase());
    let distance = strsim::damerau_levenshtein(&folded, &other);
    (distance * 4 <= other.len()).then_some(near)
}

fn category(site: &mut CheckContext, member: Member<'_>, headings: &'static [Choice]) {
    let value = member.value();
    let Some(category) = value.text(site.source()) else { return };
    let headings: Vec<_> = headings.iter().map(|heading| heading.value).collect();
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
    let fix = near.map(|near| FixAction::ReplaceValue(quoted(near)));
    site.report(&UNKNOWN_CATEGORY, value.range(), message)
        .at_path(&[field_names::ATTRIBUTES, CATEGORY])
        .fix(fix, Applicability::Unsafe);
}

/// An attribute whose values are known, and are `"true"` and `"false"`.
fn switch(site: &mut CheckContext, attribute: &Known, member: Member<'_>) {
    let (key, values) = (attribute.name, attribute.values());
    let value = member.value();
    let Some(text) = value.text(site.source()) else { return };
    if values.is_empty() || values.iter().any(|choice| choice.value == text) {
        return;
    }
    let message = format!("`{key}` must be `\"true\"` in lowercase to take effect.");
    let on = matches!(text.trim().to_lowercase().as_str(), "true" | "yes" | "on" | "1");
    let fix = on.then(|| FixAction::ReplaceValue("\"true\"".to_owned()));
    site.report(&ATTRIBUTE_NEAR_MISS, value.range(), message)
        .at_path(&[field_names::ATTRIBUTES, key])
        .fix(fix, Applicability::Unsafe);
}

/// An extra operation.
pub(super) fn entry(site: &mut CheckContext, kind: EntryKind, member: Member<'_>) {
    let Some(name) = member.key() else { return };
    if kind != EntryKind::Operation || known::find(known::OPERATIONS, name).is_some() {
        return;
    }
    let operations: Vec<_> = known::OPERATIONS.iter().map(|known| known.name).collect();
    let near = closest(name, operations.iter().copied());
    let message = match near {
        Some(near) => format!("Unknown operation `{name}`; did you mean `{near}`?"),
        None => {
            format!("Unknown operation `{name}`. Known operations: `{}`.", operations.join("`, `"))
        }
    };
    let finding = site.report(&UNKNOWN_OPERATION, member.key_range(), message);
    finding.fix(near.map(|near| FixAction::RenameMember(near.to_owned())), Applicability::Unsafe);
}
