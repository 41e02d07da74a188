//! The `fmt` command: formats all files in parallel, and lists the changed ones in order.

use std::io::Write;
use std::process::ExitCode;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::args::FmtArgs;
use super::config_problems::print_config_problems;
use super::input::{excess, read};
use super::inputs::{self, Input, Source};
use super::line_index::{LineIndex, Position};
use super::output::exit_code;
use super::panic::catch_panic;
use super::printer::{path_error, print};
use super::sanitize::line;
use crate::config::Resolver;
use crate::ide::format::{self, Options};
use crate::rules;
use crate::syntax::{Dialect, Tree};
use crate::text;
use crate::util::display::plural;
use crate::util::fs;

/// The result of formatting one file.
struct Formatted {
    change: Change,
    /// The number of syntax errors, and the position of the first. Around them, the text is kept.
    errors: Option<(usize, Position)>,
}

/// Result of formatting a file.
enum Change {
    /// The file was formatted before.
    None,
    /// The file was not formatted before; it is now, unless `--check` is given.
    File,
    /// The formatted text of stdin.
    Stdin(Vec<u8>),
}

/// Formats the files that the arguments select.
pub(super) fn run(args: &FmtArgs) -> ExitCode {
    let resolver = Resolver::new();
    let (inputs, errors) =
        inputs::resolve_and_print(&args.paths, args.stdin_filename.as_deref(), &resolver);
    let format = |input: &Input| {
        let path = input.settings_path();
        if resolver.file_for(path).is_some_and(|file| file.has_problems()) {
            return Err("not formatted, because its settings have a problem".to_owned());
        }
        format_input(input, &args.options(resolver.format_for(path)), args.check)
    };
    let results: Vec<_> = inputs.par_iter().map(format).collect();
    let mut out = Vec::new();
    let mut has_errors = print_config_problems(&resolver) || errors > 0 || inputs.is_empty();
    let mut has_changes = false;
    for (input, result) in inputs.iter().zip(results) {
        let Formatted { change, errors } = match result {
            Ok(formatted) => formatted,
            Err(message) => {
                has_errors = true;
                path_error(&input.name, &message);
                continue;
            }
        };
        match change {
            Change::None => {}
            Change::File => {
                has_changes = true;
                // Writing to a vector cannot fail.
                let _ = writeln!(out, "{}", line(&input.name));
            }
            Change::Stdin(text) => out = text,
        }
        if let Some((count, Position { line, column })) = errors {
            has_errors = true;
            let errors = plural(count, "syntax error");
            let first = if count > 1 { "the first at " } else { "" };
            let message =
                format!("{errors}, {first}{line}:{column}; the text around it is not formatted");
            path_error(&input.name, &message);
        }
    }
    exit_code(print(&out), has_errors, args.check && has_changes)
}

fn format_input(input: &Input, options: &Options, check: bool) -> Result<Formatted, String> {
    let mut buffer = Vec::new();
    let text = read(&input.source, &mut buffer)?;
    let dialect = Dialect::of_path(&input.name);
    let (edits, errors) = catch_panic(|| {
        let tree = Tree::parse(text, dialect);
        if let Some(message) = excess(text, &tree) {
            return Err(message);
        }
        Ok((format::document(&text, &tree, options), syntax_errors(text, &tree)))
    })??;
    let formatted = |change| Ok(Formatted { change, errors });
    if check {
        return formatted(if edits.is_empty() { Change::None } else { Change::File });
    }
    let new_text = text::apply(text, &edits);
    match &input.source {
        Source::Stdin => formatted(Change::Stdin(new_text.into_bytes())),
        Source::File(_) if edits.is_empty() => formatted(Change::None),
        Source::File(path) => {
            fs::write(path, Some(text.as_bytes()), new_text.as_bytes())?;
            formatted(Change::File)
        }
    }
}

/// Returns the number of syntax errors, and the position of the first.
fn syntax_errors(text: &str, tree: &Tree) -> Option<(usize, Position)> {
    let (first, count) = rules::not_json(&text, tree, 1);
    let first = first.first()?;
    Some((count, LineIndex::new(text).position(first.range.start)))
}
