//! The arguments of `import`.

use std::path::PathBuf;

/// The arguments of `import`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "This command runs the code of the project, as `bp deploy` does. It sends nothing to \
    Botpress, and does not use your login.\n\n\
    Exit status:\n  \
    0  The manifest was written\n  \
    2  Usage or I/O error, or `bp deploy` failed (see stderr)\n\n\
    Examples:\n  \
    integration-manifest-ls import --output integration.json    Write the manifest of the project in this folder\n  \
    integration-manifest-ls import packages/zoom | integration-manifest-ls check -    Check the manifest of a project"
)]
pub(crate) struct ImportArgs {
    /// Folder with `integration.definition.ts` [default: the current folder]
    #[arg(value_name = "PROJECT", default_value = ".", hide_default_value = true)]
    pub(super) project: PathBuf,
    /// Output file [default: stdout]
    #[arg(long, short, value_name = "FILE")]
    pub(super) output: Option<PathBuf>,
    /// Maximum time for `bp deploy` in seconds, from 1 to 3600
    #[arg(long, value_name = "SECONDS", default_value_t = 300,
        value_parser = clap::value_parser!(u64).range(1..=3600))]
    pub(super) timeout: u64,
}
