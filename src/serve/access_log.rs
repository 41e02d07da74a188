//! The access log: a line on stderr for each request, without its content.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::time::Duration;

use axum::http::{Method, StatusCode};

use crate::util::display::truncate;

/// Maximum number of lines that wait to be written. A parent that does not read stderr must not block
/// the server, so further lines are dropped.
const MAX_PENDING_LINES: usize = 4096;

/// Maximum time to write the last lines at shutdown.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

/// The thread that writes the log.
#[derive(Debug)]
pub(super) struct Log {
    lines: SyncSender<String>,
    done: Receiver<()>,
}

/// A handle that adds lines to the log.
#[derive(Debug, Clone)]
pub(super) struct Writer(SyncSender<String>);

impl Log {
    /// Starts a log on stderr.
    pub(super) fn start() -> io::Result<Log> {
        Log::start_with(io::stderr)
    }

    /// Starts a log that discards its lines.
    pub(super) fn discard() -> io::Result<Log> {
        Log::start_with(io::sink)
    }

    fn start_with<W: Write + 'static>(out: fn() -> W) -> io::Result<Log> {
        let (lines, pending) = sync_channel(MAX_PENDING_LINES);
        let (finished, done) = sync_channel(1);
        thread::Builder::new().name("log".to_owned()).spawn(move || {
            // There is no other place to report an error of stderr.
            let _ = write_all(&pending, &mut BufWriter::new(out()));
            let _ = finished.send(());
        })?;
        Ok(Log { lines, done })
    }

    pub(super) fn writer(&self) -> Writer {
        Writer(self.lines.clone())
    }

    /// Waits until all lines are written, at most [`FLUSH_TIMEOUT`].
    pub(super) fn finish(self) {
        drop(self.lines);
        let _ = self.done.recv_timeout(FLUSH_TIMEOUT);
    }
}

fn write_all(lines: &Receiver<String>, out: &mut impl Write) -> io::Result<()> {
    loop {
        let line = match lines.try_recv() {
            Ok(line) => line,
            Err(TryRecvError::Disconnected) => return out.flush(),
            Err(TryRecvError::Empty) => {
                out.flush()?;
                let Ok(line) = lines.recv() else { return Ok(()) };
                line
            }
        };
        writeln!(out, "{line}")?;
    }
}

impl Writer {
    pub(super) fn write(&self, line: String) {
        let _ = self.0.try_send(line);
    }
}

/// A request in the log.
pub(super) struct Entry<'a> {
    pub(super) method: &'a Method,
    /// The path without the query, which can contain a secret.
    pub(super) path: &'a str,
    pub(super) status: StatusCode,
    pub(super) duration: Duration,
    /// Number of bytes of the body that were read.
    pub(super) bytes: u64,
    /// The ID of the error, if the response is one.
    pub(super) id: Option<&'a str>,
}

/// Maximum number of characters of a path or a method in the log.
const MAX_CHARS: usize = 200;

impl Entry<'_> {
    /// Formats the line: `POST /v1/… 400 0.3 ms 120 bytes err_…`.
    pub(super) fn line(&self) -> String {
        let mut line = String::new();
        for (index, part) in [self.method.as_str(), self.path].into_iter().enumerate() {
            if index > 0 {
                line.push(' ');
            }
            line.push_str(&truncate(part, MAX_CHARS));
        }
        let millis = self.duration.as_secs_f64() * 1e3;
        // Writing to a string cannot fail.
        let _ = write!(line, " {} {millis:.1} ms {} bytes", self.status.as_u16(), self.bytes);
        if let Some(id) = self.id {
            line.push(' ');
            line.push_str(id);
        }
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_is_truncated_and_escaped() {
        let path = format!("/{}\u{1b}", "x".repeat(300));
        let mut entry = Entry {
            method: &Method::POST,
            path: "/v1/a\u{1b}[31m",
            status: StatusCode::BAD_REQUEST,
            duration: Duration::from_micros(1250),
            bytes: 120,
            id: Some("err_1"),
        };
        assert_eq!(entry.line(), "POST /v1/a␛[31m 400 1.2 ms 120 bytes err_1");
        entry.path = &path;
        entry.id = None;
        assert_eq!(
            entry.line(),
            format!("POST /{}… 400 1.2 ms 120 bytes", "x".repeat(MAX_CHARS - 1))
        );
    }

    #[test]
    fn full_log_drops_lines() {
        let (lines, pending) = sync_channel(2);
        let writer = Writer(lines);
        for number in 0..5 {
            writer.write(number.to_string());
        }
        drop(writer);
        let mut out = Vec::new();
        write_all(&pending, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "0\n1\n");
    }
}
