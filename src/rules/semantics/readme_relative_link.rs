//! Broken links and images in readmes.

use crate::embedded::readme::{Link, LinkKind, Readme};
use crate::rules::check_table::Embedded;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;

rule! {
    /// Broken link or image in the readme.
    ///
    /// ## What it finds
    /// Links and images in a `readme`, in Markdown or HTML, whose target is a relative path
    /// (`docs/setup.md`, `./picture.png`) or a local file, has no `https://`, or is a heading that
    /// the readme does not contain.
    ///
    /// ## Why it matters
    /// A readme is published without the files next to it, so relative paths are broken.
    ///
    /// ## Example
    /// ```json
    /// { "readme": "IyBBY21lCgpTZWUgW3RoZSBzZXR1cF0oZG9jcy9zZXR1cC5tZCkuCg==" }
    /// ```
    ///
    /// ## Fix
    /// Use an absolute URL, or include the content in the readme.
    /// ```json
    /// { "readme": "IyBBY21lCgpTZWUgW3RoZSBzZXR1cF0oaHR0cHM6Ly9leGFtcGxlLmNvbS9zZXR1cCkuCg==" }
    /// ```
    README_RELATIVE_LINK = "readme-relative-link", Semantics, Some(Hint);
}

/// Checks the links and images of a readme.
pub fn check(context: &mut CheckContext, embedded: &Embedded<'_, Readme>) {
    let Some(Readme::Text(text)) = &embedded.contents.inside else { return };
    for link in &text.links {
        let range = embedded.range(&link.range);
        context.report(&README_RELATIVE_LINK, range, message(link)).at_member(embedded.field.name);
    }
}

fn message(link: &Link) -> String {
    let Link { target, .. } = link;
    let what = if link.is_image { "image URL" } else { "link" };
    // Backticks in a target would end its own backticks.
    let target = target.replace(['`', '\n', '\r'], " ");
    match link.kind {
        LinkKind::Relative => {
            format!("Relative {what} `{target}` is broken once published. Use an absolute URL.")
        }
        LinkKind::Local => {
            format!("Broken {what} in the readme: `{target}` is a local file.")
        }
        LinkKind::NoScheme => {
            format!("Missing `https://` in {what} `{target}`: it is treated as a relative path.")
        }
        LinkKind::NoHeading => {
            format!("Broken link: no heading `{target}` in the readme.")
        }
    }
}
