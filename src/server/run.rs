//! Start and end of the server process.

use std::fs::File;
use std::process::ExitCode;
use std::sync::Arc;

use tower_lsp::LspService;

use super::backend::Backend;
use super::compatibility;
use super::context::Context;
use super::diagnostics::publish;
use super::dispatch::OrderedService;
use super::file_watchers::EmbedWatcher;
use super::parent_process;
use super::state::State;
use super::transport::{self, ClientWriter};

/// Maximum number of threads for background requests. Some of them only wait for files or for the
/// Botpress API.
const MAX_BLOCKING_THREADS: usize = 32;

/// Serves the Language Server Protocol on stdin and stdout until the client exits. Returns exit code 0
/// after `shutdown` and `exit`, and 1 otherwise.
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
    // Nearly all handlers run on the reading thread, so one more thread is enough for the others.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(MAX_BLOCKING_THREADS)
        .enable_time()
        .build()?;
    let output = unbuffered_stdout()?;
    enlarge_pipe(&output);
    enlarge_pipe(std::io::stdin());
    let output = ClientWriter::new(output, state.client_uris.clone());
    runtime.spawn(parent_process::exit_with_client(state.clone()));
    let (service, socket) = LspService::build(|client| Backend {
        context: Context { client, state: state.clone(), output: output.clone() },
    })
    .custom_method("integrationManifest/preview", Backend::preview)
    .finish();
    let client = service.inner().context.client.clone();
    let context = service.inner().context.clone();
    compatibility::spawn_worker(context, runtime.handle().clone())?;
    let embed_watcher = EmbedWatcher::new(client, runtime.handle().clone());
    publish::spawn_publisher(state.clone(), output.clone(), embed_watcher)?;
    let service = OrderedService::new(service, state.clone());
    transport::serve(std::io::stdin().lock(), &output, service, socket, runtime.handle());
    runtime.shutdown_background();
    output.flush_pending();
    Ok(())
}

/// Returns stdout without the line buffer of the standard library.
fn unbuffered_stdout() -> std::io::Result<File> {
    let stdout = std::io::stdout();
    #[cfg(unix)]
    let handle = std::os::fd::AsFd::as_fd(&stdout).try_clone_to_owned()?;
    #[cfg(windows)]
    let handle = std::os::windows::io::AsHandle::as_handle(&stdout).try_clone_to_owned()?;
    Ok(File::from(handle))
}

/// Enlarges the buffer of a pipe, so that nearly every message fits and is written at once. Has no
/// effect on other files, or if the system does not allow it.
#[cfg(target_os = "linux")]
fn enlarge_pipe(pipe: impl std::os::fd::AsFd) {
    /// Default maximum for unprivileged processes, in bytes.
    const PIPE_BYTES: usize = 1 << 20;
    let _ = rustix::pipe::fcntl_setpipe_size(pipe, PIPE_BYTES);
}

#[cfg(not(target_os = "linux"))]
fn enlarge_pipe<T>(_: T) {}

/// Logs to stderr: warnings, or the level in `INTEGRATION_MANIFEST_LOG`.
fn log_to_stderr() {
    use tracing_subscriber::EnvFilter;
    let filter = EnvFilter::try_from_env("INTEGRATION_MANIFEST_LOG")
        .unwrap_or_else(|_| EnvFilter::new("warn,tower_lsp=error"));
    // tower-lsp logs entire messages, which can contain secrets.
    let filter = ["tower_lsp::codec=off", "tower_lsp::service=error"]
        .into_iter()
        .filter_map(|directive| directive.parse().ok())
        .fold(filter, EnvFilter::add_directive);
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
