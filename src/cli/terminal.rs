//! What people see: colour, progress, and text that cannot harm a terminal.

use std::borrow::Cow;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use super::args::Color;
pub(super) use crate::util::fs::describe_io_error;

/// Whether stdout gets colour.
pub(super) fn wants_color(color: Color) -> bool {
    match color {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => {
            let set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
            !set("NO_COLOR")
                && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
                && io::stdout().is_terminal()
        }
    }
}

/// `text` without characters that steer a terminal or turn the direction of writing: what a
/// document holds must not forge a report about it.
pub(super) fn sanitize(text: &str) -> Cow<'_, str> {
    if text.chars().all(|c| plain_char(c) == c) {
        Cow::Borrowed(text)
    } else {
        Cow::Owned(text.chars().map(plain_char).collect())
    }
}

/// What is shown in place of `c`: one character for one, so that columns stay.
pub(super) fn plain_char(c: char) -> char {
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

/// A path as reports write it.
pub(super) fn path_name(path: &Path) -> String {
    let name = path.to_string_lossy();
    if cfg!(windows) { name.replace('\\', "/") } else { name.into_owned() }
}

/// How far a long run is: one line on a terminal, rewritten in place.
pub(super) struct Progress {
    total: usize,
    due: Option<Instant>,
    shown: bool,
}

impl Progress {
    /// Short runs show nothing.
    const PATIENCE: Duration = Duration::from_secs(1);
    const INTERVAL: Duration = Duration::from_millis(100);

    pub(super) fn new(total: usize) -> Progress {
        let due = io::stderr().is_terminal().then(|| Instant::now() + Progress::PATIENCE);
        Progress { total, due, shown: false }
    }

    /// Called when `done` files are done.
    pub(super) fn tick(&mut self, done: usize) {
        let Some(due) = &mut self.due else { return };
        let now = Instant::now();
        if now < *due {
            return;
        }
        *due = now + Progress::INTERVAL;
        self.shown = true;
        let mut err = io::stderr().lock();
        let _ = write!(err, "\r\x1b[2Kchecked {done} of {} files", self.total);
        let _ = err.flush();
    }

    /// Takes the line away before something else is written.
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.shown) {
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }
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
