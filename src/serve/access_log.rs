//! A line on stderr for each request, without anything that was sent.

use std::fmt::Write as _;
use std::io::{self, BufWriter, Write};
use std::sync::mpsc::{Receiver, SyncSender, TryRecvError, sync_channel};
use std::thread;
use std::time::Duration;

use axum::http::{Method, StatusCode};

use crate::util::display::truncate;

/// Lines that wait to be written. Who starts a server and does not read its stderr must not stop it:
/// what is more is left out.
const WAITING: usize = 4096;

/// How long the last lines may take.
const LAST: Duration = Duration::from_secs(1);

/// The thread that writes.
#[derive(Debug)]
pub(super) struct Log {
    lines: SyncSender<String>,
    done: Receiver<()>,
}

/// Adds lines.
#[derive(Debug, Clone)]
pub(super) struct Writer(SyncSender<String>);

impl Log {
    pub(super) fn start() -> io::Result<Log> {
        let (lines, waiting) = sync_channel(WAITING);
        let (finished, done) = sync_channel(1);
        thread::Builder::new().name("log".to_owned()).spawn(move || {
            // Nobody is left to tell if this cannot be written.
            let _ = write_all(&waiting, &mut BufWriter::new(io::stderr()));
            let _ = finished.send(());
        })?;
        Ok(Log { lines, done })
    }

    pub(super) fn writer(&self) -> Writer {
        Writer(self.lines.clone())
    }

    /// Waits until everything is written; not for long.
    pub(super) fn finish(self) {
        drop(self.lines);
        let _ = self.done.recv_timeout(LAST);
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

/// What is said about a request.
pub(super) struct Entry<'a> {
    pub(super) method: &'a Method,
    /// The path without a query, which may hold anything.
    pub(super) path: &'a str,
    pub(super) status: StatusCode,
    pub(super) took: Duration,
    /// Bytes of the body, as far as they were read.
    pub(super) bytes: u64,
    /// The error's id.
    pub(super) id: Option<&'a str>,
}

/// Of a path and a method this much is shown, in characters.
const SHOWN: usize = 200;

impl Entry<'_> {
    /// `POST /v1/… 400 0.3 ms 120 bytes err_…`
    pub(super) fn line(&self) -> String {
        let mut line = String::new();
        for (index, part) in [self.method.as_str(), self.path].into_iter().enumerate() {
            if index > 0 {
                line.push(' ');
            }
            line.push_str(&truncate(part, SHOWN));
        }
        let millis = self.took.as_secs_f64() * 1e3;
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
    fn a_line_holds_what_is_fit_to_print() {
        let path = format!("/{}\u{1b}", "x".repeat(300));
        let mut entry = Entry {
            method: &Method::POST,
            path: "/v1/a\u{1b}[31m",
            status: StatusCode::BAD_REQUEST,
            took: Duration::from_micros(1250),
            bytes: 120,
            id: Some("err_1"),
        };
        assert_eq!(entry.line(), "POST /v1/a␛[31m 400 1.2 ms 120 bytes err_1");
        entry.path = &path;
        entry.id = None;
        assert_eq!(entry.line(), format!("POST /{}… 400 1.2 ms 120 bytes", "x".repeat(SHOWN - 1)));
    }

    #[test]
    fn slow_reader_does_not_block_others() {
        let (lines, waiting) = sync_channel(2);
        let writer = Writer(lines);
        for number in 0..5 {
            writer.write(number.to_string());
        }
        drop(writer);
        let mut out = Vec::new();
        write_all(&waiting, &mut out).unwrap();
        assert_eq!(String::from_utf8(out).unwrap(), "0\n1\n");
    }
}
