//! The `schema` command.

use std::process::ExitCode;

use super::printer::print;
use crate::config;
use crate::manifest::schema;
use crate::report::json_schema;

/// The arguments of `schema`.
#[derive(Debug, clap::Args)]
pub(super) struct SchemaArgs {
    /// Print the schema of `integration-manifest.toml`
    #[arg(long)]
    settings: bool,
    /// Print the schema of the reports of `check`, `validate` and `diff` in the format `json`
    #[arg(long, conflicts_with = "settings")]
    report: bool,
}

/// Prints the JSON Schema that the arguments select.
pub(super) fn run(args: &SchemaArgs) -> ExitCode {
    let schema = match args {
        SchemaArgs { settings: true, .. } => config::json_schema(),
        SchemaArgs { report: true, .. } => json_schema::reports(),
        _ => schema::json_schema(),
    };
    print(format!("{schema:#}\n"))
}
