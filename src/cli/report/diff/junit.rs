//! JUnit XML: one test case for each finding; breaking and risky ones and version errors fail.

use std::fmt::Write;

use super::{Compared, is_version};
use crate::cli::line_index::LineIndex;
use crate::cli::sanitize::sanitize_char;
use crate::diff::Level;

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut text = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites>\n");
    for compared in all {
        let lines = LineIndex::new(&compared.new_text);
        let mut cases = String::new();
        let (mut count, mut failures) = (0, 0);
        for finding in compared.listed(least) {
            count += 1;
            let (line, column) = compared.position(finding.new.as_ref(), &lines);
            let id = format!("{}/{}", finding.part.name(), finding.check.id);
            let name = format!("{id} at {line}:{column}");
            let _ = write!(cases, "    <testcase classname=\"diff\" name=\"{}\"", escaped(&name));
            let is_failure = match is_version(finding) {
                true => !compared.comparison.is_sufficient,
                false => finding.level >= Level::Risky && !finding.accepted,
            };
            if is_failure {
                failures += 1;
                let why = format!("{} {}", finding.message, finding.why);
                let _ = write!(
                    cases,
                    ">\n      <failure type=\"{}\" message=\"{}\"/>\n    </testcase>\n",
                    finding.level.name(),
                    escaped(&why)
                );
            } else {
                cases.push_str("/>\n");
            }
        }
        let _ = write!(
            text,
            "  <testsuite name=\"{}\" tests=\"{count}\" failures=\"{failures}\">\n{cases}  </testsuite>\n",
            escaped(compared.path())
        );
    }
    text.push_str("</testsuites>\n");
    text
}

fn escaped(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\u{fffe}' | '\u{ffff}' => out.push('\u{fffd}'),
            c => out.push(sanitize_char(c)),
        }
    }
    out
}
