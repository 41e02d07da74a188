//! `check`: every file once, in parallel; reports in order.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, IsTerminal, Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::process::ExitCode;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, PoisonError};

use rayon::iter::{ParallelBridge, ParallelIterator};

use super::args::CheckArgs;
use super::lines::Lines;
use super::report::{self, Checked, Report, Summary};
use super::terminal::{Progress, in_words, path_name, plain};
use super::walk::{self, Input, Note, Source};
use super::{NAME, TROUBLE};
use crate::config::Resolver;
use crate::rules::{Finding, Settings};
use crate::syntax::Dialect;

/// What finds the mistakes in a text.
pub(super) type Checker = fn(&str, Dialect, &Settings) -> Vec<Finding>;

/// Offsets in a document fit into 32 bits.
const LARGEST: u64 = u32::MAX as u64;
const TOO_LARGE: &str = "larger than 4 GiB";

/// Checks what the arguments name.
pub(super) fn run(args: &CheckArgs, checker: Checker) -> ExitCode {
    let stdin_filename = args.stdin_filename.as_deref();
    let mut trouble = false;
    let inputs = walk::inputs(&args.paths, stdin_filename, |note| match note {
        Note::Trouble(path, what) => {
            trouble = true;
            tell(&path, &what);
        }
        Note::Remark(path, what) => tell(&path, &what),
    });
    let resolver = Resolver::new();
    let report = report::of(args.format, args.color);
    let stdout = io::stdout();
    let line_by_line = stdout.is_terminal();
    let mut writer = Writer::new(stdout, line_by_line, &*report, &inputs);
    writer.trouble = trouble;
    let result = writer
        .report
        .begin(&mut writer.out)
        .and_then(|()| all(checker, &resolver, &mut writer))
        .and_then(|()| {
            writer.progress.clear();
            writer.out.flush()?;
            writer.trouble |= tell_config(&resolver);
            writer.report.end(&writer.summary, &mut writer.out)?;
            writer.out.flush()
        });
    let mut trouble = writer.trouble;
    match result {
        Ok(()) => {}
        // A reader that has seen enough is no trouble.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => {}
        Err(error) => {
            trouble = true;
            tell("stdout", &in_words(&error));
        }
    }
    match (trouble, writer.summary.errors) {
        (true, _) => TROUBLE.into(),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::FAILURE,
    }
}

/// Checks the inputs and writes what is found.
fn all<W: Write + Send>(
    checker: Checker,
    resolver: &Resolver,
    writer: &mut Writer<'_, W>,
) -> io::Result<()> {
    let (report, inputs) = (writer.report, writer.inputs);
    let failure = Mutex::new(None);
    let stop = AtomicBool::new(false);
    let writer = Mutex::new(writer);
    // A bridge hands the files out in order, so what waits to be written stays short.
    inputs.iter().enumerate().par_bridge().for_each(|(index, input)| {
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let done = one(input, checker, resolver, report);
        let mut writer = writer.lock().unwrap_or_else(PoisonError::into_inner);
        if let Err(error) = writer.submit(index, done) {
            stop.store(true, Ordering::Relaxed);
            *failure.lock().unwrap_or_else(PoisonError::into_inner) = Some(error);
        }
    });
    failure.into_inner().unwrap_or_else(PoisonError::into_inner).map_or(Ok(()), Err)
}

/// A file's part of the report, or why there is none.
type Done = Result<(Vec<u8>, Summary), String>;

thread_local! {
    /// The bytes of the file being checked: memory that is taken once per thread, not per file.
    static BYTES: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// More than this is not kept for the next file.
const KEPT: usize = 4 << 20;

fn one(input: &Input, checker: Checker, resolver: &Resolver, report: &dyn Report) -> Done {
    BYTES.with_borrow_mut(|bytes| {
        bytes.clear();
        let done = text(&input.source, bytes)
            .and_then(|text| check(input, text, checker, resolver, report));
        bytes.shrink_to(KEPT);
        done
    })
}

fn check(
    input: &Input,
    text: &str,
    checker: Checker,
    resolver: &Resolver,
    report: &dyn Report,
) -> Done {
    let settings = resolver.settings_for(match &input.source {
        Source::Stdin => Path::new(&input.name),
        Source::File(path) => path,
    });
    let dialect = Dialect::of_path(&input.name);
    // A mistake in a rule must not keep the other files from being checked.
    let findings = catch_unwind(AssertUnwindSafe(|| checker(text, dialect, &settings)))
        .map_err(|_| "the check failed; this is a mistake in this program".to_owned())?;
    let mut part = Vec::new();
    let checked = Checked { path: &input.name, text, findings: &findings };
    report.file(&checked, &mut part).map_err(|error| in_words(&error))?;
    Ok((part, Summary::of(&findings)))
}

/// Reads what `source` names into `bytes`.
pub(super) fn text<'b>(source: &Source, bytes: &'b mut Vec<u8>) -> Result<&'b str, String> {
    let read = match source {
        Source::Stdin => io::stdin().lock().take(LARGEST + 1).read_to_end(bytes),
        Source::File(path) => File::open(path).and_then(|mut file| {
            let metadata = file.metadata()?;
            if metadata.len() > LARGEST {
                return Err(io::Error::other(TOO_LARGE));
            }
            // Only a plain file's size is known beforehand.
            if metadata.is_file() {
                file.read_to_end(bytes)
            } else {
                file.take(LARGEST + 1).read_to_end(bytes)
            }
        }),
    };
    read.map_err(|error| in_words(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(TOO_LARGE.to_owned());
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        format!("not UTF-8: byte 0x{:02x} at offset {at}", bytes[at])
    })
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
                Ok((part, summary)) => {
                    self.summary.add(summary);
                    self.write(&part)?;
                }
                Err(what) => {
                    self.trouble = true;
                    self.progress.clear();
                    tell(&input.name, &what);
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
        let name = plain(&name);
        if let Some(what) = &file.unreadable {
            trouble = true;
            let _ = writeln!(err, "{NAME}: {name}: {what}");
        }
        let mut lines = Lines::new(&file.text);
        for problem in &file.problems {
            let at = lines.position(problem.place.start);
            let message = plain(&problem.message);
            let _ = writeln!(err, "{name}:{}:{}: {message}", at.line, at.column);
        }
    }
    trouble
}

/// One line about one path.
pub(super) fn tell(path: &str, what: &str) {
    // With nobody listening there is nothing left to do.
    let _ = writeln!(io::stderr(), "{NAME}: {}: {}", plain(path), plain(what));
}

#[cfg(test)]
mod tests;
