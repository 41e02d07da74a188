//! The `check` command: checks all files in parallel, and reports them in order.

mod outcome;
mod report_writer;
mod show_diff;

use outcome::FileReport;
pub(super) use outcome::{CheckError, Fixes, WrittenFile};
pub(super) use show_diff::show_diff;
use std::cell::RefCell;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::Mutex;
use rayon::iter::{ParallelBridge, ParallelIterator};

use super::args::ReportArgs;
use super::config_problems::print_config_problems;
use super::input::read;
use super::inputs::{self, Input, Source};
use super::panic::catch_panic;
use super::printer::{EXIT_ERROR, path_error, print_note, write_stdout};
use super::report::{self, Checked, Report, Summary, plural};
use crate::config::Resolver;
use crate::fix::{self, FixAll};
use crate::rules::{Applicability, Finding, Settings};
use crate::syntax::Dialect;
use crate::text;
use crate::util::fs::{self};
use report_writer::{FixCounts, ReportWriter};

/// A manifest that was read, with everything that a check depends on.
pub(super) struct Manifest<'a> {
    /// The name in reports.
    pub(super) name: &'a str,
    pub(super) text: &'a str,
    pub(super) dialect: Dialect,
    pub(super) settings: &'a Settings,
}

/// Finds the findings in a manifest: locally for `check`, with the Botpress API for `validate`.
pub(super) type Checker<'a> = dyn Fn(&Manifest<'_>) -> Result<Vec<Finding>, CheckError> + Sync + 'a;

/// The parts of a run that all files share.
struct Run<'a> {
    checker: &'a Checker<'a>,
    resolver: &'a Resolver,
    report: &'a dyn Report,
    /// The fixes to apply, up to this applicability.
    fix: Option<Applicability>,
}

/// The result of a run.
pub(super) struct Outcome {
    pub(super) code: ExitCode,
    /// Number of files to check.
    pub(super) files: usize,
    /// The files that were fixed.
    pub(super) written: Vec<WrittenFile>,
    /// Whether the reader of the report has closed the pipe.
    pub(super) is_pipe_closed: bool,
}

/// Checks the files that the arguments select, and applies fixes up to the applicability `fix`.
pub(super) fn run(args: &ReportArgs, fix: Option<Applicability>, checker: &Checker<'_>) -> Outcome {
    let stdout = io::stdout();
    if fix.is_some() && args.reads_stdin() {
        // Stdout receives the fixed text.
        return run_to(io::stderr(), false, args, fix, checker);
    }
    let line_buffered = stdout.is_terminal();
    run_to(stdout, line_buffered, args, fix, checker)
}

fn run_to(
    out: impl Write + Send,
    line_buffered: bool,
    args: &ReportArgs,
    fix: Option<Applicability>,
    checker: &Checker<'_>,
) -> Outcome {
    let resolver = Resolver::new();
    let (inputs, errors) =
        inputs::resolve_and_print(&args.paths, args.stdin_filename.as_deref(), &resolver);
    let report = report::new(args.format, args.color, args.show_fixes);
    let run = Run { checker, resolver: &resolver, report: &*report, fix };
    let mut writer = ReportWriter::new(out, line_buffered, &*report, &inputs);
    writer.summary.unreadable = errors;
    writer.has_errors = errors > 0 || inputs.is_empty();
    let result = writer
        .begin()
        .and_then(|()| check_all(&run, &mut writer))
        .and_then(|()| writer.end(|| print_config_problems(&resolver)));
    let FixCounts { findings, files, written } = std::mem::take(&mut writer.fixes);
    if findings > 0 {
        let (findings, files) = (plural(findings, "problem"), plural(files, "file"));
        print_note(&format!("Fixed {findings} in {files}."));
    }
    let mut has_errors = writer.has_errors;
    let mut is_pipe_closed = false;
    match result {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => is_pipe_closed = true,
        Err(error) => {
            has_errors = true;
            path_error("stdout", &fs::describe_io_error(&error));
        }
    }
    let code = match (has_errors, writer.summary.errors) {
        (true, _) => EXIT_ERROR.into(),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::FAILURE,
    };
    Outcome { code, files: inputs.len(), written, is_pipe_closed }
}

/// Checks all inputs in parallel and passes the results to the writer.
fn check_all<W: Write + Send>(run: &Run<'_>, writer: &mut ReportWriter<'_, W>) -> io::Result<()> {
    let inputs = writer.inputs;
    let failure = Mutex::new(None);
    let stop = AtomicBool::new(false);
    let writer = Mutex::new(writer);
    // A bridge processes the files in order, so few results have to wait in the writer.
    inputs.iter().enumerate().par_bridge().for_each(|(index, input)| {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let result = check_input(input, run);
        if let Err(error) = writer.lock().submit(index, result) {
            stop.store(true, Ordering::Relaxed);
            *failure.lock() = Some(error);
        }
    });
    failure.into_inner().map_or(Ok(()), Err)
}

thread_local! {
    /// The read buffer of each thread, reused for the next file.
    static BUFFER: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Maximum size, in bytes, of a read buffer that is kept for the next file.
const MAX_KEPT_BUFFER: usize = 4 << 20;

fn check_input(input: &Input, run: &Run<'_>) -> Result<FileReport, CheckError> {
    BUFFER.with_borrow_mut(|buffer| {
        let text = read(&input.source, buffer).map_err(CheckError::Unreadable);
        let result = text.and_then(|text| check_text(input, text, run));
        buffer.truncate(MAX_KEPT_BUFFER);
        buffer.shrink_to(MAX_KEPT_BUFFER);
        result
    })
}

fn check_text(input: &Input, text: &str, run: &Run<'_>) -> Result<FileReport, CheckError> {
    let settings = run.resolver.settings_for(match &input.source {
        Source::Stdin => Path::new(&input.name),
        Source::File(path) => path,
    });
    let dialect = Dialect::of_path(&input.name);
    let mut manifest = Manifest { name: &input.name, text, dialect, settings: &settings };
    let Fixed { text: fixed_text, fixes, write_error } = match run.fix {
        Some(most) => apply_fixes(input, &manifest, most)?,
        None => Fixed::default(),
    };
    if let Some(text) = &fixed_text {
        manifest.text = text;
    }
    let findings = catch_panic(|| (run.checker)(&manifest)).map_err(CheckError::Failed)??;
    let mut text = Vec::new();
    let checked = Checked { path: &input.name, text: manifest.text, findings: &findings };
    run.report
        .file(&checked, &mut text)
        .map_err(|error| CheckError::Failed(fs::describe_io_error(&error)))?;
    Ok(FileReport { text, summary: Summary::new(&findings), fixes, write_error })
}

/// The result of fixing a file.
#[derive(Default)]
struct Fixed {
    /// The fixed text, if it was written and differs.
    text: Option<String>,
    /// The applied fixes.
    fixes: Fixes,
    /// Why the fixed text could not be written.
    write_error: Option<String>,
}

/// Applies the fixes up to `most` and writes the text: to the file if it changed, or to stdout.
fn apply_fixes(
    input: &Input,
    manifest: &Manifest<'_>,
    most: Applicability,
) -> Result<Fixed, CheckError> {
    let Manifest { text, dialect, settings, .. } = *manifest;
    let FixAll { edits, fixed } =
        catch_panic(|| fix::fix_all(text, dialect, settings, most)).map_err(CheckError::Failed)?;
    let fixed_text = (!fixed.is_empty()).then(|| text::apply(text, &edits));
    let written = match (&input.source, &fixed_text) {
        (Source::Stdin, fixed) => write_stdout(fixed.as_deref().unwrap_or(text).as_bytes()),
        (Source::File(path), Some(fixed)) => {
            fs::write(path, Some(text.as_bytes()), fixed.as_bytes())
        }
        (Source::File(_), None) => Ok(()),
    };
    Ok(match written {
        Ok(()) => Fixed {
            text: fixed_text,
            fixes: Fixes::new(manifest.name, text, &fixed),
            write_error: None,
        },
        Err(error) => Fixed { write_error: Some(error), ..Fixed::default() },
    })
}

#[cfg(test)]
mod tests;
