//! The `check` command: checks all files in parallel, and reports them in order.

mod against;
mod args;
mod baseline;
mod manifest;
mod outcome;
mod report_writer;
mod show_diff;
mod threshold;

use against::OldVersions;
pub(super) use args::{CheckArgs, Visibility};
pub(super) use baseline::edit_baseline;
use baseline::{entries_of_missing, outdated_entries, print_outdated};
pub(super) use manifest::{Checker, Manifest};
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

use super::config_problems::print_config_problems;
use super::diff::changed_inputs;
use super::input::read;
use super::inputs::{self, Input, STDIN, Source};
use super::panic::catch_panic;
use super::printer::{Color, EXIT_ERROR, error, path_error, print_note, write_stdout};
use super::report::{self, Checked, Report, ReportOptions, Summary, WorkTree};
use super::run_args::{ReportArgs, ResultArgs};
use super::sanitize::{path_name, sanitize};
use crate::config::{Overlay, Resolver};
use crate::fix::{self, AppliedFix, FixAll};
use crate::rules::{Applicability, Finding, Severity};
use crate::syntax::Dialect;
use crate::text;
use crate::util::display::plural;
use crate::util::fs::{self};
use report_writer::{FixCounts, ReportWriter};
use threshold::Threshold;

/// The parts of a run that all files share.
struct Run<'a> {
    checker: &'a Checker<'a>,
    resolver: &'a Resolver,
    /// The reports: that on stdout, then those in files.
    reports: &'a [Box<dyn Report>],
    work_tree: WorkTree,
    /// The fixes to apply, up to this applicability.
    fix: Option<Applicability>,
    /// The findings to list, and the ones that make the exit code 1.
    results: &'a ResultArgs,
    /// The older versions, if only new findings are reported.
    old: Option<OldVersions>,
    /// Whether the older versions cannot be read: the run fails, and nothing is fixed.
    is_old_unknown: bool,
    /// Whether entries of the baseline without a finding are searched.
    finds_outdated: bool,
}

/// Options of a run.
#[derive(Default)]
struct Options<'a> {
    overlay: Overlay,
    fix: Option<Applicability>,
    against: Option<&'a str>,
    only_changed: bool,
    statistics: bool,
    show_accepted: bool,
    finds_outdated: bool,
    strict_baseline: bool,
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

/// Runs `check`.
pub(super) fn run_check(args: &CheckArgs, checker: &Checker<'_>) -> Outcome {
    let options = Options {
        overlay: args.report.rules.overlay(),
        fix: args.applied_fixes(),
        against: args.against.as_deref(),
        only_changed: args.changed,
        statistics: args.statistics,
        show_accepted: args.baseline.show_accepted,
        // Entries of unchanged manifests are not searched.
        finds_outdated: !args.report.rules.is_partial() && !args.changed,
        strict_baseline: args.baseline.strict_baseline,
    };
    run(&args.report, options, checker)
}

/// Runs a checker that `validate` provides.
pub(super) fn run_validation(args: &ReportArgs, checker: &Checker<'_>) -> Outcome {
    let options = Options { overlay: args.rules.overlay(), ..Options::default() };
    run(args, options, checker)
}

fn run(args: &ReportArgs, options: Options<'_>, checker: &Checker<'_>) -> Outcome {
    let stdout = io::stdout();
    if options.fix.is_some() && args.reads_stdin() {
        // Stdout receives the fixed text.
        return run_to(io::stderr(), false, args, options, checker);
    }
    let line_buffered = stdout.is_terminal();
    run_to(stdout, line_buffered, args, options, checker)
}

fn run_to(
    out: impl Write + Send,
    line_buffered: bool,
    args: &ReportArgs,
    options: Options<'_>,
    checker: &Checker<'_>,
) -> Outcome {
    let reports = reports(args, &options);
    let Options { overlay, fix, against, only_changed, .. } = options;
    let Options { finds_outdated, strict_baseline, .. } = options;
    let resolver = Resolver::with_overlay(overlay);
    let (mut inputs, errors) =
        inputs::resolve_and_print(&args.paths, args.stdin_filename.as_deref(), &resolver);
    let is_empty = inputs.is_empty() && !args.results.allow_empty;
    let (mut old, mut is_old_unknown) = (None, false);
    if let Some(source) = against {
        let read = match only_changed {
            true => changed_inputs(source, &mut inputs),
            false => Ok(()),
        };
        match read.and_then(|()| OldVersions::read(source, &inputs)) {
            Ok(versions) => old = Some(versions),
            Err(message) => {
                is_old_unknown = true;
                error(&sanitize(&message));
            }
        }
    }
    let run = Run {
        checker,
        resolver: &resolver,
        reports: &reports,
        work_tree: WorkTree::from_env(),
        fix,
        results: &args.results,
        old,
        is_old_unknown,
        finds_outdated,
    };
    let files = args.results.report.iter().map(|file| file.path.as_path()).collect();
    if let Some(path) = report_over_input(&args.results, &inputs) {
        path_error(
            &path_name(path),
            "`--report` would overwrite a checked manifest; nothing was checked",
        );
        let code = EXIT_ERROR.into();
        return Outcome { code, files: inputs.len(), written: Vec::new(), is_pipe_closed: false };
    }
    let mut writer = ReportWriter::new(out, line_buffered, &reports, files, &inputs);
    writer.summary.unreadable = errors;
    writer.has_errors = errors > 0 || is_empty || is_old_unknown;
    let print_errors = || {
        let has_problems = print_config_problems(&resolver);
        if has_problems && fix.is_some() {
            print_note("Manifests whose settings have a problem are not fixed.");
        }
        has_problems
    };
    let result = writer
        .begin()
        .and_then(|()| check_all(&run, &mut writer))
        .and_then(|()| writer.end(print_errors));
    let FixCounts { findings, files, written } = std::mem::take(&mut writer.fixes);
    if findings > 0 {
        let (findings, files) = (plural(findings, "problem"), plural(files, "file"));
        print_note(&format!("Fixed {findings} in {files}."));
    }
    if finds_outdated {
        writer.outdated.extend(entries_of_missing(&resolver, &args.paths));
    }
    print_outdated(&writer.outdated, strict_baseline);
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
    let fails = writer.verdict.fails() || strict_baseline && !writer.outdated.is_empty();
    let code = match (has_errors, fails) {
        (true, _) => EXIT_ERROR.into(),
        (false, false) => ExitCode::SUCCESS,
        (false, true) => ExitCode::FAILURE,
    };
    Outcome { code, files: inputs.len(), written, is_pipe_closed }
}

/// Returns the first report file that would overwrite one of the inputs.
fn report_over_input<'a>(args: &'a ResultArgs, inputs: &[Input]) -> Option<&'a Path> {
    let real = |path: &Path| path.canonicalize().ok();
    args.report.iter().map(|report| report.path.as_path()).find(|path| {
        let target = real(path);
        target.is_some() && inputs.iter().any(|input| input.path().and_then(real) == target)
    })
}

/// Creates the report for stdout, and those for files.
fn reports(args: &ReportArgs, options: &Options<'_>) -> Vec<Box<dyn Report>> {
    let report_options = |color| ReportOptions {
        color,
        show_accepted: options.show_accepted,
        show_fixes: args.show_fixes,
    };
    let first = match options.statistics {
        true => report::statistics(args.format),
        false => report::new(args.format, report_options(args.color)),
    };
    let in_files = args.results.report.iter();
    let in_files = in_files.map(|file| report::new(file.format, report_options(Color::Never)));
    std::iter::once(first).chain(in_files).collect()
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

/// The usual size of a finding in a report, in bytes.
const FINDING_BYTES: usize = 400;

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
    let path = input.settings_path();
    let settings = run.resolver.settings_for(path);
    let threshold = Threshold::new(run.results, run.resolver, path);
    let dialect = Dialect::of_path(&input.name);
    let mut manifest = Manifest { name: &input.name, text, dialect, settings: &settings };
    let Fixed { text: fixed_text, applied, fixes, write_error } = match run.fix {
        Some(most) => {
            // A rule may be off in settings that cannot be read.
            let may_fix = !run.is_old_unknown && !run.resolver.has_problems(path);
            apply_fixes(input, &manifest, may_fix.then_some(most))?
        }
        None => Fixed::default(),
    };
    if let Some(text) = &fixed_text {
        manifest.text = text;
    }
    let found = catch_panic(|| (run.checker)(&manifest)).map_err(CheckError::Failed)??;
    let (accepted, mut findings): (Vec<Finding>, Vec<Finding>) =
        found.into_iter().partition(|finding| finding.suppression.is_some());
    let all = findings.len();
    if let Some(old) = &run.old {
        let only_new = || old.new_findings(input, &manifest, findings, run.checker);
        findings = catch_panic(only_new).map_err(CheckError::Failed)??;
    }
    let mut summary = Summary::new(&findings);
    summary.accepted = accepted.len();
    summary.older = all - findings.len();
    if run.results.quiet {
        findings.retain(|finding| finding.severity == Severity::Error);
    }
    let checked = Checked {
        path: &input.name,
        file: (input.name != STDIN).then_some(path),
        work_tree: &run.work_tree,
        text: manifest.text,
        findings: &findings,
        accepted: &accepted,
        fail_on: threshold.fail_on,
        fixed: run.fix.map(|_| &*applied),
    };
    let mut texts = Vec::with_capacity(run.reports.len());
    for report in run.reports {
        let mut text = Vec::with_capacity(findings.len() * FINDING_BYTES);
        report
            .file(&checked, &mut text)
            .map_err(|error| CheckError::Failed(fs::describe_io_error(&error)))?;
        texts.push(text);
    }
    let find = || if run.finds_outdated { outdated_entries(&manifest) } else { Vec::new() };
    let outdated = catch_panic(find).map_err(CheckError::Failed)?;
    Ok(FileReport { texts, summary, threshold, fixes, write_error, outdated })
}

/// The result of fixing a file.
#[derive(Default)]
struct Fixed {
    /// The fixed text, if it was written and differs.
    text: Option<String>,
    /// The applied fixes.
    applied: Vec<AppliedFix>,
    /// Their lines for a reader.
    fixes: Fixes,
    /// Why the fixed text could not be written.
    write_error: Option<String>,
}

/// Applies the fixes up to `most`, if any, and writes the text: to the file if it changed, or to stdout.
fn apply_fixes(
    input: &Input,
    manifest: &Manifest<'_>,
    most: Option<Applicability>,
) -> Result<Fixed, CheckError> {
    let Manifest { text, dialect, settings, .. } = *manifest;
    let fix_all = || most.map(|most| fix::fix_all(text, dialect, settings, most));
    let FixAll { edits, fixed } =
        catch_panic(fix_all).map_err(CheckError::Failed)?.unwrap_or_default();
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
            applied: fixed,
            write_error: None,
        },
        Err(error) => Fixed { write_error: Some(error), ..Fixed::default() },
    })
}

#[cfg(test)]
mod tests;
