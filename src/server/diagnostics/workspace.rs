//! `workspace/diagnostic`
//!
//! A client requests the diagnostics of the workspace again as soon as it has a response. A request
//! without news therefore waits for a change of a file, a folder, a setting or an open document.

use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch::Receiver;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    WorkspaceDiagnosticParams, WorkspaceDiagnosticReport, WorkspaceDiagnosticReportResult,
};

use super::workspace_check::{Plan, WorkspaceCheck};
use crate::server::background::CancelOnDrop;
use crate::server::change_signal::ChangeCounters;
use crate::server::context::Context;
use crate::server::progress::{self, StepProgress};
use crate::server::state::State;

/// Number of files to read from which progress is reported.
const PROGRESS_MIN_FILES: usize = 50;

/// Number of bytes to read from which progress is reported.
const PROGRESS_MIN_BYTES: u64 = 16 << 20;

/// Time without further changes after which a waiting request is processed, since changes often come in
/// groups.
const DEBOUNCE: Duration = Duration::from_millis(200);

/// Maximum total time of [`DEBOUNCE`] while changes continue.
const MAX_DEBOUNCE: Duration = Duration::from_secs(2);

/// Interval at which files are checked for changes if the client does not watch them.
const POLL_INTERVAL: Duration = Duration::from_secs(5);

/// Returns the changed diagnostics of the workspace, and waits until there are any.
pub async fn workspace_diagnostic(
    context: &Context,
    params: WorkspaceDiagnosticParams,
) -> Result<WorkspaceDiagnosticReportResult> {
    let state = &context.state;
    let cancel = CancelOnDrop::default();
    let mut progress_token = params.work_done_progress_params.work_done_token;
    let check = Arc::new(WorkspaceCheck::new(
        state.clone(),
        context.output.clone(),
        cancel.flag(),
        params.partial_result_params.partial_result_token,
        params.previous_result_ids,
    ));
    let _guard = state.changes.wait_guard();
    state.wait_for_settings().await;
    let mut changes = state.changes.subscribe();
    // Counter of file changes at the last search for manifests.
    let mut searched_at = None;
    loop {
        let counters = *changes.borrow_and_update();
        let search = searched_at != Some(counters.files);
        searched_at = Some(counters.files);
        let plan = run_in_background(&check, move |check| check.plan(search)).await?;
        if progress_token.is_none() && is_long(&plan) && supports_progress(state) {
            progress_token = progress::create_token(&context.client).await;
        }
        let progress = progress_token.take().filter(|_| !plan.jobs.is_empty()).map(|token| {
            let title = "Checking integration manifests";
            StepProgress::begin(context.output.clone(), token, title, plan.jobs.len())
        });
        let items =
            run_in_background(&check, move |check| check.run(plan, progress.as_ref())).await?;
        if check.has_changes() || state.is_shut_down() {
            return Ok(WorkspaceDiagnosticReport { items }.into());
        }
        if wait_for_change(state, &mut changes, counters).await == Wake::Poll {
            searched_at = None;
        }
    }
}

fn is_long(plan: &Plan) -> bool {
    plan.jobs.len() >= PROGRESS_MIN_FILES || plan.bytes >= PROGRESS_MIN_BYTES
}

fn supports_progress(state: &State) -> bool {
    state.capabilities().is_some_and(|client| client.work_done_progress)
}

/// Reason for which a waiting request continues.
#[derive(PartialEq, Eq)]
enum Wake {
    /// Something has changed.
    Change,
    /// Files have to be checked for changes.
    Poll,
}

/// Waits for a change after `last`, and until changes pause. If the client does not watch files, waits
/// up to [`POLL_INTERVAL`].
async fn wait_for_change(
    state: &State,
    changes: &mut Receiver<ChangeCounters>,
    last: ChangeCounters,
) -> Wake {
    let is_watched = state.capabilities().is_some_and(|client| client.dynamic_file_watching);
    let change = changes.wait_for(|counters| *counters != last);
    if is_watched {
        let _ = change.await;
    } else if tokio::time::timeout(POLL_INTERVAL, change).await.is_err() {
        return Wake::Poll;
    }
    let pause = async {
        while !state.is_shut_down()
            && matches!(tokio::time::timeout(DEBOUNCE, changes.changed()).await, Ok(Ok(())))
        {
        }
    };
    let _ = tokio::time::timeout(MAX_DEBOUNCE, pause).await;
    Wake::Change
}

async fn run_in_background<T: Send + 'static>(
    check: &Arc<WorkspaceCheck>,
    work: impl FnOnce(&WorkspaceCheck) -> T + Send + 'static,
) -> Result<T> {
    let check = check.clone();
    let result = tokio::task::spawn_blocking(move || work(&check)).await;
    result.map_err(|_| Error::internal_error())
}
