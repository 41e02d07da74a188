//! The language server: the only part that speaks the Language Server Protocol.
//!
//! Messages come in through [`transport`] and pass [`order::Ordered`], which applies document changes
//! and takes snapshots in the order of the messages; [`backend`] answers requests from such
//! snapshots; [`push`] checks changed documents and tells clients that do not ask.

mod backend;
mod code_action;
mod convert;
mod diagnostics_cache;
mod dispatch;
mod embed_watcher;
mod embedded_documents;
mod file_changes;
mod parent_process;
mod progress;
mod publish;
mod remote_validation;
mod rule_docs;
mod sibling_files;
mod state;
mod transport;
mod workspace_diagnostics;
mod workspace_symbols;

use std::borrow::Cow;
use std::fs::File;
use std::process::ExitCode;
use std::sync::Arc;

use tower_lsp::LspService;
use tower_lsp::jsonrpc::{Error, ErrorCode};

use backend::Backend;
use dispatch::OrderedService;
use embed_watcher::EmbedWatcher;
use state::State;
use transport::ClientWriter;

/// The most threads that work on requests apart from the reading of messages. Some of them only wait,
/// for files or for the endpoint.
const THREADS: usize = 32;

/// Speaks the Language Server Protocol on stdin and stdout until the client is done or gone. Exit
/// code 0 after `shutdown` and `exit`, 1 otherwise.
pub fn run() -> ExitCode {
    log_to_stderr();
    let state = Arc::new(State::default());
    if let Err(error) = serve(&state) {
        eprintln!("integration-manifest-ls: cannot start: {error}");
        return ExitCode::FAILURE;
    }
    if state.is_shut_down() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn serve(state: &Arc<State>) -> std::io::Result<()> {
    // What cannot be answered at once is few and small: a thread for it is enough.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(THREADS)
        .enable_time()
        .build()?;
    let output = stdout()?;
    grow_pipe(&output);
    grow_pipe(std::io::stdin());
    let output = ClientWriter::new(output);
    runtime.spawn(parent_process::exit_with_client(state.clone()));
    let (service, socket) = LspService::new(|client| {
        let (state, output) = (state.clone(), output.clone());
        Backend { client, state, output }
    });
    let sources = EmbedWatcher::new(service.inner().client.clone(), runtime.handle().clone());
    publish::spawn_publisher(state.clone(), output.clone(), sources)?;
    let service = OrderedService::new(service, state.clone());
    transport::serve(std::io::stdin().lock(), &output, service, socket, runtime.handle());
    runtime.shutdown_background();
    output.flush_pending();
    Ok(())
}

/// Standard output without a buffer that looks for lines in what are no lines.
fn stdout() -> std::io::Result<File> {
    let stdout = std::io::stdout();
    #[cfg(unix)]
    let own = std::os::fd::AsFd::as_fd(&stdout).try_clone_to_owned()?;
    #[cfg(windows)]
    let own = std::os::windows::io::AsHandle::as_handle(&stdout).try_clone_to_owned()?;
    Ok(File::from(own))
}

/// Makes a pipe large enough for nearly every message, so that writer and reader need not take turns for
/// one. What is no pipe, or may not become larger, stays as it is.
#[cfg(target_os = "linux")]
fn grow_pipe(pipe: impl std::os::fd::AsFd) {
    /// As much as the system gives to anybody by default, in bytes.
    const LARGE: usize = 1 << 20;
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, LARGE);
}

#[cfg(not(target_os = "linux"))]
fn grow_pipe<T>(_: T) {}

/// The error of a request that makes sense and cannot be carried out, for this `reason`: the protocol's
/// `RequestFailed`.
fn request_failed(reason: impl Into<Cow<'static, str>>) -> Error {
    Error { code: ErrorCode::ServerError(-32803), message: reason.into(), data: None }
}

/// Logs warnings to stderr, or what `INTEGRATION_MANIFEST_LOG` asks for.
fn log_to_stderr() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("INTEGRATION_MANIFEST_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,tower_lsp=error"));
    // Whole messages hold whole documents, and those hold secrets.
    let filter = ["tower_lsp::codec=off", "tower_lsp::service=error"]
        .into_iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(filter, EnvFilter::add_directive);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
