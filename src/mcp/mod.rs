//! The Model Context Protocol server, which coding agents start: tools, resources and prompts about
//! manifests.
//!
//! The tools answer what the commands answer, from the same functions. They read and write only below the
//! roots, use no network, and write only if an argument requests it. No answer contains the value of a
//! secret, or more than [`answer::MAX_CHARS`] characters.

mod answer;
mod document;
mod prompts;
mod resources;
mod roots;
mod server;
mod tools;
mod transport;

use std::path::PathBuf;

use rmcp::ServiceExt;

use roots::Roots;
use server::Server;
use transport::Stdio;

/// Options of the server.
#[derive(Debug, Clone)]
pub struct Options {
    /// The folders that paths are bounded to.
    pub roots: Vec<PathBuf>,
    /// Whether tools that write are hidden.
    pub read_only: bool,
}

/// Runs the server on stdin and stdout until stdin ends. The error is a message.
pub fn run(options: Options) -> Result<(), String> {
    let roots = Roots::new(&options.roots)?;
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(server::MAX_PARALLEL + 2)
        .enable_all()
        .build()
        .map_err(|error| error.to_string())?;
    let result = runtime.block_on(async {
        let server = Server::new(roots, options.read_only);
        match server.serve(Stdio::new()).await {
            Ok(service) => _ = service.waiting().await,
            // The client left before it sent `initialize`.
            Err(rmcp::service::ServerInitializeError::ConnectionClosed(_)) => {}
            Err(error) => return Err(crate::util::display::truncate(&error.to_string(), 500)),
        }
        Ok(())
    });
    // The thread that reads stdin may wait for input that never comes.
    runtime.shutdown_background();
    result
}
