//! The tool `fix`: applies fixes.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::change::{Change, Written, default_dry_run};
use super::tool::{Context, Tool, arguments, input, output};
use crate::fix::{self, AppliedFix};
use crate::mcp::answer::{Answer, Counts, ToolError};
use crate::mcp::document::{Document, DocumentArguments};
use crate::report::fixes::describe_choice_error;
use crate::report::line_index::LineIndex;
use crate::rules::Applicability;
use crate::syntax::Tree;
use crate::util::display::sanitize;

pub(super) const TOOL: Tool = Tool {
    name: "fix",
    title: "Apply fixes",
    description: "Apply all safe fixes, or exactly those with the IDs in `fixes`. Writes the file only \
        with `dry_run: false`.",
    writes: true,
    input: input::<Arguments>,
    output: output::<Data>,
    call,
};

/// Maximum number of applied fixes that an answer lists.
const MAX_LISTED: usize = 50;

#[derive(Deserialize, JsonSchema)]
struct Arguments {
    #[serde(flatten)]
    document: DocumentArguments,
    #[serde(default)]
    fixes: Vec<String>,
    #[serde(default = "default_dry_run")]
    dry_run: bool,
}

/// The answer.
#[derive(Serialize, JsonSchema)]
struct Data {
    /// The applied fixes, each with its line.
    applied: Vec<String>,
    /// Number of applied fixes that are not listed.
    omitted: usize,
    /// The findings of the result.
    remaining: Counts,
    #[serde(flatten)]
    written: Written,
}

fn call(context: &Context, value: Value) -> Result<Answer, ToolError> {
    let Arguments { document, fixes, dry_run } = arguments(value)?;
    let document = Document::read(&context.roots, document)?;
    let result = if fixes.is_empty() {
        fix::fix_all(&document.text, document.dialect, &document.settings, Applicability::Safe)
    } else {
        let tree = Tree::parse(document.text.as_str(), document.dialect);
        fix::choose(&document.text.as_str(), &tree, &document.check(), &fixes)
            .map_err(|error| ToolError::Failed(describe_choice_error(&error)))?
    };
    let lines = LineIndex::new(&document.text);
    let describe = |AppliedFix { rule, start, title, .. }: &AppliedFix| {
        format!("{}: {} [{}]", lines.position(*start).line, sanitize(title), rule.id)
    };
    let applied: Vec<String> = result.fixed.iter().take(MAX_LISTED).map(describe).collect();
    let omitted = result.fixed.len() - applied.len();
    let change = Change::new(&document, &result.edits, dry_run)?;
    let remaining = Counts::new(&document.check_text(change.text()));
    let count = result.fixed.len();
    let noun = if count == 1 { "fix" } else { "fixes" };
    let head =
        format!(": {count} {noun}; remaining: {}\n{}", remaining.describe(), applied.join("\n"));
    let data = |written| Data { applied: applied.clone(), omitted, remaining, written };
    Ok(change.answer(&head, data))
}
