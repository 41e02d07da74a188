//! The tool `describe`: the outline of a manifest.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::tool::{Context, Tool, arguments, check_pointer, input, output};
use crate::ide::outline::{Part, Parts, outline};
use crate::mcp::answer::{Answer, ToolError, fit};
use crate::mcp::document::{Document, DocumentArguments};
use crate::util::display::truncate;

pub(super) const TOOL: Tool = Tool {
    name: "describe",
    title: "Outline a manifest",
    description: "Outline a manifest: definitions with titles, inputs and outputs as short types. Use \
        it instead of reading a large file; `pointer` limits it to a part.",
    writes: false,
    input: input::<Arguments>,
    output: output::<Data<'static>>,
    call,
};

#[derive(Deserialize, JsonSchema)]
struct Arguments {
    #[serde(flatten)]
    document: DocumentArguments,
    #[serde(default)]
    pointer: String,
    #[serde(default = "default_depth")]
    depth: u8,
}

fn default_depth() -> u8 {
    5
}

/// The answer.
#[derive(Serialize, JsonSchema)]
struct Data<'a> {
    parts: Vec<Described<'a>>,
    /// Number of parts that are not listed.
    omitted: usize,
}

/// A part of the manifest.
#[derive(Serialize, JsonSchema)]
struct Described<'a> {
    pointer: &'a str,
    /// The title, or a short value.
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    /// The type that a schema describes, or the size of content.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    ty: Option<&'a str>,
}

fn call(context: &Context, value: Value) -> Result<Answer, ToolError> {
    let Arguments { document, pointer, depth } = arguments(value)?;
    check_pointer(&pointer)?;
    let document = Document::read(&context.roots, document)?;
    let parts =
        outline(&document.redacted_snapshot(), &pointer, usize::from(depth)).ok_or_else(|| {
            ToolError::Failed(format!("the manifest has no value at `{}`", truncate(&pointer, 200)))
        })?;
    let Parts { listed: parts, omitted: beyond } = parts;
    let mut answer = fit(parts.len(), |count| {
        let listed = &parts[..count];
        let omitted = beyond + parts.len() - count;
        let described = listed.iter().map(|Part { pointer, title, ty }| Described {
            pointer,
            title: title.as_deref(),
            ty: ty.as_deref(),
        });
        let mut text: Vec<String> = listed.iter().map(line).collect();
        if omitted > 0 {
            text.push(format!("{omitted} more omitted; pass `pointer` or a lower `depth`"));
        }
        Answer::new(text.join("\n"), &Data { parts: described.collect(), omitted })
    });
    answer.mask(&document.secrets());
    Ok(answer)
}

fn line(Part { pointer, title, ty }: &Part) -> String {
    let mut line = truncate(pointer, 300);
    for part in [title, ty].into_iter().flatten() {
        line.push_str(": ");
        line.push_str(part);
    }
    line
}
