//! Reads request bodies within limits, and discards the rest of a body after the response.

use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use parking_lot::Mutex;
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use super::error::ApiError;

/// Maximum size, in bytes, of a body that is read without a permit. Only a few larger bodies are read at
/// the same time, which limits the memory.
const MAX_SMALL_BYTES: usize = 1 << 20;

/// A body that was received completely.
pub(super) struct ReceivedBody {
    pub(super) bytes: Vec<u8>,
    /// The permit of a large body, held as long as the bytes.
    pub(super) permit: Option<OwnedSemaphorePermit>,
}

/// Reads a body of at most `max` bytes.
pub(super) async fn read(
    mut body: Body,
    compressed: bool,
    max: usize,
    large_bodies: &Arc<Semaphore>,
) -> Result<ReceivedBody, ApiError> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX).min(max);
    let mut permit = None;
    if announced > MAX_SMALL_BYTES {
        permit = Some(large_bodies.clone().acquire_owned().await.map_err(semaphore_closed)?);
    }
    let mut bytes = Vec::with_capacity(announced);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| read_error(&error, compressed))?;
        // Trailers are ignored.
        let Ok(data) = frame.into_data() else { continue };
        if data.len() > max - bytes.len() {
            return Err(ApiError::too_large(max));
        }
        if permit.is_none() && bytes.len() + data.len() > MAX_SMALL_BYTES {
            permit = Some(large_bodies.clone().acquire_owned().await.map_err(semaphore_closed)?);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(ReceivedBody { bytes, permit })
}

/// The semaphore is never closed.
fn semaphore_closed(_: AcquireError) -> ApiError {
    ApiError::internal()
}

fn read_error(error: &axum::Error, compressed: bool) -> ApiError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    let mut from_connection = false;
    while let Some(error) = cause {
        from_connection |= error.is::<hyper::Error>();
        cause = error.source();
    }
    ApiError::payload(if compressed && !from_connection {
        "The body is not compressed as declared in the header `Content-Encoding`."
    } else {
        "The body is incomplete, or its chunks are invalid."
    })
}

/// A request body that returns to its [`BodyHandle`] when the layers drop it.
pub(super) struct TrackedBody {
    body: Option<Incoming>,
    handle: Arc<BodyHandle>,
}

/// The state of a [`TrackedBody`].
#[derive(Default)]
pub(super) struct BodyHandle {
    body: Mutex<Option<Incoming>>,
    /// Number of bytes that were read.
    bytes: AtomicU64,
    /// Whether reading has started, which sends `100 Continue` to a client that waits for it.
    has_started: AtomicBool,
}

impl TrackedBody {
    pub(super) fn new(body: Incoming) -> (TrackedBody, Arc<BodyHandle>) {
        let handle = Arc::<BodyHandle>::default();
        (TrackedBody { body: Some(body), handle: handle.clone() }, handle)
    }
}

impl BodyHandle {
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(super) fn has_started(&self) -> bool {
        self.has_started.load(Ordering::Relaxed)
    }

    /// Reads and discards the rest of the body. A client that is still sending does not read the
    /// response, and would lose it if the connection were closed.
    pub(super) async fn discard(&self) {
        let body = self.body.lock().take();
        let Some(mut body) = body else { return };
        while let Some(Ok(frame)) = body.frame().await {
            self.count(&frame);
        }
    }

    fn count(&self, frame: &Frame<Bytes>) {
        let len = frame.data_ref().map_or(0, Bytes::len);
        self.bytes.fetch_add(len as u64, Ordering::Relaxed);
    }
}

impl Drop for TrackedBody {
    fn drop(&mut self) {
        *self.handle.body.lock() = self.body.take();
    }
}

impl HttpBody for TrackedBody {
    type Data = Bytes;
    type Error = hyper::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, hyper::Error>>> {
        let Some(body) = &mut self.body else { return Poll::Ready(None) };
        let polled = Pin::new(body).poll_frame(context);
        self.handle.has_started.store(true, Ordering::Relaxed);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            self.handle.count(frame);
        }
        polled
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map(HttpBody::size_hint).unwrap_or_default()
    }
}

/// Unwraps a result that cannot be an error.
pub(super) fn infallible<T>(result: Result<T, Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}
