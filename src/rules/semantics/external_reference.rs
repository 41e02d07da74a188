//! Names of files where their content should be.

use crate::embedded::external_reference::{ExternalReference, pointer};
use crate::embedded::{icon, readme};
use crate::manifest::types::{Field, Shape, StringFormat};
use crate::rules::checker::CheckContext;
use crate::rules::rule;
use crate::syntax::{Member, StringInfo};

rule! {
    /// A string names a file instead of holding its content.
    ///
    /// ## What it finds
    /// An `icon`, a `readme`, a script or `code` that is the path of a file, such as `icon.svg`,
    /// `hub.md` or `extract.vrl`, or the address of one.
    ///
    /// ## Why it matters
    /// The manifest is all that is sent. Nobody on the other side has the file, and nobody follows
    /// the address: the name itself is taken for the content.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "icon.svg" }
    /// ```
    ///
    /// ## Fix
    /// Put the file's content there: of an icon and a readme in base64, of scripts and code as it is.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciIHZpZXdCb3g9IjAgMCA4IDgiLz4=" }
    /// ```
    FILE_NAME_INSTEAD_OF_CONTENT = "file-name-instead-of-content", Semantics, Some(Error);
}

/// The longest string, in bytes as written, that can be the name of a file.
const LEN_MAX: u32 = 2000;

/// What a field points to.
pub(super) fn field(site: &mut CheckContext, field: &'static Field, member: Member<'_>) {
    let Shape::Text(text) = field.shape else { return };
    let value = member.value();
    let sound = |string: &StringInfo| string.closed && !string.flawed && string.len < LEN_MAX;
    if !value.string().is_some_and(sound) {
        return;
    }
    let source = site.source();
    let found = match text.holds {
        StringFormat::Icon => icon(source, value).and_then(|contents| contents.pointer.clone()),
        StringFormat::Readme => readme(source, value).and_then(|contents| contents.pointer.clone()),
        StringFormat::JavaScript | StringFormat::Script(_) => {
            value.text(source).and_then(|written| pointer(&written, text.holds))
        }
        _ => return,
    };
    let needed = match text.holds {
        StringFormat::Icon | StringFormat::Readme => "the file's content in base64",
        _ => "the file's content",
    };
    let message = match found {
        Some(ExternalReference::File(path)) => {
            format!("`{path}` is the name of a file; `{}` takes {needed}.", field.name)
        }
        Some(ExternalReference::Web(address)) => {
            let address: String = address.chars().take(80).collect();
            format!(
                "`{address}` is an address, which nobody follows; `{}` takes {needed}.",
                field.name
            )
        }
        None => return,
    };
    site.report(&FILE_NAME_INSTEAD_OF_CONTENT, value.range(), message).at_member(field.name);
}
