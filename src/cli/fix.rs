//! The `fix` command: applies the fixes that are named by their IDs.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{CommandFactory, error::ErrorKind};

use super::args::{Args, is_stdin};
use super::check::Fixes;
use super::config_problems::print_config_problems;
use super::input::read;
use super::inputs::Source;
use super::panic::catch_panic;
use super::printer::{EXIT_ERROR, path_error, print, print_note};
use super::sanitize::path_name;
use super::unified_diff::unified_diff;
use crate::config::Resolver;
use crate::fix::{self, FixAll};
use crate::report::fixes::describe_choice_error;
use crate::rules;
use crate::syntax::{Dialect, Tree};
use crate::text;
use crate::util::fs;

/// The arguments of `fix`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit status:\n  \
    0  The fixes were applied\n  \
    1  With --diff: the file would change\n  \
    2  Usage or I/O error, an unknown ID, or two fixes of the same text (see stderr); nothing was written\n\n\
    Examples:\n  \
    integration-manifest-ls check --format json --show-fixes integration.json  List the fixes with their IDs\n  \
    integration-manifest-ls fix integration.json --id 3f9c1ab07d42 --diff      Show what a fix changes\n  \
    integration-manifest-ls fix integration.json --id 3f9c1ab07d42             Apply it")]
pub(super) struct FixArgs {
    /// Manifest; `-` reads stdin and writes the result to stdout
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// ID of a fix to apply, as `check --format json --show-fixes` lists it; repeatable
    #[arg(long = "id", value_name = "ID", required = true)]
    ids: Vec<String>,
    /// Show the change as a unified diff, and write nothing
    ///
    /// Values of secrets are redacted in the diff.
    #[arg(long)]
    diff: bool,
    /// Name of the manifest on stdin: selects JSON or JSONC, and the settings
    #[arg(long, value_name = "PATH")]
    stdin_filename: Option<PathBuf>,
}

impl FixArgs {
    /// Checks the combinations that clap cannot express.
    pub(super) fn validate(&self) -> Result<(), clap::Error> {
        if self.stdin_filename.is_some() && !is_stdin(&self.file) {
            let message = "`--stdin-filename` requires `-` as FILE";
            return Err(Args::command().error(ErrorKind::MissingRequiredArgument, message));
        }
        Ok(())
    }
}

/// Applies the fixes that the arguments name.
pub(super) fn run(args: &FixArgs) -> ExitCode {
    let is_stdin = is_stdin(&args.file);
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
