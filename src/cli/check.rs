//! `check`: every file once, in parallel; reports in order.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::iter::{ParallelBridge, ParallelIterator};

use super::args::CheckArgs;
use super::input::read;
use super::inputs::{self, Input, Source};
use super::line_index::LineIndex;
use super::report::{self, Checked, Report, Summary, plural};
use super::terminal::{Progress, describe_io_error, path_name, sanitize};
use super::{EXIT_ERROR, NAME, tell};
use crate::config::Resolver;
use crate::fix::{self, FixAll};
use crate::rules::{Finding, Settings};
use crate::syntax::Dialect;
use crate::text;
use crate::util::fs::{self, Version};

/// What finds the mistakes in a text.
pub(super) trait Checker: Sync {
    /// The findings in the file that reports call `name`.
    fn check(
        &self,
        name: &str,
        text: &str,
        dialect: Dialect,
        settings: &Settings,
    ) -> Result<Vec<Finding>, Untold>;
}

impl<F: Fn(&str, Dialect, &Settings) -> Vec<Finding> + Sync> Checker for F {
    fn check(
        &self,
        _: &str,
        text: &str,
        dialect: Dialect,
        settings: &Settings,
    ) -> Result<Vec<Finding>, Untold> {
        Ok(self(text, dialect, settings))
    }
}

/// Why nothing is known of a file: to be said with its name, unless it is `None` and said elsewhere.
pub(super) type Untold = Option<String>;

/// How a check is done.
struct Job<'a> {
    checker: &'a dyn Checker,
    resolver: &'a Resolver,
    report: &'a dyn Report,
    /// Whether what can be repaired without asking is.
    fix: bool,
}

/// A file that was written, and what it was right afterwards: others may write it, too.
pub(super) type Written = (PathBuf, Option<Version>);

/// What came of a check.
pub(super) struct Outcome {
    pub(super) code: ExitCode,
    /// How many files were checked.
    pub(super) files: usize,
    /// The files that were written.
    pub(super) written: Vec<Written>,
    /// Whether nobody reads the report any more.
    pub(super) unread: bool,
}

/// Checks what the arguments name.
pub(super) fn run(args: &CheckArgs, checker: &dyn Checker) -> Outcome {
    let stdout = io::stdout();
    if args.fix && args.reads_stdin() {
        // The text takes stdout.
        return run_to(io::stderr(), false, args, checker);
    }
    let line_by_line = stdout.is_terminal();
    run_to(stdout, line_by_line, args, checker)
}

fn run_to(
    out: impl Write + Send,
    line_by_line: bool,
    args: &CheckArgs,
    checker: &dyn Checker,
) -> Outcome {
    let (inputs, trouble) = inputs::collect_inputs(&args.paths, args.stdin_filename.as_deref());
    let resolver = Resolver::new();
    let report = report::of(args.format, args.color);
    let job = Job { checker, resolver: &resolver, report: &*report, fix: args.fix };
    let mut writer = Writer::new(out, line_by_line, &*report, &inputs);
    writer.trouble = trouble;
    let result =
        writer.report.begin(&mut writer.out).and_then(|()| all(&job, &mut writer)).and_then(|()| {
            writer.progress.clear();
            writer.out.flush()?;
            writer.trouble |= tell_config(&resolver);
            writer.report.end(&writer.summary, &mut writer.out)?;
            writer.out.flush()
        });
    let Fixed { problems, files, written } = std::mem::take(&mut writer.fixed);
    if problems > 0 {
        let (problems, files) = (plural(problems, "problem"), plural(files, "file"));
        let _ = writeln!(io::stderr(), "fixed {problems} in {files}");
    }
    let mut trouble = writer.trouble;
    let mut unread = false;
    match result {
        Ok(()) => {}
        // A reader that has seen enough is no trouble.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => unread = true,
        Err(error) => {
            trouble = true;
            tell("stdout", &describe_io_error(&error));
        }
    }
    let code = match (trouble, writer.summary.errors) {
        (true, _) => EXIT_ERROR.into(),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::FAILURE,
    };
    Outcome { code, files: inputs.len(), written, unread }
}

/// Checks the inputs and writes what is found.
fn all<W: Write + Send>(job: &Job<'_>, writer: &mut Writer<'_, W>) -> io::Result<()> {
    let inputs = writer.inputs;
    let failure = Mutex::new(None);
    let stop = AtomicBool::new(false);
    let writer = Mutex::new(writer);
    // A bridge hands the files out in order, so what waits to be written stays short.
    inputs.iter().enumerate().par_bridge().for_each(|(index, input)| {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let done = one(input, job);
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writer.submit(index, done) {
            stop.store(true, Ordering::Relaxed);
            *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

/// What came of a file, or why nothing did.
type Done = Result<FileReport, Untold>;

/// A file's part of the report.
struct FileReport {
    text: Vec<u8>,
    summary: Summary,
    /// How many findings were repaired.
    fixed: usize,
    /// Why what was repaired could not be written.
    unwritten: Option<String>,
}

/// What was repaired.
#[derive(Default)]
struct Fixed {
    problems: usize,
    files: usize,
    /// The files among them; the others are stdin.
    written: Vec<Written>,
}

thread_local! {
    /// The bytes of the file being checked: memory that is taken once per thread, not per file.
    static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// More than this is not kept for the next file.
const KEPT: usize = 4 << 20;

fn one(input: &Input, job: &Job<'_>) -> Done {
    BYTES.with_borrow_mut(|bytes| {
        let text = read(&input.source, bytes).map_err(Some);
        let done = text.and_then(|text| check(input, text, job));
        bytes.truncate(KEPT);
        bytes.shrink_to(KEPT);
        done
    })
}

fn check(input: &Input, text: &str, job: &Job<'_>) -> Done {
    let settings = job.resolver.settings_for(match &input.source {
        Source::Stdin => Path::new(&input.name),
        Source::File(path) => path,
    });
    let dialect = Dialect::of_path(&input.name);
    let (repaired, fixed, unwritten) = if job.fix {
        match repair(input, text, dialect, &settings).map_err(Some)? {
            Ok((text, fixed)) => (text, fixed, None),
            Err(what) => (None, 0, Some(what)),
        }
    } else {
        (None, 0, None)
    };
    let text = repaired.as_deref().unwrap_or(text);
    let check = || job.checker.check(&input.name, text, dialect, &settings);
    let findings = contained(check).map_err(Some)??;
    let mut part = Vec::new();
    let checked = Checked { path: &input.name, text, findings: &findings };
    job.report.file(&checked, &mut part).map_err(|error| Some(describe_io_error(&error)))?;
    Ok(FileReport { text: part, summary: Summary::of(&findings), fixed, unwritten })
}

/// Repairs a file. Returns its text, if that is another now, and how many findings were repaired; or
/// why it could not be written.
type Repaired = Result<(Option<String>, usize), String>;

fn repair(
    input: &Input,
    text: &str,
    dialect: Dialect,
    settings: &Settings,
) -> Result<Repaired, String> {
    let FixAll { edits, fixed } = contained(|| fix::fix_all(text, dialect, settings))?;
    let repaired = (fixed > 0).then(|| text::apply(text, &edits));
    let written = match (&input.source, &repaired) {
        (Source::Stdin, repaired) => {
            let mut out = io::stdout().lock();
            let text = repaired.as_deref().unwrap_or(text);
            match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
                Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(()),
                written => written.map_err(|error| describe_io_error(&error)),
            }
        }
        (Source::File(path), Some(repaired)) => {
            fs::write(path, Some(text.as_bytes()), repaired.as_bytes())
        }
        (Source::File(_), None) => Ok(()),
    };
    Ok(written.map(|()| (repaired, fixed)))
}

/// What `check` returns. A mistake in a rule must not keep the other files from being checked.
fn contained<T>(check: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(check))
        .map_err(|_| "the check failed; this is a mistake in this program".to_owned())
}

/// Writes the parts of the report in the order of the files.
struct Writer<'a, W: Write> {
    out: BufWriter<W>,
    line_by_line: bool,
    report: &'a dyn Report,
    inputs: &'a [Input],
    /// The file whose turn it is.
    next: usize,
    /// What was done before its turn.
    waiting: BTreeMap<usize, Done>,
    summary: Summary,
    fixed: Fixed,
    is_first: bool,
    trouble: bool,
    progress: Progress,
}

impl<'a, W: Write> Writer<'a, W> {
    fn new(
        out: W,
        line_by_line: bool,
        report: &'a dyn Report,
        inputs: &'a [Input],
    ) -> Writer<'a, W> {
        Writer {
            out: BufWriter::with_capacity(1 << 16, out),
            line_by_line,
            report,
            inputs,
            next: 0,
            waiting: BTreeMap::new(),
            summary: Summary::default(),
            fixed: Fixed::default(),
            is_first: true,
            trouble: false,
            progress: Progress::new(inputs.len()),
        }
    }

    fn submit(&mut self, index: usize, done: Done) -> io::Result<()> {
        self.waiting.insert(index, done);
        while let Some(done) = self.waiting.remove(&self.next) {
            let input = &self.inputs[self.next];
            self.next += 1;
            match done {
                Ok(part) => {
                    self.summary.add(part.summary);
                    if part.fixed > 0 {
                        self.fixed.problems += part.fixed;
                        self.fixed.files += 1;
                        if let Source::File(path) = &input.source {
                            self.fixed.written.push((path.clone(), Version::of(path)));
                        }
                    }
                    if let Some(what) = part.unwritten {
                        self.trouble = true;
                        self.progress.clear();
                        tell(&input.name, &what);
                    }
                    self.write(&part.text)?;
                }
                Err(what) => {
                    self.trouble = true;
                    if let Some(what) = what {
                        self.progress.clear();
                        tell(&input.name, &what);
                    }
                }
            }
        }
        self.progress.tick(self.next);
        Ok(())
    }

    fn write(&mut self, part: &[u8]) -> io::Result<()> {
        if part.is_empty() {
            return Ok(());
        }
        if !std::mem::take(&mut self.is_first) {
            self.out.write_all(self.report.separator().as_bytes())?;
        }
        if self.line_by_line {
            self.progress.clear();
        }
        self.out.write_all(part)?;
        if self.line_by_line { self.out.flush() } else { Ok(()) }
    }
}

/// Says what is wrong with the settings files met on the way; true if one could not be read.
pub(super) fn tell_config(resolver: &Resolver) -> bool {
    let here = std::env::current_dir().unwrap_or_default();
    let mut trouble = false;
    let mut err = io::stderr().lock();
    for file in resolver.files() {
        let name = path_name(file.path.strip_prefix(&here).unwrap_or(&file.path));
        let name = sanitize(&name);
        if let Some(what) = &file.unreadable {
            trouble = true;
            let _ = writeln!(err, "{NAME}: {name}: {what}");
        }
        let mut lines = LineIndex::new(&file.text);
        for problem in &file.problems {
            let at = lines.position(problem.place.start);
            let message = sanitize(&problem.message);
            let _ = writeln!(err, "{name}:{}:{}: {message}", at.line, at.column);
        }
    }
    trouble
}

#[cfg(test)]
mod tests;
