//! The `schema` command.

use std::process::ExitCode;

use super::printer::print;
use crate::manifest::schema;
use crate::report::json_schema;

/// The arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// Print the JSON Schema of the reports of `check`, `validate` and `diff` in the format `json`
    #[arg(long)]
    report: bool,
}

/// Prints the JSON Schema that the arguments select.
pub(super) fn run(args: &SchemaArgs) -> ExitCode {
    let schema = if args.report { json_schema::reports() } else { schema::json_schema() };
    print(format!("{schema:#}\n"))
}
