//! Words that are free, but of which some are known: near misses of these.

use std::ops::Range;

use crate::manifest::description::INTEGRATION;
use crate::manifest::name;
use crate::manifest::shape::{Kind, Object};
use crate::rules::engine::Site;
use crate::rules::fix::quoted;
use crate::rules::{Remedy, rule};
use crate::suggest::closest;
use crate::syntax::{Member, Node};

rule! {
    /// The category is none of those under which published integrations are listed.
    ///
    /// ## What it finds
    /// `attributes.category` with another value than AI Models, Business Operations, CRM & Sales,
    /// Communication & Channels, Customer Support, Developer Tools, E-commerce & Payments, File
    /// Management, Marketing & Email, Other or Project Management.
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
    /// Keys that nearly are `bpActionHiddenInStudio` or `bpActionAwaitReturn` (on actions and
    /// events) or `category`, `repo` or `guideSlug` (on the integration), and values of the former
    /// two that are neither `"true"` nor `"false"`.
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
    /// Keys of `extraOperations` other than `webhook_received`, `register`, `unregister`,
    /// `message_created`, `action_triggered`, `ping`, `create_user`, `create_conversation`,
    /// `message_updated` and `conversation_updated`.
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

/// The headings of the integration hub, from the published integrations.
static CATEGORIES: &[&str] = &[
    "AI Models",
    "Business Operations",
    "CRM & Sales",
    "Communication & Channels",
    "Customer Support",
    "Developer Tools",
    "E-commerce & Payments",
    "File Management",
    "Marketing & Email",
    "Other",
    "Project Management",
];

/// The attribute that holds one of them.
const CATEGORY: &str = "category";

/// The known attributes of an integration.
static OWN: &[&str] = &[CATEGORY, "repo", "guideSlug"];

/// The known attributes of actions and events; each is on when it is `"true"`.
static SWITCHES: &[&str] = &["bpActionHiddenInStudio", "bpActionAwaitReturn"];

/// The operations that the runtime has.
static OPERATIONS: &[&str] = &[
    "webhook_received",
    "register",
    "unregister",
    "message_created",
    "action_triggered",
    "ping",
    "create_user",
    "create_conversation",
    "message_updated",
    "conversation_updated",
];

/// The attributes of an object that has some.
pub(super) fn object(site: &mut Site, object: &'static Object, node: Node<'_>, _: &Range<usize>) {
    if object.field(name::ATTRIBUTES).is_none() {
        return;
    }
    let Some(attributes) = node.get(name::ATTRIBUTES) else { return };
    let known = if std::ptr::eq(object, &raw const INTEGRATION) { OWN } else { SWITCHES };
    for (key, member) in attributes.effective_members() {
        if key == CATEGORY && std::ptr::eq(known, OWN) {
            category(site, member);
        } else if known.contains(&key) {
            if std::ptr::eq(known, SWITCHES) {
                switch(site, key, member);
            }
        } else if let Some(near) = near_miss(key, known)
            && attributes.get(near).is_none()
        {
            let message = format!("`{key}` has no known effect; did you mean `{near}`?");
            site.report(&ATTRIBUTE_NEAR_MISS, member.key_range(), message)
                .of_member(name::ATTRIBUTES)
                .of_member(key)
                .remedy(Remedy::RenameMember(near.to_owned()));
        }
    }
}

/// The known word that `word` was most likely meant to be. Free words are near a short one by
/// chance, so less is forgiven than where every word must be known.
fn near_miss(word: &str, known: &[&'static str]) -> Option<&'static str> {
    let near = closest(word, known.iter().copied())?;
    let (folded, other) = (word.to_lowercase(), near.to_lowercase());
    let distance = strsim::damerau_levenshtein(&folded, &other);
    (distance * 4 <= other.len()).then_some(near)
}

fn category(site: &mut Site, member: Member<'_>) {
    let value = member.value();
    let Some(category) = value.text(site.source()) else { return };
    if CATEGORIES.contains(&&*category) {
        return;
    }
    let near = closest(&category, CATEGORIES.iter().copied());
    let message = match near {
        Some(near) => {
            format!("No published integration is listed under `{category}`; did you mean `{near}`?")
        }
        None => format!(
            "No published integration is listed under `{category}`. The headings in use: {}.",
            CATEGORIES.join(", ")
        ),
    };
    let finding = site.report(&UNKNOWN_CATEGORY, value.range(), message);
    finding.of_member(name::ATTRIBUTES).of_member(CATEGORY);
    finding.remedy = near.map(|near| Remedy::ReplaceValue(quoted(near)));
}

fn switch(site: &mut Site, key: &str, member: Member<'_>) {
    let value = member.value();
    let Some(text) = value.text(site.source()) else { return };
    if text == "true" || text == "false" {
        return;
    }
    let message = format!("`{key}` is on when it is `\"true\"`, in small letters.");
    let on = matches!(text.trim().to_lowercase().as_str(), "true" | "yes" | "on" | "1");
    let finding = site.report(&ATTRIBUTE_NEAR_MISS, value.range(), message);
    finding.of_member(name::ATTRIBUTES).of_member(key);
    finding.remedy = on.then(|| Remedy::ReplaceValue("\"true\"".to_owned()));
}

/// An extra operation.
pub(super) fn entry(site: &mut Site, kind: Kind, member: Member<'_>) {
    let Some(name) = member.key() else { return };
    if kind != Kind::Operation || OPERATIONS.contains(&name) {
        return;
    }
    let near = closest(name, OPERATIONS.iter().copied());
    let message = match near {
        Some(near) => format!("No operation is known as `{name}`; did you mean `{near}`?"),
        None => format!(
            "No operation is known as `{name}`. The known ones: `{}`.",
            OPERATIONS.join("`, `")
        ),
    };
    let finding = site.report(&UNKNOWN_OPERATION, member.key_range(), message);
    finding.remedy = near.map(|near| Remedy::RenameMember(near.to_owned()));
}
