//! Reading what was sent, within limits, and what is left of it once the answer is known.

use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use tokio::sync::{AcquireError, OwnedSemaphorePermit, Semaphore};

use super::error::ApiError;

/// Bodies up to this many bytes are read however many come at once; of larger ones only a few, so
/// that memory has a bound.
pub(super) const SMALL: usize = 1 << 20;

/// A body that has arrived.
pub(super) struct ReceivedBody {
    pub(super) bytes: Vec<u8>,
    /// The place among the large ones, to be kept as long as the bytes are.
    pub(super) place: Option<OwnedSemaphorePermit>,
}

/// Reads a body of at most `max` bytes.
pub(super) async fn read(
    mut body: Body,
    compressed: bool,
    max: usize,
    places: &Arc<Semaphore>,
) -> Result<ReceivedBody, ApiError> {
    let announced = usize::try_from(body.size_hint().lower()).unwrap_or(usize::MAX).min(max);
    let mut place = None;
    if announced > SMALL {
        place = Some(places.clone().acquire_owned().await.map_err(never_closed)?);
    }
    let mut bytes = Vec::with_capacity(announced);
    while let Some(frame) = body.frame().await {
        let frame = frame.map_err(|error| broken(&error, compressed))?;
        // Trailers say nothing that matters here.
        let Ok(data) = frame.into_data() else { continue };
        if data.len() > max - bytes.len() {
            return Err(ApiError::too_large(max));
        }
        if place.is_none() && bytes.len() + data.len() > SMALL {
            place = Some(places.clone().acquire_owned().await.map_err(never_closed)?);
        }
        bytes.extend_from_slice(&data);
    }
    Ok(ReceivedBody { bytes, place })
}

fn never_closed(_: AcquireError) -> ApiError {
    ApiError::internal()
}

fn broken(error: &axum::Error, compressed: bool) -> ApiError {
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    let mut from_connection = false;
    while let Some(error) = cause {
        from_connection |= error.is::<hyper::Error>();
        cause = error.source();
    }
    ApiError::payload(if compressed && !from_connection {
        "The body is not compressed in the way that the header `content-encoding` says."
    } else {
        "The body breaks off, or its chunks are not well-formed."
    })
}

/// A request's body on its way through the layers, which comes back when they are done with it.
pub(super) struct TrackedBody {
    body: Option<Incoming>,
    loan: Arc<BodyHandle>,
}

/// Where a body comes back to.
#[derive(Default)]
pub(super) struct BodyHandle {
    body: Mutex<Option<Incoming>>,
    /// Bytes that were read of it.
    bytes: AtomicU64,
    /// Whether reading began: for who waits for `100 Continue`, that is the sign to send.
    begun: AtomicBool,
}

impl TrackedBody {
    pub(super) fn new(body: Incoming) -> (TrackedBody, Arc<BodyHandle>) {
        let loan = Arc::<BodyHandle>::default();
        (TrackedBody { body: Some(body), loan: loan.clone() }, loan)
    }
}

impl BodyHandle {
    pub(super) fn bytes(&self) -> u64 {
        self.bytes.load(Ordering::Relaxed)
    }

    pub(super) fn has_begun(&self) -> bool {
        self.begun.load(Ordering::Relaxed)
    }

    /// Reads on to the end, and forgets it. Who is still sending reads no answer, and may never see
    /// it if the connection is closed under its hands.
    pub(super) async fn discard(&self) {
        let body = self.body.lock().unwrap_or_else(PoisonError::into_inner).take();
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
        *self.loan.body.lock().unwrap_or_else(PoisonError::into_inner) = self.body.take();
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
        self.loan.begun.store(true, Ordering::Relaxed);
        if let Poll::Ready(Some(Ok(frame))) = &polled {
            self.loan.count(frame);
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

/// The error of what cannot fail.
pub(super) fn never<T>(result: Result<T, Infallible>) -> T {
    match result {
        Ok(value) => value,
        Err(never) => match never {},
    }
}
