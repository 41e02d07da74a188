//! Text that is safe to print on a terminal.

use std::path::Path;

use crate::util::display::truncate;
pub(super) use crate::util::display::{sanitize, sanitize_char};

/// Maximum number of characters of an argument in an error message.
const MAX_ARGUMENT_CHARS: usize = 200;

/// The starts of the commands that a runner recognizes anywhere in a line: that of GitHub, and that of Azure
/// Pipelines, which ignores case.
const COMMANDS: [&str; 2] = ["##[", "##vso["];

/// Whether the last `#` of the start of a command of a runner is at the byte `at` of `text`.
pub(super) fn is_command(text: &str, at: usize) -> bool {
    let Some(rest) = at.checked_sub(1).and_then(|start| text.as_bytes().get(start..)) else {
        return false;
    };
    let begins =
        |start: &[u8]| rest.get(..start.len()).is_some_and(|it| it.eq_ignore_ascii_case(start));
    rest.starts_with(b"##") && COMMANDS.iter().any(|start| begins(start.as_bytes()))
}

/// Returns `text` without the start of a command of a runner.
pub(super) fn without_commands(text: String) -> String {
    if !text.contains("##") {
        return text;
    }
    let safe = |(at, c)| if is_command(&text, at) { '\u{266f}' } else { c };
    text.char_indices().map(safe).collect()
}

/// Returns an argument, as an error message quotes it.
pub(super) fn argument(text: &str) -> String {
    without_commands(truncate(text, MAX_ARGUMENT_CHARS))
}

/// Returns `text` as one safe line of output that can start with the name of a file.
pub(super) fn line(text: &str) -> String {
    let text = without_commands(sanitize(text).into_owned());
    // The runner also recognizes `::` at the start of a line. The path has the same meaning.
    if text.trim_start().starts_with("::") { format!("./{text}") } else { text }
}

/// Returns `text`, which may have several lines, without control characters and commands of a runner inside
/// a line.
pub(super) fn lines(text: &str) -> String {
    let safe = |c| if c == '\n' { c } else { sanitize_char(c) };
    without_commands(text.chars().map(safe).collect())
}

/// Returns a path as reports write it: with `/` on every system.
pub(super) fn path_name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}

#[cfg(test)]
mod tests {
    use super::{line, sanitize};

    #[test]
    fn line_contains_no_command_of_a_runner() {
        assert_eq!(
            line("::stop-commands::x.integration.json"),
            "./::stop-commands::x.integration.json"
        );
        assert_eq!(line(" ::a"), "./ ::a");
        assert_eq!(line("a/##[add-mask]b"), "a/#\u{266f}[add-mask]b");
        assert_eq!(line("a\n::b"), "a␊::b");
        assert_eq!(line("###[a] ##VSO[b]c ##v"), "##\u{266f}[a] #\u{266f}VSO[b]c ##v");
    }

    #[test]
    fn control_characters_are_escaped() {
        assert_eq!(sanitize("plain é 漢"), "plain é 漢");
        assert_eq!(sanitize("\x1b[31m\r\n\x7f\u{9b}\u{202e}\t"), "␛[31m␍␊␡\u{fffd}\u{fffd} ");
    }
}
