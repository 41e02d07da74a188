//! `creation`, which is deprecated.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::fields::CREATION;
use crate::manifest::types::Object;
use crate::rules::context::CheckContext;
use crate::rules::finding::DiagnosticTag;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Node, Value};

rule! {
    /// `creation` is deprecated.
    ///
    /// ## What it finds
    /// `creation` with `"enabled": true`, for users or for the conversations of a channel.
    ///
    /// ## Why it matters
    /// `bp deploy` of the official command line rejects a manifest that enables it, except with
    /// `--allowDeprecated`, or if it updates a deployed version with the same major version. An
    /// action can do the same, and the interfaces `proactive-user` and `proactive-conversation` let bots find that
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
}

/// Checks `creation` of users and conversations.
pub fn check(
    context: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if !std::ptr::eq(object, &raw const CREATION) {
        return;
    }
    let Some(enabled) = node.member(field_names::ENABLED) else { return };
    if !matches!(enabled.value().value(), Value::Bool(true)) {
        return;
    }
    let message = "`creation` is deprecated. The official CLI rejects it for a new integration and \
                   for a new major version, unless `--allowDeprecated` is set. Use an action \
                   instead.";
    context
        .report(&DEPRECATED_CREATION, enabled.range(), message)
        .at_member(field_names::ENABLED)
        .tag(DiagnosticTag::Deprecated)
        .fix(FixAction::ReplaceValue("false".to_owned()), Applicability::Unsafe);
}
