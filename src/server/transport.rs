//! Messages in and out.
//!
//! tower-lsp's own transport ends at the first message that is not JSON, and hands every message
//! from thread to thread. Here the thread that reads a message calls the service itself; an answer
//! that is there at once, as nearly all are, is written by the same thread.

use std::future::poll_fn;
use std::io::{self, BufRead, IoSlice, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError, TryLockError};
use std::thread;
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::runtime::Handle;
use tower::Service;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use super::dispatch::Reply;
use super::request_failed;

/// The longest message taken, in bytes.
const MAX_MESSAGE_BYTES: usize = 1 << 30;

/// So many requests may wait for their answers at once; any more are refused, so that whoever asks
/// without an end is held up by the refusals.
const MAX_IN_FLIGHT: usize = 1024;

/// Where messages to the client go. A client that stops reading holds up whoever writes, so that
/// nothing piles up here.
#[derive(Clone)]
pub(super) struct ClientWriter(Arc<Mutex<dyn Write + Send>>);

impl ClientWriter {
    /// Writes to `stream`.
    pub fn new(stream: impl Write + Send + 'static) -> ClientWriter {
        ClientWriter(Arc::new(Mutex::new(stream)))
    }

    /// Sends a message.
    pub fn send(&self, message: &impl Serialize) {
        let mut bytes = Vec::with_capacity(1024);
        match serde_json::to_writer(&mut bytes, message) {
            Ok(()) => self.write(&[&bytes]),
            Err(error) => tracing::error!("a message cannot be written as JSON: {error}"),
        }
    }

    /// Sends the answer to a request.
    fn reply(&self, reply: &Reply) {
        match reply {
            Reply::Response(response) => self.send(response),
            Reply::Raw { id, result } => {
                let id = serde_json::to_string(id).unwrap_or_else(|_| "null".to_owned());
                let head = format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":");
                self.write(&[head.as_bytes(), result.as_bytes(), b"}"]);
            }
        }
    }

    /// Writes one message that consists of `parts`.
    fn write(&self, parts: &[&[u8]]) {
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let header = format!("Content-Length: {length}\r\n\r\n");
        let all = std::iter::once(header.as_bytes()).chain(parts.iter().copied());
        let mut all: Vec<IoSlice<'_>> = all.map(IoSlice::new).collect();
        let mut stream = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let written = write_all(&mut *stream, &mut all);
        if let Err(error) = written.and_then(|()| stream.flush()) {
            // The client is going; the end of its messages will say so.
            tracing::debug!("a message could not be sent: {error}");
        }
    }

    /// Waits until the client has taken the message that somebody is in the middle of, if there is one:
    /// what is worked out for a client that does not read would pile up.
    pub fn wait(&self) {
        drop(self.0.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits until nobody is in the middle of a message, so that the client gets none cut off; but
    /// not for a client that has stopped reading.
    pub fn flush_pending(&self) {
        for _ in 0..100 {
            match self.0.try_lock() {
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(10)),
                _ => return,
            }
        }
    }

    /// Sends a notification whose parameters are JSON already, in three parts.
    pub fn notify_raw(&self, method: &str, [begin, middle, end]: [&str; 3]) {
        let head = format!("{{\"jsonrpc\":\"2.0\",\"method\":\"{method}\",\"params\":");
        self.write(&[&head, begin, middle, end, "}"].map(str::as_bytes));
    }

    /// Sends a notification.
    pub fn notify(&self, method: &str, params: &impl Serialize) {
        #[derive(Serialize)]
        struct Notification<'a, P> {
            jsonrpc: &'static str,
            method: &'a str,
            params: &'a P,
        }
        self.send(&Notification { jsonrpc: "2.0", method, params });
    }
}

/// Writes all of `parts`, in one go where the stream takes that: whoever reads is woken once.
fn write_all(stream: &mut dyn Write, mut parts: &mut [IoSlice<'_>]) -> io::Result<()> {
    while parts.iter().any(|part| !part.is_empty()) {
        match stream.write_vectored(parts) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => IoSlice::advance_slices(&mut parts, count),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Serves messages from `input` until it ends or the client says `exit`.
pub(super) fn serve<S>(
    mut input: impl BufRead,
    output: &ClientWriter,
    mut service: S,
    socket: ClientSocket,
    runtime: &Handle,
) where
    S: Service<Request, Response = Option<Reply>>,
    S::Future: Send + 'static,
    S::Error: std::fmt::Display + Send + 'static,
{
    let (mut requests, mut responses) = socket.split();
    let asked = output.clone();
    runtime.spawn(async move {
        while let Some(request) = requests.next().await {
            asked.send(&request);
        }
    });
    let calls = InFlightRequests::default();
    // Handlers start tasks and timers.
    let _entered = runtime.enter();
    loop {
        let message = match read(&mut input) {
            // The text of the message is let go before anybody works on what it says.
            Ok(Some(text)) => parse(&text),
            Ok(None) => return,
            Err(error) => {
                tracing::error!("reading messages failed: {error}");
                return;
            }
        };
        match message {
            Ok(Message::Request(request))
                if request.id().is_some() && calls.count() >= MAX_IN_FLIGHT =>
            {
                let id = request.id().cloned().unwrap_or(Id::Null);
                let full = format!("{MAX_IN_FLIGHT} requests wait for their answers already");
                let error = request_failed(format!("{full}; this one is refused"));
                output.send(&Response::from_error(id, error));
            }
            Ok(Message::Request(request)) => {
                let last = request.method() == "exit";
                if runtime.block_on(poll_fn(|context| service.poll_ready(context))).is_err() {
                    return;
                }
                respond_when_ready(service.call(request), output, runtime, &calls);
                if last {
                    return;
                }
            }
            Ok(Message::Response(response)) => {
                if runtime.block_on(responses.send(response)).is_err() {
                    return;
                }
            }
            Err(error) => output.send(&Response::from_error(Id::Null, error)),
        }
    }
}

/// How many calls are on their way.
#[derive(Clone, Default)]
struct InFlightRequests(Arc<AtomicUsize>);

impl InFlightRequests {
    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts one more for as long as what is returned is kept.
    fn begin(&self) -> impl Send + use<> {
        struct Call(Arc<AtomicUsize>);
        impl Drop for Call {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        self.0.fetch_add(1, Ordering::Relaxed);
        Call(self.0.clone())
    }
}

/// Sends what `call` comes to, now if it is ready.
fn respond_when_ready<F, E>(
    call: F,
    output: &ClientWriter,
    runtime: &Handle,
    calls: &InFlightRequests,
) where
    F: Future<Output = Result<Option<Reply>, E>> + Send + 'static,
    E: std::fmt::Display + Send + 'static,
{
    let finish = |answer: Result<Option<Reply>, E>, output: &ClientWriter| match answer {
        Ok(Some(reply)) => output.reply(&reply),
        Ok(None) => {}
        Err(error) => tracing::error!("a call failed: {error}"),
    };
    let mut call = Box::pin(call);
    if let Some(answer) = call.as_mut().now_or_never() {
        finish(answer, output);
        return;
    }
    let output = output.clone();
    let call_counts = calls.begin();
    runtime.spawn(async move {
        finish(call.await, &output);
        drop(call_counts);
    });
}

enum Message {
    Request(Request),
    Response(Response),
}

fn parse(bytes: &[u8]) -> Result<Message, Error> {
    let value: Value = serde_json::from_slice(bytes).map_err(|_| Error::parse_error())?;
    let invalid = |_| Error::invalid_request();
    if value.get("method").is_some() {
        return Request::deserialize(value).map(Message::Request).map_err(invalid);
    }
    Response::deserialize(value).map(Message::Response).map_err(invalid)
}

/// The body of the next message; `None` at the end of the input. Lines that are no header are
/// skipped, so that whatever a client writes by mistake costs that message and no other.
fn read(input: &mut impl BufRead) -> io::Result<Option<Vec<u8>>> {
    let mut length = None;
    let mut line = Vec::new();
    loop {
        line.clear();
        if input.by_ref().take(8192).read_until(b'\n', &mut line)? == 0 {
            return Ok(None);
        }
        let text = line.trim_ascii();
        if text.is_empty() {
            match length {
                Some(length) => return body(input, length),
                None => continue,
            }
        }
        let Some(colon) = text.iter().position(|byte| *byte == b':') else { continue };
        let (name, value) = (&text[..colon], text[colon + 1..].trim_ascii());
        // Something without a line break may stand before the name.
        if name.to_ascii_lowercase().ends_with(b"content-length") {
            length = std::str::from_utf8(value).ok().and_then(|value| value.parse().ok());
        }
    }
}

fn body(input: &mut impl BufRead, length: usize) -> io::Result<Option<Vec<u8>>> {
    if length > MAX_MESSAGE_BYTES {
        let what =
            format!("a message of {length} bytes was announced, {MAX_MESSAGE_BYTES} are taken");
        return Err(io::Error::new(io::ErrorKind::InvalidData, what));
    }
    // What was announced need not come, so of what is very large, memory is taken as it does.
    let mut bytes = Vec::with_capacity(length.min(1 << 22));
    input.by_ref().take(length as u64).read_to_end(&mut bytes)?;
    Ok((bytes.len() == length).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bodies(mut input: &[u8]) -> Vec<String> {
        let mut out = Vec::new();
        while let Ok(Some(body)) = read(&mut input) {
            out.push(String::from_utf8_lossy(&body).into_owned());
        }
        out
    }

    #[test]
    fn transport_resynchronizes() {
        assert_eq!(bodies(b"Content-Length: 2\r\n\r\n{}content-length:3\n\n[1]"), ["{}", "[1]"]);
        let typed = b"Content-Type: application/vscode-jsonrpc\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(bodies(typed), ["{}"]);
        assert_eq!(bodies(b"hello\r\n\r\nContent-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(bodies(b"Content-Length: x\r\n\r\nContent-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(bodies(b"tail without breakContent-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(bodies(b"Content-Length: 20\r\n\r\n{}"), [""; 0]);
        assert_eq!(bodies(b"Content-Length: 99999999999\r\n\r\n{}"), [""; 0]);
    }
}
