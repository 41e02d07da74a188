//! The `sample` command: a valid payload of a schema.

use std::process::ExitCode;

use super::docs::{SampleArgs, single_input};
use super::input;
use super::printer::{path_error, print};
use super::report::escape_json;
use crate::config::Resolver;
use crate::docs::sample_at;
use crate::syntax::Dialect;

/// Prints a payload.
pub(super) fn run(args: &SampleArgs) -> ExitCode {
    let input = match single_input(args.path.as_deref(), &Resolver::new()) {
        Ok(input) => input,
        Err(code) => return code,
    };
    let mut buffer = Vec::new();
    let payload = input::read(&input.source, &mut buffer).and_then(|text| {
        let tree = input::parse(text, Dialect::of_path(&input.name))?;
        sample_at(&text, &tree, &args.pointer, args.fields())
    });
    match payload {
        Ok(payload) => print(escape_json(&format!("{}\n", payload.pretty()))),
        Err(message) => path_error(&input.name, &message),
    }
}
