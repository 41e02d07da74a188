//! The arguments of `convert`.

use std::path::PathBuf;

/// The arguments of `convert`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit status:\n  \
    0  The JSON was written\n  \
    2  Usage or I/O error, or the input is not JSONC (see stderr)\n\n\
    Examples:\n  \
    integration-manifest-ls convert integration.jsonc --output integration.json  Write a manifest without comments")]
pub(crate) struct ConvertArgs {
    /// Manifest in JSONC; `-` reads stdin
    #[arg(value_name = "MANIFEST")]
    pub(super) manifest: PathBuf,
    /// Output file [default: stdout]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
}
