//! `check --diff`: shows what the fixes would change.

use std::process::ExitCode;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::args::CheckArgs;
use crate::cli::config_problems::print_config_problems;
use crate::cli::input::read;
use crate::cli::inputs::{self, Input};
use crate::cli::output::exit_code;
use crate::cli::panic::catch_panic;
use crate::cli::printer::{path_error, print, print_note};
use crate::cli::sanitize::without_commands;
use crate::cli::unified_diff::unified_diff;
use crate::config::Resolver;
use crate::fix::{self, FixAll};
use crate::rules::Applicability;
use crate::syntax::Dialect;
use crate::util::display::plural;

/// Prints the fixes up to `most` as a unified diff, and writes no file. The exit code is that of
/// `fmt --check`: 1 if a file would change.
pub(in crate::cli) fn show_diff(args: &CheckArgs) -> ExitCode {
    let (most, resolver) = (args.most(), Resolver::with_overlay(args.report.rules.overlay()));
    let args = &args.report;
    let (inputs, errors) =
        inputs::resolve_and_print(&args.paths, args.stdin_filename.as_deref(), &resolver);
    let results: Vec<_> =
        inputs.par_iter().map(|input| diff_input(input, &resolver, most)).collect();
    let mut has_errors = print_config_problems(&resolver) || errors > 0;
    has_errors |= inputs.is_empty() && !args.results.allow_empty;
    let (mut out, mut fixed, mut files) = (String::new(), 0, 0);
    for (input, result) in inputs.iter().zip(results) {
        match result {
            Ok((_, 0)) => {}
            Ok((diff, count)) => {
                out.push_str(&diff);
                fixed += count;
                files += 1;
            }
            Err(message) => {
                has_errors = true;
                path_error(&input.name, &message);
            }
        }
    }
    let code = print(without_commands(out));
    if fixed > 0 {
        print_note(&format!(
            "Would fix {} in {}.",
            plural(fixed, "problem"),
            plural(files, "file")
        ));
    }
    exit_code(code, has_errors, fixed > 0)
}

/// Returns the diff of a file, and the number of fixes in it.
fn diff_input(
    input: &Input,
    resolver: &Resolver,
    most: Applicability,
) -> Result<(String, usize), String> {
    let mut buffer = Vec::new();
    let text = read(&input.source, &mut buffer)?;
    let settings = resolver.settings_for(input.settings_path());
    let dialect = Dialect::of_path(&input.name);
    catch_panic(|| {
        let FixAll { edits, fixed } = fix::fix_all(text, dialect, &settings, most);
        (unified_diff(&input.name, text, &edits), fixed.len())
    })
}
