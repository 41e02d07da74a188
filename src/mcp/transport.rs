//! Messages over stdin and stdout: one JSON object per line, in bounded memory.
//!
//! The transport of the SDK drops lines that are too long, so that the client waits forever. This one
//! responds to them, and reads further requests only while few are in progress.

use std::collections::HashMap;
use std::io::{self, BufRead, Read, Write};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use parking_lot::Mutex;
use rmcp::RoleServer;
use rmcp::model::{ErrorData, JsonRpcMessage, RequestId};
use rmcp::service::{RxJsonRpcMessage, TxJsonRpcMessage};
use rmcp::transport::Transport;
use serde::Deserialize;
use serde::de::IgnoredAny;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};

/// Maximum length of a line in bytes. A longer one is read to its end, and rejected.
const MAX_LINE: usize = 16 << 20;

/// Maximum number of requests in progress. Further lines are not read meanwhile, which applies
/// backpressure to the client.
const MAX_REQUESTS: usize = 8;

/// Time after the end of stdin in which requests in progress are answered.
const FINISH_TIMEOUT: Duration = Duration::from_secs(60);

/// A line of stdin.
enum Line {
    Message(Vec<u8>),
    /// A line that is too long, with the ID of its request.
    TooLong(Option<RequestId>),
}

/// Requests in progress, each with its permit.
type InProgress = Arc<Mutex<HashMap<RequestId, OwnedSemaphorePermit>>>;

/// The transport over stdin and stdout.
pub struct Stdio {
    lines: mpsc::Receiver<Line>,
    permits: Arc<Semaphore>,
    in_progress: InProgress,
    /// A request that waits for its permit.
    waiting: Option<RxJsonRpcMessage<RoleServer>>,
}

impl Stdio {
    /// Starts to read stdin.
    pub fn new() -> Stdio {
        let (sender, lines) = mpsc::channel(1);
        thread::spawn(move || {
            read_lines(io::stdin().lock(), MAX_LINE, |line| sender.blocking_send(line).is_ok())
        });
        Stdio {
            lines,
            permits: Arc::new(Semaphore::new(MAX_REQUESTS)),
            in_progress: InProgress::default(),
            waiting: None,
        }
    }

    /// Responds to a message that is not handled. The future of [`Transport::receive`] may be dropped at
    /// any time, so that the response is written by its own task.
    fn reject(&self, error: ErrorData, id: Option<RequestId>) {
        tokio::spawn(write(TxJsonRpcMessage::<RoleServer>::error(error, id)));
    }
}

impl Transport<RoleServer> for Stdio {
    type Error = io::Error;

    fn send(
        &mut self,
        message: TxJsonRpcMessage<RoleServer>,
    ) -> impl Future<Output = io::Result<()>> + Send + 'static {
        let id = match &message {
            JsonRpcMessage::Response(response) => Some(response.id.clone()),
            JsonRpcMessage::Error(error) => error.id.clone(),
            _ => None,
        };
        let in_progress = self.in_progress.clone();
        async move {
            let result = write(message).await;
            if let Some(id) = id {
                in_progress.lock().remove(&id);
            }
            result
        }
    }

    async fn receive(&mut self) -> Option<RxJsonRpcMessage<RoleServer>> {
        loop {
            if let Some(JsonRpcMessage::Request(request)) = &self.waiting {
                let permit = self.permits.clone().acquire_owned().await.ok()?;
                self.in_progress.lock().insert(request.id.clone(), permit);
                return self.waiting.take();
            }
            let line = match self.lines.recv().await {
                Some(Line::Message(line)) => line,
                None => {
                    // The SDK drops the responses that are not sent when the input ends.
                    let finished = self.permits.acquire_many(MAX_REQUESTS as u32);
                    let _ = tokio::time::timeout(FINISH_TIMEOUT, finished).await;
                    return None;
                }
                Some(Line::TooLong(id)) => {
                    let message = format!("the message is larger than {} MiB", MAX_LINE >> 20);
                    self.reject(ErrorData::invalid_params(message, None), id);
                    continue;
                }
            };
            match parse(&line) {
                Ok(Some(message @ JsonRpcMessage::Request(_))) => self.waiting = Some(message),
                Ok(Some(message)) => {
                    if let Some(id) = cancelled(&line) {
                        self.in_progress.lock().remove(&id);
                    }
                    return Some(message);
                }
                Ok(None) => {}
                Err((error, id)) => self.reject(error, id),
            }
        }
    }

    async fn close(&mut self) -> io::Result<()> {
        self.lines.close();
        Ok(())
    }
}

/// Writes a message as one line.
async fn write(message: TxJsonRpcMessage<RoleServer>) -> io::Result<()> {
    let task = tokio::task::spawn_blocking(move || {
        let mut line = serde_json::to_vec(&message)?;
        line.push(b'\n');
        let mut out = io::stdout().lock();
        out.write_all(&line)?;
        out.flush()
    });
    task.await.map_err(io::Error::other)?
}

/// Parses a line; `None` if it is empty. The error is the response.
#[allow(clippy::type_complexity)]
fn parse(
    line: &[u8],
) -> Result<Option<RxJsonRpcMessage<RoleServer>>, (ErrorData, Option<RequestId>)> {
    let line = line.trim_ascii();
    if line.is_empty() {
        return Ok(None);
    }
    let error = match serde_json::from_slice(line) {
        Ok(message) => return Ok(Some(message)),
        Err(error) => error,
    };
    if !error.is_data() {
        return Err((ErrorData::parse_error("the line is not JSON", None), None));
    }
    let envelope = serde_json::from_slice::<Envelope>(line).unwrap_or_default();
    // A notification has no response.
    if envelope.id.is_none() && envelope.method.is_some() {
        return Ok(None);
    }
    Err((ErrorData::invalid_request("the message is not a valid request", None), envelope.id))
}

/// The members of a message that decide about the response.
#[derive(Default, Deserialize)]
struct Envelope {
    #[serde(default)]
    id: Option<RequestId>,
    #[serde(default)]
    method: Option<IgnoredAny>,
}

/// The ID of the request that a notification cancels.
fn cancelled(line: &[u8]) -> Option<RequestId> {
    #[derive(Deserialize)]
    struct Message {
        method: String,
        params: Params,
    }
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Params {
        request_id: RequestId,
    }
    let message: Message = serde_json::from_slice(line).ok()?;
    (message.method == "notifications/cancelled").then_some(message.params.request_id)
}

/// Reads lines with at most `max` bytes, and calls `send` with each, until the input ends or `send`
/// returns false.
fn read_lines(mut input: impl BufRead, max: usize, mut send: impl FnMut(Line) -> bool) {
    loop {
        let mut line = Vec::new();
        match input.by_ref().take(max as u64 + 1).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => {}
        }
        let line = match line.last() {
            Some(b'\n') => Line::Message(line),
            // The input ended within a message.
            _ if line.len() <= max => return,
            _ => {
                let mut rest = UntilNewline { input: &mut input, is_at_end: false };
                let id = {
                    let whole = line.as_slice().chain(&mut rest);
                    // Streamed, so that the rest of the line is never in memory.
                    let envelope =
                        serde_json::from_reader::<_, Envelope>(io::BufReader::new(whole));
                    envelope.ok().and_then(|envelope| envelope.id)
                };
                drop(line);
                let _ = io::copy(&mut rest, &mut io::sink());
                Line::TooLong(id)
            }
        };
        if !send(line) {
            return;
        }
    }
}

/// The rest of a line.
struct UntilNewline<'a, R> {
    input: &'a mut R,
    is_at_end: bool,
}

impl<R: BufRead> Read for UntilNewline<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.is_at_end || buffer.is_empty() {
            return Ok(0);
        }
        let available = self.input.fill_buf()?;
        let end = memchr::memchr(b'\n', available);
        let len = end.unwrap_or(available.len()).min(buffer.len());
        buffer[..len].copy_from_slice(&available[..len]);
        // The line break is consumed once everything before it is.
        self.is_at_end = available.is_empty() || end == Some(len);
        let consumed = len + usize::from(end == Some(len));
        self.input.consume(consumed);
        Ok(len)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &str, max: usize) -> Vec<String> {
        let mut found = Vec::new();
        // A small buffer, so that lines span several reads.
        let reader = io::BufReader::with_capacity(3, input.as_bytes());
        read_lines(reader, max, |line| {
            found.push(match line {
                Line::Message(line) => String::from_utf8(line).unwrap(),
                Line::TooLong(id) => format!("{:?}", id.map(|id| id.to_string())),
            });
            true
        });
        found
    }

    #[test]
    fn long_lines_are_rejected_with_their_id() {
        let first = r#"{"id":7,"method":"tools/call","params":{"a":"bbbbbbbbbbbbbbbbbbb"}}"#;
        let last = r#"{"method":"tools/call","params":{"a":"bbbbbbbbbbbbbbbb\n"},"id":"x"}"#;
        let input = format!("{{}}\n{first}\n{last}\n[1]\n{first}x\n\nunfinished");
        assert_eq!(
            lines(&input, 20),
            ["{}\n", "Some(\"7\")", "Some(\"x\")", "[1]\n", "None", "\n"]
        );
    }

    #[test]
    fn messages_are_parsed_or_rejected() {
        assert!(matches!(parse(b" \r\n"), Ok(None)));
        let ping = br#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;
        assert!(matches!(parse(ping), Ok(Some(JsonRpcMessage::Request(_)))));
        let (error, id) = parse(b"{").unwrap_err();
        assert_eq!((error.code.0, id), (-32700, None));
        let (error, id) = parse(br#"{"id":3}"#).unwrap_err();
        assert_eq!((error.code.0, id.map(|id| id.to_string())), (-32600, Some("3".to_owned())));
        let cancel =
            br#"{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":5}}"#;
        assert_eq!(cancelled(cancel).map(|id| id.to_string()), Some("5".to_owned()));
        assert!(cancelled(ping).is_none());
    }
}
