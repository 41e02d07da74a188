//! Readmes that are not UTF-8.

use crate::embedded::readme::{Readme, What};
use crate::embedded::sniff::Wide;
use crate::rules::check_table::Embedded;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction, Reencoding};
use crate::rules::rule::rule;

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
}

/// Checks the encoding of a readme.
pub fn check(context: &mut CheckContext, embedded: &Embedded<'_, Readme>) {
    let Some(Readme::Other(other)) = &embedded.contents.inside else { return };
    let range = embedded.range(&other.range);
    let message = message(other.what);
    let found = context.report(&README_NOT_UTF8, range, message).at_member(embedded.field.name);
    if matches!(other.what, What::Wide(Wide::Utf16Little | Wide::Utf16Big)) {
        found.fix(FixAction::Reencode(Reencoding::Utf8), Applicability::Unsafe);
    }
}

fn message(what: What) -> String {
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
