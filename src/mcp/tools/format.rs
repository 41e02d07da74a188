//! The tool `format`: formats a manifest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::change::{Change, Written, default_dry_run};
use super::tool::{Context, Tool, arguments, input, output};
use crate::ide::format;
use crate::mcp::answer::{Answer, ToolError};
use crate::mcp::document::{Document, DocumentArguments};
use crate::rules;
use crate::syntax::Tree;

pub(super) const TOOL: Tool = Tool {
    name: "format",
    title: "Format a manifest",
    description: "Format a manifest: only white space changes. Writes the file only with \
        `dry_run: false`.",
    writes: true,
    input: input::<Arguments>,
    output: output::<Data>,
    call,
};

#[derive(Deserialize, JsonSchema)]
struct Arguments {
    #[serde(flatten)]
    document: DocumentArguments,
    #[serde(default = "default_dry_run")]
    dry_run: bool,
}

/// The answer.
#[derive(Serialize, JsonSchema)]
struct Data {
    /// Number of syntax errors. The text around them is not formatted.
    syntax_errors: usize,
    #[serde(flatten)]
    written: Written,
}

fn call(context: &Context, value: Value) -> Result<Answer, ToolError> {
    let Arguments { document, dry_run } = arguments(value)?;
    let document = Document::read(&context.roots, document)?;
    let source = document.text.as_str();
    let tree = Tree::parse(source, document.dialect);
    let edits = format::document(&source, &tree, &document.format_options());
    let (_, syntax_errors) = rules::not_json(&source, &tree, 0);
    let change = Change::new(&document, &edits, dry_run)?;
    let head = match syntax_errors {
        0 => String::new(),
        1 => "; 1 syntax error, around which the text is not formatted".to_owned(),
        many => format!("; {many} syntax errors, around which the text is not formatted"),
    };
    Ok(change.answer(&head, |written| Data { syntax_errors, written }))
}
