//! Arguments of `docs` and `sample`.

use std::path::PathBuf;

use clap::ValueEnum;

use crate::docs;

/// The arguments of `docs`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit codes:\n  \
    0  Success; with --check, the file is up to date\n  \
    1  With --check, the file is outdated; with --strict, a schema has no example\n  \
    2  Usage or I/O error, several manifests, or wrong markers\n\n\
    Examples:\n  \
    integration-manifest-ls docs --format html --output docs.html  Write an HTML page\n  \
    integration-manifest-ls docs --inject README.md                Update the blocks in README.md")]
pub(in crate::cli) struct DocsArgs {
    /// Manifest; `-` reads it from stdin [default: the only manifest below the current folder]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) path: Option<PathBuf>,
    /// Output format
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t, conflicts_with_all = ["inject", "check"])]
    pub(in crate::cli) format: DocsFormat,
    /// File to write [default: stdout]
    #[arg(long, value_name = "FILE", conflicts_with_all = ["inject", "check"])]
    pub(in crate::cli) output: Option<PathBuf>,
    /// Write the output again after each change of the manifest; an HTML page reloads itself
    #[arg(long, requires = "output")]
    pub(in crate::cli) watch: bool,
    /// Update the blocks between the markers in a Markdown file, and nothing else in it
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) inject: Option<PathBuf>,
    /// Only check whether the blocks are up to date, in the file of --inject or of `[docs]` in the settings
    #[arg(long, conflicts_with = "embed")]
    pub(in crate::cli) check: bool,
    /// After --inject, embed the files of `[embed]` in the settings
    #[arg(long, requires = "inject")]
    pub(in crate::cli) embed: bool,
    /// Include hidden actions and events, states, and the names of secrets
    #[arg(long)]
    pub(in crate::cli) all: bool,
    /// List the schemas for which no example was found, and exit with 1 if there are any
    #[arg(long)]
    pub(in crate::cli) strict: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub(in crate::cli) enum DocsFormat {
    /// Markdown
    #[default]
    Markdown,
    /// One HTML page without scripts
    Html,
    /// One JSON object
    Json,
}

/// The arguments of `sample`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:\n  \
    integration-manifest-ls sample /actions/createTicket/input  Print an input of an action")]
pub(in crate::cli) struct SampleArgs {
    /// JSON Pointer of a schema, or of a definition with one
    #[arg(value_name = "POINTER")]
    pub(in crate::cli) pointer: String,
    /// Manifest; `-` reads it from stdin [default: the only manifest below the current folder]
    #[arg(value_name = "PATH")]
    pub(in crate::cli) path: Option<PathBuf>,
    /// Only include required fields
    #[arg(long, conflicts_with = "all_fields")]
    pub(in crate::cli) required_only: bool,
    /// Include the optional fields of inner objects
    #[arg(long)]
    pub(in crate::cli) all_fields: bool,
}

impl SampleArgs {
    /// Returns the selected fields.
    pub(in crate::cli) fn fields(&self) -> docs::Fields {
        match (self.required_only, self.all_fields) {
            (true, _) => docs::Fields::Required,
            (_, true) => docs::Fields::All,
            _ => docs::Fields::Usual,
        }
    }
}
