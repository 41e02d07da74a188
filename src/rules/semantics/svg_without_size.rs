//! Icons without a size.

use crate::embedded::svg::Picture;
use crate::rules::check_table::Embedded;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;

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
pub fn check(context: &mut CheckContext, embedded: &Embedded<'_, Picture>) {
    let Some(Picture::Svg(svg)) = &embedded.contents.inside else { return };
    let size = &svg.size;
    if size.view_box().is_none() && size.pixels().is_none() {
        let root = embedded.range(&svg.root);
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
        context.report(&SVG_WITHOUT_SIZE, root, message).at_member(embedded.field.name);
    }
}
