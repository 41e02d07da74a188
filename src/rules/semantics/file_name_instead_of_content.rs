//! File paths instead of file content.

use crate::embedded::external_reference::{ExternalReference, MAX_WRITTEN, pointer};
use crate::embedded::{icon, readme};
use crate::manifest::types::{Field, StringFormat};
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::{Member, StringInfo};

rule! {
    /// File path instead of file content.
    ///
    /// ## What it finds
    /// An `icon`, a `readme`, a script or `code` that is the path of a file, such as `icon.svg`,
    /// `hub.md` or `extract.vrl`, or a URL.
    ///
    /// ## Why it matters
    /// Only the manifest is sent. Botpress cannot read your files and does not fetch URLs: the
    /// path itself is used as the content.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "icon.svg" }
    /// ```
    ///
    /// ## Fix
    /// Replace the path with the content of the file: base64-encoded for an icon or a readme,
    /// plain text for scripts and code.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiLz4=" }
    /// ```
    FILE_NAME_INSTEAD_OF_CONTENT = "file-name-instead-of-content", Semantics, Some(Error);
}

/// Checks whether a string names a file.
pub fn check(
    context: &mut CheckContext,
    format: StringFormat,
    field: &'static Field,
    member: Member<'_>,
) {
    let value = member.value();
    let sound =
        |string: &StringInfo| string.closed && !string.has_errors && string.len < MAX_WRITTEN;
    if !value.string().is_some_and(sound) {
        return;
    }
    let source = context.source();
    let found = match format {
        StringFormat::Icon => icon(source, value).and_then(|contents| contents.pointer.clone()),
        StringFormat::Readme => readme(source, value).and_then(|contents| contents.pointer.clone()),
        StringFormat::JavaScript | StringFormat::Script(_) => {
            value.text(source).and_then(|written| pointer(&written, format))
        }
        _ => return,
    };
    let needed = match format {
        StringFormat::Icon | StringFormat::Readme => "the file's base64-encoded content",
        _ => "the file's content",
    };
    let message = match found {
        Some(ExternalReference::File(path)) => {
            format!("`{}` contains the path `{path}` instead of {needed}.", field.name)
        }
        Some(ExternalReference::Web(address)) => {
            let address: String = address.chars().take(80).collect();
            format!(
                "`{}` contains the URL `{address}` instead of {needed}; URLs are not fetched.",
                field.name
            )
        }
        None => return,
    };
    context.report(&FILE_NAME_INSTEAD_OF_CONTENT, value.range(), message).at_member(field.name);
}
