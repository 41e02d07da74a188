//! A client of the MCP server over the streams of the real program. It checks each answer against the
//! schema of its tool and against the limit of answers.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, ExitStatus, Stdio};

use jsonschema::Validator;
use serde_json::{Value, json};

use crate::program::program;

/// Maximum length of a response in characters: that of an answer, and of the envelope.
const MAX_CHARS: usize = 20_000 + 200;

pub struct Client {
    child: Child,
    stdin: Option<ChildStdin>,
    stdout: BufReader<ChildStdout>,
    next_id: u64,
    schemas: BTreeMap<String, Validator>,
}

/// The result of a tool.
#[derive(Debug)]
pub struct Answer {
    pub text: String,
    pub data: Value,
}

impl Client {
    /// Starts the server in `folder`, and initializes it.
    pub fn start(folder: &Path, args: &[&str]) -> Client {
        let mut client = Client::spawn(folder, args);
        client.initialize("2025-06-18");
        for tool in client.request("tools/list", json!({}))["result"]["tools"].as_array().unwrap() {
            let schema = jsonschema::validator_for(&tool["outputSchema"]).unwrap();
            client.schemas.insert(tool["name"].as_str().unwrap().to_owned(), schema);
        }
        client
    }

    /// Starts the server without initializing it.
    pub fn spawn(folder: &Path, args: &[&str]) -> Client {
        let mut child = program()
            .current_dir(folder)
            .arg("mcp")
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let stdin = child.stdin.take();
        let stdout = BufReader::new(child.stdout.take().unwrap());
        Client { child, stdin, stdout, next_id: 0, schemas: BTreeMap::new() }
    }

    pub fn initialize(&mut self, version: &str) -> Value {
        let client = json!({ "name": "test", "version": "1" });
        let params =
            json!({ "protocolVersion": version, "capabilities": {}, "clientInfo": client });
        let response = self.request("initialize", params);
        self.send(&json!({ "jsonrpc": "2.0", "method": "notifications/initialized" }));
        response
    }

    pub fn send(&mut self, message: &Value) {
        self.send_line(message.to_string().as_bytes());
    }

    pub fn send_line(&mut self, line: &[u8]) {
        let stdin = self.stdin.as_mut().unwrap();
        stdin.write_all(line).unwrap();
        stdin.write_all(b"\n").unwrap();
        stdin.flush().unwrap();
    }

    /// The next message of the server.
    pub fn receive(&mut self) -> Value {
        let mut line = String::new();
        self.stdout.read_line(&mut line).unwrap();
        let chars = line.chars().count();
        let is_list = line.contains("\"tools\":[");
        assert!(chars <= MAX_CHARS || is_list, "{chars} characters: {}", &line[..500]);
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"))
    }

    /// Sends a request, and returns its response.
    pub fn request(&mut self, method: &str, params: Value) -> Value {
        self.next_id += 1;
        let id = self.next_id;
        self.send(&json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }));
        let response = self.receive();
        assert_eq!(response["id"], id, "{response}");
        response
    }

    /// Calls a tool, and returns the response.
    pub fn call(&mut self, tool: &str, arguments: Value) -> Value {
        let response = self.request("tools/call", json!({ "name": tool, "arguments": arguments }));
        if let Some(data) = response["result"].get("structuredContent") {
            let errors = self.schemas[tool].iter_errors(data);
            let errors: Vec<String> = errors.map(|error| error.to_string()).collect();
            assert!(errors.is_empty(), "{tool}: {errors:?}\n{data:#}");
        }
        response
    }

    /// Calls a tool, which has to succeed.
    #[track_caller]
    pub fn answer(&mut self, tool: &str, arguments: Value) -> Answer {
        let response = self.call(tool, arguments);
        let result = &response["result"];
        assert!(result["isError"] != true && result.is_object(), "{response:#}");
        Answer {
            text: result["content"][0]["text"].as_str().unwrap().to_owned(),
            data: result["structuredContent"].clone(),
        }
    }

    /// Calls a tool, which has to fail: with a message for the agent, or with the code and the message of
    /// a protocol error.
    #[track_caller]
    pub fn failure(&mut self, tool: &str, arguments: Value) -> String {
        let response = self.call(tool, arguments);
        if let Some(error) = response.get("error") {
            return format!("{} {}", error["code"], error["message"].as_str().unwrap());
        }
        assert_eq!(response["result"]["isError"], true, "{response:#}");
        response["result"]["content"][0]["text"].as_str().unwrap().to_owned()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Closes stdin.
    pub fn end(&mut self) {
        self.stdin = None;
    }

    /// Closes stdin, and waits for the end of the program.
    pub fn close(mut self) -> ExitStatus {
        self.end();
        self.child.wait().unwrap()
    }
}

impl Drop for Client {
    fn drop(&mut self) {
        self.stdin = None;
        let _ = self.child.wait();
    }
}
