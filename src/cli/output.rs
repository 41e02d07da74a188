//! Output of commands: to stdout or a file, and the exit code.

use std::path::Path;
use std::process::ExitCode;

use super::printer::{EXIT_ERROR, path_error, print};
use super::run_args::is_stdin;
use super::sanitize::path_name;
use crate::util::fs;

/// Writes `content` to the file `output`; without one, or for `-`, to stdout.
pub(super) fn write_output(output: Option<&Path>, content: &[u8]) -> ExitCode {
    let Some(output) = output.filter(|output| !is_stdin(output)) else { return print(content) };
    match fs::write(output, None, content) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => path_error(&path_name(output), &message),
    }
}

/// Returns the exit code of a command whose output was printed with `code`.
pub(super) fn exit_code(code: ExitCode, has_errors: bool, fails: bool) -> ExitCode {
    match code {
        ExitCode::SUCCESS if has_errors => EXIT_ERROR.into(),
        ExitCode::SUCCESS if fails => ExitCode::FAILURE,
        code => code,
    }
}
