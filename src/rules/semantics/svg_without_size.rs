//! Icons without a size.

use crate::embedded::svg::Picture;
use crate::embedded::{Contents, icon};
use crate::manifest::types::{Field, StringFormat};
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::Member;

rule! {
    /// SVG size is missing.
    ///
    /// ## What it finds
    /// An `icon` whose root element has neither a `viewBox` of four numbers nor a `width` and a
    /// `height` with lengths.
    ///
    /// ## Why it matters
    /// Without a size, a browser does not know which area of the image to display, and crops or
    /// shrinks the icon.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=" }
    /// ```
    ///
    /// ## Fix
    /// Add a `viewBox`, which also makes the image scalable.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiLz4=" }
    /// ```
    SVG_WITHOUT_SIZE = "svg-without-size", Semantics, Some(Hint);
}

/// Checks the size of an icon.
pub fn check(
    context: &mut CheckContext,
    format: StringFormat,
    field: &'static Field,
    member: Member<'_>,
) {
    if format != StringFormat::Icon {
        return;
    }
    let value = member.value();
    let Some(contents) = icon(context.source(), value) else { return };
    let Some(Picture::Svg(svg)) = &contents.inside else { return };
    let size = &svg.size;
    if size.view_box().is_none() && size.pixels().is_none() {
        let root = Contents::<Picture>::range(value, &svg.root);
        let message = match &size.view_box {
            Some(written) => {
                let written: String = written.chars().take(40).collect();
                format!(
                    "Invalid `viewBox` `{written}`: expected four numbers, with a positive width and \
                     height."
                )
            }
            None => "The icon has no size: add `viewBox`, or `width` and `height`.".to_owned(),
        };
        context.report(&SVG_WITHOUT_SIZE, root, message).at_member(field.name);
    }
}
