//! Reads request bodies within limits, and discards the rest of a body after the response.

use std::convert::Infallible;
use std::error::Error;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body_util::BodyExt;
use hyper::body::{Body as HttpBody, Frame, Incoming, SizeHint};
use memmap2::MmapMut;
use parking_lot::Mutex;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::{Instant, timeout_at};

use super::error::ApiError;

/// Maximum size, in bytes, of a body that is read without the memory budget, so that large bodies never delay
/// most requests. The number of connections limits their memory.
const MAX_FREE_BYTES: usize = 64 << 10;

/// Maximum size, in bytes, of a body that is copied when it grows. A larger one is in a mapping of its own.
const MAX_COPIED_BYTES: usize = 1 << 20;

/// Minimum size of the memory budget in bytes.
const MIN_BUDGET_BYTES: usize = 128 << 20;

/// Unit of the memory budget in bytes.
const BLOCK_BYTES: usize = 16 << 10;

/// The period over which the rate of a body is measured.
const RATE_PERIOD: Duration = Duration::from_secs(10);

/// Minimum rate of a body, in bytes per second.
const MIN_BYTES_PER_SECOND: usize = 4 << 10;

/// Size, in bytes, from which the minimum rate is higher.
const MIN_LARGE_BYTES: usize = 1 << 20;

/// The period over which the rate of a large body is measured.
const LARGE_RATE_PERIOD: Duration = Duration::from_secs(2);

/// Minimum rate of a large body, in bytes per second.
const MIN_LARGE_BYTES_PER_SECOND: usize = 256 << 10;

/// The memory for the bodies of all requests in progress.
pub(super) struct BodyBudget {
    blocks: Arc<Semaphore>,
}

impl BodyBudget {
    /// Creates a budget for at least two bodies of at most `max_body` bytes.
    pub(super) fn new(max_body: usize) -> BodyBudget {
        let bytes = MIN_BUDGET_BYTES.max(max_body.saturating_mul(2));
        let blocks = (bytes / BLOCK_BYTES).min(Semaphore::MAX_PERMITS);
        BodyBudget { blocks: Arc::new(Semaphore::new(blocks)) }
    }

    /// Extends `permit` to `bytes` bytes. Does not wait: bodies that wait for each other would not end.
    fn extend(
        &self,
        permit: &mut Option<OwnedSemaphorePermit>,
        bytes: usize,
    ) -> Result<(), ApiError> {
        let held = permit.as_ref().map_or(0, OwnedSemaphorePermit::num_permits);
        let needed = if bytes > MAX_FREE_BYTES { bytes.div_ceil(BLOCK_BYTES) } else { 0 };
        let missing = u32::try_from(needed.saturating_sub(held)).unwrap_or(u32::MAX);
        if missing == 0 {
            return Ok(());
        }
        let more = self.blocks.clone().try_acquire_many_owned(missing);
        let more = more.map_err(|_| ApiError::busy())?;
        match permit {
            Some(permit) => permit.merge(more),
            None => *permit = Some(more),
        }
        Ok(())
    }
}

/// A body, or its received part.
#[derive(Default)]
pub(super) struct ReceivedBody {
    bytes: Vec<u8>,
    /// A large body: address space for the largest one, of which the system only provides the written part.
    /// The allocator could reuse the memory later than the budget, because another thread frees it.
    mapping: Option<MmapMut>,
    len: usize,
    /// The part of the budget, which is freed after the bytes: fields are dropped in their order.
    permit: Option<OwnedSemaphorePermit>,
}

impl ReceivedBody {
    pub(super) fn bytes(&self) -> &[u8] {
        match &self.mapping {
            Some(mapping) => &mapping[..self.len],
            None => &self.bytes,
        }
    }

    /// Appends `data`, unless there is no memory. The body has at most `max` bytes.
    fn push(&mut self, data: &[u8], max: usize, budget: &BodyBudget) -> Result<(), ApiError> {
        let len = self.len + data.len();
        budget.extend(&mut self.permit, len)?;
        if len > MAX_COPIED_BYTES && self.mapping.is_none() {
            let mut mapping = MmapMut::map_anon(max).map_err(|_| ApiError::busy())?;
            mapping[..self.len].copy_from_slice(&self.bytes);
            self.bytes = Vec::new();
            self.mapping = Some(mapping);
        }
        match &mut self.mapping {
            Some(mapping) => mapping[self.len..len].copy_from_slice(data),
            None => {
                if len > self.bytes.capacity() {
                    let capacity = (2 * len).max(MAX_FREE_BYTES).min(max);
                    let more = self.bytes.try_reserve_exact(capacity - self.len);
                    more.map_err(|_| ApiError::busy())?;
                }
                self.bytes.extend_from_slice(data);
            }
        }
        self.len = len;
        Ok(())
    }
}

/// Reads a body of at most `max` bytes.
pub(super) async fn read(
    mut body: Body,
    compressed: bool,
    max: usize,
    budget: &BodyBudget,
) -> Result<ReceivedBody, ApiError> {
    // A client may announce more than it sends, so that memory is counted when the data arrives.
    let announced = body.size_hint().exact().and_then(|len| usize::try_from(len).ok());
    let most = announced.map_or(max, |len| len.min(max));
    let mut received = ReceivedBody::default();
    let (mut start, mut start_len) = (Instant::now(), 0);
    loop {
        let (period, rate) = match start_len >= MIN_LARGE_BYTES {
            true => (LARGE_RATE_PERIOD, MIN_LARGE_BYTES_PER_SECOND),
            false => (RATE_PERIOD, MIN_BYTES_PER_SECOND),
        };
        let Ok(frame) = timeout_at(start + period, body.frame()).await else {
            if received.len - start_len < rate * period.as_secs() as usize {
                return Err(ApiError::too_slow());
            }
            (start, start_len) = (Instant::now(), received.len);
            continue;
        };
        let Some(frame) = frame else { break };
        let frame = frame.map_err(|error| read_error(&error, compressed))?;
        // Trailers are ignored.
        let Ok(data) = frame.into_data() else { continue };
        if data.len() > max - received.len {
            return Err(ApiError::too_large(max));
        }
        received.push(&data, most, budget)?;
        if received.len >= MIN_LARGE_BYTES && start_len < MIN_LARGE_BYTES {
            (start, start_len) = (Instant::now(), received.len);
        }
    }
    Ok(received)
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
