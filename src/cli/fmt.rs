//! The `fmt` command: formats all files in parallel, and lists the changed ones in order.

use std::io::Write;
use std::process::ExitCode;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::args::FmtArgs;
use super::input::read;
use super::inputs::{self, Input, Source};
use super::panic::catch_panic;
use super::printer::{EXIT_ERROR, path_error, print};
use super::sanitize::line;
use crate::ide::format::{self, Options};
use crate::syntax::{Dialect, Tree};
use crate::text;
use crate::util::fs;

/// The result of formatting one file.
enum Formatted {
    /// The file was formatted before.
    Unchanged,
    /// The file was not formatted before; it is now, unless `--check` is given.
    Changed,
    /// The formatted text of stdin.
    Stdin(Vec<u8>),
}

/// Formats the files that the arguments select.
pub(super) fn run(args: &FmtArgs) -> ExitCode {
    let (inputs, errors) = inputs::resolve_and_print(&args.paths, args.stdin_filename.as_deref());
    let options = args.options();
    let results: Vec<_> =
        inputs.par_iter().map(|input| format_input(input, &options, args.check)).collect();
    let mut out = Vec::new();
    let mut has_errors = errors > 0 || inputs.is_empty();
    let mut has_changes = false;
    for (input, result) in inputs.iter().zip(results) {
        match result {
            Ok(Formatted::Unchanged) => {}
            Ok(Formatted::Changed) => {
                has_changes = true;
                // Writing to a vector cannot fail.
                let _ = writeln!(out, "{}", line(&input.name));
            }
            Ok(Formatted::Stdin(text)) => out = text,
            Err(message) => {
                has_errors = true;
                path_error(&input.name, &message);
            }
        }
    }
    match print(&out) {
        code if code != ExitCode::SUCCESS => code,
        _ if has_errors => EXIT_ERROR.into(),
        _ if args.check && has_changes => ExitCode::FAILURE,
        code => code,
    }
}

fn format_input(input: &Input, options: &Options, check: bool) -> Result<Formatted, String> {
    let mut buffer = Vec::new();
    let text = read(&input.source, &mut buffer)?;
    let dialect = Dialect::of_path(&input.name);
    let edits = catch_panic(|| format::document(&text, &Tree::parse(text, dialect), options))?;
    if check {
        return Ok(if edits.is_empty() { Formatted::Unchanged } else { Formatted::Changed });
    }
    let formatted = text::apply(text, &edits);
    match &input.source {
        Source::Stdin => Ok(Formatted::Stdin(formatted.into_bytes())),
        Source::File(_) if edits.is_empty() => Ok(Formatted::Unchanged),
        Source::File(path) => {
            fs::write(path, Some(text.as_bytes()), formatted.as_bytes())?;
            Ok(Formatted::Changed)
        }
    }
}
