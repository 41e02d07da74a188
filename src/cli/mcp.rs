//! The `mcp` command: runs the MCP server.

use std::path::PathBuf;
use std::process::ExitCode;

use super::printer::error;
use crate::mcp::{self, Options};

/// The arguments of `mcp`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Exit status:\n  \
    0  stdin ended\n  \
    2  The server could not start (see stderr)\n\n\
    Examples:\n  \
    claude mcp add integration-manifest -- integration-manifest-ls mcp  Add the server to Claude Code\n  \
    integration-manifest-ls mcp --read-only --root manifests            Hide the tools that write")]
pub(super) struct McpArgs {
    /// Folder that paths are bounded to; repeatable [default: the current folder]
    #[arg(long = "root", value_name = "DIR")]
    roots: Vec<PathBuf>,
    /// Hide the tools that write files
    #[arg(long)]
    read_only: bool,
}

/// Runs the MCP server.
pub(super) fn run(args: &McpArgs) -> ExitCode {
    let options = Options { roots: args.roots.clone(), read_only: args.read_only };
    match mcp::run(options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => error(&message),
    }
}
