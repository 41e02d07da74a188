//! The progress of a long check, on one line of the terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// Delay before the line appears: a short check shows none.
const DELAY: Duration = Duration::from_secs(1);

/// Minimum time between two updates of the line.
const INTERVAL: Duration = Duration::from_millis(100);

/// A line on stderr that is rewritten in place, if stderr is a terminal.
pub(super) struct Progress {
    total: usize,
    /// The time of the next update; `None` without a terminal.
    next_update: Option<Instant>,
    is_visible: bool,
}

impl Progress {
    /// Creates the progress of a check of `total` files.
    pub(super) fn new(total: usize) -> Progress {
        let next_update = io::stderr().is_terminal().then(|| Instant::now() + DELAY);
        Progress { total, next_update, is_visible: false }
    }

    /// Updates the line after `done` files are checked.
    pub(super) fn update(&mut self, done: usize) {
        let Some(next_update) = &mut self.next_update else { return };
        let now = Instant::now();
        if now < *next_update {
            return;
        }
        *next_update = now + INTERVAL;
        self.is_visible = true;
        let mut err = io::stderr().lock();
        let _ = write!(err, "\r\x1b[2KChecked {done} of {} files", self.total);
        let _ = err.flush();
    }

    /// Clears the line before other output is written.
    pub(super) fn clear(&mut self) {
        if std::mem::take(&mut self.is_visible) {
            let _ = write!(io::stderr(), "\r\x1b[2K");
        }
    }
}
