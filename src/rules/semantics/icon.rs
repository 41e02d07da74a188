//! Icons that are no pictures, or more than pictures.

use crate::embedded::svg::{Active, ActiveKind, NAMESPACE, Other, Picture, Svg};
use crate::embedded::{Contents, icon};
use crate::manifest::types::{Field, Shape, StringFormat};
use crate::rules::context::CheckContext;
use crate::rules::{Applicability, FixAction, Reencoding, rule};
use crate::syntax::{Member, Node};

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
    /// Use an SVG, or wrap the image in one.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiLz4=" }
    /// ```
    ICON_NOT_SVG = "icon-not-svg", Semantics, Some(Error);

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
    /// Fix the SVG and encode it again.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxnPjwvZz48L3N2Zz4=" }
    /// ```
    INVALID_SVG = "invalid-svg", Semantics, Some(Error);

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

    /// Icon contains active or external content.
    ///
    /// ## What it finds
    /// Scripts, attributes such as `onclick`, `foreignObject`, links with `javascript:`, and
    /// references to other hosts or to files, in attributes, in style sheets (`url(…)`,
    /// `image-set(…)`, `@import`, with or without escapes) or in a `<!DOCTYPE …>`. The `<!DOCTYPE
    /// …>` with the SVG definitions of W3C, which drawing programs write, is allowed.
    ///
    /// ## Why it matters
    /// In an icon that is displayed as an image, scripts do not run and external resources are not
    /// loaded, so parts of the icon are missing. In an icon that is inserted into a page, they run
    /// in the browser of the user.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxzY3JpcHQvPjwvc3ZnPg==" }
    /// ```
    ///
    /// ## Fix
    /// Remove it. Images and fonts can be part of the SVG, as `data:` URLs.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjwvc3ZnPg==" }
    /// ```
    SVG_ACTIVE_CONTENT = "svg-active-content", Semantics, Some(Warning);
}

/// What an icon is.
pub(super) fn field(site: &mut CheckContext, field: &'static Field, member: Member<'_>) {
    let Shape::Text(text) = field.shape else { return };
    if text.holds != StringFormat::Icon {
        return;
    }
    let value = member.value();
    let Some(contents) = icon(site.source(), value) else { return };
    match &contents.inside {
        Some(Picture::Other(other)) => not_svg(site, field, value, other),
        Some(Picture::Broken(broken)) => {
            let message = format!(
                "Invalid SVG at line {}, column {}: {}.",
                broken.line, broken.column, broken.why
            );
            let range = Contents::<Picture>::range(value, &broken.range);
            site.report(&INVALID_SVG, range, message).at_member(field.name);
        }
        Some(Picture::Svg(svg)) => about(site, field, value, svg),
        Some(Picture::Unread) | None => {}
    }
}

fn not_svg(site: &mut CheckContext, field: &Field, value: Node<'_>, other: &Other) {
    let what = match other {
        // What is not there at all is missed by others.
        Other::Empty if value.string().is_some_and(|string| string.chars == 0) => return,
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
    let found = site.report(&ICON_NOT_SVG, value.range(), message).at_member(field.name);
    if *other == Other::Twice {
        found.fix(FixAction::Reencode(Reencoding::Once), Applicability::Unsafe);
    }
}

fn about(site: &mut CheckContext, field: &Field, value: Node<'_>, svg: &Svg) {
    let root = Contents::<Picture>::range(value, &svg.root);
    if !svg.has_namespace {
        let message = format!(
            "Missing `xmlns=\"{NAMESPACE}\"` on `<svg>`: browsers do not display the icon without \
             it."
        );
        site.report(&SVG_WITHOUT_NAMESPACE, root.clone(), message).at_member(field.name);
    }
    let size = &svg.size;
    if size.view_box().is_none() && size.pixels().is_none() {
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
        site.report(&SVG_WITHOUT_SIZE, root, message).at_member(field.name);
    }
    for active in &svg.active {
        let range = Contents::<Picture>::range(value, &active.range);
        site.report(&SVG_ACTIVE_CONTENT, range, said(active)).at_member(field.name);
    }
}

fn said(active: &Active) -> String {
    let name = &active.name;
    match active.kind {
        ActiveKind::Element => {
            format!("`<{name}>` is not allowed in an icon.")
        }
        ActiveKind::Handler => {
            format!("Event handler `{name}` is not allowed in an icon.")
        }
        ActiveKind::ScriptLink => "A link that runs a script is not allowed in an icon.".to_owned(),
        ActiveKind::Remote => {
            format!("External resource `{name}` is not loaded when the icon is displayed.")
        }
        ActiveKind::Local => {
            format!("Local file `{name}` is not available once the icon is published.")
        }
        ActiveKind::Import => {
            format!("Imported style sheet `{name}` is not loaded when the icon is displayed.")
        }
        ActiveKind::Animation => {
            format!("Animating `{name}` is not allowed in an icon: it could run a script.")
        }
        ActiveKind::Definitions => {
            format!("External definitions `{name}` are not loaded when the icon is displayed.")
        }
        ActiveKind::Entities => "Entities that can expand to a very large size are not allowed in \
                                 an icon. Replace them with their content."
            .to_owned(),
    }
}
