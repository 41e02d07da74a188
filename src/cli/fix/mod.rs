//! The `fix` command: applies the fixes that are named by their IDs.

mod args;

use std::path::Path;
use std::process::ExitCode;

pub(super) use args::FixArgs;

use super::check::Fixes;
use super::config_problems::print_config_problems;
use super::input::read;
use super::inputs::Source;
use super::panic::catch_panic;
use super::printer::{EXIT_ERROR, error, path_error, print, print_note};
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
        (true, None) => "<stdin>".to_owned(),
        (true, Some(name)) => path_name(name),
        (false, _) => path_name(&args.file),
    };
    let source = if is_stdin { Source::Stdin } else { Source::File(args.file.clone()) };
    match apply(args, &source, &name) {
        Ok(code) => code,
        Err(message) => path_error(&name, &message),
    }
}

fn apply(args: &FixArgs, source: &Source, name: &str) -> Result<ExitCode, String> {
    let mut buffer = Vec::new();
    let text = read(source, &mut buffer)?;
    let resolver = Resolver::new();
    let settings = resolver.settings_for(match source {
        Source::Stdin => Path::new(name),
        Source::File(path) => path,
    });
    let has_problems = print_config_problems(&resolver);
    let dialect = Dialect::of_path(name);
    let FixAll { edits, fixed } = catch_panic(|| {
        let findings = rules::check(text, dialect, &settings);
        let tree = Tree::parse(text, dialect);
        fix::choose(&text, &tree, &findings, &args.ids)
    })?
    .map_err(|error| describe_choice_error(&error))?;
    let code = match has_problems {
        true => EXIT_ERROR.into(),
        false if args.diff && !edits.is_empty() => ExitCode::FAILURE,
        false => ExitCode::SUCCESS,
    };
    if args.diff {
        return Ok(match print(unified_diff(name, text, &edits)) {
            ExitCode::SUCCESS => code,
            failed => failed,
        });
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
    Ok(code)
}
