//! The tool `sample`: a valid payload of a schema.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tool::{Context, Tool, arguments, check_pointer, input, output};
use crate::docs::{Fields, sample_at};
use crate::mcp::answer::{Answer, ToolError};
use crate::mcp::document::{Document, DocumentArguments};
use crate::syntax::Tree;

pub(super) const TOOL: Tool = Tool {
    name: "sample",
    title: "Sample payload",
    description: "A payload that is valid for the definition or schema at `pointer`.",
    writes: false,
    input: input::<Arguments>,
    output: output::<Data>,
    call,
};

#[derive(Deserialize, JsonSchema)]
struct Arguments {
    #[serde(flatten)]
    document: DocumentArguments,
    pointer: String,
}

/// The answer.
#[derive(Serialize, JsonSchema)]
struct Data {
    payload: Value,
}

fn call(context: &Context, value: Value) -> Result<Answer, ToolError> {
    let Arguments { document, pointer } = arguments(value)?;
    check_pointer(&pointer)?;
    let document = Document::read(&context.roots, document)?;
    let source = document.text.as_str();
    let tree = Tree::parse(source, document.dialect);
    let payload = sample_at(&source, &tree, &pointer, Fields::default());
    let text = payload.map_err(ToolError::Failed)?.pretty();
    let payload = serde_json::from_str(&text).unwrap_or_default();
    let mut answer = Answer::new(text, &Data { payload });
    answer.mask(&document.secrets());
    Ok(answer)
}
