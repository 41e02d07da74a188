//! Text that is safe to print on a terminal.

use std::path::Path;

pub(super) use crate::util::display::{sanitize, sanitize_char};

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
