//! The `extract` command: writes the embedded content of a field to a file or stdout.

use std::process::ExitCode;

use super::args::ExtractArgs;
use super::input;
use super::inputs::Source;
use super::output::write_output;
use super::printer::path_error;
use super::sanitize::path_name;
use crate::embedded::content_field::ContentField;
use crate::embedded::{codec, content_field};
use crate::syntax::Dialect;

/// Extracts the content of one field.
pub(super) fn run(args: &ExtractArgs) -> ExitCode {
    let manifest = &args.manifest;
    let mut buffer = Vec::new();
    let content = input::read(&Source::of(manifest), &mut buffer).and_then(|text| {
        let tree = input::parse(text, Dialect::Jsonc)?;
        let field = content_field::find(tree.root(), &args.field)?;
        extract_field(text, &field)
    });
    match content {
        Ok(content) => write_output(args.output.as_deref(), &content),
        Err(message) => path_error(&path_name(manifest), &message),
    }
}

/// Decodes the content of the field `field` in the manifest `text`.
pub(super) fn extract_field(text: &str, field: &ContentField<'_>) -> Result<Vec<u8>, String> {
    let pointer = field.pointer();
    let Some(member) = field.member else {
        return Err(format!("`{pointer}` is missing in the manifest"));
    };
    let node = member.value();
    let Some(string) = node.text(text) else {
        return Err(format!("`{pointer}` is not a string"));
    };
    if !node.string().is_some_and(|string| string.closed) {
        return Err(format!("unterminated string `{pointer}`"));
    }
    codec::decode(field.holds, &string).map_err(|message| format!("`{pointer}`: {message}"))
}
