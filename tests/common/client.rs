//! Client of the language server. A message that a test neither expects nor waits for fails the
//! test.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use serde::Deserialize;
use serde_json::{Map, Value, json};
use tempfile::TempDir;
use url::Url;

/// Time without an expected message after which the server counts as hanging.
const RECEIVE_TIMEOUT: Duration = Duration::from_secs(180);

/// Position as the server sends it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Position {
    pub line: u32,
    pub character: u32,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
pub struct Range {
    pub start: Position,
    pub end: Position,
}

#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Diagnostic {
    pub range: Range,
    pub severity: u8,
    pub source: String,
    #[serde(default)]
    pub code: String,
    pub message: String,
    /// All other members.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// Parameters of `textDocument/publishDiagnostics`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Published {
    pub uri: Url,
    pub version: Option<i32>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Published {
    /// Rule ids, in the order of the diagnostics.
    pub fn rules(&self) -> Vec<&str> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
    }
}

/// Error of a response.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct ResponseError {
    pub code: i64,
    pub message: String,
}

/// Returns the path of the tested program: the one that Cargo built, or that in the environment,
/// such as a release build.
pub fn server_binary() -> PathBuf {
    let named = std::env::var_os("INTEGRATION_MANIFEST_SERVER").map(PathBuf::from);
    named.unwrap_or_else(|| env!("CARGO_BIN_EXE_integration-manifest-ls").into())
}

/// A running server, and its working folder.
pub struct Client {
    pub folder: TempDir,
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// Received messages that no test has read yet.
    unread: VecDeque<Value>,
    last_id: i64,
    has_exited: bool,
    /// The method of each message that may remain unread.
    allowed: Vec<&'static str>,
}

impl Client {
    /// Starts the server without a session.
    pub fn start() -> Client {
        Client::start_with_env(&[])
    }

    /// Starts the server with these environment variables, and its log in the file `log`.
    pub fn start_with_env(variables: &[(&str, &str)]) -> Client {
        let folder = tempfile::tempdir().unwrap();
        let log = match variables {
            [] => Stdio::null(),
            _ => std::fs::File::create(folder.path().join("log")).unwrap().into(),
        };
        let mut server = Command::new(server_binary())
            .current_dir(folder.path())
            // The user's cache folder is not used.
            .env("XDG_CACHE_HOME", folder.path().join("cache"))
            .env_remove("INTEGRATION_MANIFEST_LOG")
            // The user's token is not used.
            .env_remove("BP_TOKEN")
            .env_remove("BP_WORKSPACE_ID")
            .env_remove("BP_API_URL")
            .envs(variables.iter().copied())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(log)
            .spawn()
            .unwrap();
        let input = server.stdin.take();
        let mut output = BufReader::new(server.stdout.take().unwrap());
        let (send, messages) = mpsc::channel();
        thread::spawn(move || {
            while let Some(message) = read(&mut output) {
                if send.send(message).is_err() {
                    return;
                }
            }
        });
        let unread = VecDeque::new();
        let (has_exited, allowed) = (false, Vec::new());
        Client { folder, server, input, messages, unread, last_id: 0, has_exited, allowed }
    }

    /// Starts the server and a session with these client capabilities.
    pub fn with_capabilities(capabilities: Value) -> Client {
        let mut client = Client::start();
        client.initialize(capabilities);
        client
    }

    /// Starts the server and a session with a client that supports versions and UTF-16.
    pub fn start_session() -> Client {
        Client::with_capabilities(
            json!({"textDocument": {"publishDiagnostics": {"versionSupport": true}}}),
        )
    }

    /// Starts the session. Returns the result of `initialize`. The publish group, which has
    /// findings in every short manifest, is off.
    pub fn initialize(&mut self, capabilities: Value) -> Value {
        let params = json!({
            "processId": null,
            "rootUri": null,
            "capabilities": capabilities,
            "initializationOptions": {"rules": {"publish": "off"}},
        });
        let result = self.request("initialize", params);
        self.notify("initialized", json!({}));
        result
    }

    /// Returns the URI of a file in the working folder.
    pub fn uri(&self, name: &str) -> Url {
        Url::from_file_path(self.folder.path().join(name)).unwrap()
    }

    /// Writes a file in the working folder.
    pub fn write(&self, name: &str, content: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Sends bytes.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("stdin is closed");
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    /// Sends a message.
    pub fn send_message(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send_message(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request, and returns its result. Panics on an error.
    #[track_caller]
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        self.try_request(method, params)
            .unwrap_or_else(|error| panic!("{method} failed: {error:?}"))
    }

    /// Sends a request, and returns its result or error.
    #[track_caller]
    pub fn try_request(&mut self, method: &str, params: Value) -> Result<Value, ResponseError> {
        let id = self.send(method, params);
        self.response(&id)
    }

    /// Sends a request, and returns its id for [`response`](Self::response).
    pub fn send(&mut self, method: &str, params: Value) -> Value {
        self.last_id += 1;
        let id = json!(self.last_id);
        let mut request = json!({"jsonrpc": "2.0", "id": id, "method": method});
        if !params.is_null() {
            request["params"] = params;
        }
        self.send_message(&request);
        id
    }

    /// Waits for the response to a request.
    #[track_caller]
    pub fn response(&mut self, id: &Value) -> Result<Value, ResponseError> {
        let response = self.take(&format!("response to {id}"), |message| {
            message.get("method").is_none() && message["id"] == *id
        });
        match response.get("error") {
            Some(error) => Err(ResponseError::deserialize(error).unwrap()),
            None => Ok(response["result"].clone()),
        }
    }

    /// Waits for a notification of the server. Returns its parameters.
    #[track_caller]
    pub fn notification(&mut self, method: &str) -> Value {
        let mut message =
            self.take(method, |message| message["method"] == method && message.get("id").is_none());
        message["params"].take()
    }

    /// Waits for a request of the server and responds to it. Returns its parameters.
    #[track_caller]
    pub fn server_request(&mut self, method: &str, response: Value) -> Value {
        let mut message =
            self.take(method, |message| message["method"] == method && message.get("id").is_some());
        self.send_message(&json!({"jsonrpc": "2.0", "id": message["id"], "result": response}));
        message["params"].take()
    }

    /// Waits for the next published diagnostics, of any document.
    #[track_caller]
    pub fn published(&mut self) -> Published {
        let params = self.notification("textDocument/publishDiagnostics");
        Published::deserialize(params).unwrap()
    }

    /// Returns the parameters of all diagnostics published so far, without waiting.
    pub fn drain_published(&mut self) -> Vec<Value> {
        self.unread.extend(self.messages.try_iter());
        let (published, others) = std::mem::take(&mut self.unread)
            .into_iter()
            .partition(|message| message["method"] == "textDocument/publishDiagnostics");
        self.unread = others;
        published.into_iter().map(|mut message: Value| message["params"].take()).collect()
    }

    /// Waits for the diagnostics of this version, and skips those of earlier ones.
    #[track_caller]
    pub fn published_version(&mut self, version: i32) -> Published {
        let mut last = None;
        loop {
            let published = self.published();
            assert!(last < published.version, "{:?} came after {last:?}", published.version);
            if published.version == Some(version) {
                return published;
            }
            last = published.version;
        }
    }

    /// Returns and removes the first message that `wanted` accepts.
    #[track_caller]
    fn take(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(message) =
            self.unread.iter().position(&wanted).and_then(|index| self.unread.remove(index))
        {
            return message;
        }
        loop {
            match self.messages.recv_timeout(RECEIVE_TIMEOUT) {
                Ok(message) if wanted(&message) => return message,
                Ok(message) => self.unread.push_back(message),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("no {what}, but {:#?}", self.unread)
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the server exited without {what}, but with {:#?}", self.unread)
                }
            }
        }
    }

    pub fn open(&mut self, uri: &Url, language: &str, version: i32, text: &str) {
        let document =
            json!({"uri": uri, "languageId": language, "version": version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Opens a manifest as version 1.
    pub fn open_manifest(&mut self, uri: &Url, text: &str) {
        self.open(uri, "integration-manifest", 1, text);
    }

    /// Sends changes: each a range (line, character, line, character) or the entire document, and
    /// its new text.
    pub fn change(&mut self, uri: &Url, version: i32, changes: &[(Option<[u32; 4]>, &str)]) {
        let changes: Vec<Value> = changes
            .iter()
            .map(|(range, text)| match range {
                Some([line, character, end_line, end_character]) => json!({
                    "range": {
                        "start": {"line": line, "character": character},
                        "end": {"line": end_line, "character": end_character},
                    },
                    "text": text,
                }),
                None => json!({"text": text}),
            })
            .collect();
        let document = json!({"uri": uri, "version": version});
        let params = json!({"textDocument": document, "contentChanges": changes});
        self.notify("textDocument/didChange", params);
    }

    pub fn close(&mut self, uri: &Url) {
        self.notify("textDocument/didClose", json!({"textDocument": {"uri": uri}}));
    }

    /// Pulls the diagnostics of a document.
    #[track_caller]
    pub fn pull(&mut self, uri: &Url, previous: Option<&Value>) -> Value {
        let mut params = json!({"textDocument": {"uri": uri}});
        if let Some(previous) = previous {
            params["previousResultId"] = previous.clone();
        }
        self.request("textDocument/diagnostic", params)
    }

    /// Sends a request about a position of a document.
    #[track_caller]
    pub fn request_at(&mut self, method: &str, uri: &Url, line: u32, character: u32) -> Value {
        let position = json!({"line": line, "character": character});
        self.request(method, json!({"textDocument": {"uri": uri}, "position": position}))
    }

    /// Ends the session. Asserts exit code 0, and that all messages have been read.
    #[track_caller]
    pub fn shut_down(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        assert_eq!(self.exit_code(), Some(0));
    }

    /// Returns the process id of the server.
    pub fn process(&self) -> u32 {
        self.server.id()
    }

    /// Closes the server's stdin.
    pub fn close_stdin(&mut self) {
        self.input = None;
    }

    /// Allows one more message with this method to remain unread.
    // Not used by every test.
    #[allow(dead_code)]
    pub fn allow_unread(&mut self, method: &'static str) {
        self.allowed.push(method);
    }

    /// Waits until the server exits. Asserts that all messages have been read.
    #[track_caller]
    pub fn exit_code(&mut self) -> Option<i32> {
        self.has_exited = true;
        loop {
            match self.messages.recv_timeout(RECEIVE_TIMEOUT) {
                Ok(message) => self.unread.push_back(message),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("the server does not exit"),
            }
        }
        for method in self.allowed.drain(..) {
            let index = self.unread.iter().position(|message| message["method"] == method);
            index.and_then(|index| self.unread.remove(index));
        }
        assert!(self.unread.is_empty(), "unexpected messages: {:#?}", self.unread);
        self.server.wait().unwrap().code()
    }

    /// Runs `check` on a path in the working folder. Returns its JSON report.
    pub fn check(&self, path: &Path) -> Value {
        let output = self.run(&["check", "--format", "json", path.to_str().unwrap()]);
        serde_json::from_slice(&output).unwrap()
    }

    /// Runs a command in the working folder. Returns its stdout.
    pub fn run(&self, args: &[&str]) -> Vec<u8> {
        let output = Command::new(server_binary())
            .current_dir(self.folder.path())
            .args(args)
            .output()
            .unwrap();
        output.stdout
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Fails if the server has exited.
        let _ = self.server.kill();
        let _ = self.server.wait();
        if !thread::panicking() {
            assert!(self.has_exited, "the test ends without reading all messages");
        }
    }
}

/// Reads the next message, or `None` at the end.
fn read(output: &mut impl BufRead) -> Option<Value> {
    let mut length = None;
    loop {
        let mut line = String::new();
        if output.read_line(&mut line).unwrap() == 0 {
            return None;
        }
        match line.trim_end() {
            "" => break,
            header => {
                let value = header.strip_prefix("Content-Length: ").expect(header);
                length = Some(value.parse().unwrap());
            }
        }
    }
    let mut body = vec![0; length.expect("a message without a length")];
    output.read_exact(&mut body).unwrap();
    Some(serde_json::from_slice(&body).unwrap())
}
