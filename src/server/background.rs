//! Work outside of the thread that reads messages.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use tokio::task::JoinSet;
use tower_lsp::jsonrpc::{Error, Result};

use super::transport::ClientWriter;

/// Document size in bytes from which requests about the entire document run in the background, so that
/// they can be cancelled and do not block other messages.
const BACKGROUND_THRESHOLD: usize = 256 << 10;

/// Runs `work` on a document of `size` bytes: immediately, or in the background if it is large.
pub async fn run_by_size<T: Send + 'static>(
    output: &ClientWriter,
    size: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    if size < BACKGROUND_THRESHOLD {
        return Ok(work());
    }
    run(output, work).await
}

/// Runs `work` in the background. It does not start if the request is cancelled before, nor while the
/// client does not read its messages.
pub async fn run<T: Send + 'static>(
    output: &ClientWriter,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    let output = output.clone();
    // Aborts its task when it is dropped.
    let mut task = JoinSet::new();
    task.spawn_blocking(move || {
        output.wait();
        work()
    });
    match task.join_next().await {
        Some(Ok(result)) => Ok(result),
        _ => Err(Error::internal_error()),
    }
}

/// Flag for background work that is set when the request is dropped.
#[derive(Default)]
pub struct CancelOnDrop(Arc<AtomicBool>);

impl CancelOnDrop {
    /// Returns the flag, which is true once the request is cancelled.
    pub fn flag(&self) -> Arc<AtomicBool> {
        self.0.clone()
    }
}

impl Drop for CancelOnDrop {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}
