//! What still works, but should no longer be used.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::fields::{CREATION, INTEGRATION};
use crate::manifest::types::{EntryKind, Map, Object};
use crate::rules::checker::CheckContext;
use crate::rules::{DiagnosticTag, FixIntent, rule};
use crate::syntax::{Node, Value};

rule! {
    /// `public` is superseded by `visibility`.
    ///
    /// ## What it finds
    /// A manifest with the member `public`.
    ///
    /// ## Why it matters
    /// `visibility` says the same and more: `"public"` for `true`, `"private"` for `false`, and
    /// `"unlisted"` besides. The endpoint's documentation marks `public` as deprecated.
    ///
    /// ## Example
    /// ```json
    /// { "public": true }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "visibility": "public" }
    /// ```
    DEPRECATED_PUBLIC = "deprecated-public", Semantics, Some(Warning);

    /// `public` and `visibility` say different things.
    ///
    /// ## What it finds
    /// A manifest with both, where `public` is `true` and `visibility` is not `"public"`, or
    /// `public` is `false` and `visibility` is not `"private"`.
    ///
    /// ## Why it matters
    /// One of the two is not what you get, and it is not documented which. An integration that was
    /// public once cannot be changed without a new version.
    ///
    /// ## Example
    /// ```json
    /// { "public": true, "visibility": "private" }
    /// ```
    ///
    /// ## Fix
    /// Decide, and keep `visibility` alone.
    /// ```json
    /// { "visibility": "private" }
    /// ```
    PUBLIC_CONTRADICTS_VISIBILITY = "public-contradicts-visibility", Semantics, Some(Warning);

    /// Users or conversations can be created through the API.
    ///
    /// ## What it finds
    /// `creation` with `"enabled": true`, for users or for a channel's conversations.
    ///
    /// ## Why it matters
    /// The official command line refuses to deploy new integrations that enable it. An action of
    /// your own does the same, and the interfaces `proactive-user` and `proactive-conversation`
    /// let bots find it.
    ///
    /// ## Example
    /// ```json
    /// { "user": { "creation": { "enabled": true, "requiredTags": ["id"] } } }
    /// ```
    ///
    /// ## Fix
    /// Offer an action such as `getOrCreateUser`, and switch `creation` off or leave it out.
    DEPRECATED_CREATION = "deprecated-creation", Semantics, Some(Warning);

    /// The message type `markdown` is superseded by `text`.
    ///
    /// ## What it finds
    /// A channel with a message type called `markdown`.
    ///
    /// ## Why it matters
    /// Bots send `text`, which may hold Markdown. The type `markdown` is kept for older ones only.
    ///
    /// ## Example
    /// ```json
    /// { "channels": { "chat": { "messages": { "markdown": { "schema": {} } } } } }
    /// ```
    ///
    /// ## Fix
    /// Offer `text` instead, and let the code treat its content as Markdown.
    DEPRECATED_MESSAGE_TYPE = "deprecated-message-type", Semantics, Some(Hint);
}

/// `public`, in the manifest, and `creation`.
pub(super) fn object(
    site: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if std::ptr::eq(object, &raw const INTEGRATION) {
        public(site, node);
    } else if std::ptr::eq(object, &raw const CREATION) {
        creation(site, node);
    }
}

fn public(site: &mut CheckContext, node: Node<'_>) {
    let Some(public) = node.member(field_names::PUBLIC) else { return };
    let Value::Bool(on) = *public.value().value() else { return };
    let same = if on { "public" } else { "private" };
    let visibility = node.member(field_names::VISIBILITY);
    let said = visibility.and_then(|visibility| visibility.value().text(site.source()));
    let said = said.as_deref();
    let message = match said {
        Some(said) if said == same => {
            format!("`public` is out of date, and `visibility` says the same: `\"{same}\"`.")
        }
        Some(_) => "`public` is out of date; `visibility` takes its place.".to_owned(),
        None => format!("`public` is out of date; write `\"visibility\": \"{same}\"` instead."),
    };
    let remedy = match visibility {
        None => Some(FixIntent::ReplaceMember(
            field_names::VISIBILITY.to_owned(),
            format!("\"{same}\""),
        )),
        Some(_) => (said == Some(same)).then_some(FixIntent::Remove),
    };
    let finding = site.report(&DEPRECATED_PUBLIC, public.key_range(), message);
    finding.at_member(field_names::PUBLIC).tag(DiagnosticTag::Deprecated).remedy = remedy;
    let Some(visibility) = visibility else { return };
    site.add_related(visibility.key_range(), "this takes its place");
    let Some(said @ ("public" | "private" | "unlisted")) = said else { return };
    if said != same {
        let message = format!(
            "`\"public\": {on}` means `{same}`, but `visibility` says `{said}`; keep \
             `visibility` alone."
        );
        site.report(&PUBLIC_CONTRADICTS_VISIBILITY, public.value().range(), message)
            .at_member(field_names::PUBLIC)
            .remedy(FixIntent::Remove);
        site.add_related(visibility.range(), "this says otherwise");
    }
}

fn creation(site: &mut CheckContext, node: Node<'_>) {
    let Some(enabled) = node.member(field_names::ENABLED) else { return };
    if !matches!(enabled.value().value(), Value::Bool(true)) {
        return;
    }
    let message = "Creation through the API is out of date, and the official CLI refuses it on \
                   new integrations; offer an action instead.";
    site.report(&DEPRECATED_CREATION, enabled.range(), message)
        .at_member(field_names::ENABLED)
        .tag(DiagnosticTag::Deprecated)
        .remedy(FixIntent::ReplaceValue("false".to_owned()));
}

/// A channel's message types. This looks at the map, because what replaces one may be there already.
pub(super) fn map(site: &mut CheckContext, map: &'static Map, node: Node<'_>, _: &Range<usize>) {
    if map.kind != EntryKind::Message {
        return;
    }
    for known in map.known {
        let old = known.name;
        let Some(new) = known.replaced_by.and_then(|new| map.known(new)) else { continue };
        let Some(member) = node.member(old) else { continue };
        let (message, remedy) = if node.get(new.name).is_some() {
            let message =
                format!("`{old}` is out of date; `{}` is there and takes its place.", new.name);
            (message, FixIntent::Remove)
        } else {
            let value = format!("{{ \"{}\": {} }}", field_names::SCHEMA, new.schema());
            let message = format!("`{old}` is out of date; offer `{}` instead.", new.name);
            (message, FixIntent::ReplaceMember(new.name.to_owned(), value))
        };
        site.report(&DEPRECATED_MESSAGE_TYPE, member.key_range(), message)
            .at_member(old)
            .tag(DiagnosticTag::Deprecated)
            .remedy(remedy);
    }
}
