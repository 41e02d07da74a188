//! Readmes that cannot be read, or that lead nowhere.

use crate::embedded::readme::{Link, LinkKind, Readme, Text, What};
use crate::embedded::sniff::Wide;
use crate::embedded::{Contents, readme};
use crate::manifest::types::{Field, Shape, StringFormat};
use crate::rules::checker::CheckContext;
use crate::rules::{FixIntent, Reencoding, rule};
use crate::syntax::{Member, Node};

rule! {
    /// The readme is not text in UTF-8.
    ///
    /// ## What it finds
    /// A `readme` that stands for bytes that are no UTF-8: text in UTF-16, which is named, a file
    /// that is no text, or text in an older encoding, at the first byte that is wrong.
    ///
    /// ## Why it matters
    /// Readers see other characters than were written, or nothing.
    ///
    /// ## Example
    /// ```json
    /// { "readme": "Q2Fm6SBpbnRlZ3JhdGlvbg==" }
    /// ```
    ///
    /// ## Fix
    /// Save the file in UTF-8 and encode it again. For UTF-16 the fix does that.
    /// ```json
    /// { "readme": "Q2Fmw6kgaW50ZWdyYXRpb24=" }
    /// ```
    README_NOT_UTF8 = "readme-not-utf8", Semantics, Some(Error);

    /// The readme is empty, or still says what a template said.
    ///
    /// ## What it finds
    /// A `readme` without any text, and one in which a sentence stands that the templates of the
    /// official command line put there for the author to replace.
    ///
    /// ## Why it matters
    /// The readme is all that people have to find out how the integration is used.
    ///
    /// ## Example
    /// ```json
    /// { "readme": "IyBBY21lCgo+IERlc2NyaWJlIHRoZSBpbnRlZ3JhdGlvbidzIHB1cnBvc2UuCg==" }
    /// ```
    ///
    /// ## Fix
    /// Say what the integration does, what has to be set up, and how it is used.
    /// ```json
    /// { "readme": "IyBBY21lCgpMb29rcyB1cCBvcmRlcnMgYXQgQWNtZS4K" }
    /// ```
    README_PLACEHOLDER = "readme-placeholder", Semantics, Some(Hint);

    /// A link or an image of the readme leads nowhere.
    ///
    /// ## What it finds
    /// Links and images of a `readme`, in Markdown or in HTML, whose target is relative
    /// (`docs/setup.md`, `./picture.png`), is a file on somebody's machine, lacks its `https://`, or
    /// names a heading that the readme does not have.
    ///
    /// ## Why it matters
    /// A published readme stands on its own: the files that were beside it are not there.
    ///
    /// ## Example
    /// ```json
    /// { "readme": "IyBBY21lCgpTZWUgW3RoZSBzZXR1cF0oZG9jcy9zZXR1cC5tZCkuCg==" }
    /// ```
    ///
    /// ## Fix
    /// Write the whole address, or say here what is said there.
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
                found.remedy(FixIntent::Recode(Reencoding::Utf8));
            }
        }
        Some(Readme::Text(text)) => about(site, field, value, text),
        None => {}
    }
}

fn not_utf8(what: What) -> String {
    match what {
        What::Wide(wide) => {
            format!("The readme has to be text in UTF-8, but this is {}.", wide.name())
        }
        What::Binary(what) => format!("The readme has to be Markdown, but this is {what}."),
        What::Byte { byte, line, column } => format!(
            "The readme has to be text in UTF-8, but at line {line}, column {column} it has the \
             byte 0x{byte:02X}, which is no part of a character; it was probably saved in another \
             encoding."
        ),
    }
}

fn about(site: &mut CheckContext, field: &Field, value: Node<'_>, text: &Text) {
    if text.is_blank {
        let message = "The readme is empty.";
        site.report(&README_PLACEHOLDER, value.range(), message).at_member(field.name);
    }
    if let Some((range, left)) = &text.placeholder {
        let message = format!("The readme still says what a template put there: `{left}`.");
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
    let what = if link.is_image { "image" } else { "link" };
    // Backticks around a target with backticks in it would not show it as it is.
    let target = target.replace(['`', '\n', '\r'], " ");
    match link.kind {
        LinkKind::Relative => format!(
            "The {what} `{target}` of the readme is relative, and leads nowhere once the readme is \
             published; write the whole address."
        ),
        LinkKind::Local => {
            format!("The {what} `{target}` of the readme is a file that only its author has.")
        }
        LinkKind::NoScheme => format!(
            "The {what} `{target}` of the readme is taken for a file without its `https://`."
        ),
        LinkKind::NoHeading => {
            format!("The link `{target}` names a heading that the readme does not have.")
        }
    }
}
