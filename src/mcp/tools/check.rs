//! The tool `check`: the findings of a manifest.

use std::cmp::Reverse;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tool::{Context, Tool, arguments, input, output};
use crate::mcp::answer::{Answer, Counts, ToolError, fit};
use crate::mcp::document::{Document, DocumentArguments};
use crate::report::fixes::{FixLister, Help};
use crate::report::line_index::LineIndex;
use crate::rules::{self, Finding, Severity};
use crate::syntax::Tree;
use crate::util::budget::cut;
use crate::util::display::{sanitize, truncate};

pub(super) const TOOL: Tool = Tool {
    name: "check",
    title: "Check a manifest",
    description: "Find the mistakes in a Botpress integration manifest, errors first, with IDs of \
        fixes for `fix`. Check after every change.",
    writes: false,
    input: input::<Arguments>,
    output: output::<Data>,
    call,
};

/// Maximum length of a JSON Pointer in an answer, in characters.
const MAX_POINTER: usize = 300;

#[derive(Deserialize, JsonSchema)]
struct Arguments {
    #[serde(flatten)]
    document: DocumentArguments,
    #[serde(default = "default_severity")]
    #[schemars(extend("enum" = ["hint", "info", "warning", "error"]))]
    min_severity: String,
    #[serde(default = "default_limit")]
    limit: u16,
    /// Only these rules or groups
    #[serde(default)]
    rules: Vec<String>,
}

fn default_severity() -> String {
    Severity::Warning.name().to_owned()
}

fn default_limit() -> u16 {
    50
}

/// The answer.
#[derive(Serialize, JsonSchema)]
struct Data<'a> {
    /// Whether no finding is an error.
    ok: bool,
    summary: Counts,
    diagnostics: Vec<&'a Diagnostic>,
    /// Number of matching findings that are not listed.
    omitted: usize,
    /// How the text was checked, if not as a manifest to deploy.
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'a str>,
    /// Problems of the settings files.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    settings_problems: &'a [String],
}

/// A finding.
#[derive(Serialize, JsonSchema)]
struct Diagnostic {
    rule: &'static str,
    severity: &'static str,
    message: String,
    pointer: String,
    line: usize,
    column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<String>,
    fixes: Vec<Fix>,
}

/// A fix.
#[derive(Serialize, JsonSchema)]
struct Fix {
    id: String,
    title: String,
    applicability: &'static str,
}

fn call(context: &Context, value: Value) -> Result<Answer, ToolError> {
    let Arguments { document, min_severity, limit, rules } = arguments(value)?;
    let least = Severity::by_name(&min_severity)
        .ok_or_else(|| invalid("min_severity", &min_severity, "hint, info, warning or error"))?;
    for name in &rules {
        if !rules::is_rule_or_group(name) {
            return Err(invalid("rules", name, "rule IDs or groups"));
        }
    }
    let document = Document::read(&context.roots, document)?;
    let findings = document.check();
    let is_wanted = |finding: &Finding| {
        let id_or_group =
            |name: &String| name == finding.rule.id || name == finding.rule.group.name();
        finding.severity >= least && (rules.is_empty() || rules.iter().any(id_or_group))
    };
    let diagnostics = diagnostics(&document, &findings, is_wanted);
    let summary = Counts::new(&findings);
    let note = document.dump_note();
    let mut answer = fit(diagnostics.len().min(usize::from(limit)), |count| {
        let listed = &diagnostics[..count];
        let omitted = diagnostics.len() - count;
        let data = Data {
            ok: summary.errors == 0,
            summary,
            diagnostics: listed.iter().collect(),
            omitted,
            note: note.as_deref(),
            settings_problems: &document.settings_problems,
        };
        Answer::new(text(summary, note.as_deref(), listed, omitted), &data)
    });
    answer.mask(&document.secrets());
    Ok(answer)
}

fn invalid(argument: &str, value: &str, expected: &str) -> ToolError {
    let value = truncate(value, 80);
    ToolError::Arguments(format!("`{argument}`: unknown value `{value}`; expected {expected}"))
}

/// The diagnostics of the findings that are wanted, errors first.
fn diagnostics(
    document: &Document,
    findings: &[Finding],
    is_wanted: impl Fn(&Finding) -> bool,
) -> Vec<Diagnostic> {
    let source = document.text.as_str();
    let tree = Tree::parse(source, document.dialect);
    let lines = LineIndex::new(source);
    let mut lister = FixLister::new(&source, &tree);
    let mut found = Vec::new();
    for finding in findings {
        // The lister numbers equal fixes, so that it has to see all findings.
        let help = lister.help(finding, &lines);
        if is_wanted(finding) {
            found.push((finding.severity, diagnostic(finding, &lines, help)));
        }
    }
    found.sort_by_key(|(severity, _)| Reverse(*severity));
    found.into_iter().map(|(_, diagnostic)| diagnostic).collect()
}

fn diagnostic(finding: &Finding, lines: &LineIndex<'_>, help: Help) -> Diagnostic {
    let at = lines.position(finding.range.start);
    let clean = |text: &str| sanitize(text).into_owned();
    Diagnostic {
        rule: finding.rule.id,
        severity: finding.severity.name(),
        message: clean(&finding.message),
        pointer: cut(&finding.pointer, MAX_POINTER).unwrap_or(&finding.pointer).to_owned(),
        line: at.line,
        column: at.column,
        help: help.help.as_deref().map(clean),
        fixes: help
            .fixes
            .into_iter()
            .map(|fix| Fix {
                id: fix.id,
                title: clean(&fix.title),
                applicability: fix.applicability,
            })
            .collect(),
    }
}

/// The answer as text: a line for each finding and each fix.
fn text(summary: Counts, note: Option<&str>, diagnostics: &[Diagnostic], omitted: usize) -> String {
    let mut lines = vec![summary.describe()];
    lines.extend(note.map(str::to_owned));
    for it in diagnostics {
        let Diagnostic { rule, severity, message, line, column, .. } = it;
        lines.push(format!("{line}:{column} {severity} {rule}: {message}"));
        let fix = |fix: &Fix| format!("  fix {} ({}): {}", fix.id, fix.applicability, fix.title);
        lines.extend(it.fixes.iter().map(fix));
    }
    if omitted > 0 {
        lines.push(format!("{omitted} more omitted"));
    }
    lines.join("\n")
}
