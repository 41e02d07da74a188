//! Readmes that cannot be read, or that lead nowhere.

use crate::embedded::readme::{Link, LinkKind, Readme, Text, What};
use crate::embedded::sniff::Wide;
use crate::embedded::{Contents, readme};
use crate::manifest::types::{Field, Shape, StringFormat};
use crate::rules::context::CheckContext;
use crate::rules::{Applicability, FixAction, Reencoding, rule};
use crate::syntax::{Member, Node};

rule! {
    /// The readme is not UTF-8 text.
    ///
    /// ## What it finds
    /// A `readme` that contains bytes that are not valid UTF-8: text in UTF-16, a binary file, or
    /// text in an older encoding. The first invalid byte is marked.
    ///
    /// ## Why it matters
    /// Readers see wrong characters, or nothing.
    ///
    /// ## Example
    /// ```json
    /// { "readme": "Q2Fm6SBpbnRlZ3JhdGlvbg==" }
    /// ```
    ///
    /// ## Fix
    /// Save the file as UTF-8 and encode it again. For UTF-16, the fix converts it.
    /// ```json
    /// { "readme": "Q2Fmw6kgaW50ZWdyYXRpb24=" }
    /// ```
    README_NOT_UTF8 = "readme-not-utf8", Semantics, Some(Error);

    /// Readme is empty or contains template text.
    ///
    /// ## What it finds
    /// A `readme` without text, or with a sentence from the templates of the official command line
    /// that the author was meant to replace.
    ///
    /// ## Why it matters
    /// The readme is the only documentation that users of the integration see.
    ///
    /// ## Example
    /// ```json
    /// { "readme": "IyBBY21lCgo+IERlc2NyaWJlIHRoZSBpbnRlZ3JhdGlvbidzIHB1cnBvc2UuCg==" }
    /// ```
    ///
    /// ## Fix
    /// Describe what the integration does, how to set it up, and how to use it.
    /// ```json
    /// { "readme": "IyBBY21lCgpMb29rcyB1cCBvcmRlcnMgYXQgQWNtZS4K" }
    /// ```
    README_PLACEHOLDER = "readme-placeholder", Semantics, Some(Hint);

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

/// What a readme is.
pub(super) fn field(site: &mut CheckContext, field: &'static Field, member: Member<'_>) {
    let Shape::Text(text) = field.shape else { return };
    if text.holds != StringFormat::Readme {
        return;
    }
    let value = member.value();
    let Some(contents) = readme(site.source(), value) else { return };
    match &contents.inside {
        Some(Readme::Other(other)) => {
            let range = Contents::<Readme>::range(value, &other.range);
            let message = not_utf8(other.what);
            let found = site.report(&README_NOT_UTF8, range, message).at_member(field.name);
            if matches!(other.what, What::Wide(Wide::Utf16Little | Wide::Utf16Big)) {
                found.fix(FixAction::Reencode(Reencoding::Utf8), Applicability::Unsafe);
            }
        }
        Some(Readme::Text(text)) => about(site, field, value, text),
        None => {}
    }
}

fn not_utf8(what: What) -> String {
    match what {
        What::Wide(wide) => {
            format!("The readme must be UTF-8, but it is {}.", wide.name())
        }
        What::Binary(what) => format!("The readme must be Markdown, but it is {what}."),
        What::Byte { byte, line, column } => format!(
            "Invalid UTF-8 in the readme at line {line}, column {column}: byte 0x{byte:02X}. The file \
             was probably saved in another encoding."
        ),
    }
}

fn about(site: &mut CheckContext, field: &Field, value: Node<'_>, text: &Text) {
    if text.is_blank {
        let message = "The readme is empty.";
        site.report(&README_PLACEHOLDER, value.range(), message).at_member(field.name);
    }
    if let Some((range, left)) = &text.placeholder {
        let message = format!("Template text left in the readme: `{left}`.");
        let range = Contents::<Readme>::range(value, range);
        site.report(&README_PLACEHOLDER, range, message).at_member(field.name);
    }
    for link in &text.links {
        let range = Contents::<Readme>::range(value, &link.range);
        site.report(&README_RELATIVE_LINK, range, leads_nowhere(link)).at_member(field.name);
    }
}

fn leads_nowhere(link: &Link) -> String {
    let Link { target, .. } = link;
    let what = if link.is_image { "image URL" } else { "link" };
    // Backticks around a target with backticks in it would not show it as it is.
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
