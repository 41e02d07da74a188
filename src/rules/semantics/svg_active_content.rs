//! Icons with scripts or external content.

use crate::embedded::svg::{Active, ActiveKind, Picture};
use crate::rules::check_table::Embedded;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;

rule! {
    /// Icon contains active or external content.
    ///
    /// ## What it finds
    /// Scripts, attributes such as `onclick`, `foreignObject`, links with `javascript:`, and
    /// references to other hosts or to files, in attributes, in style sheets (`url(…)`,
    /// `image-set(…)`, `@import`, with or without escapes) or in a `<!DOCTYPE …>`. The `<!DOCTYPE
    /// …>` with the SVG definitions of W3C, which drawing programs write, is allowed. It also finds elements
    /// of XHTML and MathML, default values of attributes, entities with markup, and icons that cannot be
    /// checked: too large, too complex, or not in UTF-8.
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

/// Checks for active or external content in an icon.
pub fn check(context: &mut CheckContext, embedded: &Embedded<'_, Picture>) {
    let Some(Picture::Svg(svg)) = &embedded.contents.inside else { return };
    for active in &svg.active {
        let range = embedded.range(&active.range);
        context.report(&SVG_ACTIVE_CONTENT, range, message(active)).at_member(embedded.field.name);
    }
}

fn message(active: &Active) -> String {
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
        ActiveKind::Defaults => {
            format!("Default values of attributes (`{name}`) are not allowed in an icon.")
        }
        ActiveKind::Markup => {
            format!("Entity `{name}` can contain elements. Replace it with its content.")
        }
        ActiveKind::Unchecked => {
            format!("The icon {name}, so it cannot be checked for active content.")
        }
        ActiveKind::Entities => "Entities that can expand to a very large size are not allowed in \
                                 an icon. Replace them with their content."
            .to_owned(),
    }
}
