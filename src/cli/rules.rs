//! The `rules` command: lists the rules.

use std::fmt::Write as _;

use serde::Serialize;

use super::args::ListFormat;
use crate::rules::{self, Rule, Severity};

/// Returns the name of the default severity.
fn severity_name(rule: &Rule) -> &'static str {
    rule.severity.map_or("off", Severity::name)
}

/// Returns the list of all rules.
pub(super) fn list(format: ListFormat) -> String {
    match format {
        ListFormat::Human => table(rules::all()),
        ListFormat::Json => json(rules::all()),
    }
}

fn table(rules: &[&Rule]) -> String {
    let id_width = rules.iter().map(|rule| rule.id.len()).max().unwrap_or(0);
    let group_width = rules.iter().map(|rule| rule.group.name().len()).max().unwrap_or(0);
    let mut text = String::new();
    for rule in rules {
        let (id, group, severity) = (rule.id, rule.group.name(), severity_name(rule));
        let summary = rule.summary();
        let _ = writeln!(text, "{id:id_width$}  {group:group_width$}  {severity:7}  {summary}");
    }
    text
}

fn json(rules: &[&Rule]) -> String {
    #[derive(Serialize)]
    struct Row {
        id: &'static str,
        group: &'static str,
        severity: &'static str,
        summary: &'static str,
    }
    let rows: Vec<Row> = rules
        .iter()
        .map(|rule| Row {
            id: rule.id,
            group: rule.group.name(),
            severity: severity_name(rule),
            summary: rule.summary(),
        })
        .collect();
    // Serializing strings cannot fail.
    let mut text = serde_json::to_string_pretty(&rows).unwrap_or_default();
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::rule;

    rule! {
        /// Something is wrong.
        ///
        /// ## Example
        ///     indented
        TEST = "test-rule", Semantics, None;

        /// Something else is wrong.
        OTHER = "another-test-rule", Syntax, Some(Error);
    }

    #[test]
    fn rule_page_matches_doc_comment() {
        insta::assert_snapshot!(TEST.markdown(), @r#"
        # test-rule

        Group `semantics`, by default `off`.

        Something is wrong.

        ## Example
            indented
        "#);
    }

    #[test]
    fn table_columns_are_aligned() {
        insta::assert_snapshot!(table(&[&TEST, &OTHER]), @r#"
        test-rule          semantics  off      Something is wrong.
        another-test-rule  syntax     error    Something else is wrong.
        "#);
    }
}
