//! Icons without the SVG namespace.

use crate::embedded::svg::{NAMESPACE, Picture};
use crate::rules::check_table::Embedded;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;

rule! {
    /// SVG namespace is missing.
    ///
    /// ## What it finds
    /// An `icon` whose root element is `<svg>` without `xmlns="http://www.w3.org/2000/svg"`.
    ///
    /// ## Why it matters
    /// The attribute is optional only inside HTML. In a separate file, such as an icon, browsers
    /// treat the element as unknown and display nothing.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "PHN2ZyB2aWV3Qm94PSIwIDAgOCA4Ii8+" }
    /// ```
    ///
    /// ## Fix
    /// Add the attribute to the root element.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiLz4=" }
    /// ```
    SVG_WITHOUT_NAMESPACE = "svg-without-namespace", Semantics, Some(Warning);
}

/// Checks the namespace of an icon.
pub fn check(context: &mut CheckContext, embedded: &Embedded<'_, Picture>) {
    let Some(Picture::Svg(svg)) = &embedded.contents.inside else { return };
    if !svg.has_namespace {
        let root = embedded.range(&svg.root);
        let message = format!(
            "Missing `xmlns=\"{NAMESPACE}\"` on `<svg>`: browsers do not display the icon without \
             it."
        );
        context.report(&SVG_WITHOUT_NAMESPACE, root, message).at_member(embedded.field.name);
    }
}
