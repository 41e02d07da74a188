//! `public`, which `visibility` replaces.

use std::ops::Range;

use crate::manifest::types::Object;
use crate::manifest::{INTEGRATION, field_names};
use crate::rules::context::CheckContext;
use crate::rules::finding::DiagnosticTag;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
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
}

/// Checks `public` of the manifest.
pub fn check(
    context: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if !std::ptr::eq(object, &raw const INTEGRATION) {
        return;
    }
    let Some(public) = node.member(field_names::PUBLIC) else { return };
    let Value::Bool(on) = *public.value().value() else { return };
    let same = if on { "public" } else { "private" };
    let visibility = node.member(field_names::VISIBILITY);
    let said = visibility.and_then(|visibility| visibility.value().text(context.source()));
    let said = said.as_deref();
    let message = match said {
        Some(said) if said == same => {
            format!("`public` is deprecated and redundant: `visibility` is already `\"{same}\"`.")
        }
        Some(_) => "`public` is deprecated; `visibility` replaces it.".to_owned(),
        None => format!("`public` is deprecated; use `\"visibility\": \"{same}\"` instead."),
    };
    let fix = match visibility {
        None => Some(FixAction::ReplaceMember(
            field_names::VISIBILITY.to_owned(),
            format!("\"{same}\""),
        )),
        Some(_) => (said == Some(same)).then_some(FixAction::Remove),
    };
    // If it is duplicated, another one takes effect once this one is removed.
    let count = node.members().filter(|(name, _)| *name == field_names::PUBLIC).count();
    let applicability = if count == 1 { Applicability::Safe } else { Applicability::Unsafe };
    let finding = context
        .report(&DEPRECATED_PUBLIC, public.key_range(), message)
        .at_member(field_names::PUBLIC)
        .tag(DiagnosticTag::Deprecated)
        .fix(fix, applicability);
    let Some(visibility) = visibility else { return };
    finding.related(visibility.key_range(), "replaced by this");
    let Some(said @ ("public" | "private" | "unlisted")) = said else { return };
    if said != same {
        let message = format!(
            "`\"public\": {on}` means `{same}`, but `visibility` is `{said}`. Keep only \
             `visibility`."
        );
        context
            .report(&PUBLIC_CONTRADICTS_VISIBILITY, public.value().range(), message)
            .at_member(field_names::PUBLIC)
            .fix(FixAction::Remove, Applicability::Unsafe)
            .related(visibility.range(), "contradicting value");
    }
}
