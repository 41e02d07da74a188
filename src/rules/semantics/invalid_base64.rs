//! Base64 that is none.

use crate::embedded::base64::FlawKind;
use crate::embedded::{Contents, icon, readme};
use crate::manifest::types::{Field, Shape, StringFormat};
use crate::rules::checker::CheckContext;
use crate::rules::{FixIntent, Reencoding, rule};
use crate::syntax::{Member, Node};

rule! {
    /// An icon or a readme is not in base64.
    ///
    /// ## What it finds
    /// An `icon` or a `readme` that is not plain base64, at the first character that is wrong: a
    /// `data:` URL, the content without any encoding, the alphabet for URLs (`-` and `_`), spaces
    /// and line breaks, padding (`=`) that is missing, surplus or in the middle, characters of no
    /// alphabet, and a length that is impossible.
    ///
    /// ## Why it matters
    /// Some decoders refuse such a string, and others read something else than what was meant.
    ///
    /// ## Example
    /// ```json
    /// { "icon": "data:image/svg+xml;base64,PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=" }
    /// ```
    ///
    /// ## Fix
    /// Write base64 in its standard alphabet, in one piece, with its padding and with nothing around
    /// it. Where nothing but the form is wrong, the fix does that.
    /// ```json
    /// { "icon": "PHN2ZyB4bWxucz0iaHR0cDovL3d3dy53My5vcmcvMjAwMC9zdmciLz4=" }
    /// ```
    INVALID_BASE64 = "invalid-base64", Semantics, Some(Error);
}

/// The base64 of a field.
pub(super) fn field(site: &mut CheckContext, field: &'static Field, member: Member<'_>) {
    let Shape::Text(text) = field.shape else { return };
    let value = member.value();
    match text.holds {
        StringFormat::Icon => {
            let contents = icon(site.source(), value);
            contents.inspect(|contents| report(site, field, value, contents));
        }
        StringFormat::Readme => {
            let contents = readme(site.source(), value);
            contents.inspect(|contents| report(site, field, value, contents));
        }
        _ => {}
    }
}

fn report<T>(site: &mut CheckContext, field: &Field, value: Node<'_>, contents: &Contents<T>) {
    for flaw in &contents.flaws {
        let range = Contents::<T>::range(value, &flaw.range);
        let message = message(field.name, flaw.kind);
        let found = site.report(&INVALID_BASE64, range, message).at_member(field.name);
        if contents.repairable {
            found.remedy(FixIntent::Recode(match flaw.kind {
                FlawKind::Plain => Reencoding::Encode,
                _ => Reencoding::Tidy,
            }));
        }
    }
}

fn message(field: &str, kind: FlawKind) -> String {
    match kind {
        FlawKind::DataUrl { encoded: true } => {
            format!("This is a `data:` URL; `{field}` takes only the base64 behind its comma.")
        }
        FlawKind::DataUrl { encoded: false } => {
            format!("This is a `data:` URL; `{field}` takes base64, with nothing in front.")
        }
        FlawKind::Plain => {
            format!("This is the content itself; `{field}` takes it encoded in base64.")
        }
        FlawKind::Space => "Spaces and line breaks are no part of base64; it has to be in one \
                            piece."
            .to_owned(),
        FlawKind::UrlAlphabet(c) => {
            let right = if c == '-' { '+' } else { '/' };
            format!(
                "`{c}` belongs to the base64 of URLs and file names; `{field}` takes the standard \
                 one, which has `{right}` instead."
            )
        }
        FlawKind::Foreign(c) if c == '`' || !(c.is_ascii_graphic() || c.is_alphanumeric()) => {
            format!("The character U+{:04X} is not part of base64.", c as u32)
        }
        FlawKind::Foreign(c) => format!(
            "`{c}` is not part of base64, which has nothing but letters, digits, `+`, `/` and, at \
             its end, `=`."
        ),
        FlawKind::InnerPadding => {
            "`=` can stand only at the end of base64, but more follows here.".to_owned()
        }
        FlawKind::MissingPadding(missing) => format!(
            "The padding is missing: this base64 has to end in {}.",
            match missing {
                1 => "one more `=`",
                _ => "`==`",
            }
        ),
        FlawKind::SurplusPadding(_, 0) => {
            "This base64 needs no padding; the `=` at its end has to go.".to_owned()
        }
        FlawKind::SurplusPadding(found, wanted) => {
            format!("There are {found} `=` at the end of this base64, but {wanted} is right.")
        }
        FlawKind::Length => {
            "This base64 is incomplete: its characters come in fours, and the last \
                             one stands alone."
                .to_owned()
        }
    }
}
