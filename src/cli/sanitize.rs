//! Text that is safe to print on a terminal.

use std::borrow::Cow;
use std::path::Path;

/// Replaces characters that control a terminal or change the writing direction: text from a document
/// must not be able to forge a report.
pub(super) fn sanitize(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| sanitize_char(c) == c) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(sanitize_char).collect())
    }
}

/// Returns the printable character for `c`. Replaces one character with one, so that columns stay.
pub(super) fn sanitize_char(c: char) -> char {
    match c {
        '\t' => ' ',
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{fffd}'),
        '\u{7f}' => '\u{2421}',
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        c => c,
    }
}

/// Returns a path as reports write it: with `/` on every system.
pub(super) fn path_name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::sanitize;

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(sanitize("plain é 漢"), "plain é 漢");
        assert_eq!(sanitize("\x1b[31m\r\n\x7f\u{9b}\u{202e}\t"), "␛[31m␍␊␡\u{fffd}\u{fffd} ");
    }
}
