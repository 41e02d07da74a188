//! Transport of messages over stdin and stdout.
//!
//! The transport of tower-lsp ends at the first message that is not valid JSON, and passes every message
//! through several threads. Here, the reading thread calls the service itself, and writes a response
//! that is ready immediately, as nearly all are.

use std::future::poll_fn;
use std::io::{self, BufRead, IoSlice, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use futures_util::{FutureExt, SinkExt, StreamExt};
use parking_lot::Mutex;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::runtime::Handle;
use tower::Service;
use tower_lsp::ClientSocket;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};

use super::client_uris::ClientUris;
use super::error::request_failed;
use super::reply::Reply;

/// Maximum length of a message, in bytes. A longer one ends the session.
const MAX_MESSAGE_BYTES: usize = 1 << 30;

/// Maximum number of requests in flight. Further requests are rejected, which applies backpressure to a
/// flooding client.
const MAX_IN_FLIGHT: usize = 1024;

/// Maximum time to wait for a message in progress before the server exits.
const FLUSH_TIMEOUT: Duration = Duration::from_secs(1);

/// Writer of messages to the client. It blocks while the client does not read, so that messages do not
/// accumulate.
#[derive(Clone)]
pub struct ClientWriter {
    stream: Arc<Mutex<dyn Write + Send>>,
    uris: Arc<ClientUris>,
}

impl ClientWriter {
    /// Creates a writer to `stream`, which spells URIs like the client.
    pub fn new(stream: impl Write + Send + 'static, uris: Arc<ClientUris>) -> ClientWriter {
        ClientWriter { stream: Arc::new(Mutex::new(stream)), uris }
    }

    /// Sends a message.
    pub fn send(&self, message: &impl Serialize) {
        let mut bytes = Vec::with_capacity(1024);
        match serde_json::to_writer(&mut bytes, message) {
            Ok(()) => self.write(&[&bytes]),
            Err(error) => tracing::error!("serializing a message failed: {error}"),
        }
    }

    /// Sends the response to a request.
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

    /// Writes one message from its parts.
    fn write(&self, parts: &[&[u8]]) {
        let restored = self.uris.restore(parts);
        let restored = restored.as_ref().map(|text| [text.as_bytes()]);
        let parts = restored.as_ref().map_or(parts, |parts| parts.as_slice());
        let length: usize = parts.iter().map(|part| part.len()).sum();
        let header = format!("Content-Length: {length}\r\n\r\n");
        let all = std::iter::once(header.as_bytes()).chain(parts.iter().copied());
        let mut all: Vec<IoSlice<'_>> = all.map(IoSlice::new).collect();
        let mut stream = self.stream.lock();
        let written = write_all(&mut *stream, &mut all);
        if let Err(error) = written.and_then(|()| stream.flush()) {
            // The client has closed the stream. The session ends at the end of its input.
            tracing::debug!("sending a message failed: {error}");
        }
    }

    /// Waits for the message in progress, if any. Called before work is started, so that results for a
    /// client that does not read do not accumulate.
    pub fn wait(&self) {
        drop(self.stream.lock());
    }

    /// Waits for the message in progress, so that it is not truncated, up to a timeout.
    pub fn flush_pending(&self) {
        if self.stream.try_lock_for(FLUSH_TIMEOUT).is_none() {
            tracing::debug!("the client does not read its last message");
        }
    }

    /// Sends a notification with serialized parameters, in three parts.
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

/// Writes all `parts`, in one system call if possible, so that the client wakes up once.
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

/// Serves messages from `input` until it ends or the client sends `exit`.
pub fn serve<S>(
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
    let request_output = output.clone();
    runtime.spawn(async move {
        while let Some(request) = requests.next().await {
            request_output.send(&request);
        }
    });
    let in_flight = InFlightRequests::default();
    // Handlers start tasks and timers.
    let _guard = runtime.enter();
    loop {
        let message = match read(&mut input) {
            // Frees the text of the message before the message is handled.
            Ok(Some(text)) => parse(&text),
            Ok(None) => return,
            Err(error) => {
                tracing::error!("reading a message failed: {error}");
                return;
            }
        };
        match message {
            Ok(Message::Request(request))
                if request.id().is_some() && in_flight.count() >= MAX_IN_FLIGHT =>
            {
                let id = request.id().cloned().unwrap_or(Id::Null);
                let error = request_failed(format!(
                    "Too many requests in flight (maximum {MAX_IN_FLIGHT})."
                ));
                output.send(&Response::from_error(id, error));
            }
            Ok(Message::Request(request)) => {
                let is_exit = request.method() == "exit";
                if runtime.block_on(poll_fn(|context| service.poll_ready(context))).is_err() {
                    return;
                }
                respond_when_ready(service.call(request), output, runtime, &in_flight);
                if is_exit {
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

/// Number of requests without a response.
#[derive(Clone, Default)]
struct InFlightRequests(Arc<AtomicUsize>);

impl InFlightRequests {
    fn count(&self) -> usize {
        self.0.load(Ordering::Relaxed)
    }

    /// Counts a request until the returned guard is dropped.
    fn begin(&self) -> impl Send + use<> {
        struct Guard(Arc<AtomicUsize>);
        impl Drop for Guard {
            fn drop(&mut self) {
                self.0.fetch_sub(1, Ordering::Relaxed);
            }
        }
        self.0.fetch_add(1, Ordering::Relaxed);
        Guard(self.0.clone())
    }
}

/// Sends the reply of `call`: immediately if it is ready, or later.
fn respond_when_ready<F, E>(
    call: F,
    output: &ClientWriter,
    runtime: &Handle,
    in_flight: &InFlightRequests,
) where
    F: Future<Output = Result<Option<Reply>, E>> + Send + 'static,
    E: std::fmt::Display + Send + 'static,
{
    let finish = |result: Result<Option<Reply>, E>, output: &ClientWriter| match result {
        Ok(Some(reply)) => output.reply(&reply),
        Ok(None) => {}
        Err(error) => tracing::error!("request failed: {error}"),
    };
    let mut call = Box::pin(call);
    if let Some(result) = call.as_mut().now_or_never() {
        finish(result, output);
        return;
    }
    let output = output.clone();
    let guard = in_flight.begin();
    runtime.spawn(async move {
        finish(call.await, &output);
        drop(guard);
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

/// Reads the body of the next message. Returns `None` at the end of the input. Invalid header lines are
/// skipped, so that an invalid message does not affect the next one.
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
        // Text without a line break can precede the name.
        if name.to_ascii_lowercase().ends_with(b"content-length") {
            length = std::str::from_utf8(value).ok().and_then(|value| value.parse().ok());
        }
    }
}

fn body(input: &mut impl BufRead, length: usize) -> io::Result<Option<Vec<u8>>> {
    if length > MAX_MESSAGE_BYTES {
        let message = format!("Content-Length {length} exceeds the maximum of {MAX_MESSAGE_BYTES}");
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    // A client can announce more than it sends, so memory for a large message is allocated as it arrives.
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
    fn read_resynchronizes_after_invalid_headers() {
        assert_eq!(bodies(b"Content-Length: 2\r\n\r\n{}content-length:3\n\n[1]"), ["{}", "[1]"]);
        let with_type = b"Content-Type: application/vscode-jsonrpc\r\nContent-Length: 2\r\n\r\n{}";
        assert_eq!(bodies(with_type), ["{}"]);
        assert_eq!(bodies(b"hello\r\n\r\nContent-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(bodies(b"Content-Length: x\r\n\r\nContent-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(bodies(b"tail without breakContent-Length: 2\r\n\r\n{}"), ["{}"]);
        assert_eq!(bodies(b"Content-Length: 20\r\n\r\n{}"), [""; 0]);
        assert_eq!(bodies(b"Content-Length: 99999999999\r\n\r\n{}"), [""; 0]);
    }
}
