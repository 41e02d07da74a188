//! A client of the language server, strict about what it is sent: a message that no test asked for
//! or waited for fails the test.

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

/// After this long without a message that is waited for, the server is taken to hang.
const PATIENCE: Duration = Duration::from_secs(180);

/// Positions as the server sends them.
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
    /// Everything else.
    #[serde(flatten)]
    pub rest: Map<String, Value>,
}

/// The parameters of `textDocument/publishDiagnostics`.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Published {
    pub uri: Url,
    pub version: Option<i32>,
    pub diagnostics: Vec<Diagnostic>,
}

impl Published {
    /// The rules that were broken, in the order of the diagnostics.
    pub fn rules(&self) -> Vec<&str> {
        self.diagnostics.iter().map(|diagnostic| diagnostic.code.as_str()).collect()
    }
}

/// The error of an answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Refusal {
    pub code: i64,
    pub message: String,
}

/// The program that is tested: the one that Cargo built, unless the environment names another, such
/// as one that is optimised.
pub fn program() -> PathBuf {
    let named = std::env::var_os("INTEGRATION_MANIFEST_SERVER").map(PathBuf::from);
    named.unwrap_or_else(|| env!("CARGO_BIN_EXE_integration-manifest-ls").into())
}

/// A running server and a folder for it to work in.
pub struct Client {
    pub folder: TempDir,
    server: Child,
    input: Option<ChildStdin>,
    messages: Receiver<Value>,
    /// What was sent and not looked at yet.
    unread: VecDeque<Value>,
    last_id: i64,
    ended: bool,
}

impl Client {
    /// Starts the server. Nothing is said to it yet.
    pub fn start() -> Client {
        Client::start_with(&[])
    }

    /// The same, with these variables in the server's environment, and its log in the file `log`.
    pub fn start_with(variables: &[(&str, &str)]) -> Client {
        let folder = tempfile::tempdir().unwrap();
        let log = match variables {
            [] => Stdio::null(),
            _ => std::fs::File::create(folder.path().join("log")).unwrap().into(),
        };
        let mut server = Command::new(program())
            .current_dir(folder.path())
            // Pages of rules are not for the person who runs the tests.
            .env("XDG_CACHE_HOME", folder.path().join("cache"))
            .env_remove("INTEGRATION_MANIFEST_LOG")
            // Nobody's token is for a test.
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
        Client { folder, server, input, messages, unread, last_id: 0, ended: false }
    }

    /// Starts the server and a session with a client that has these capabilities.
    pub fn with_capabilities(capabilities: Value) -> Client {
        let mut client = Client::start();
        client.initialize(capabilities);
        client
    }

    /// Starts the server and a session with a client that takes versions and counts in UTF-16.
    pub fn plain() -> Client {
        Client::with_capabilities(
            json!({"textDocument": {"publishDiagnostics": {"versionSupport": true}}}),
        )
    }

    /// Begins the session. Returns what the server says of itself. The publish group, which has
    /// something to say of every short manifest, is off.
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

    /// The URI of a file in the client's folder.
    pub fn uri(&self, name: &str) -> Url {
        Url::from_file_path(self.folder.path().join(name)).unwrap()
    }

    /// Writes a file in the client's folder.
    pub fn write(&self, name: &str, content: &str) {
        let path = self.folder.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, content).unwrap();
    }

    /// Sends bytes, whatever they are.
    pub fn send_bytes(&mut self, bytes: &[u8]) {
        let input = self.input.as_mut().expect("stdin is closed");
        input.write_all(bytes).unwrap();
        input.flush().unwrap();
    }

    /// Sends a message, whatever it says.
    pub fn send_message(&mut self, message: &Value) {
        let body = message.to_string();
        self.send_bytes(format!("Content-Length: {}\r\n\r\n{body}", body.len()).as_bytes());
    }

    pub fn notify(&mut self, method: &str, params: Value) {
        self.send_message(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Asks, and returns the answer, which must not be an error.
    #[track_caller]
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        self.ask(method, params)
            .unwrap_or_else(|refusal| panic!("{method} was refused: {refusal:?}"))
    }

    /// Asks, and returns the answer.
    #[track_caller]
    pub fn ask(&mut self, method: &str, params: Value) -> Result<Value, Refusal> {
        let id = self.send(method, params);
        self.answer_to(&id)
    }

    /// Asks, and returns the request's id, by which the answer can be had later.
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

    /// The answer to the request `id`.
    #[track_caller]
    pub fn answer_to(&mut self, id: &Value) -> Result<Value, Refusal> {
        let answer = self.take(&format!("the answer to {id}"), |message| {
            message.get("method").is_none() && message["id"] == *id
        });
        match answer.get("error") {
            Some(error) => Err(Refusal::deserialize(error).unwrap()),
            None => Ok(answer["result"].clone()),
        }
    }

    /// Waits for a notification of the server. Returns its parameters.
    #[track_caller]
    pub fn notified(&mut self, method: &str) -> Value {
        let mut message =
            self.take(method, |message| message["method"] == method && message.get("id").is_none());
        message["params"].take()
    }

    /// Waits for a request of the server and answers it. Returns its parameters.
    #[track_caller]
    pub fn asked(&mut self, method: &str, answer: Value) -> Value {
        let mut message =
            self.take(method, |message| message["method"] == method && message.get("id").is_some());
        self.send_message(&json!({"jsonrpc": "2.0", "id": message["id"], "result": answer}));
        message["params"].take()
    }

    /// Waits for the next diagnostics that are pushed, of whatever document.
    #[track_caller]
    pub fn published(&mut self) -> Published {
        let params = self.notified("textDocument/publishDiagnostics");
        Published::deserialize(params).unwrap()
    }

    /// The parameters of all diagnostics that were pushed until now and not looked at yet, without
    /// waiting for more.
    pub fn published_by_now(&mut self) -> Vec<Value> {
        self.unread.extend(self.messages.try_iter());
        let (published, others) = std::mem::take(&mut self.unread)
            .into_iter()
            .partition(|message| message["method"] == "textDocument/publishDiagnostics");
        self.unread = others;
        published.into_iter().map(|mut message: Value| message["params"].take()).collect()
    }

    /// Waits for the diagnostics of this version, past those of earlier ones.
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

    /// The first unread message that `wanted` accepts.
    #[track_caller]
    fn take(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(message) =
            self.unread.iter().position(&wanted).and_then(|index| self.unread.remove(index))
        {
            return message;
        }
        loop {
            match self.messages.recv_timeout(PATIENCE) {
                Ok(message) if wanted(&message) => return message,
                Ok(message) => self.unread.push_back(message),
                Err(RecvTimeoutError::Timeout) => {
                    panic!("the server hangs: no {what}, but {:#?}", self.unread)
                }
                Err(RecvTimeoutError::Disconnected) => {
                    panic!("the server ended without {what}, but with {:#?}", self.unread)
                }
            }
        }
    }

    pub fn open(&mut self, uri: &Url, language: &str, version: i32, text: &str) {
        let document =
            json!({"uri": uri, "languageId": language, "version": version, "text": text});
        self.notify("textDocument/didOpen", json!({"textDocument": document}));
    }

    /// Opens a manifest, version 1.
    pub fn open_manifest(&mut self, uri: &Url, text: &str) {
        self.open(uri, "integration-manifest", 1, text);
    }

    /// Sends changes, each a range (line, character, line, character), or none for the whole
    /// document, and the text that takes its place.
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

    /// Asks for the diagnostics of a document.
    #[track_caller]
    pub fn pull(&mut self, uri: &Url, previous: Option<&Value>) -> Value {
        let mut params = json!({"textDocument": {"uri": uri}});
        if let Some(previous) = previous {
            params["previousResultId"] = previous.clone();
        }
        self.request("textDocument/diagnostic", params)
    }

    /// Asks about a position of a document.
    #[track_caller]
    pub fn at(&mut self, method: &str, uri: &Url, line: u32, character: u32) -> Value {
        let position = json!({"line": line, "character": character});
        self.request(method, json!({"textDocument": {"uri": uri}, "position": position}))
    }

    /// Ends the session as a client should: the exit code is 0, and no message is left over.
    #[track_caller]
    pub fn end(mut self) {
        self.request("shutdown", Value::Null);
        self.notify("exit", Value::Null);
        assert_eq!(self.exit_code(), Some(0));
    }

    /// The number of the server's process.
    pub fn process(&self) -> u32 {
        self.server.id()
    }

    /// Closes the server's stdin.
    pub fn close_stdin(&mut self) {
        self.input = None;
    }

    /// Waits until the server has ended by itself. No message may be left over.
    #[track_caller]
    pub fn exit_code(&mut self) -> Option<i32> {
        self.ended = true;
        loop {
            match self.messages.recv_timeout(PATIENCE) {
                Ok(message) => self.unread.push_back(message),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("the server does not end"),
            }
        }
        assert!(self.unread.is_empty(), "nobody expected {:#?}", self.unread);
        self.server.wait().unwrap().code()
    }

    /// What the command line says of files in the client's folder, as JSON.
    pub fn check(&self, path: &Path) -> Value {
        let output = self.run(&["check", "--format", "json", path.to_str().unwrap()]);
        serde_json::from_slice(&output).unwrap()
    }

    /// Runs a command in the client's folder. Returns what it writes to stdout.
    pub fn run(&self, args: &[&str]) -> Vec<u8> {
        let output =
            Command::new(program()).current_dir(self.folder.path()).args(args).output().unwrap();
        output.stdout
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        // Either fails where the server has ended, which is fine.
        let _ = self.server.kill();
        let _ = self.server.wait();
        if !thread::panicking() {
            assert!(self.ended, "this test does not look at what is left over");
        }
    }
}

/// The next message, or `None` at the end.
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
