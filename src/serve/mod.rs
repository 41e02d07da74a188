//! The local validation API: an HTTP server for the checks of this program.
//!
//! [`connection`] accepts connections and shuts them down, [`route`] dispatches and authorizes requests,
//! [`body`] reads them, [`validate`] checks the manifest, and [`error`] is the error response. [`platform`]
//! responds to the other requests of the official CLI.

mod access_log;
mod body;
mod capture;
mod connection;
mod content_type;
mod error;
mod host;
mod options;
mod platform;
mod rate_limit;
mod route;
mod validate;
mod write_timeout;

pub use capture::{Capture, Captured};
pub use options::Options;
pub use platform::WORKSPACE_ID;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use access_log::Log;
use connection::Signals;
pub use rate_limit::Rate;
use route::ServerState;

/// A server with an address that does not accept connections yet.
#[derive(Debug)]
pub struct BoundServer {
    runtime: Runtime,
    listener: TcpListener,
    signals: Signals,
    address: SocketAddr,
}

/// Binds the first free address. From then on, SIGTERM and SIGINT are handled.
pub fn bind(addresses: &[SocketAddr]) -> io::Result<BoundServer> {
    raise_file_limit();
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    let runtime = Builder::new_multi_thread()
        .enable_io()
        .enable_time()
        .max_blocking_threads(threads)
        .build()?;
    let (listener, signals) = runtime.block_on(async {
        let signals = Signals::listen()?;
        Ok::<_, io::Error>((TcpListener::bind(addresses).await?, signals))
    })?;
    let address = listener.local_addr()?;
    Ok(BoundServer { runtime, listener, signals, address })
}

impl BoundServer {
    /// Returns the address that the server listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves requests until a signal, and finishes those in progress.
    pub fn run(self, options: Options) -> io::Result<()> {
        set_panic_hook();
        let log = if options.access_log { Log::start() } else { Log::discard() }?;
        let state =
            Arc::new(ServerState::new(options, log.writer(), self.address.ip().is_loopback()));
        let remaining =
            self.runtime.block_on(connection::serve(self.listener, self.signals, &state));
        if remaining > 0 {
            state.log.write(format!("closed {remaining} connections with unfinished requests"));
        }
        // A check that still runs belongs to a closed connection.
        self.runtime.shutdown_background();
        drop(state);
        log.finish();
        Ok(())
    }
}

/// Logs panics without their message, which can contain a part of the manifest.
fn set_panic_hook() {
    std::panic::set_hook(Box::new(|panic| {
        let location = panic.location().map_or_else(String::new, |at| format!(" at {at}"));
        // A panic here would abort the server, so that an error of stderr is ignored.
        let _ = writeln!(
            io::stderr(),
            "a request failed{location}; this is a bug in integration-manifest-ls"
        );
    }));
}

/// Raises the limit of open files to its maximum, because each connection is one.
#[cfg(unix)]
fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        limit.current = limit.maximum;
        // On an error, the server supports fewer connections.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}

#[cfg(not(unix))]
fn raise_file_limit() {}
