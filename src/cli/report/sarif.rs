//! The format `sarif`: SARIF 2.1.0, for code scanning.

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::ops::Range;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_sarif::sarif;

use super::fingerprint::Fingerprints;
use super::json_escape::write_json;
use super::work_tree::without_dot;
use super::{Checked, Report, Summary};
use crate::cli::line_index::{LineIndex, Span};
use crate::cli::printer::NAME;
use crate::rules::{self, Finding, Rule, Severity, Suppression, SuppressionKind};

const SCHEMA: &str = "https://json.schemastore.org/sarif-2.1.0.json";

/// The characters to escape in a path. The colon is one of them, because the first folder could
/// otherwise be read as a URI scheme.
const PATH_ESCAPES: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

pub(super) struct Sarif {
    /// The index of each rule in the list of the driver.
    rule_index: HashMap<&'static str, i64>,
}

impl Sarif {
    pub(super) fn new() -> Sarif {
        Sarif {
            rule_index: (0..).zip(rules::all()).map(|(index, rule)| (rule.id, index)).collect(),
        }
    }
}

impl Report for Sarif {
    fn begin(&self, out: &mut dyn Write) -> io::Result<()> {
        // The results are streamed, so the object around them is not serialized as a whole.
        write!(out, r#"{{"$schema":"{SCHEMA}","version":"2.1.0","runs":[{{"tool":"#)?;
        write_json(&mut *out, &tool())?;
        writeln!(out, r#","columnKind":"unicodeCodePoints","results":["#)
    }

    fn file(&self, file: &Checked<'_>, out: &mut Vec<u8>) -> io::Result<()> {
        if file.findings.is_empty() && file.accepted.is_empty() {
            return Ok(());
        }
        let uri = uri(&file.tree_path());
        let lines = LineIndex::new(file.text);
        let mut fingerprints = Fingerprints::default();
        for (index, finding) in file.findings.iter().chain(file.accepted).enumerate() {
            if index > 0 {
                out.extend_from_slice(self.separator().as_bytes());
            }
            let fingerprint = fingerprints.next("", finding);
            let mut result = self.result(finding, &uri, &lines);
            result.partial_fingerprints =
                Some(BTreeMap::from([("ruleAndPointer/v1".to_owned(), fingerprint)]));
            result.suppressions = finding.suppression.as_deref().map(|it| vec![suppression(it)]);
            write_json(&mut *out, &result)?;
        }
        Ok(())
    }

    fn separator(&self) -> &'static str {
        ",\n"
    }

    fn end(&self, _summary: &Summary, out: &mut dyn Write) -> io::Result<()> {
        writeln!(out, "\n]}}]}}")
    }
}

impl Sarif {
    fn result(&self, finding: &Finding, uri: &str, lines: &LineIndex) -> sarif::Result {
        let mut location = location(uri, &finding.range, lines);
        location.logical_locations = Some(vec![
            sarif::LogicalLocation::builder()
                .fully_qualified_name(finding.pointer.as_str())
                .kind("value")
                .build(),
        ]);
        let mut result = sarif::Result::builder()
            .rule_id(finding.rule.id)
            .level(level(finding.severity))
            .message(sarif::Message::builder().text(finding.message.as_str()).build())
            .locations(vec![location])
            .build();
        result.rule_index = self.rule_index.get(finding.rule.id).copied();
        if !finding.related.is_empty() {
            result.related_locations = Some(
                (0..)
                    .zip(&finding.related)
                    .map(|(id, related)| {
                        let mut location = self::location(uri, &related.range, lines);
                        location.id = Some(id);
                        location.message =
                            Some(sarif::Message::builder().text(related.message.as_str()).build());
                        location
                    })
                    .collect(),
            );
        }
        result
    }
}

fn suppression(suppression: &Suppression) -> sarif::Suppression {
    let kind = match suppression.kind {
        SuppressionKind::Baseline => "external",
        SuppressionKind::Comment => "inSource",
    };
    let mut result = sarif::Suppression::builder().kind(kind).build();
    result.justification = suppression.reason.clone();
    result
}

fn tool() -> sarif::Tool {
    let mut driver = sarif::ToolComponent::builder()
        .name(NAME)
        .semantic_version(env!("CARGO_PKG_VERSION"))
        .rules(rules::all().iter().map(|rule| descriptor(rule)).collect::<Vec<_>>())
        .build();
    driver.information_uri =
        option_env!("CARGO_PKG_REPOSITORY").filter(|uri| !uri.is_empty()).map(str::to_owned);
    sarif::Tool::builder().driver(driver).build()
}

fn descriptor(rule: &Rule) -> sarif::ReportingDescriptor {
    let page = rule.body();
    let text = |text: &str| sarif::MultiformatMessageString::builder().text(text).build();
    let mut configuration = sarif::ReportingConfiguration::builder().build();
    match rule.severity {
        Some(severity) => configuration.level = Some(level(severity).to_string().into()),
        None => configuration.enabled = Some(false),
    }
    let mut properties = sarif::PropertyBag::builder().build();
    properties.additional_properties.insert("group".to_owned(), rule.group.name().into());
    sarif::ReportingDescriptor::builder()
        .id(rule.id)
        .short_description(text(rule.summary()))
        .full_description(text(rule.summary()))
        .help(
            sarif::MultiformatMessageString::builder()
                .text(page.as_str())
                .markdown(page.as_str())
                .build(),
        )
        .default_configuration(configuration)
        .properties(properties)
        .build()
}

fn level(severity: Severity) -> sarif::ResultLevel {
    match severity {
        Severity::Error => sarif::ResultLevel::Error,
        Severity::Warning => sarif::ResultLevel::Warning,
        Severity::Info | Severity::Hint => sarif::ResultLevel::Note,
    }
}

fn location(uri: &str, range: &Range<usize>, lines: &LineIndex) -> sarif::Location {
    let Span { start, end } = lines.span(range);
    let number = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let region = sarif::Region::builder()
        .start_line(number(start.line))
        .start_column(number(start.column))
        .end_line(number(end.line))
        .end_column(number(end.column))
        .byte_offset(number(range.start))
        .byte_length(number(range.len()))
        .build();
    let artifact = sarif::ArtifactLocation::builder().uri(uri).build();
    let physical =
        sarif::PhysicalLocation::builder().artifact_location(artifact).region(region).build();
    sarif::Location::builder().physical_location(physical).build()
}

/// Returns a path as a URI. Relative paths stay relative, so that the reader can resolve them in its
/// own checkout.
pub(super) fn uri(path: &str) -> String {
    let path = without_dot(path);
    let encoded = utf8_percent_encode(path, PATH_ESCAPES);
    if path.starts_with('/') {
        format!("file://{encoded}")
    } else if cfg!(windows) && path.get(1..2) == Some(":") {
        format!("file:///{encoded}")
    } else {
        encoded.to_string()
    }
}
