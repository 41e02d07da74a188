//! Exit with the client's process.

use std::sync::Arc;
use std::time::Duration;

use super::state::State;

/// Interval between checks of the client's process.
const POLL_INTERVAL: Duration = Duration::from_secs(3);

/// Exits this process after the client's process has exited. If the client sends no process id, or the
/// system does not support the check, the server exits at the end of stdin instead.
pub async fn exit_with_client(state: Arc<State>) {
    loop {
        tokio::time::sleep(POLL_INTERVAL).await;
        let process = state.capabilities().and_then(|client| client.process_id);
        if process.is_some_and(|process| !is_alive(process)) {
            tracing::warn!("the client process has exited");
            // The reading thread is blocked on stdin and cannot be interrupted.
            std::process::exit(1);
        }
    }
}

#[cfg(unix)]
fn is_alive(process: u32) -> bool {
    let Some(process) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) else {
        return true;
    };
    rustix::process::test_kill_process(process) != Err(rustix::io::Errno::SRCH)
}

#[cfg(not(unix))]
fn is_alive(_: u32) -> bool {
    true
}
