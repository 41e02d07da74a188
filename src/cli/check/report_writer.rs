//! Writes the parts of a report in the order of the files.

use std::collections::BTreeMap;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::threshold::Verdict;
use super::{CheckError, FileReport, WrittenFile};
use crate::cli::inputs::{Input, Source};
use crate::cli::printer::{error, path_error, print_note};
use crate::cli::progress::Progress;
use crate::cli::report::{Report, Summary, write_report_file};
use crate::rules::AcceptedFinding;
use crate::util::fs::Version;

/// Size of the output buffer, in bytes.
const BUFFER_BYTES: usize = 1 << 16;

/// The findings and files that were fixed.
#[derive(Default)]
pub(super) struct FixCounts {
    pub(super) findings: usize,
    pub(super) files: usize,
    /// The fixed files without stdin.
    pub(super) written: Vec<WrittenFile>,
}

/// A report that is written to a file at the end of the run.
struct FileOutput<'a> {
    report: &'a dyn Report,
    path: &'a Path,
    content: Vec<u8>,
    is_first: bool,
}

impl FileOutput<'_> {
    /// Adds the part about one file.
    fn add(&mut self, text: &[u8]) {
        if text.is_empty() {
            return;
        }
        if !std::mem::take(&mut self.is_first) {
            self.content.extend_from_slice(self.report.separator().as_bytes());
        }
        self.content.extend_from_slice(text);
    }
}

/// Collects the results of all files, and writes each as soon as those before it are written.
pub(super) struct ReportWriter<'a, W: Write> {
    out: BufWriter<W>,
    /// Whether each part is flushed, because a person is reading.
    line_buffered: bool,
    report: &'a dyn Report,
    /// The reports that are written to files.
    files: Vec<FileOutput<'a>>,
    pub(super) inputs: &'a [Input],
    /// Index of the next file to write.
    next: usize,
    /// Results of files after `next`, by index.
    pending: BTreeMap<usize, Result<FileReport, CheckError>>,
    pub(super) summary: Summary,
    /// Whether the findings make the exit code 1.
    pub(super) verdict: Verdict,
    pub(super) fixes: FixCounts,
    /// The entries of the baseline without a finding, each with the name of its manifest.
    pub(super) outdated: Vec<(String, AcceptedFinding)>,
    is_first: bool,
    /// Whether a file has no result, or could not be written.
    pub(super) has_errors: bool,
    progress: Progress,
}

impl<'a, W: Write> ReportWriter<'a, W> {
    pub(super) fn new(
        out: W,
        line_buffered: bool,
        reports: &'a [Box<dyn Report>],
        paths: Vec<&'a Path>,
        inputs: &'a [Input],
    ) -> ReportWriter<'a, W> {
        let in_files = reports[1..].iter().zip(paths);
        let files = in_files.map(|(report, path)| FileOutput {
            report: &**report,
            path,
            content: Vec::new(),
            is_first: true,
        });
        let report = &*reports[0];
        ReportWriter {
            files: files.collect(),
            out: BufWriter::with_capacity(BUFFER_BYTES, out),
            line_buffered,
            report,
            inputs,
            next: 0,
            pending: BTreeMap::new(),
            summary: Summary::default(),
            verdict: Verdict::default(),
            fixes: FixCounts::default(),
            outdated: Vec::new(),
            is_first: true,
            has_errors: false,
            progress: Progress::new(inputs.len()),
        }
    }

    /// Writes the start of the report.
    pub(super) fn begin(&mut self) -> io::Result<()> {
        for file in &mut self.files {
            file.report.begin(&mut file.content)?;
        }
        self.report.begin(&mut self.out)
    }

    /// Writes the end of the report. Calls `print_errors` before the summary; it returns whether it
    /// printed an error.
    pub(super) fn end(&mut self, print_errors: impl FnOnce() -> bool) -> io::Result<()> {
        self.progress.clear();
        self.out.flush()?;
        self.has_errors |= print_errors();
        for file in &mut self.files {
            file.report.end(&self.summary, &mut file.content)?;
            if let Err(message) = write_report_file(file.path, &file.content) {
                self.has_errors = true;
                error(&message);
            }
        }
        self.report.end(&self.summary, &mut self.out)?;
        self.out.flush()
    }

    /// Adds the result of the file at `index`, and writes all results that are next in order.
    pub(super) fn submit(
        &mut self,
        index: usize,
        result: Result<FileReport, CheckError>,
    ) -> io::Result<()> {
        self.pending.insert(index, result);
        while let Some(result) = self.pending.remove(&self.next) {
            let input = &self.inputs[self.next];
            self.next += 1;
            match result {
                Ok(report) => self.write(input, report)?,
                Err(CheckError::Aborted) => self.has_errors = true,
                Err(CheckError::Failed(message)) => self.print_error(input, &message),
                Err(CheckError::Unreadable(message)) => {
                    self.summary.unreadable += 1;
                    self.print_error(input, &message);
                }
            }
        }
        self.progress.update(self.next);
        Ok(())
    }

    fn print_error(&mut self, input: &Input, message: &str) {
        self.has_errors = true;
        self.progress.clear();
        path_error(&input.name, message);
    }

    fn write(&mut self, input: &Input, report: FileReport) -> io::Result<()> {
        self.verdict.add(&report.summary, report.threshold);
        self.summary.add(report.summary);
        if report.fixes.count > 0 {
            self.fixes.findings += report.fixes.count;
            self.fixes.files += 1;
            if let Source::File(path) = &input.source {
                self.fixes.written.push((path.clone(), Version::of(path)));
            }
            self.progress.clear();
            report.fixes.lines.iter().for_each(|line| print_note(line));
        }
        if let Some(message) = report.write_error {
            self.print_error(input, &message);
        }
        let outdated = report.outdated.into_iter();
        self.outdated.extend(outdated.map(|entry| (input.name.clone(), entry)));
        let mut texts = report.texts.into_iter();
        let text = texts.next().unwrap_or_default();
        for (file, text) in self.files.iter_mut().zip(texts) {
            file.add(&text);
        }
        if text.is_empty() {
            return Ok(());
        }
        if !std::mem::take(&mut self.is_first) {
            self.out.write_all(self.report.separator().as_bytes())?;
        }
        if self.line_buffered {
            self.progress.clear();
        }
        self.out.write_all(&text)?;
        if self.line_buffered { self.out.flush() } else { Ok(()) }
    }
}
