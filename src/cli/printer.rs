//! The standard streams: output, error messages, and whether output is colored.

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::ValueEnum;

use super::sanitize::line;
use crate::util::fs::describe_io_error;

/// The program's name, as the prefix of error messages.
pub(super) const NAME: &str = "integration-manifest-ls";

/// The exit code of a usage or I/O error.
pub(super) const EXIT_ERROR: u8 = 2;

/// When to color output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(super) enum Color {
    /// On a terminal, unless `NO_COLOR` is set
    #[default]
    Auto,
    Always,
    Never,
}

impl Color {
    /// Whether stdout is colored.
    pub(super) fn is_enabled(self) -> bool {
        match self {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => {
                let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
                !is_set("NO_COLOR")
                    && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
                    && io::stdout().is_terminal()
            }
        }
    }
}

/// Writes `bytes` to stdout. A closed pipe is not an error: its reader has read enough.
pub(super) fn write_stdout(bytes: &[u8]) -> Result<(), String> {
    let mut out = io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(describe_io_error(&error)),
        _ => Ok(()),
    }
}

/// Writes the output of a command to stdout, and returns the command's exit code.
pub(super) fn print(output: impl AsRef<[u8]>) -> ExitCode {
    match write_stdout(output.as_ref()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => path_error("stdout", &message),
    }
}

/// Prints a line to stderr. An error is ignored: there is no other place to report it.
pub(super) fn print_note(note: &str) {
    let _ = writeln!(io::stderr(), "{}", line(note));
}

/// Prints an error message, and returns the exit code of an error.
pub(super) fn error(message: &str) -> ExitCode {
    print_note(&format!("{NAME}: {message}"));
    EXIT_ERROR.into()
}

/// Prints an error message about a file, and returns the exit code of an error.
pub(super) fn path_error(path: &str, message: &str) -> ExitCode {
    error(&format!("{path}: {message}"))
}
