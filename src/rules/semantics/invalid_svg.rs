//! Icons that are not well-formed.

use crate::embedded::svg::Picture;
use crate::rules::check_table::Embedded;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction, Reencoding};
use crate::rules::rule::rule;

rule! {
    /// Icon is not well-formed XML.
    ///
    /// ## What it finds
    /// An `icon` whose SVG is not valid XML: unclosed elements, attributes without quotes,
    /// references such as `&nbsp;` that XML does not define. The message contains line and column
    /// in the SVG, and the corresponding characters of the base64 are marked.
    ///
    /// ## Why it matters
    /// Unlike HTML, an SVG with a single error is not displayed at all.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxnPjwvc3ZnPg==" }
    /// ```
    ///
    /// ## Fix
    /// Fix the SVG and encode it again. If only closing tags are missing, a fix adds them.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxnPjwvZz48L3N2Zz4=" }
    /// ```
    INVALID_SVG = "invalid-svg", Semantics, Some(Error);
}

/// Checks that an icon is well-formed XML.
pub fn check(context: &mut CheckContext, embedded: &Embedded<'_, Picture>) {
    let Some(Picture::Broken(broken)) = &embedded.contents.inside else { return };
    let message =
        format!("Invalid SVG at line {}, column {}: {}.", broken.line, broken.column, broken.why);
    let range = embedded.range(&broken.range);
    context
        .report(&INVALID_SVG, range, message)
        .at_member(embedded.field.name)
        .fix(FixAction::Reencode(Reencoding::Closed), Applicability::Unsafe);
}
