//! The language server: the only part that speaks the Language Server Protocol.
//!
//! Messages come in through [`order::Ordered`], which applies document changes and takes snapshots
//! in the order of the messages; [`backend`] answers requests from such snapshots; [`push`] checks
//! changed documents and tells clients that do not ask.

mod backend;
mod convert;
mod order;
mod pages;
mod push;
mod state;
mod watch;

use std::process::ExitCode;
use std::sync::Arc;

use tower_lsp::{LspService, Server};

use backend::Backend;
use order::Ordered;
use state::State;

/// Speaks the Language Server Protocol on stdin and stdout until the client is done or gone. Exit
/// code 0 after `shutdown` and `exit`, 1 otherwise.
pub fn run() -> ExitCode {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build();
    let runtime = match runtime {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("integration-manifest-ls: cannot start: {error}");
            return ExitCode::FAILURE;
        }
    };
    log_to_stderr();
    let state = Arc::new(State::default());
    let clean = runtime.block_on(serve(state));
    // The thread that reads stdin cannot be woken; what was to be written has been written.
    runtime.shutdown_background();
    if clean { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

/// Serves until the end; true if the client said `shutdown` first.
async fn serve(state: Arc<State>) -> bool {
    let (service, socket) = LspService::new(|client| {
        push::start(client.clone(), state.clone());
        Backend { client, state: state.clone() }
    });
    let service = Ordered::new(service, state.clone());
    let serving = Server::new(tokio::io::stdin(), tokio::io::stdout(), socket)
        .concurrency_level(16)
        .serve(service);
    tokio::select! {
        () = serving => {}
        () = state.exit.notified() => {}
        () = watch::client_gone(&state) => {}
    }
    state.is_shut_down()
}

/// Logs warnings to stderr, or what `INTEGRATION_MANIFEST_LOG` asks for.
fn log_to_stderr() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("INTEGRATION_MANIFEST_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,tower_lsp=error"));
    // Whole messages hold whole documents, and those hold secrets.
    let filter = ["tower_lsp::codec=off", "tower_lsp::transport=error"]
        .into_iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(filter, EnvFilter::add_directive);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
