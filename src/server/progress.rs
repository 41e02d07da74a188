//! Progress notifications and partial results.
//!
//! Both are written directly. Through tower-lsp they could arrive after the response that they have to
//! precede.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use serde::Serialize;
use tower_lsp::Client;
use tower_lsp::lsp_types::notification::{Notification, Progress as ProgressNotification};
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    ProgressToken, WorkDoneProgress, WorkDoneProgressBegin, WorkDoneProgressCreateParams,
    WorkDoneProgressEnd, WorkDoneProgressReport,
};

use super::transport::ClientWriter;

/// Timeout for `window/workDoneProgress/create`. After it, no progress is reported.
const CREATE_TIMEOUT: Duration = Duration::from_secs(2);

/// Sends `value` as a progress notification for `token`.
pub fn notify(output: &ClientWriter, token: &ProgressToken, value: impl Serialize) {
    #[derive(Serialize)]
    struct Params<'t, T> {
        token: &'t ProgressToken,
        value: T,
    }
    output.notify(ProgressNotification::METHOD, &Params { token, value });
}

/// Creates a token for progress that the server starts. Returns `None` if the client rejects it.
pub async fn create_token(client: &Client) -> Option<ProgressToken> {
    static LAST: AtomicU64 = AtomicU64::new(0);
    let number = LAST.fetch_add(1, Ordering::Relaxed) + 1;
    let token = ProgressToken::String(format!("integration-manifest-{number}"));
    let params = WorkDoneProgressCreateParams { token: token.clone() };
    let created = client.send_request::<WorkDoneProgressCreate>(params);
    match tokio::time::timeout(CREATE_TIMEOUT, created).await {
        Ok(Ok(())) => Some(token),
        _ => None,
    }
}

/// Progress of work that is reported until it is dropped.
pub struct Progress {
    output: ClientWriter,
    token: ProgressToken,
}

impl Progress {
    /// Reports the start of work.
    pub fn begin(
        output: ClientWriter,
        token: ProgressToken,
        begin: WorkDoneProgressBegin,
    ) -> Progress {
        notify(&output, &token, WorkDoneProgress::Begin(begin));
        Progress { output, token }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        let end = WorkDoneProgressEnd { message: None };
        notify(&self.output, &self.token, WorkDoneProgress::End(end));
    }
}

/// Progress of work with a known number of steps, which several threads carry out.
pub struct StepProgress {
    progress: Progress,
    total: usize,
    done: Mutex<Done>,
}

#[derive(Default)]
struct Done {
    steps: usize,
    /// Last reported percentage.
    percentage: u32,
}

impl StepProgress {
    /// Reports the start of work with `total` steps.
    pub fn begin(
        output: ClientWriter,
        token: ProgressToken,
        title: &str,
        total: usize,
    ) -> StepProgress {
        let begin = WorkDoneProgressBegin {
            title: title.to_owned(),
            cancellable: Some(false),
            message: Some(format!("0/{total}")),
            percentage: Some(0),
        };
        let progress = Progress::begin(output, token, begin);
        StepProgress { progress, total, done: Mutex::default() }
    }

    /// Counts a step, and reports it if the percentage changes.
    pub fn step(&self) {
        let mut done = self.done.lock();
        done.steps += 1;
        let percentage = (done.steps * 100 / self.total.max(1)).min(100) as u32;
        if percentage == done.percentage {
            return;
        }
        done.percentage = percentage;
        let report = WorkDoneProgressReport {
            cancellable: None,
            message: Some(format!("{}/{}", done.steps, self.total)),
            percentage: Some(percentage),
        };
        // The lock is held, so that percentages arrive in ascending order.
        let Progress { output, token } = &self.progress;
        notify(output, token, WorkDoneProgress::Report(report));
    }
}
