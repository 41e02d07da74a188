//! The arguments of `init`.

use std::path::PathBuf;

use clap::ValueEnum;

/// The arguments of `init`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Without --name, --title or --description, the command asks for them on a terminal. \
    Existing files are never changed; only --from bp adds a script to `package.json`.\n\n\
    Exit status:\n  \
    0  The files were written\n  \
    2  Usage or I/O error, or a file exists already (see stderr)\n\n\
    Examples:\n  \
    integration-manifest-ls init weather --name acme/weather    Start a manifest in a new folder\n  \
    integration-manifest-ls init --from bp                      Set up the checks of a TypeScript project"
)]
pub(crate) struct InitArgs {
    /// Folder for the files [default: the current folder]
    #[arg(value_name = "FOLDER", default_value = ".", hide_default_value = true)]
    pub(super) folder: PathBuf,
    /// Kind of project: without it, a new manifest
    #[arg(long, value_enum, value_name = "KIND", conflicts_with_all = ["name", "title", "description"])]
    pub(super) from: Option<From>,
    /// Name of the integration, such as `acme/weather` [default: the name of the folder]
    #[arg(long, value_name = "NAME")]
    pub(super) name: Option<String>,
    /// Title that users see [default: the name in words]
    #[arg(long, value_name = "TITLE")]
    pub(super) title: Option<String>,
    /// Description that users see [default: a general one]
    #[arg(long, value_name = "TEXT")]
    pub(super) description: Option<String>,
}

/// The project that exists already.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum From {
    /// A TypeScript project with `integration.definition.ts`
    Bp,
}
