//! The format `junit`: JUnit XML, with a test suite for each file and a test case for each finding. Findings
//! from the severity of `--fail-on` on fail. A file without findings is one test case that passes.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::xml::escaped;
use super::{Checked, Report, Summary};
use crate::cli::line_index::LineIndex;

pub(super) struct Junit;

/// The start of a report.
pub(super) const HEADER: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n";
/// The end of a report.
pub(super) const FOOTER: &str = "</testsuites>\n";

/// A test suite under construction.
#[derive(Default)]
pub(super) struct Suite {
    cases: String,
    tests: usize,
    failures: usize,
}

impl Suite {
    /// Adds a test case. `failure` is the type and the message of its failure.
    pub(super) fn case(&mut self, class: &str, name: &str, failure: Option<(&str, &str)>) {
        self.tests += 1;
        // Writing to a string cannot fail.
        let _ = write!(
            self.cases,
            "    <testcase classname=\"{}\" name=\"{}\"",
            escaped(class),
            escaped(name)
        );
        let Some((kind, message)) = failure else { return self.cases.push_str("/>\n") };
        self.failures += 1;
        let _ = write!(
            self.cases,
            ">\n      <failure type=\"{}\" message=\"{}\"/>\n    </testcase>\n",
            escaped(kind),
            escaped(message)
        );
    }

    /// Returns the suite as XML.
    pub(super) fn finish(self, name: &str) -> String {
        let Suite { cases, tests, failures } = self;
        format!(
            "  <testsuite name=\"{}\" tests=\"{tests}\" failures=\"{failures}\">\n{cases}  </testsuite>\n",
            escaped(name)
        )
    }
}

impl Report for Junit {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(HEADER.as_bytes())
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        let mut suite = Suite::default();
        let path = file.tree_path();
        let lines = (!file.findings.is_empty()).then(|| LineIndex::new(file.text));
        for finding in file.findings {
            let Some(lines) = &lines else { continue };
            let position = lines.position(finding.range.start);
            let name = format!("{} at {}:{}", finding.rule.id, position.line, position.column);
            let message = format!("{path}:{}: {}", position.line, finding.message);
            let fails = file.fail_on.includes(finding.severity);
            let failure = fails.then_some((finding.severity.name(), message.as_str()));
            suite.case(finding.rule.group.name(), &name, failure);
        }
        if file.findings.is_empty() {
            suite.case("check", "no findings", None);
        }
        out.extend_from_slice(suite.finish(&path).as_bytes());
        Ok(())
    }

    fn end(&self, _summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        out.write_all(FOOTER.as_bytes())
    }
}
