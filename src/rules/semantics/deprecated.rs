//! What still works, but should no longer be used.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::fields::{CREATION, INTEGRATION};
use crate::manifest::types::{EntryKind, Map, Object};
use crate::rules::context::CheckContext;
use crate::rules::{Applicability, DiagnosticTag, FixAction, rule};
use crate::syntax::{Node, Value};

rule! {
    /// `public` is deprecated in favor of `visibility`.
    ///
    /// ## What it finds
    /// A manifest with the field `public`.
    ///
    /// ## Why it matters
    /// `visibility` replaces it: `"public"` for `true`, `"private"` for `false`, and `"unlisted"`
    /// in addition. The API documentation marks `public` as deprecated.
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

    /// `public` contradicts `visibility`.
    ///
    /// ## What it finds
    /// A manifest with both fields, where `public` is `true` and `visibility` is not `"public"`,
    /// or `public` is `false` and `visibility` is not `"private"`.
    ///
    /// ## Why it matters
    /// Only one of the two fields takes effect, and which one is not documented. Once an
    /// integration is public, it can be changed only by releasing a new version.
    ///
    /// ## Example
    /// ```json
    /// { "public": true, "visibility": "private" }
    /// ```
    ///
    /// ## Fix
    /// Decide on one, and keep only `visibility`.
    /// ```json
    /// { "visibility": "private" }
    /// ```
    PUBLIC_CONTRADICTS_VISIBILITY = "public-contradicts-visibility", Semantics, Some(Warning);

    /// `creation` is deprecated.
    ///
    /// ## What it finds
    /// `creation` with `"enabled": true`, for users or for the conversations of a channel.
    ///
    /// ## Why it matters
    /// The official command line rejects new integrations that enable it. An action can do the
    /// same, and the interfaces `proactive-user` and `proactive-conversation` let bots find that
    /// action.
    ///
    /// ## Example
    /// ```json
    /// { "user": { "creation": { "enabled": true, "requiredTags": ["id"] } } }
    /// ```
    ///
    /// ## Fix
    /// Add an action such as `getOrCreateUser`, and disable or remove `creation`.
    DEPRECATED_CREATION = "deprecated-creation", Semantics, Some(Warning);

    /// The message type `markdown` is deprecated in favor of `text`.
    ///
    /// ## What it finds
    /// A channel with a message type named `markdown`.
    ///
    /// ## Why it matters
    /// Bots send `text`, which may contain Markdown. The type `markdown` exists only for older
    /// bots.
    ///
    /// ## Example
    /// ```json
    /// { "channels": { "chat": { "messages": { "markdown": { "schema": {} } } } } }
    /// ```
    ///
    /// ## Fix
    /// Use `text` instead, and let the code treat its content as Markdown.
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
            format!("`public` is deprecated and redundant: `visibility` is already `\"{same}\"`.")
        }
        Some(_) => "`public` is deprecated; `visibility` replaces it.".to_owned(),
        None => format!("`public` is deprecated; use `\"visibility\": \"{same}\"` instead."),
    };
    let remedy = match visibility {
        None => Some(FixAction::ReplaceMember(
            field_names::VISIBILITY.to_owned(),
            format!("\"{same}\""),
        )),
        Some(_) => (said == Some(same)).then_some(FixAction::Remove),
    };
    // If it is duplicated, another one takes effect once this one is removed.
    let count = node.members().filter(|(name, _)| *name == field_names::PUBLIC).count();
    let applicability = if count == 1 { Applicability::Safe } else { Applicability::Unsafe };
    let finding = site
        .report(&DEPRECATED_PUBLIC, public.key_range(), message)
        .at_member(field_names::PUBLIC)
        .tag(DiagnosticTag::Deprecated)
        .fix(remedy, applicability);
    let Some(visibility) = visibility else { return };
    finding.related(visibility.key_range(), "replaced by this");
    let Some(said @ ("public" | "private" | "unlisted")) = said else { return };
    if said != same {
        let message = format!(
            "`\"public\": {on}` means `{same}`, but `visibility` is `{said}`. Keep only \
             `visibility`."
        );
        site.report(&PUBLIC_CONTRADICTS_VISIBILITY, public.value().range(), message)
            .at_member(field_names::PUBLIC)
            .fix(FixAction::Remove, Applicability::Unsafe)
            .related(visibility.range(), "contradicting value");
    }
}

fn creation(site: &mut CheckContext, node: Node<'_>) {
    let Some(enabled) = node.member(field_names::ENABLED) else { return };
    if !matches!(enabled.value().value(), Value::Bool(true)) {
        return;
    }
    let message = "`creation` is deprecated, and the official CLI rejects it for new \
                   integrations. Use an action instead.";
    site.report(&DEPRECATED_CREATION, enabled.range(), message)
        .at_member(field_names::ENABLED)
        .tag(DiagnosticTag::Deprecated)
        .fix(FixAction::ReplaceValue("false".to_owned()), Applicability::Unsafe);
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
            let message = format!(
                "`{old}` is deprecated; `{}` is already defined and replaces it.",
                new.name
            );
            (message, FixAction::Remove)
        } else {
            let value = format!("{{ \"{}\": {} }}", field_names::SCHEMA, new.schema());
            let message = format!("`{old}` is deprecated; use `{}` instead.", new.name);
            (message, FixAction::ReplaceMember(new.name.to_owned(), value))
        };
        site.report(&DEPRECATED_MESSAGE_TYPE, member.key_range(), message)
            .at_member(old)
            .tag(DiagnosticTag::Deprecated)
            .fix(remedy, Applicability::Unsafe);
    }
}
