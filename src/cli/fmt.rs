//! `fmt`: every file once, in parallel; said in order.

use std::io::Write;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

use super::args::FmtArgs;
use super::input::read;
use super::inputs::{self, Input, Source};
use super::terminal::sanitize;
use super::{EXIT_ERROR, print_bytes, tell};
use crate::ide::format::{self, Options};
use crate::syntax::{Dialect, Tree};
use crate::text;
use crate::util::fs;

/// What became of a file.
enum Done {
    /// It is laid out already.
    Same,
    /// It was not laid out, and is now unless this was only to find out.
    Changed,
    /// The text from stdin, laid out.
    Text(Vec<u8>),
}

/// Lays out what the arguments name.
pub(super) fn run(args: &FmtArgs) -> ExitCode {
    let (inputs, mut trouble) = inputs::collect_inputs(&args.paths, args.stdin_filename.as_deref());
    let options = args.options();
    let done: Vec<_> = inputs.par_iter().map(|input| one(input, &options, args.check)).collect();
    let mut out = Vec::new();
    let mut changed = false;
    for (input, done) in inputs.iter().zip(done) {
        match done {
            Ok(Done::Same) => {}
            Ok(Done::Changed) => {
                changed = true;
                let _ = writeln!(out, "{}", sanitize(&input.name));
            }
            Ok(Done::Text(text)) => out = text,
            Err(what) => {
                trouble = true;
                tell(&input.name, &what);
            }
        }
    }
    match print_bytes(&out) {
        code if code != ExitCode::SUCCESS => code,
        _ if trouble => EXIT_ERROR.into(),
        _ if args.check && changed => ExitCode::FAILURE,
        code => code,
    }
}

fn one(input: &Input, options: &Options, check: bool) -> Result<Done, String> {
    let mut bytes = Vec::new();
    let text = read(&input.source, &mut bytes)?;
    let dialect = Dialect::of_path(&input.name);
    // A mistake in the layout must not keep the other files from being laid out.
    let edits = catch_unwind(AssertUnwindSafe(|| {
        format::document(&text, &Tree::parse(text, dialect), options)
    }));
    let edits =
        edits.map_err(|_| "the layout failed; this is a mistake in this program".to_owned())?;
    if check {
        return Ok(if edits.is_empty() { Done::Same } else { Done::Changed });
    }
    let after = text::apply(text, &edits);
    match &input.source {
        Source::Stdin => Ok(Done::Text(after.into_bytes())),
        Source::File(_) if edits.is_empty() => Ok(Done::Same),
        Source::File(path) => {
            fs::write(path, Some(text.as_bytes()), after.as_bytes())?;
            Ok(Done::Changed)
        }
    }
}
