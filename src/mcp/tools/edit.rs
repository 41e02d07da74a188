//! The tool `edit`: changes one member.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::change::{Change, Written, default_dry_run};
use super::tool::{Context, Tool, arguments, check_pointer, input, output};
use crate::ide::edit_member::{MemberEdit, edit_member};
use crate::ide::format;
use crate::mcp::answer::{Answer, Counts, ToolError};
use crate::mcp::document::{Document, DocumentArguments};
use crate::rules;
use crate::syntax::Tree;
use crate::text::{self, TextEdit};
use crate::util::display::truncate;

pub(super) const TOOL: Tool = Tool {
    name: "edit",
    title: "Edit one member",
    description: "Set the member at `pointer` to `value`, `delete` it, or rename it with all \
        references (`rename_to`). Keeps comments and format. Writes the file only with `dry_run: false`.",
    writes: true,
    input: input::<Arguments>,
    output: output::<Data>,
    call,
};

#[derive(Deserialize, JsonSchema)]
struct Arguments {
    #[serde(flatten)]
    document: DocumentArguments,
    /// JSON Pointer
    pointer: String,
    #[serde(default, deserialize_with = "present")]
    #[schemars(schema_with = "any")]
    value: Option<Value>,
    #[serde(default)]
    delete: bool,
    #[serde(default)]
    rename_to: Option<String>,
    #[serde(default = "default_dry_run")]
    dry_run: bool,
}

/// Reads a member whose value may be `null`.
fn present<'de, D: serde::Deserializer<'de>>(value: D) -> Result<Option<Value>, D::Error> {
    Value::deserialize(value).map(Some)
}

/// The schema of any JSON value. Its description is for clients that require one.
fn any(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({ "description": "JSON" })
}

/// The answer.
#[derive(Serialize, JsonSchema)]
struct Data {
    /// The findings before the change.
    before: Counts,
    /// The findings of the result.
    remaining: Counts,
    /// A notice about references that are not updated.
    #[serde(skip_serializing_if = "Option::is_none")]
    notice: Option<String>,
    #[serde(flatten)]
    written: Written,
}

fn call(context: &Context, value: Value) -> Result<Answer, ToolError> {
    let Arguments { document, pointer, value, delete, rename_to, dry_run } = arguments(value)?;
    check_pointer(&pointer)?;
    let edit = match (value, delete, rename_to) {
        (Some(value), false, None) => MemberEdit::Set(value.to_string()),
        (None, true, None) => MemberEdit::Remove,
        (None, false, Some(name)) => MemberEdit::Rename(name),
        _ => {
            let message = "pass one of `value`, `delete: true` and `rename_to`";
            return Err(ToolError::Arguments(message.to_owned()));
        }
    };
    let document = Document::read(&context.roots, document)?;
    let (edits, notice) = edit_member(&document.snapshot(), &pointer, &edit)
        .map_err(|reason| ToolError::Failed(format!("`{}`: {reason}", truncate(&pointer, 200))))?;
    check_syntax(&document, &edits)?;
    let edits = formatted(&document, edits);
    let change = Change::new(&document, &edits, dry_run)?;
    let before = Counts::new(&document.check());
    let remaining = Counts::new(&document.check_text(change.text()));
    let mut head = format!("; before: {}; now: {}", before.describe(), remaining.describe());
    if let Some(notice) = &notice {
        head += &format!("\n{notice}");
    }
    Ok(change.answer(&head, |written| Data { before, remaining, notice: notice.clone(), written }))
}

/// Checks that `edits` add no syntax error: in a broken text, a place may be another one than it seems.
fn check_syntax(document: &Document, edits: &[TextEdit]) -> Result<(), ToolError> {
    let count = |text: &str| {
        let tree = Tree::parse(text, document.dialect);
        rules::not_json(&text, &tree, 0).1
    };
    match count(&text::apply(&document.text, edits)) > count(&document.text) {
        true => Err(ToolError::Failed("repair the syntax errors first".to_owned())),
        false => Ok(()),
    }
}

/// Formats the result of `edits` if the document is formatted.
fn formatted(document: &Document, edits: Vec<TextEdit>) -> Vec<TextEdit> {
    let edits_of = |text: &str| {
        let tree = Tree::parse(text, document.dialect);
        format::document(&text, &tree, &document.format_options())
    };
    if !edits_of(&document.text).is_empty() {
        return edits;
    }
    let new_text = text::apply(&document.text, &edits);
    let format_edits = edits_of(&new_text);
    text::compose(document.text.len(), vec![edits, format_edits])
}
