//! Words that are free, but of which some are known: near misses of these.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::fields::INTEGRATION;
use crate::manifest::known::{self, CATEGORY, Known};
use crate::manifest::types::{Choice, EntryKind, Object};
use crate::rules::checker::CheckContext;
use crate::rules::fix::quoted;
use crate::rules::{FixIntent, rule};
use crate::syntax::{Member, Node};
use crate::util::suggest::closest;

rule! {
    /// The category is none of those under which published integrations are listed.
    ///
    /// ## What it finds
    /// `attributes.category` with another value than the headings that published integrations use.
    /// The field reference lists them, and so does the hover of `category`.
    ///
    /// ## Why it matters
    /// The integration hub groups integrations by these headings. The list is taken from the
    /// published integrations, so there may be others: hence a hint.
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

    /// An attribute is almost, but not quite, a known one.
    ///
    /// ## What it finds
    /// Keys that nearly are a known attribute of the integration or, on actions and events, of an
    /// action, and values of the latter that are neither `"true"` nor `"false"`. The field
    /// reference lists the known ones.
    ///
    /// ## Why it matters
    /// Attributes are free, so nobody complains about a misspelt one; it just has no effect. The
    /// flags among them are strings, and `"true"` is the value that is known to switch them on.
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

    /// An extra operation is none of the known ones.
    ///
    /// ## What it finds
    /// Keys of `extraOperations` that are no operations of the runtime. The field reference lists
    /// these, and so does the hover of `extraOperations`.
    ///
    /// ## Why it matters
    /// An operation that does not exist is never sent, so the switch has no effect. The member is
    /// experimental and there may be operations that are not known here: hence a hint.
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
            let message = format!("`{key}` has no known effect; did you mean `{near}`?");
            site.report(&ATTRIBUTE_NEAR_MISS, member.key_range(), message)
                .at_member(field_names::ATTRIBUTES)
                .at_member(key)
                .remedy(FixIntent::RenameMember(near.to_owned()));
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
            format!("No published integration is listed under `{category}`; did you mean `{near}`?")
        }
        None => format!(
            "No published integration is listed under `{category}`. The headings in use: {}.",
            headings.join(", ")
        ),
    };
    let finding = site.report(&UNKNOWN_CATEGORY, value.range(), message);
    finding.at_member(field_names::ATTRIBUTES).at_member(CATEGORY);
    finding.remedy = near.map(|near| FixIntent::ReplaceValue(quoted(near)));
}

/// An attribute whose values are known, and are `"true"` and `"false"`.
fn switch(site: &mut CheckContext, attribute: &Known, member: Member<'_>) {
    let (key, values) = (attribute.name, attribute.values());
    let value = member.value();
    let Some(text) = value.text(site.source()) else { return };
    if values.is_empty() || values.iter().any(|choice| choice.value == text) {
        return;
    }
    let message = format!("`{key}` is on when it is `\"true\"`, in small letters.");
    let on = matches!(text.trim().to_lowercase().as_str(), "true" | "yes" | "on" | "1");
    let finding = site.report(&ATTRIBUTE_NEAR_MISS, value.range(), message);
    finding.at_member(field_names::ATTRIBUTES).at_member(key);
    finding.remedy = on.then(|| FixIntent::ReplaceValue("\"true\"".to_owned()));
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
        Some(near) => format!("No operation is known as `{name}`; did you mean `{near}`?"),
        None => format!(
            "No operation is known as `{name}`. The known ones: `{}`.",
            operations.join("`, `")
        ),
    };
    let finding = site.report(&UNKNOWN_OPERATION, member.key_range(), message);
    finding.remedy = near.map(|near| FixIntent::RenameMember(near.to_owned()));
}
