//! Titles that contain only whitespace.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::types::{Field, Object, Shape};
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::Node;

rule! {
    /// Title is blank.
    ///
    /// ## What it finds
    /// A `title` that contains only whitespace.
    ///
    /// ## Why it matters
    /// The Botpress API accepts it, because it is not empty, but Botpress displays no name.
    ///
    /// ## Example
    /// ```json
    /// { "title": "  " }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "title": "Order tracker" }
    /// ```
    BLANK_TITLE = "blank-title", Semantics, Some(Warning);
}

/// Checks the title of an object.
pub fn check(
    context: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    let is_title =
        |field: &&Field| field.name == field_names::TITLE && matches!(field.shape, Shape::Text(_));
    let Some(field) = object.fields.iter().find(is_title) else { return };
    let Some(value) = node.get(field.name) else { return };
    let Some(title) = value.text(context.source()) else { return };
    if !title.is_empty() && title.trim().is_empty() {
        let message = "The title is blank. Enter the name that Botpress displays.";
        context.report(&BLANK_TITLE, value.range(), message).at_member(field.name);
    }
}
