//! The binary: everything is in the library.

use std::process::ExitCode;

// A tree is many small pieces, made by several threads at once.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    integration_manifest_ls::cli::run()
}
