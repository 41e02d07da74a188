//! Icons that are not SVGs.

use crate::embedded::svg::{NAMESPACE, Other, Picture};
use crate::rules::check_table::Embedded;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction, Reencoding};
use crate::rules::rule::rule;

rule! {
    /// Icon is not an SVG.
    ///
    /// ## What it finds
    /// An `icon` that contains a PNG, a JPEG or another file format, plain text, HTML, XML that is
    /// not SVG, or an SVG that was base64-encoded twice. The format is detected from the first
    /// bytes.
    ///
    /// ## Why it matters
    /// The icon is stored and displayed as an SVG, whatever it contains.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB" }
    /// ```
    ///
    /// ## Fix
    /// Use an SVG, or wrap the image in one. A fix wraps a PNG image.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiLz4=" }
    /// ```
    ICON_NOT_SVG = "icon-not-svg", Semantics, Some(Error);
}

/// Checks the kind of file that an icon is.
pub fn check(context: &mut CheckContext, embedded: &Embedded<'_, Picture>) {
    let Some(Picture::Other(other)) = &embedded.contents.inside else { return };
    let what = match other {
        // An empty string is a finding of another rule.
        Other::Empty if embedded.value.string().is_some_and(|string| string.chars == 0) => return,
        Other::Empty => "blank".to_owned(),
        Other::Binary(what) => (*what).to_owned(),
        Other::Unknown => "in an unknown format".to_owned(),
        Other::Text => "plain text".to_owned(),
        Other::Twice => "base64-encoded twice".to_owned(),
        Other::Html => "an HTML page".to_owned(),
        Other::Xml(root) if root == "svg" => {
            format!("XML whose `<svg>` is not in the namespace `{NAMESPACE}`")
        }
        Other::Xml(root) => format!("XML with the root element `<{root}>`"),
    };
    let message = format!("The icon must be an SVG, but it is {what}.");
    let found = context
        .report(&ICON_NOT_SVG, embedded.value.range(), message)
        .at_member(embedded.field.name);
    let reencoding = match other {
        Other::Twice => Reencoding::Once,
        Other::Binary(_) => Reencoding::InSvg,
        _ => return,
    };
    found.fix(FixAction::Reencode(reencoding), Applicability::Unsafe);
}
