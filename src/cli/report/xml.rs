//! Text of XML reports.

use crate::cli::sanitize::{sanitize, without_commands};
use crate::util::xml::escape;

/// Returns `text` as XML character data or as an attribute value. Characters that XML 1.0 excludes become
/// U+FFFD, and control characters their pictures.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, &sanitize(text).replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}"));
    without_commands(out)
}
