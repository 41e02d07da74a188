//! One JSON object, for programs.

use serde::Serialize;
use serde_json::Value;

use super::Compared;
use crate::cli::line_index::LineIndex;
use crate::diff::{Finding, Level, Location, Side};

/// Version of the form, which is a part of the program's interface.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Report<'a> {
    version: u32,
    comparisons: Vec<Comparison<'a>>,
    summary: Summary,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Comparison<'a> {
    old: Option<Manifest<'a>>,
    new: Option<Manifest<'a>>,
    required: &'static str,
    declared: Option<&'static str>,
    next_version: Option<&'a str>,
    sufficient: bool,
    platform: &'static str,
    findings: Vec<Entry<'a>>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
}

#[derive(Serialize)]
struct Manifest<'a> {
    path: &'a str,
    name: Option<&'a str>,
    version: Option<&'a str>,
    visibility: &'static str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    id: &'static str,
    part: &'static str,
    direction: Option<&'static str>,
    level: &'static str,
    platform: &'static str,
    definition: Option<&'a str>,
    message: &'a str,
    why: &'a str,
    hint: Option<&'a str>,
    fingerprint: &'a str,
    accepted: bool,
    old: Option<Place<'a>>,
    new: Option<Place<'a>>,
    old_value: &'a Value,
    new_value: &'a Value,
}

#[derive(Serialize)]
struct Place<'a> {
    pointer: &'a str,
    line: usize,
    column: usize,
    start: usize,
    end: usize,
}

#[derive(Serialize, Default)]
struct Summary {
    breaking: usize,
    risky: usize,
    additions: usize,
    notes: usize,
    accepted: usize,
}

pub(super) fn write(all: &[Compared], least: Level) -> String {
    let mut summary = Summary::default();
    for compared in all {
        let count = |level| compared.comparison.count(level);
        summary.breaking += count(Level::Breaking);
        summary.risky += count(Level::Risky);
        summary.additions += count(Level::Addition);
        summary.notes += count(Level::Note);
        summary.accepted += compared.comparison.findings.iter().filter(|it| it.accepted).count();
    }
    let comparisons = all.iter().map(|compared| comparison(compared, least)).collect();
    let report = Report { version: VERSION, comparisons, summary };
    // Values made of strings and numbers always serialize.
    let mut text = serde_json::to_string(&report).unwrap_or_default();
    text.push('\n');
    text
}

fn comparison(compared: &Compared, least: Level) -> Comparison<'_> {
    let result = &compared.comparison;
    let old_lines = LineIndex::new(&compared.old_text);
    let new_lines = LineIndex::new(&compared.new_text);
    let findings =
        compared.listed(least).map(|finding| entry(finding, &old_lines, &new_lines)).collect();
    Comparison {
        old: manifest(result.old.as_ref(), compared.old_name.as_deref()),
        new: manifest(result.new.as_ref(), compared.new_name.as_deref()),
        required: result.required.name(),
        declared: result.declared.map(|declared| declared.name()),
        next_version: result.next_version.as_deref(),
        sufficient: result.is_sufficient,
        platform: result.platform.name(),
        findings,
        truncated: result.is_truncated,
    }
}

fn manifest<'a>(side: Option<&'a Side>, path: Option<&'a str>) -> Option<Manifest<'a>> {
    let side = side?;
    Some(Manifest {
        path: path.unwrap_or_default(),
        name: side.name.as_deref(),
        version: side.version.as_deref(),
        visibility: side.visibility,
    })
}

fn entry<'a>(finding: &'a Finding, old_lines: &LineIndex, new_lines: &LineIndex) -> Entry<'a> {
    Entry {
        id: finding.check.id,
        part: finding.part.name(),
        direction: finding.direction.map(|direction| direction.name()),
        level: finding.level.name(),
        platform: finding.platform.name(),
        definition: finding.definition.as_deref(),
        message: &finding.message,
        why: &finding.why,
        hint: finding.hint.as_deref(),
        fingerprint: &finding.fingerprint,
        accepted: finding.accepted,
        old: finding.old.as_ref().map(|it| place(it, old_lines)),
        new: finding.new.as_ref().map(|it| place(it, new_lines)),
        old_value: &finding.old_value,
        new_value: &finding.new_value,
    }
}

fn place<'a>(location: &'a Location, lines: &LineIndex) -> Place<'a> {
    let position = lines.position(location.range.start);
    Place {
        pointer: &location.pointer,
        line: position.line,
        column: position.column,
        start: location.range.start,
        end: location.range.end,
    }
}
