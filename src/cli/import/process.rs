//! Runs a program with a deadline.

use std::io::{self, Read};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{self, Receiver};
use std::thread;
use std::time::{Duration, Instant};

/// Interval at which the end of the program is checked.
const POLL_INTERVAL: Duration = Duration::from_millis(20);

/// Maximum time for the rest of the output after the program has ended. A program that it started can still
/// hold the other end.
const OUTPUT_TIMEOUT: Duration = Duration::from_secs(2);

/// Maximum size in bytes of the output that is kept.
const MAX_OUTPUT_BYTES: usize = 256 << 10;

/// How a program ended.
#[derive(Debug)]
pub(super) enum End {
    /// By itself.
    Exit(ExitStatus),
    /// It was stopped after the deadline.
    Timeout,
    /// It was stopped, because this program was interrupted.
    Interrupt,
}

/// Runs `command` without stdin and stdout. Returns how it ended, and the start of what it wrote to stderr.
pub(super) fn run(
    command: &mut Command,
    deadline: Instant,
    is_interrupted: impl Fn() -> bool,
) -> io::Result<(End, String)> {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::piped());
    // The programs that it starts are stopped with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    let mut child = command.spawn()?;
    let output = child.stderr.take().map(read_in_background);
    let end = loop {
        if let Some(status) = child.try_wait()? {
            break End::Exit(status);
        }
        let stopped = if is_interrupted() {
            End::Interrupt
        } else if Instant::now() >= deadline {
            End::Timeout
        } else {
            thread::sleep(POLL_INTERVAL);
            continue;
        };
        stop(&mut child);
        // The program has received a signal that it cannot ignore.
        let _ = child.wait();
        break stopped;
    };
    let text = output.and_then(|output| output.recv_timeout(OUTPUT_TIMEOUT).ok());
    if text.is_none() {
        stop(&mut child);
    }
    Ok((end, text.unwrap_or_default()))
}

fn read_in_background(mut from: impl Read + Send + 'static) -> Receiver<String> {
    let (sender, receiver) = mpsc::channel();
    thread::spawn(move || {
        let mut kept = Vec::new();
        let mut buffer = [0; 4096];
        // An error ends the output, as the end of the program does.
        while let Ok(len @ 1..) = from.read(&mut buffer) {
            let room = MAX_OUTPUT_BYTES - kept.len();
            kept.extend_from_slice(&buffer[..len.min(room)]);
        }
        let _ = sender.send(String::from_utf8_lossy(&kept).into_owned());
    });
    receiver
}

/// Stops a program and the programs that it started.
#[cfg(unix)]
fn stop(child: &mut Child) {
    let group = rustix::process::Pid::from_child(child);
    // An error means that all of them have ended.
    let _ = rustix::process::kill_process_group(group, rustix::process::Signal::KILL);
}

/// Stops a program.
#[cfg(not(unix))]
fn stop(child: &mut Child) {
    let _ = child.kill();
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(script: &str) -> Command {
        let mut command = Command::new("sh");
        command.args(["-c", script]);
        command
    }

    #[test]
    fn output_and_status_are_returned() {
        let far = Instant::now() + Duration::from_secs(60);
        let (end, output) = run(&mut shell("echo a >&2; exit 3"), far, || false).unwrap();
        assert!(matches!(end, End::Exit(status) if status.code() == Some(3)));
        assert_eq!(output, "a\n");
    }

    #[test]
    fn program_and_its_children_are_stopped_at_the_deadline() {
        let (end, _) = run(&mut shell("sleep 1000 & wait"), Instant::now(), || false).unwrap();
        assert!(matches!(end, End::Timeout));
        let far = Instant::now() + Duration::from_secs(600);
        let (end, _) = run(&mut shell("sleep 1000"), far, || true).unwrap();
        assert!(matches!(end, End::Interrupt));
    }
}
