//! A changelog section for users of the integration, and the pages of the checks.

use std::fmt::Write;

use super::checks::{Check, Refused, Scope};
use super::finding::{Finding, Level, Platform};
use super::{Comparison, Part};

/// Maximum number of lines of one section.
const MAX_LINES: usize = 500;

/// Returns a changelog section in Markdown with the findings of at least `least`.
pub fn markdown(comparison: &Comparison, least: Level) -> String {
    let mut text = String::new();
    let version = comparison.new.as_ref().and_then(|new| new.version.as_deref());
    let heading = match (&comparison.next_version, version) {
        (Some(next), _) if !comparison.is_sufficient => next,
        (_, Some(version)) => version,
        (Some(next), None) => next,
        (None, None) => "Changes",
    };
    let _ = writeln!(text, "## {}", escaped(heading));
    let sections = [
        (Level::Breaking, "Breaking"),
        (Level::Risky, "Worth a look"),
        (Level::Addition, "New"),
        (Level::Note, "Other"),
    ];
    let mut is_empty = true;
    for (level, title) in sections.into_iter().filter(|(level, _)| *level >= least) {
        let findings: Vec<&Finding> = comparison
            .findings
            .iter()
            .filter(|it| it.level == level && it.part != Part::Version && !is_second_half(it))
            .collect();
        if findings.is_empty() {
            continue;
        }
        is_empty = false;
        let _ = write!(text, "\n### {title}\n\n");
        for finding in findings.iter().take(MAX_LINES) {
            let _ = writeln!(text, "- {}", line(finding));
        }
        if findings.len() > MAX_LINES {
            let _ = writeln!(text, "- … and {} more", findings.len() - MAX_LINES);
        }
    }
    if is_empty {
        text.push_str("\nNo changes that affect users.\n");
    }
    text
}

/// Whether the removal that belongs to this addition is listed, as a rename.
fn is_second_half(finding: &Finding) -> bool {
    finding.renamed.is_some() && finding.level == Level::Addition
}

fn line(finding: &Finding) -> String {
    if let (Some(new), Some(old)) = (&finding.renamed, &finding.subject)
        && finding.check.id.ends_with("-removed")
    {
        let text = format!("`{}` is now `{}`.", code(old), code(new));
        return match &finding.definition {
            Some(name) if finding.direction.is_some() => format!("`{}`: {text}", code(name)),
            _ => text,
        };
    }
    let message = finding.message.trim_end_matches('.');
    match (&finding.definition, &finding.title) {
        (Some(name), Some(title)) if title != name => {
            format!("**{}** (`{}`): {}.", escaped(title), code(name), escaped(message))
        }
        (Some(name), _) => format!("`{}`: {}.", code(name), escaped(message)),
        _ => format!("{}.", escaped(message)),
    }
}

/// Text of a manifest as plain text in Markdown; code spans stay.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut is_code = false;
    for c in text.chars() {
        match c {
            '`' => {
                is_code = !is_code;
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' if !is_code => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    if is_code {
        out.push('`');
    }
    out
}

/// Text inside a code span.
fn code(text: &str) -> String {
    text.replace('`', "'").replace(['\n', '\r'], " ")
}

/// Returns the page of a check in Markdown.
pub fn check_page(check: &Check) -> String {
    let mut page = format!("# {}\n\n", check.id);
    page += "<!-- Generated from src/diff/checks.rs: change it there. -->\n\n";
    let _ = write!(page, "{}\n\n## Level\n\n", check.summary);
    match check.scope {
        Scope::Schema(refused) => {
            let _ = writeln!(page, "| where | level | Botpress |\n| --- | --- | --- |");
            let word = |is_refused| {
                if is_refused { "rejects without a new major version" } else { "accepts" }
            };
            let rows = [
                (
                    "action inputs, messages, configurations, states",
                    check.consumed,
                    matches!(refused, Refused::Consumed | Refused::Both),
                ),
                (
                    "action outputs, events",
                    check.produced,
                    matches!(refused, Refused::Produced | Refused::Both),
                ),
            ];
            for (place, level, is_refused) in rows {
                let _ = writeln!(page, "| {place} | {} | {} |", level.name(), word(is_refused));
            }
            page.push_str(
                "\nThe schemas of entities are never above `risky`. Botpress compares whole \
                 schemas, so the report names its result for each finding.\n",
            );
        }
        Scope::Manifest(platform) => {
            let result = match platform {
                Platform::Refuses => "Botpress rejects it without a new major version.",
                Platform::Accepts => "Botpress accepts it.",
                Platform::Unknown => "It is not known whether Botpress compares this.",
                Platform::NotCompared => "Botpress does not compare this.",
            };
            let _ = writeln!(page, "`{}`. {result}", check.consumed.name());
        }
    }
    let users = "Users";
    let _ =
        write!(page, "\n## Why it matters\n\n{}\n", check.why_consumed.replace("{users}", users));
    if check.why_produced != check.why_consumed {
        let _ = writeln!(
            page,
            "\nWhere bots read the value: {}",
            check.why_produced.replace("{users}", users)
        );
    }
    if !check.advice.is_empty() {
        let mut letters = check.advice.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        let _ = write!(page, "\n## Fix\n\n{first}{}.\n", letters.as_str());
    }
    let [old, new] = check.example;
    let _ = write!(page, "\n## Example\n\nBefore:\n\n```json\n{old}\n```\n");
    if !new.is_empty() {
        let _ = write!(page, "\nAfter:\n\n```json\n{new}\n```\n");
    }
    page
}
