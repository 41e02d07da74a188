//! The validation endpoint on this machine: HTTP in front of the same checks that everything else
//! here makes.
//!
//! [`connection`] accepts, and ends; [`route`] says what is where, and who may ask; [`body`] reads
//! what was sent; [`verdict`] judges it; [`answer`] is what goes back.

mod access_log;
mod body;
mod connection;
mod content_type;
mod error;
mod options;
mod rate_limit;
mod route;
mod validate;

pub use options::Options;
use std::io;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};

use access_log::Log;
use connection::Signals;
pub use rate_limit::Rate;
use route::Endpoint;

/// An endpoint that has its address, and does not answer yet.
#[derive(Debug)]
pub struct BoundServer {
    runtime: Runtime,
    listener: TcpListener,
    signals: Signals,
    address: SocketAddr,
}

/// Takes the first of `addresses` that is to be had. From then on SIGTERM and SIGINT are heard.
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
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers requests until this process is told to end, and then those that are on their way.
    pub fn run(self, options: Options) -> io::Result<()> {
        keep_panics_short();
        let log = Log::start()?;
        let endpoint = Arc::new(Endpoint::new(options, log.writer()));
        let left = self.runtime.block_on(connection::serve(self.listener, self.signals, &endpoint));
        if left > 0 {
            endpoint.log.write(format!("connections cut off because they did not end: {left}"));
        }
        // A check that still runs is of a request that nobody waits for.
        self.runtime.shutdown_background();
        drop(endpoint);
        log.finish();
        Ok(())
    }
}

/// A panic's message may quote what was being read, and that may hold secrets.
fn keep_panics_short() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, |place| format!(" at {place}"));
        eprintln!("a request failed{place}; this is a mistake in this program");
    }));
}

/// Every connection is an open file, and the usual limit is meant for programs with few.
#[cfg(unix)]
fn raise_file_limit() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    if limit.current != limit.maximum {
        limit.current = limit.maximum;
        // Without it there is room for fewer connections, and that is all.
        let _ = setrlimit(Resource::Nofile, limit);
    }
}

#[cfg(not(unix))]
fn raise_file_limit() {}
