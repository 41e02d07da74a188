//! The declaration of a tool.

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::mcp::answer::{Answer, ToolError};
use crate::mcp::roots::Roots;
use crate::report::json_schema;
use crate::util::display::truncate;

/// A tool.
pub struct Tool {
    pub name: &'static str,
    pub title: &'static str,
    pub description: &'static str,
    /// Whether the tool writes a file if an argument requests it.
    pub writes: bool,
    /// The JSON Schema of the arguments.
    pub input: fn() -> Value,
    /// The JSON Schema of the data in an answer.
    pub output: fn() -> Value,
    pub(super) call: fn(&Context, Value) -> Result<Answer, ToolError>,
}

/// The state that all calls share.
#[derive(Debug)]
pub struct Context {
    pub roots: Roots,
    /// Whether tools that write are hidden.
    pub read_only: bool,
}

/// Reads the arguments of a tool.
pub(super) fn arguments<T: DeserializeOwned>(value: Value) -> Result<T, ToolError> {
    serde_json::from_value(value)
        .map_err(|error| ToolError::Arguments(truncate(&error.to_string(), 300)))
}

/// Maximum length of a JSON Pointer in bytes.
const MAX_POINTER: usize = 4096;

/// Checks the argument `pointer`.
pub(super) fn check_pointer(pointer: &str) -> Result<(), ToolError> {
    let message = match pointer {
        _ if pointer.len() > MAX_POINTER => "the JSON Pointer is too long",
        "" => return Ok(()),
        _ if pointer.starts_with('/') => return Ok(()),
        _ => "a JSON Pointer is empty or starts with `/`",
    };
    Err(ToolError::Arguments(format!("`pointer`: {message}")))
}

/// The JSON Schema of the arguments `T`.
pub(super) fn input<T: JsonSchema>() -> Value {
    json_schema::input::<T>()
}

/// The JSON Schema of the data `T`.
pub(super) fn output<T: JsonSchema>() -> Value {
    json_schema::output::<T>()
}
