//! Latency of each request immediately after a keystroke, in the real program.
//!
//! `cargo bench --bench latency -- [BYTES…] [--server PATH] [--peer COMMAND]` prints the median and
//! the 99th percentile in milliseconds for manifests of these sizes. `--server` sets another build of
//! the program. `--peer` sets another JSON server for comparison, for example
//! `--peer 'vscode-json-language-server --stdio'`.

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use serde::Deserialize;
use serde::de::IgnoredAny;
use serde_json::{Value, json};

mod common;

/// Number of measurements per request.
const TIMES: usize = 51;
/// Number of edits in a burst.
const BURST: usize = 500;
const URI: &str = "file:///bench/bench.integration.json";

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|argument| argument != "--bench");
    let mut sizes = Vec::new();
    let mut own = env!("CARGO_BIN_EXE_integration-manifest-ls").to_owned();
    let mut peer = None;
    while let Some(argument) = arguments.next() {
        match &*argument {
            "--server" => own = arguments.next().expect("a path"),
            "--peer" => peer = arguments.next(),
            size => sizes.push(size.parse().expect("a number of bytes")),
        }
    }
    if sizes.is_empty() {
        sizes.push(1_000_000);
    }
    for bytes in sizes {
        let text = common::manifest(bytes);
        let mut columns = vec![measure(&[&own], "integration-manifest", &text)];
        if let Some(peer) = &peer {
            let command: Vec<&str> = peer.split_whitespace().collect();
            columns.push(measure(&command, "json", &text));
        }
        println!(
            "\n{} bytes: p50 and p99 in ms{}",
            text.len(),
            match &peer {
                Some(peer) => format!(", then those of {peer}"),
                None => String::new(),
            }
        );
        for row in 0..columns[0].len() {
            print!("{:36}", columns[0][row].0);
            for column in &columns {
                match column[row].1 {
                    Some((median, most)) => print!("{median:10.2} {most:8.2}"),
                    None => print!("{:>10} {:>8}", "–", "–"),
                }
            }
            println!();
        }
    }
}

/// Name of a measurement, with its median and 99th percentile in milliseconds; `None` if the server
/// returns an error.
type Row = (String, Option<(f64, f64)>);

fn measure(command: &[&str], language: &str, text: &str) -> Vec<Row> {
    let mut rows = Vec::new();
    let start = Instant::now();
    let mut server = Server::start(command);
    server.request(
        "initialize",
        &json!({
            "processId": null,
            "rootUri": null,
            "workspaceFolders": null,
            "capabilities": {
                "textDocument": {
                    "diagnostic": {},
                    "codeAction": {
                        "dataSupport": true,
                        "resolveSupport": {"properties": ["edit"]},
                        "codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}},
                    },
                    "documentSymbol": {"hierarchicalDocumentSymbolSupport": true},
                    "rename": {"prepareSupport": true},
                },
                "workspace": {"applyEdit": true},
            },
        }),
    );
    rows.push(("start".to_owned(), Some(figures(vec![start.elapsed()]))));
    server.notify("initialized", &json!({}));
    let start = Instant::now();
    server.open(language, text);
    server.request("textDocument/diagnostic", &json!({"textDocument": {"uri": URI}}));
    rows.push(("open, diagnostics".to_owned(), Some(figures(vec![start.elapsed()]))));

    // In the middle of the document: a description to type in, and the name of a definition.
    let lines: Vec<&str> = text.lines().collect();
    let from = lines.len() / 2;
    let find = |what: &str| {
        let found = lines[from..].iter().position(|line| line.contains(what));
        from + found.expect("the manifest is made of such lines")
    };
    let typed = find("What it is about");
    let column = lines[typed].find("What it is about").unwrap_or_default();
    let name = find("\"openTicket");
    let place = json!({"line": name, "character": 8});
    let sight = json!({
        "start": {"line": from, "character": 0},
        "end": {"line": from + 60, "character": 0},
    });
    let document = json!({"uri": URI});
    let options = json!({"tabSize": 2, "insertSpaces": true});
    let at = json!({"textDocument": document, "position": place});
    let all = json!({"textDocument": document});
    let with = |mut params: Value, more: Value| {
        for (name, value) in more.as_object().into_iter().flatten() {
            params[name] = value.clone();
        }
        params
    };
    let here = json!({"range": {"start": place, "end": place}, "context": {"diagnostics": []}});
    let requests = [
        ("textDocument/diagnostic", all.clone()),
        ("textDocument/completion", at.clone()),
        ("textDocument/hover", at.clone()),
        ("textDocument/definition", at.clone()),
        (
            "textDocument/references",
            with(at.clone(), json!({"context": {"includeDeclaration": true}})),
        ),
        ("textDocument/documentHighlight", at.clone()),
        ("textDocument/prepareRename", at.clone()),
        ("textDocument/rename", with(at.clone(), json!({"newName": "anotherName"}))),
        ("textDocument/linkedEditingRange", at.clone()),
        ("textDocument/codeAction", with(all.clone(), here)),
        ("textDocument/codeLens", all.clone()),
        ("textDocument/documentLink", all.clone()),
        ("textDocument/documentSymbol", all.clone()),
        ("workspace/symbol", json!({"query": "ticket99"})),
        ("textDocument/foldingRange", all.clone()),
        ("textDocument/selectionRange", with(all.clone(), json!({"positions": [place]}))),
        ("textDocument/semanticTokens/full", all.clone()),
        ("textDocument/semanticTokens/range", with(all.clone(), json!({"range": sight}))),
        ("textDocument/inlayHint", with(all.clone(), json!({"range": sight}))),
        ("textDocument/onTypeFormatting", with(at, json!({"ch": "\n", "options": options}))),
        (
            "textDocument/rangeFormatting",
            with(all.clone(), json!({"range": sight, "options": options})),
        ),
        ("textDocument/formatting", with(all.clone(), json!({"options": options}))),
    ];
    for (method, params) in &requests {
        let mut times = Vec::with_capacity(TIMES);
        for _ in 0..TIMES {
            let start = Instant::now();
            server.type_at(typed, column);
            match server.request(method, params) {
                Some(end) => times.push(end - start),
                None => {
                    times.clear();
                    break;
                }
            }
        }
        rows.push(((*method).to_owned(), (!times.is_empty()).then(|| figures(times))));
    }
    let start = Instant::now();
    for _ in 0..BURST {
        server.type_at(typed, column);
    }
    server.request("textDocument/diagnostic", &all);
    rows.push((format!("{BURST} keystrokes at once"), Some(figures(vec![start.elapsed()]))));
    if let Some(most) = server.most_memory() {
        rows.push(("most memory, in MB".to_owned(), Some((most, most))));
    }
    rows
}

fn figures(mut times: Vec<Duration>) -> (f64, f64) {
    times.sort_unstable();
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize];
    (at(0.5).as_secs_f64() * 1e3, at(0.99).as_secs_f64() * 1e3)
}

/// Fields of a message that the client reads.
#[derive(Deserialize)]
struct Head {
    id: Option<Value>,
    method: Option<IgnoredAny>,
    error: Option<IgnoredAny>,
}

/// A server process, and the session with it.
struct Server {
    process: Child,
    input: ChildStdin,
    output: BufReader<ChildStdout>,
    id: u64,
    version: i32,
}

impl Server {
    fn start(command: &[&str]) -> Server {
        let mut process = Command::new(command[0])
            .args(&command[1..])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the server starts");
        let input = process.stdin.take().expect("a pipe");
        let output = BufReader::with_capacity(1 << 16, process.stdout.take().expect("a pipe"));
        Server { process, input, output, id: 0, version: 0 }
    }

    fn send(&mut self, message: &Value) {
        let body = message.to_string();
        let message = format!("Content-Length: {}\r\n\r\n{body}", body.len());
        self.input.write_all(message.as_bytes()).expect("the server reads");
    }

    fn notify(&mut self, method: &str, params: &Value) {
        self.send(&json!({"jsonrpc": "2.0", "method": method, "params": params}));
    }

    /// Sends a request. Returns the time of its response, or `None` for an error response.
    fn request(&mut self, method: &str, params: &Value) -> Option<Instant> {
        self.id += 1;
        let id = self.id;
        self.send(&json!({"jsonrpc": "2.0", "id": id, "method": method, "params": params}));
        loop {
            let body = self.receive();
            let now = Instant::now();
            let head: Head = serde_json::from_slice(&body).expect("messages are JSON");
            match head.method {
                None if head.id == Some(id.into()) => return head.error.is_none().then_some(now),
                _ => self.answer(&body),
            }
        }
    }

    /// Responds to requests of the server: the settings are empty.
    fn answer(&mut self, body: &[u8]) {
        let Ok(message) = serde_json::from_slice::<Value>(body) else { return };
        let id = &message["id"];
        if !id.is_null() && !message["method"].is_null() {
            let items = message["params"]["items"].as_array();
            let result = items.map_or(Value::Null, |items| json!(vec![Value::Null; items.len()]));
            self.send(&json!({"jsonrpc": "2.0", "id": id, "result": result}));
        }
    }

    fn receive(&mut self) -> Vec<u8> {
        let mut length = 0;
        loop {
            let mut line = String::new();
            self.output.read_line(&mut line).expect("the server writes");
            match line.trim() {
                "" => break,
                header => {
                    if let Some(value) = header.strip_prefix("Content-Length:") {
                        length = value.trim().parse().expect("a length");
                    }
                }
            }
        }
        let mut body = vec![0; length];
        self.output.read_exact(&mut body).expect("the server writes");
        body
    }

    fn open(&mut self, language: &str, text: &str) {
        let document = json!({"uri": URI, "languageId": language, "version": 0, "text": text});
        self.notify("textDocument/didOpen", &json!({"textDocument": document}));
    }

    /// Inserts a character, and deletes it in the next call.
    fn type_at(&mut self, line: usize, column: usize) {
        let taken = self.version % 2;
        self.version += 1;
        let start = json!({"line": line, "character": column});
        let end = json!({"line": line, "character": column + taken as usize});
        let text = if taken == 1 { "" } else { "x" };
        self.notify(
            "textDocument/didChange",
            &json!({
                "textDocument": {"uri": URI, "version": self.version},
                "contentChanges": [{"range": {"start": start, "end": end}, "text": text}],
            }),
        );
    }

    /// Returns the peak resident memory of the server in MiB. Linux only.
    fn most_memory(&self) -> Option<f64> {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
        Some(line.trim().trim_end_matches("kB").trim().parse::<f64>().ok()? / 1024.0)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
