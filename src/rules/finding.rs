//! The result of checking a manifest.

use std::ops::Range;

use super::fix_intent::FixIntent;
use super::rule::{Group, Rule, Severity};
use super::suppression::Suppression;

/// A violation of a rule, at one place.
#[derive(Debug, Clone)]
pub struct Finding {
    /// The violated rule.
    pub rule: &'static Rule,
    /// Its severity here, after configuration.
    pub severity: Severity,
    /// Its location, in bytes of the document.
    pub range: Range<usize>,
    /// The JSON Pointer of the member it is about; "" is the entire document.
    pub pointer: String,
    /// Message: the problem, then the correction.
    pub message: String,
    /// Other places that explain it.
    pub related: Vec<Related>,
    /// The number of places with this mistake, of which the finding is at the first.
    pub places: u32,
    /// How the range is drawn besides underlining.
    pub tag: Option<DiagnosticTag>,
    /// The most likely fix.
    pub fix: Option<FixIntent>,
    /// Other possible fixes, the most likely first. They are applied only on request.
    pub alternatives: Vec<FixIntent>,
    /// Counts of the findings beyond the limit; only in the finding that summarizes them.
    pub omitted: Option<Box<OmittedFindings>>,
    /// Why it is not reported; only in lists that contain suppressed findings.
    pub suppression: Option<Box<Suppression>>,
}

/// The number of findings that are not listed, by severity, and the number of those that make the
/// Botpress API reject the manifest, by group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct OmittedFindings {
    /// The number for each severity, in ascending order.
    pub by_severity: [usize; Severity::ALL.len()],
    /// The number of errors in each group, in the order of [`Group::ALL`].
    pub errors_by_group: [usize; Group::ALL.len()],
}

/// The number of findings of each severity, in ascending order, with those that are not listed.
pub fn count_by_severity(findings: &[Finding]) -> [usize; Severity::ALL.len()] {
    let mut counts = [0; Severity::ALL.len()];
    for finding in findings {
        match &finding.omitted {
            Some(omitted) => {
                counts.iter_mut().zip(omitted.by_severity).for_each(|(sum, it)| *sum += it);
            }
            None => counts[finding.severity as usize] += 1,
        }
    }
    counts
}

impl Finding {
    /// A finding without details.
    pub fn new(
        rule: &'static Rule,
        severity: Severity,
        range: Range<usize>,
        pointer: impl Into<String>,
        message: impl Into<String>,
    ) -> Finding {
        Finding {
            rule,
            severity,
            range,
            pointer: pointer.into(),
            message: message.into(),
            related: Vec::new(),
            places: 1,
            tag: None,
            fix: None,
            alternatives: Vec::new(),
            omitted: None,
            suppression: None,
        }
    }
}

/// A place that explains a finding.
#[derive(Debug, Clone)]
pub struct Related {
    /// Its location, in bytes of the document.
    pub range: Range<usize>,
    /// Why it matters here.
    pub message: String,
}

/// How a finding's range is drawn besides underlining.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiagnosticTag {
    /// Superseded: struck through.
    Deprecated,
    /// Without effect: faded.
    Unnecessary,
}
