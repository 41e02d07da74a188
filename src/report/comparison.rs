//! The JSON report of `diff`.

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::line_index::LineIndex;
use crate::diff::{self, Finding, Level, Location, Part, Side};

/// Version of the form, which is a part of the program's interface.
const VERSION: u32 = 1;

/// A comparison with its texts.
#[derive(Clone, Copy)]
pub(crate) struct Compared<'a> {
    pub(crate) old_name: Option<&'a str>,
    pub(crate) new_name: Option<&'a str>,
    pub(crate) old_text: &'a str,
    pub(crate) new_text: &'a str,
    pub(crate) comparison: &'a diff::Comparison,
}

/// The report of `diff`.
#[derive(Serialize, JsonSchema)]
pub(crate) struct DiffReport<'a> {
    /// The version of the format.
    #[schemars(extend("const" = VERSION))]
    version: u32,
    /// The comparisons: several for folders.
    pub(crate) comparisons: Vec<Comparison<'a>>,
    summary: DiffTotals,
}

/// A comparison of two versions of a manifest.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Comparison<'a> {
    /// The old manifest; null if the manifest is new.
    old: Option<Manifest<'a>>,
    /// The new manifest; null if it no longer exists.
    new: Option<Manifest<'a>>,
    /// The version step that the changes require.
    #[schemars(extend("enum" = ["major", "minor", "patch", "none"]))]
    required: &'static str,
    /// The version step between the two manifests; null if a version is missing.
    declared: Option<&'static str>,
    /// The lowest version that suffices.
    next_version: Option<&'a str>,
    /// Whether the version number is high enough.
    sufficient: bool,
    /// Whether Botpress rejects the changes without a new major version.
    #[schemars(extend("enum" = ["refuses", "accepts", "unknown", "not-compared"]))]
    platform: &'static str,
    /// The changes, the worst first.
    pub(crate) findings: Vec<Entry<'a>>,
    /// Whether there are more changes than a report can contain.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    truncated: bool,
}

/// One side of a comparison.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Manifest<'a> {
    /// The path as given, or a revision and a path.
    path: &'a str,
    /// The name of the integration.
    name: Option<&'a str>,
    /// The version as written.
    version: Option<&'a str>,
    #[schemars(extend("enum" = ["public", "unlisted", "private"]))]
    visibility: &'static str,
}

/// A change.
#[derive(Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Entry<'a> {
    /// The ID of the check.
    id: &'static str,
    /// The part of the manifest.
    part: &'static str,
    /// The flow of the values that a changed schema describes.
    direction: Option<&'static str>,
    /// The effect on users of the old manifest.
    #[schemars(extend("enum" = ["breaking", "risky", "addition", "note"]))]
    level: &'static str,
    /// The result of Botpress's own comparison.
    #[schemars(extend("enum" = ["refuses", "accepts", "unknown", "not-compared"]))]
    platform: &'static str,
    /// The name of the definition.
    definition: Option<&'a str>,
    /// The change.
    message: &'a str,
    /// The effect of the change.
    why: &'a str,
    /// A way to avoid the effect, as an imperative.
    hint: Option<&'a str>,
    /// The fingerprint for `[[diff.accept]]` in the settings file.
    fingerprint: &'a str,
    /// Whether the settings file accepts the change.
    accepted: bool,
    /// The location in the old manifest.
    old: Option<Place<'a>>,
    /// The location in the new manifest.
    new: Option<Place<'a>>,
    /// The old value, or a part of it.
    old_value: &'a Value,
    /// The new value, or a part of it.
    new_value: &'a Value,
}

/// A location in one of the manifests.
#[derive(Serialize, JsonSchema)]
pub(crate) struct Place<'a> {
    /// The JSON Pointer of the value.
    pointer: &'a str,
    /// Line, from 1.
    line: usize,
    /// Column, from 1, in Unicode code points.
    column: usize,
    /// Start in bytes of the document.
    start: usize,
    /// End in bytes of the document.
    end: usize,
}

/// The number of changes that are not accepted, by level, and of those that are.
#[derive(Serialize, Default, JsonSchema)]
pub(crate) struct DiffTotals {
    breaking: usize,
    risky: usize,
    additions: usize,
    notes: usize,
    accepted: usize,
}

/// Creates the report about all comparisons, with the changes of at least the level `least`.
pub(crate) fn report<'a>(all: &[Compared<'a>], least: Level) -> DiffReport<'a> {
    let mut summary = DiffTotals::default();
    for compared in all {
        let count = |level| compared.comparison.count(level);
        summary.breaking += count(Level::Breaking);
        summary.risky += count(Level::Risky);
        summary.additions += count(Level::Addition);
        summary.notes += count(Level::Note);
        summary.accepted += compared.comparison.count_accepted();
    }
    let comparisons = all.iter().map(|compared| comparison(compared, least)).collect();
    DiffReport { version: VERSION, comparisons, summary }
}

fn comparison<'a>(compared: &Compared<'a>, least: Level) -> Comparison<'a> {
    let result = compared.comparison;
    let old_lines = LineIndex::new(compared.old_text);
    let new_lines = LineIndex::new(compared.new_text);
    let is_listed = |finding: &&Finding| finding.level >= least || finding.part == Part::Version;
    let listed = result.findings.iter().filter(is_listed);
    let findings = listed.map(|finding| entry(finding, &old_lines, &new_lines)).collect();
    Comparison {
        old: manifest(result.old.as_ref(), compared.old_name),
        new: manifest(result.new.as_ref(), compared.new_name),
        required: result.required.name(),
        declared: result.declared.map(|declared| declared.name()),
        next_version: result.next_version.as_deref(),
        sufficient: result.is_sufficient,
        platform: result.platform.name(),
        findings,
        truncated: result.is_truncated(),
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
