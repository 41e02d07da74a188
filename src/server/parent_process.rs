//! Ending with the client.

use std::sync::Arc;
use std::time::Duration;

use super::state::State;

/// How often the client's process is looked for.
const PERIOD: Duration = Duration::from_secs(3);

/// Ends this process when the client's process has ended. Where the client gives no process, or the
/// system cannot tell, it is the end of stdin that ends this one.
pub(super) async fn exit_with_client(state: Arc<State>) {
    loop {
        tokio::time::sleep(PERIOD).await;
        let process = state.session().and_then(|session| session.process_id);
        if process.is_some_and(|process| !is_alive(process)) {
            tracing::warn!("the client's process has ended");
            // The thread that reads from the client cannot be woken, and nobody is left to answer.
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
