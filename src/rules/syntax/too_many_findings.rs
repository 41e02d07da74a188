//! The summary of the findings beyond the limit of a list.

use crate::rules::finding::{Finding, OmittedFindings};
use crate::rules::rule::{Severity, rule};
use crate::util::display::{group_digits, list_plain};

rule! {
    /// More findings than are listed.
    ///
    /// ## What it finds
    /// A manifest with more than 1,000 findings and more than one for every 5,000 bytes, or with long
    /// names in very many places. The first ones are listed, errors before warnings; this finding is at
    /// the start of the manifest, and its message contains the number of all others.
    ///
    /// ## Why it matters
    /// A longer list does not help a reader, and slows down every program that shows it.
    /// Usually one mistake causes most of the findings. The summary, the exit code and the
    /// response of `serve` still count every finding.
    ///
    /// ## Example
    /// ```json
    /// [1, 2, 3]
    /// ```
    /// with thousands of elements where `secrets` belongs.
    ///
    /// ## Fix
    /// Fix the listed findings, and check again. The severity of this rule is that of the most
    /// severe finding that is not listed, and cannot be configured.
    TOO_MANY_FINDINGS = "too-many-findings", Syntax, Some(Error);
}

/// The finding for `omitted`, at the start of the document; `None` if nothing is omitted.
pub fn finding(omitted: OmittedFindings) -> Option<Finding> {
    let counts = Severity::ALL.into_iter().zip(omitted.by_severity).rev();
    let counts: Vec<_> = counts.filter(|(_, count)| *count > 0).collect();
    let (most_severe, _) = counts.first()?;
    let total: usize = omitted.by_severity.iter().sum();
    let named = counts.iter().map(|(severity, count)| {
        let plural = if *count == 1 { "" } else { "s" };
        format!("{} {}{plural}", group_digits(*count), severity.name())
    });
    let message = format!(
        "Too many findings: {} more are not listed ({}). Fix the listed ones, then check again.",
        group_digits(total),
        list_plain(&named.collect::<Vec<_>>(), "and")
    );
    let mut finding = Finding::new(&TOO_MANY_FINDINGS, *most_severe, 0..0, "", message);
    finding.omitted = Some(Box::new(omitted));
    Some(finding)
}
