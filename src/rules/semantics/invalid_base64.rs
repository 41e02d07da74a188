//! Invalid base64.

use crate::embedded::base64::EncodingErrorKind;
use crate::rules::check_table::Embedded;
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction, Reencoding};
use crate::rules::rule::rule;

rule! {
    /// Icon or readme is not valid base64.
    ///
    /// ## What it finds
    /// An `icon` or a `readme` that is not standard base64, at the first invalid character: a
    /// `data:` URL, content that is not encoded, the URL-safe alphabet (`-` and `_`), whitespace,
    /// padding (`=`) that is missing, superfluous or not at the end, characters outside the
    /// alphabet, and an impossible length.
    ///
    /// ## Why it matters
    /// Some decoders reject such a string, and others decode it to different content.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=" }
    /// ```
    ///
    /// ## Fix
    /// Use base64 with the standard alphabet and padding, without whitespace or a prefix. If the
    /// content itself can be decoded, the fix normalizes the string.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=" }
    /// ```
    INVALID_BASE64 = "invalid-base64", Semantics, Some(Error);
}

/// Checks the base64 of an icon or a readme.
pub fn check<T>(context: &mut CheckContext, embedded: &Embedded<'_, T>) {
    let Embedded { field, contents, .. } = embedded;
    for error in &contents.errors {
        let range = embedded.range(&error.range);
        let message = message(field.name, error.kind);
        let found = context.report(&INVALID_BASE64, range, message).at_member(field.name);
        if contents.repairable {
            // The bytes stay the same, unless it is a guess that the string is the content.
            let (reencoding, applicability) = match error.kind {
                EncodingErrorKind::Plain => (Reencoding::Encode, Applicability::Unsafe),
                _ => (Reencoding::Tidy, Applicability::Safe),
            };
            found.fix(FixAction::Reencode(reencoding), applicability);
        }
    }
}

fn message(field: &str, kind: EncodingErrorKind) -> String {
    match kind {
        EncodingErrorKind::DataUrl { encoded: true } => {
            format!(
                "`{field}` must be plain base64, not a `data:` URL. Use only the part after the comma."
            )
        }
        EncodingErrorKind::DataUrl { encoded: false } => {
            format!("`{field}` must be plain base64, not a `data:` URL.")
        }
        EncodingErrorKind::Plain => {
            format!("`{field}` must be base64-encoded, but contains the raw content.")
        }
        EncodingErrorKind::Space => "Invalid base64: whitespace is not allowed.".to_owned(),
        EncodingErrorKind::UrlAlphabet(c) => {
            let right = if c == '-' { '+' } else { '/' };
            format!(
                "Invalid base64: `{c}` belongs to the URL-safe alphabet. Use `{right}`, from the \
                 standard alphabet."
            )
        }
        EncodingErrorKind::Foreign(c)
            if c == '`' || !(c.is_ascii_graphic() || c.is_alphanumeric()) =>
        {
            format!("Invalid base64: unexpected character U+{:04X}.", c as u32)
        }
        EncodingErrorKind::Foreign(c) => format!("Invalid base64: unexpected character `{c}`."),
        EncodingErrorKind::InnerPadding => {
            "Invalid base64: `=` is allowed only at the end.".to_owned()
        }
        EncodingErrorKind::MissingPadding(missing) => format!(
            "Invalid base64: missing padding {}.",
            match missing {
                1 => "`=`",
                _ => "`==`",
            }
        ),
        EncodingErrorKind::SurplusPadding(_, 0) => {
            "Invalid base64: unexpected padding. Remove the trailing `=`.".to_owned()
        }
        EncodingErrorKind::SurplusPadding(found, wanted) => {
            format!("Invalid base64: {found} `=` at the end, expected {wanted}.")
        }
        EncodingErrorKind::Length => "Invalid base64: length is not a multiple of 4.".to_owned(),
    }
}
