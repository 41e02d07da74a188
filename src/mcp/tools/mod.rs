//! The tools: one file each, and their table.

mod change;
mod check;
mod describe;
mod diff;
mod edit;
mod explain;
mod fix;
mod format;
mod sample;
mod schema;
mod tool;

pub(in crate::mcp) use schema::{prune, schema_at};
use serde_json::{Map, Value};

use super::answer::{Answer, ToolError};
use crate::util::display::truncate;
pub use tool::{Context, Tool};

/// The tools, in the order of the list.
const TOOLS: &[Tool] = &[
    check::TOOL,
    explain::TOOL,
    fix::TOOL,
    describe::TOOL,
    schema::TOOL,
    sample::TOOL,
    diff::TOOL,
    edit::TOOL,
    format::TOOL,
];

/// The tools that a client sees.
pub fn visible(read_only: bool) -> impl Iterator<Item = &'static Tool> {
    TOOLS.iter().filter(move |tool| !(read_only && tool.writes))
}

/// Calls the tool `name`.
pub fn call(
    context: &Context,
    name: &str,
    arguments: Map<String, Value>,
) -> Result<Answer, ToolError> {
    let Some(tool) = visible(context.read_only).find(|tool| tool.name == name) else {
        return Err(ToolError::Arguments(format!("there is no tool `{}`", truncate(name, 80))));
    };
    let schema = (tool.input)();
    if let Some(unknown) = arguments.keys().find(|name| schema["properties"].get(name).is_none()) {
        let unknown = truncate(unknown, 80);
        return Err(ToolError::Arguments(format!("unknown argument `{unknown}`")));
    }
    let answer = (tool.call)(context, Value::Object(arguments))?;
    match answer.fits() {
        true => Ok(answer),
        false => Err(ToolError::Failed(
            "the answer is too long; ask about a smaller part of the manifest".to_owned(),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Maximum number of tokens of the names, descriptions and argument schemas of all tools, which a
    /// model reads on every turn.
    const MAX_TOKENS: usize = 1_500;

    /// A conservative estimate: English and JSON have about four characters for a token.
    fn tokens(text: &str) -> usize {
        text.chars().count().div_ceil(3)
    }

    #[test]
    fn tool_descriptions_fit_their_budget() {
        let mut sum = 0;
        for tool in TOOLS {
            let len = tokens(tool.name)
                + tokens(tool.title)
                + tokens(tool.description)
                + tokens(&(tool.input)().to_string());
            println!("{}: {len}", tool.name);
            sum += len;
        }
        assert!(sum <= MAX_TOKENS, "{sum}");
    }

    #[test]
    fn tool_schemas_are_objects_with_described_types() {
        for tool in TOOLS {
            for schema in [(tool.input)(), (tool.output)()] {
                assert_eq!(schema["type"], "object", "{}", tool.name);
                assert!(jsonschema::validator_for(&schema).is_ok(), "{}", tool.name);
                // The official client accepts nothing else.
                let members = schema["properties"].as_object().unwrap();
                assert!(members.values().all(Value::is_object), "{}: {schema}", tool.name);
            }
        }
    }
}
