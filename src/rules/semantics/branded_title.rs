//! Titles that contain the name of the platform.

use std::ops::Range;

use crate::manifest::types::Object;
use crate::manifest::{INTEGRATION, field_names};
use crate::rules::context::CheckContext;
use crate::rules::rule::{Severity, rule};
use crate::syntax::Node;

rule! {
    /// Title contains “Botpress”.
    ///
    /// ## What it finds
    /// The word “Botpress” in the `title` of the integration. For a private integration, the
    /// finding is a hint.
    ///
    /// ## Why it matters
    /// The title of a published integration must not contain the name of the platform. In the
    /// integration hub it is redundant, and suggests that Botpress maintains the integration.
    ///
    /// ## Example
    /// ```json
    /// { "title": "Trello for Botpress", "visibility": "public" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "title": "Trello", "visibility": "public" }
    /// ```
    BRANDED_TITLE = "branded-title", Semantics, Some(Warning);
}

const BRAND: &str = "botpress";

/// Checks the title of the manifest.
pub fn check(
    context: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if !std::ptr::eq(object, &raw const INTEGRATION) {
        return;
    }
    let Some(value) = node.get(field_names::TITLE) else { return };
    let Some(title) = value.text(context.source()) else { return };
    if !title.to_lowercase().contains(BRAND) {
        return;
    }
    let visibility = node.get(field_names::VISIBILITY).and_then(|it| it.text(context.source()));
    let published = matches!(visibility.as_deref(), Some("public" | "unlisted"));
    let message = "The title of a published integration must not contain “Botpress”.";
    let finding =
        context.report(&BRANDED_TITLE, value.range(), message).at_member(field_names::TITLE);
    if !published {
        finding.severity(Severity::Hint);
    }
}
