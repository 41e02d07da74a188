//! The binary: everything is in the library.

use std::process::ExitCode;

fn main() -> ExitCode {
    integration_manifest_ls::cli::run()
}
