//! Accepts connections, and shuts them down.

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use futures_util::FutureExt;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{sleep, timeout};

use super::route::{self, ServerState};
use super::write_timeout::WriteTimeout;

/// Time after a signal in which a connection still accepts a request that may be on its way. The
/// response closes the connection.
const GRACE_PERIOD: Duration = Duration::from_millis(500);

/// Maximum time to finish the remaining requests after the grace period.
const DRAIN_TIMEOUT: Duration = Duration::from_secs(10);

/// Delay after an error of the listener, such as too many open files.
const ACCEPT_RETRY_DELAY: Duration = Duration::from_millis(100);

/// Maximum number of connections. Further ones wait in the queue of the system.
const MAX_CONNECTIONS: usize = 4096;

/// Minimum time between two log lines about errors of the listener.
const ACCEPT_LOG_INTERVAL: Duration = Duration::from_secs(60);

/// The phase of the shutdown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// Requests are accepted.
    Open,
    /// New requests are accepted, and close their connection.
    Ending,
    /// Only requests that have started are finished.
    Closing,
}

/// Accepts connections until a signal, and shuts them down. Returns the number of connections that did
/// not finish in time.
pub(super) async fn serve(
    listener: TcpListener,
    mut signals: Signals,
    state: &Arc<ServerState>,
) -> usize {
    let routes = route::routes(state);
    let (phase, phase_receiver) = watch::channel(Phase::Open);
    let open = Arc::new(());
    let places = Arc::new(Semaphore::new(MAX_CONNECTIONS));
    let start = |stream: TcpStream, place: Option<OwnedSemaphorePermit>| {
        let (open, phase) = (open.clone(), phase_receiver.clone());
        let connection = connection(stream, state.clone(), routes.clone(), phase.clone());
        tokio::spawn(async move {
            connection.await;
            drop(place);
            // In this order: connections are counted after the last receiver is dropped.
            drop(open);
            drop(phase);
        });
    };
    let accept = async || {
        // The semaphore is never closed.
        let place = places.clone().acquire_owned().await.ok();
        listener.accept().await.map(|(stream, _)| (stream, place))
    };
    let mut last_logged: Option<Instant> = None;
    loop {
        let accepted = tokio::select! {
            () = signals.next() => break,
            accepted = accept() => accepted,
        };
        match accepted {
            Ok((stream, place)) => start(stream, place),
            Err(error) if is_connection_error(&error) => {}
            Err(error) => {
                if last_logged.is_none_or(|last| last.elapsed() >= ACCEPT_LOG_INTERVAL) {
                    last_logged = Some(Instant::now());
                    state.log.write(format!("cannot accept a connection: {error}"));
                }
                sleep(ACCEPT_RETRY_DELAY).await;
            }
        }
    }
    // Clients in the queue are connected from their point of view, and may have sent a request.
    while let Some(Ok((stream, _))) = listener.accept().now_or_never() {
        start(stream, None);
    }
    drop(listener);
    drop(phase_receiver);
    tokio::select! {
        // A second signal skips the grace period.
        () = signals.next() => {}
        () = shut_down(&phase) => {}
    }
    Arc::strong_count(&open) - 1
}

async fn shut_down(phase: &watch::Sender<Phase>) {
    phase.send_replace(Phase::Ending);
    if timeout(GRACE_PERIOD, phase.closed()).await.is_err() {
        phase.send_replace(Phase::Closing);
        // The connections that remain are counted by the caller.
        let _ = timeout(DRAIN_TIMEOUT, phase.closed()).await;
    }
}

/// Whether an error affects only one connection, and not the listener.
fn is_connection_error(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connection(
    stream: TcpStream,
    state: Arc<ServerState>,
    routes: Router,
    mut phase: watch::Receiver<Phase>,
) {
    // Responses are small, and are sent without delay.
    let _ = stream.set_nodelay(true);
    let timeout = state.options.timeout;
    let service = service_fn({
        let phase = phase.clone();
        move |request| {
            let (state, routes, phase) = (state.clone(), routes.clone(), phase.clone());
            async move {
                let ending = *phase.borrow() >= Phase::Ending;
                Ok::<_, Infallible>(route::respond(&state, routes, request, ending).await)
            }
        }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            // This is also the timeout of an idle connection.
            .header_read_timeout(timeout)
            // A client that has closed its sending half still gets a response.
            .half_close(true)
            .serve_connection(TokioIo::new(WriteTimeout::new(stream, timeout)), service)
    );
    tokio::select! {
        // An error of the connection is visible to its client.
        _ = connection.as_mut() => return,
        _ = phase.wait_for(|phase| *phase == Phase::Closing) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// The signals that shut the server down.
#[derive(Debug)]
pub(super) struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    /// Registers the signal handlers, which replace the default actions.
    #[cfg(unix)]
    pub(super) fn listen() -> io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for a signal.
    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// Registers the signal handlers, which replace the default actions.
    #[cfg(not(unix))]
    pub(super) fn listen() -> io::Result<Signals> {
        Ok(Signals {})
    }

    /// Waits for a signal.
    #[cfg(not(unix))]
    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
