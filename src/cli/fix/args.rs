//! Arguments of `fix`.

use std::path::PathBuf;

/// The arguments of `fix`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit status:\n  \
    0  The fixes were applied\n  \
    1  With --diff: the file would change\n  \
    2  Usage or I/O error, an unknown ID, or two fixes of the same text (see stderr); nothing was written\n\n\
    Examples:\n  \
    integration-manifest-ls check --format json --show-fixes integration.json  List the fixes with their IDs\n  \
    integration-manifest-ls fix integration.json --id 3f9c1ab07d42 --diff      Show what a fix changes\n  \
    integration-manifest-ls fix integration.json --id 3f9c1ab07d42             Apply it")]
pub(in crate::cli) struct FixArgs {
    /// Manifest; `-` reads stdin and writes the result to stdout
    #[arg(value_name = "FILE")]
    pub(super) file: PathBuf,
    /// ID of a fix to apply, as `check --format json --show-fixes` lists it; repeatable
    #[arg(long = "id", value_name = "ID", required = true)]
    pub(super) ids: Vec<String>,
    /// Show the change as a unified diff, and write nothing
    ///
    /// Values of secrets are redacted in the diff.
    #[arg(long)]
    pub(super) diff: bool,
    /// Name of the manifest on stdin: selects JSON or JSONC, and the settings
    #[arg(long, value_name = "PATH")]
    pub(super) stdin_filename: Option<PathBuf>,
}
