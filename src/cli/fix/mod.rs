//! The `fix` command: applies the fixes that are named by their IDs.

mod args;

use std::process::ExitCode;

pub(super) use args::FixArgs;

use super::check::Fixes;
use super::config_problems::print_config_problems;
use super::input::read;
use super::inputs::{Input, STDIN, Source};
use super::output::exit_code;
use super::panic::catch_panic;
use super::printer::{error, path_error, print, print_note};
use super::run_args::is_stdin;
use super::sanitize::path_name;
use super::unified_diff::unified_diff;
use crate::config::Resolver;
use crate::fix::{self, FixAll};
use crate::report::fixes::describe_choice_error;
use crate::rules;
use crate::syntax::{Dialect, Tree};
use crate::text;
use crate::util::fs;

/// Applies the fixes that the arguments name.
pub(super) fn run(args: &FixArgs) -> ExitCode {
    let is_stdin = is_stdin(&args.file);
    if args.stdin_filename.is_some() && !is_stdin {
        return error("`--stdin-filename` requires `-` as FILE");
    }
    let name = match (is_stdin, &args.stdin_filename) {
        (true, None) => STDIN.to_owned(),
        (true, Some(name)) => path_name(name),
        (false, _) => path_name(&args.file),
    };
    let input = Input { name, source: Source::of(&args.file) };
    apply(args, &input).unwrap_or_else(|message| path_error(&input.name, &message))
}

fn apply(args: &FixArgs, input: &Input) -> Result<ExitCode, String> {
    let Input { name, source } = input;
    let mut buffer = Vec::new();
    let text = read(source, &mut buffer)?;
    let resolver = Resolver::new();
    let settings = resolver.settings_for(input.settings_path());
    let has_problems = print_config_problems(&resolver);
    let dialect = Dialect::of_path(name);
    let FixAll { edits, fixed } = catch_panic(|| {
        let findings = rules::check(text, dialect, &settings);
        let tree = Tree::parse(text, dialect);
        fix::choose(&text, &tree, &findings, &args.ids)
    })?
    .map_err(|error| describe_choice_error(&error))?;
    if args.diff {
        let printed = print(unified_diff(name, text, &edits));
        return Ok(exit_code(printed, has_problems, !edits.is_empty()));
    }
    let new_text = text::apply(text, &edits);
    match source {
        Source::Stdin => _ = print(&new_text),
        Source::File(path) => fs::write(path, Some(text.as_bytes()), new_text.as_bytes())?,
    }
    let fixes = Fixes::new(name, text, &fixed);
    fixes.lines.iter().for_each(|line| print_note(line));
    let count = fixes.count;
    print_note(&format!("Applied {count} {}.", if count == 1 { "fix" } else { "fixes" }));
    Ok(exit_code(ExitCode::SUCCESS, has_problems, false))
}
