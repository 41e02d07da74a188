//! Connections: how they come, and how they end.

use std::convert::Infallible;
use std::io;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::time::{sleep, timeout};

use super::route::{self, Endpoint};

/// How long, once this process is told to end, connections stay open for a request that may already
/// be on its way. Its answer says that it is the last.
const GRACE: Duration = Duration::from_millis(500);

/// How long the requests that are then still unanswered may take.
const DRAIN: Duration = Duration::from_secs(10);

/// How long to wait where no further connection can be had.
const PAUSE: Duration = Duration::from_millis(100);

/// What connections are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// Go on.
    Open,
    /// Answer what comes, and say that it is the last.
    Ending,
    /// Answer what has begun to come.
    Closing,
}

/// Accepts connections until a signal comes, then ends them. Returns how many did not end in time.
pub(super) async fn serve(
    listener: TcpListener,
    mut signals: Signals,
    endpoint: &Arc<Endpoint>,
) -> usize {
    let routes = route::routes(endpoint);
    let (phase, watching) = watch::channel(Phase::Open);
    let open = Arc::new(());
    let start = |stream: TcpStream| {
        let (open, watching) = (open.clone(), watching.clone());
        let connection = connection(stream, endpoint.clone(), routes.clone(), watching.clone());
        tokio::spawn(async move {
            connection.await;
            // In this order: when nobody watches any more, the connections are counted.
            drop(open);
            drop(watching);
        });
    };
    loop {
        let accepted = tokio::select! {
            () = signals.next() => break,
            accepted = listener.accept() => accepted,
        };
        match accepted {
            Ok((stream, _)) => start(stream),
            Err(error) if is_of_connection(&error) => {}
            Err(error) => {
                endpoint.log.write(format!("no further connection can be had: {error}"));
                sleep(PAUSE).await;
            }
        }
    }
    // Whoever is in the queue believes to be connected, and may have sent a request.
    while let Some(Ok((stream, _))) = now(listener.accept()).await {
        start(stream);
    }
    drop(listener);
    drop(watching);
    tokio::select! {
        // Told twice, it does not wait.
        () = signals.next() => {}
        () = end(&phase) => {}
    }
    Arc::strong_count(&open) - 1
}

async fn end(phase: &watch::Sender<Phase>) {
    phase.send_replace(Phase::Ending);
    if timeout(GRACE, phase.closed()).await.is_err() {
        phase.send_replace(Phase::Closing);
        // Who is still there is counted.
        let _ = timeout(DRAIN, phase.closed()).await;
    }
}

/// The result of what is ready at once.
async fn now<T>(future: impl Future<Output = T>) -> Option<T> {
    let mut future = pin!(future);
    std::future::poll_fn(|context| match future.as_mut().poll(context) {
        std::task::Poll::Ready(value) => std::task::Poll::Ready(Some(value)),
        std::task::Poll::Pending => std::task::Poll::Ready(None),
    })
    .await
}

/// Whether an error is about one connection that came to nothing, and not about all.
fn is_of_connection(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};
    matches!(error.kind(), ConnectionAborted | ConnectionRefused | ConnectionReset)
}

async fn connection(
    stream: TcpStream,
    endpoint: Arc<Endpoint>,
    routes: Router,
    mut phase: watch::Receiver<Phase>,
) {
    // Answers are small, and should not wait for more.
    let _ = stream.set_nodelay(true);
    let timeout = endpoint.options.timeout;
    let service = service_fn({
        let phase = phase.clone();
        move |request| {
            let (endpoint, routes, phase) = (endpoint.clone(), routes.clone(), phase.clone());
            async move {
                let ending = *phase.borrow() >= Phase::Ending;
                Ok::<_, Infallible>(route::answer(&endpoint, routes, request, ending).await)
            }
        }
    });
    let mut connection = pin!(
        http1::Builder::new()
            .timer(TokioTimer::new())
            // This is also how long a connection may be without a request.
            .header_read_timeout(timeout)
            // Who has said everything may say so, and still be answered.
            .half_close(true)
            .serve_connection(TokioIo::new(stream), service)
    );
    tokio::select! {
        // What went wrong with a connection, its client knows.
        _ = connection.as_mut() => return,
        _ = phase.wait_for(|phase| *phase == Phase::Closing) => {}
    }
    connection.as_mut().graceful_shutdown();
    let _ = connection.await;
}

/// The signals that end this process.
#[derive(Debug)]
pub(super) struct Signals {
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
}

impl Signals {
    /// From here on signals are heard, and do nothing else.
    #[cfg(unix)]
    pub(super) fn listen() -> io::Result<Signals> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Signals {
            terminate: signal(SignalKind::terminate())?,
            interrupt: signal(SignalKind::interrupt())?,
        })
    }

    /// Waits for one.
    #[cfg(unix)]
    async fn next(&mut self) {
        tokio::select! {
            _ = self.terminate.recv() => {}
            _ = self.interrupt.recv() => {}
        }
    }

    /// From here on signals are heard, and do nothing else.
    #[cfg(not(unix))]
    pub(super) fn listen() -> io::Result<Signals> {
        Ok(Signals {})
    }

    /// Waits for one.
    #[cfg(not(unix))]
    async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending().await
        }
    }
}
