//! How far long work has come, and results before the end.
//!
//! Both are written to the client at once, and not by way of tower-lsp, from where they could come
//! after the answer that they belong before.

use std::sync::Mutex;
use std::sync::PoisonError;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde::Serialize;
use tower_lsp::Client;
use tower_lsp::lsp_types::notification::{Notification, Progress as Notice};
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    ProgressToken, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressCreateParams,
    WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::transport::ClientWriter;

/// How long a client may take to say that it shows progress.
const PATIENCE: Duration = Duration::from_secs(2);

/// Sends something that belongs to `token`.
pub(super) fn tell(output: &ClientWriter, token: &ProgressToken, value: impl Serialize) {
    #[derive(Serialize)]
    struct Params<'t, T> {
        token: &'t ProgressToken,
        value: T,
    }
    output.notify(Notice::METHOD, &Params { token, value });
}

/// A token of the server's own, if the client agrees to it.
pub(super) async fn create(client: &Client) -> Option<ProgressToken> {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed) + 1;
    let token = ProgressToken::String(format!("integration-manifest-{number}"));
    let params = WorkDoneProgressCreateParams { token: token.clone() };
    let created = client.send_request::<WorkDoneProgressCreate>(params);
    match tokio::time::timeout(PATIENCE, created).await {
        Ok(Ok(())) => Some(token),
        _ => None,
    }
}

/// Work that the client is told of while it lasts, from many threads.
pub(super) struct Progress {
    output: ClientWriter,
    token: ProgressToken,
    total: usize,
    /// How much is done, and the percentage last told.
    done: Mutex<(usize, u32)>,
}

impl Progress {
    /// Tells the client that work with so many steps begins.
    pub fn begin(
        output: ClientWriter,
        token: ProgressToken,
        title: &str,
        total: usize,
    ) -> Progress {
        let begin = WorkDoneProgressBegin {
            title: title.to_owned(),
            cancellable: Some(false),
            message: Some(format!("0/{total}")),
            percentage: Some(0),
        };
        tell(&output, &token, WorkDoneProgress::Begin(begin));
        Progress { output, token, total, done: Mutex::default() }
    }

    /// Tells the client that one more step is done, if that makes a difference of a per cent.
    pub fn step(&self) {
        let mut done = self.done.lock().unwrap_or_else(PoisonError::into_inner);
        done.0 += 1;
        let percentage = (done.0 * 100 / self.total.max(1)).min(100) as u32;
        if percentage == done.1 {
            return;
        }
        done.1 = percentage;
        let report = WorkDoneProgressReport {
            cancellable: None,
            message: Some(format!("{}/{}", done.0, self.total)),
            percentage: Some(percentage),
        };
        // While the lock is held, so that no smaller number comes after a greater one.
        tell(&self.output, &self.token, WorkDoneProgress::Report(report));
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let end = WorkDoneProgressEnd { message: None };
        tell(&self.output, &self.token, WorkDoneProgress::End(end));
    }
}
