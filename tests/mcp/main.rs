//! The MCP server, as the real program.

mod client;
#[path = "../common/fixtures.rs"]
mod fixtures;
#[path = "../common/folder.rs"]
mod folder;
mod hostile;
mod parity;
#[path = "../common/program.rs"]
mod program;
mod protocol;
mod secrets;
mod tools;

/// A manifest with mistakes that have fixes.
const MANIFEST: &str = r#"{
  "name": "acme/tracker",
  "version": "1.0.0",
  "titel": "Tracker",
  "actions": { "open": { "title": "Open", "input": { "schema": { "type": "object" } }, "output": { "schema": { "type": "object" } } } },
}
"#;
