//! Icons that are no pictures, or more than pictures.

use crate::embedded::svg::{Active, ActiveKind, NAMESPACE, Other, Picture, Svg};
use crate::embedded::{Contents, icon};
use crate::manifest::types::{Field, Shape, StringFormat};
use crate::rules::checker::CheckContext;
use crate::rules::{FixIntent, Reencoding, rule};
use crate::syntax::{Member, Node};

rule! {
    /// The icon is something else than an SVG.
    ///
    /// ## What it finds
    /// An `icon` that stands for a PNG, a JPEG or another kind of file, for text, for HTML, for XML
    /// of another kind, or for an SVG that was encoded in base64 twice. What it is is told by its
    /// first bytes.
    ///
    /// ## Why it matters
    /// The icon is stored and shown as an SVG, whatever it is.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "iVBORw0KGgoAAAANSUhEUgAAAAEAAAAB" }
    /// ```
    ///
    /// ## Fix
    /// Draw the icon as an SVG, or wrap the picture in one.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiLz4=" }
    /// ```
    ICON_NOT_SVG = "icon-not-svg", Semantics, Some(Error);

    /// The icon is not well-formed.
    ///
    /// ## What it finds
    /// An `icon` whose SVG is not XML: elements that are not closed, attributes without quotes,
    /// references such as `&nbsp;` that XML does not know. The message gives line and column in the
    /// SVG, and the characters of the base64 that stand for this place are marked.
    ///
    /// ## Why it matters
    /// Unlike HTML, an SVG with a single mistake is not shown at all.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxnPjwvc3ZnPg==" }
    /// ```
    ///
    /// ## Fix
    /// Repair the SVG and encode it again.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciPjxnPjwvZz48L3N2Zz4=" }
    /// ```
    INVALID_SVG = "invalid-svg", Semantics, Some(Error);

    /// The icon does not say that it is SVG.
    ///
    /// ## What it finds
    /// An `icon` whose root element is `<svg>` without `xmlns="http://www.w3.org/2000/svg"`.
    ///
    /// ## Why it matters
    /// Inside HTML the attribute can be left out. In a file of its own, and an icon is one, browsers
    /// take the element for an unknown one and show nothing.
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

    /// The icon does not say how large it is.
    ///
    /// ## What it finds
    /// An `icon` whose root element has neither a `viewBox` of four numbers nor a `width` and a
    /// `height` with lengths.
    ///
    /// ## Why it matters
    /// Whoever shows it cannot know which part of the plane is the picture, and crops it or shows it
    /// too small.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=" }
    /// ```
    ///
    /// ## Fix
    /// Add a `viewBox`, which also lets the picture be scaled.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiLz4=" }
    /// ```
    SVG_WITHOUT_SIZE = "svg-without-size", Semantics, Some(Hint);

    /// The icon has something in it that runs or fetches.
    ///
    /// ## What it finds
    /// Scripts, attributes such as `onclick`, `foreignObject`, links with `javascript:`, and
    /// references to other hosts or to files, be it in attributes, in style sheets (`url(…)`,
    /// `image-set(…)`, `@import`, with or without escapes) or in a `<!DOCTYPE …>`. The one that
    /// drawing programs write, which names W3C's definitions of SVG, is fine.
    ///
    /// ## Why it matters
    /// Where icons are shown as images, nothing of it works, and the picture lacks what should have
    /// been fetched. Where they are not, it runs in the page of whoever looks at the icon.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiPjxzY3JpcHQvPjwvc3ZnPg==" }
    /// ```
    ///
    /// ## Fix
    /// Take it out. Pictures and fonts can be part of the SVG, as `data:` URLs.
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
                "The SVG is not well-formed at line {}, column {}: {}.",
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
        Other::Empty => "nothing but white space".to_owned(),
        Other::Binary(what) => (*what).to_owned(),
        Other::Unknown => "neither text nor a picture of a known kind".to_owned(),
        Other::Text => "text without any markup".to_owned(),
        Other::Twice => "an SVG in base64 again: it was encoded twice".to_owned(),
        Other::Html => "a page of HTML".to_owned(),
        Other::Xml(root) if root == "svg" => {
            format!("XML whose `<svg>` is not in the namespace `{NAMESPACE}`")
        }
        Other::Xml(root) => format!("XML with `<{root}>` at its root"),
    };
    let message = format!("The icon has to be an SVG, but this is {what}.");
    let found = site.report(&ICON_NOT_SVG, value.range(), message).at_member(field.name);
    if *other == Other::Twice {
        found.remedy(FixIntent::Recode(Reencoding::Once));
    }
}

fn about(site: &mut CheckContext, field: &Field, value: Node<'_>, svg: &Svg) {
    let root = Contents::<Picture>::range(value, &svg.root);
    if !svg.has_namespace {
        let message = format!(
            "The `<svg>` lacks `xmlns=\"{NAMESPACE}\"`, without which browsers do not take a file \
             for a picture."
        );
        site.report(&SVG_WITHOUT_NAMESPACE, root.clone(), message).at_member(field.name);
    }
    let size = &svg.size;
    if size.view_box().is_none() && size.pixels().is_none() {
        let message = match &size.view_box {
            Some(written) => {
                let written: String = written.chars().take(40).collect();
                format!(
                    "The SVG's `viewBox` is `{written}`; it has to be four numbers, of which width \
                     and height are above zero."
                )
            }
            None => "The SVG says neither by a `viewBox` nor by `width` and `height` how large it \
                     is."
            .to_owned(),
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
            format!("The SVG has a `<{name}>`, which has no place in a picture.")
        }
        ActiveKind::Handler => {
            format!(
                "The SVG runs a script by the attribute `{name}`, which has no place in a picture."
            )
        }
        ActiveKind::ScriptLink => {
            "The SVG has a link that runs something, which has no place in a picture.".to_owned()
        }
        ActiveKind::Remote => format!(
            "The SVG refers to `{name}`; where icons are shown, nothing is fetched from other hosts."
        ),
        ActiveKind::Local => format!(
            "The SVG refers to the file `{name}`, which is not there any more once the icon is \
             published."
        ),
        ActiveKind::Import => format!(
            "The SVG brings in a style sheet (`{name}`); where icons are shown, nothing is fetched."
        ),
        ActiveKind::Animation => {
            format!("The SVG animates `{name}`, by which something could be run.")
        }
        ActiveKind::Definitions => format!(
            "The SVG brings in definitions (`{name}`); where icons are shown, nothing is fetched."
        ),
        ActiveKind::Entities => "The SVG defines entities that can unfold to very much; write out \
                                 what they stand for."
            .to_owned(),
    }
}
