//! What people see: colour, progress, and text that cannot harm a terminal.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use clap::ValueEnum;

pub(super) use crate::util::display::sanitize;
pub(super) use crate::util::fs::describe_io_error;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    Always,
    Never,
}

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
