//! `--statistics`: the number of findings of each rule, instead of the findings.

use std::collections::BTreeMap;
use std::io::{self, Write};

use parking_lot::Mutex;
use serde::Serialize;

use super::summary::describe_summary;
use super::{Checked, Report, Summary};
use crate::rules::{Applicability, Finding};

/// Counts findings by rule while the check runs.
pub(super) struct Statistics {
    is_json: bool,
    counts: Mutex<BTreeMap<&'static str, Count>>,
}

#[derive(Clone, Copy, Default)]
struct Count {
    findings: usize,
    fixable: usize,
}

#[derive(Serialize)]
struct Row {
    rule: &'static str,
    count: usize,
    fixable: usize,
}

impl Statistics {
    pub(super) fn new(is_json: bool) -> Statistics {
        Statistics { is_json, counts: Mutex::default() }
    }

    /// The rules with their counts, the most frequent first.
    fn rows(&self) -> Vec<Row> {
        let counts = self.counts.lock();
        let row = |(rule, count): (&&'static str, &Count)| Row {
            rule,
            count: count.findings,
            fixable: count.fixable,
        };
        let mut rows: Vec<Row> = counts.iter().map(row).collect();
        rows.sort_by_key(|row| (std::cmp::Reverse(row.count), row.rule));
        rows
    }
}

impl Report for Statistics {
    fn file(&self, file: &Checked<'_>, _out: &mut Vec<u8>) -> io::Result<()> {
        let is_safe = |finding: &Finding| {
            let fix = finding.fix.as_ref();
            fix.is_some_and(|fix| fix.applicability == Applicability::Safe)
        };
        let mut counts = self.counts.lock();
        for finding in file.findings {
            let count = counts.entry(finding.rule.id).or_default();
            count.findings += 1;
            count.fixable += usize::from(is_safe(finding));
        }
        Ok(())
    }

    fn end(&self, summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        let rows = self.rows();
        if self.is_json {
            let text = serde_json::to_string_pretty(&rows).map_err(io::Error::other)?;
            return writeln!(out, "{text}");
        }
        let width = rows.iter().map(|row| row.rule.len()).chain([4]).max().unwrap_or_default();
        if !rows.is_empty() {
            writeln!(out, "{:width$}  findings  safe fixes", "rule")?;
        }
        for Row { rule, count, fixable } in rows {
            writeln!(out, "{rule:width$}  {count:8}  {fixable:10}")?;
        }
        writeln!(out, "{}", describe_summary(summary))
    }
}
