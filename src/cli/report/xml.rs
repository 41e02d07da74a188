//! Text of XML reports.

use crate::cli::sanitize::sanitize_char;

/// Appends `text` as XML character data or as an attribute value in double quotes. Characters that XML 1.0
/// excludes become U+FFFD.
pub(super) fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(sanitize_char(c)),
        }
    }
}

/// Returns `text` escaped.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(text, &mut out);
    out
}
