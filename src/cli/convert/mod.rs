//! The `convert` command: writes JSONC as JSON.

pub(super) mod args;

use std::process::ExitCode;

use args::ConvertArgs;

use super::input;
use super::inputs::Source;
use super::line_index::LineIndex;
use super::output::write_output;
use super::printer::path_error;
use super::sanitize::path_name;
use crate::ide::format::{self, Options};
use crate::rules;
use crate::syntax::{Dialect, Tree, strip_jsonc};
use crate::text;

/// Removes the comments and the trailing commas of a manifest.
pub(super) fn run(args: &ConvertArgs) -> ExitCode {
    let name = path_name(&args.manifest);
    let mut buffer = Vec::new();
    match input::read(&Source::of(&args.manifest), &mut buffer).and_then(to_json) {
        Ok(json) => write_output(args.output.as_deref(), json.as_bytes()),
        Err(message) => path_error(&name, &message),
    }
}

/// Converts the text of a manifest.
fn to_json(text: &str) -> Result<String, String> {
    let tree = Tree::parse(text, Dialect::Jsonc);
    let (errors, _) = rules::not_json(&text, &tree, 1);
    if let Some(error) = errors.first() {
        let at = LineIndex::new(text).position(error.range.start);
        return Err(format!("{}:{}: {}", at.line, at.column, error.message));
    }
    let stripped = strip_jsonc(text, Dialect::Jsonc);
    // A line of comments is removed, not left blank.
    let lines = text.split_inclusive('\n').zip(stripped.split_inclusive('\n'));
    let kept = lines.filter(|(before, after)| !after.trim().is_empty() || before.trim().is_empty());
    let json: String = kept.map(|(_, after)| after).collect();
    let tree = Tree::parse(json.as_str(), Dialect::Json);
    let edits = format::document(&json.as_str(), &tree, &Options::default());
    Ok(text::apply(&json, &edits))
}

#[cfg(test)]
mod tests {
    use super::to_json;

    #[test]
    fn comments_and_trailing_commas_are_removed() {
        let jsonc = "\u{feff}// first\n{\n  // name\n  \"name\": \"a//b\", /* c */\n\n  \"version\": \"1.0.0\",\n}\n";
        let json = "{\n  \"name\": \"a//b\",\n\n  \"version\": \"1.0.0\"\n}\n";
        assert_eq!(to_json(jsonc).as_deref(), Ok(json));
        assert_eq!(to_json(json).as_deref(), Ok(json));
        assert!(to_json("{\n  \"a\" 1\n}").unwrap_err().starts_with("2:"));
    }
}
