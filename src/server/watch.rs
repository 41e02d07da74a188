//! Ending with the client.

use std::time::Duration;

use super::state::State;

/// How often the client's process is looked for.
const PERIOD: Duration = Duration::from_secs(3);

/// Returns when the client's process has ended. A client that gives no process, or a system that
/// cannot tell, is waited for without end: its end closes stdin, too.
pub(super) async fn client_gone(state: &State) {
    loop {
        tokio::time::sleep(PERIOD).await;
        let process = state.session().and_then(|session| session.process);
        if process.is_some_and(|process| !is_alive(process)) {
            tracing::warn!("the client's process has ended");
            return;
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
