//! Soak test: many documents are opened, edited, requested and closed. After that, memory is
//! bounded, and the diagnostics equal those of a full check.
//!
//! ```text
//! SOAK_EDITS=1000000 SOAK_SEED=1 INTEGRATION_MANIFEST_SERVER=/path/to/a/release/build \
//!     cargo test --test server soak -- --ignored --nocapture
//! ```

use std::collections::BTreeMap;
use std::time::Instant;

use serde::Deserialize;
use serde_json::{Value, json};
use url::Url;

use crate::client::{Client, Published};
use crate::{as_reported, manifests};

/// Number of open documents.
const OPEN: usize = 50;

/// Number of edits between comparisons.
const ROUND: u64 = 5_000;

/// Texts that are typed or pasted.
const TYPED: &[&str] = &[
    "\"title\": \"A title\",",
    "\"visibility\": \"publik\",\n",
    "\"description\": \"Grüße 😀\",",
    "{\"type\": \"object\", \"properties\": {\"a\": {\"type\": \"string\"}}}",
    "\"actions\": {\"a\": {\"input\": {\"schema\": {}}, \"output\": {\"schema\": {}}}},",
    "\"tags\": {\"id\": {\"title\": \"Id\"}},",
    "// a note\n",
    "/* open",
    "*/",
    "\\u00e9\\ud83d",
    "[[[1, 2], {\"a\": null}]",
    "}",
    "{",
    "\"",
    ",",
    "]",
    "\n\n",
    "  ",
    "'single'",
    "1e999",
];

/// A document as the client sees it.
struct Open {
    uri: Url,
    name: String,
    text: String,
    version: i32,
    /// Byte offset at which typing continues.
    cursor: usize,
    /// Text still to be typed.
    ahead: &'static str,
    /// Length in bytes from which the document is closed, so that documents do not grow without
    /// bound.
    max_len: usize,
    /// Last published diagnostics.
    last: Value,
}

impl Open {
    fn place(&self, offset: usize) -> [u32; 2] {
        let before = &self.text[..offset];
        let line = before.rfind('\n').map_or(0, |at| at + 1);
        let lines = before.bytes().filter(|byte| *byte == b'\n').count();
        [lines as u32, before[line..].chars().count() as u32]
    }

    fn replace(&mut self, client: &mut Client, start: usize, end: usize, new: &str) {
        let ([line, character], [end_line, end_character]) = (self.place(start), self.place(end));
        self.version += 1;
        let range = [line, character, end_line, end_character];
        client.change(&self.uri, self.version, &[(Some(range), new)]);
        self.text.replace_range(start..end, new);
        self.cursor = start + new.len();
    }

    /// Makes one edit: usually the next character, sometimes another kind of edit.
    fn edit(&mut self, client: &mut Client, random: &mut fastrand::Rng) {
        let boundary = |mut at: usize| {
            while !self.text.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        if let Some(letter) = self.ahead.chars().next() {
            self.ahead = &self.ahead[letter.len_utf8()..];
            return self.replace(client, self.cursor, self.cursor, letter.encode_utf8(&mut [0; 4]));
        }
        let at = boundary(random.usize(..=self.text.len()));
        match random.u8(..8) {
            // Backspace, a deleted selection, a replaced selection.
            0 | 1 => {
                let start = boundary(self.cursor.saturating_sub(1));
                self.replace(client, start, self.cursor, "");
            }
            2 => {
                let end = boundary((at + random.usize(..40)).min(self.text.len()));
                self.replace(client, at, end, "");
            }
            3 => {
                let end = boundary((at + random.usize(..10)).min(self.text.len()));
                self.replace(client, at, end, random.choice(TYPED).unwrap());
            }
            // A line that is pasted elsewhere.
            4 => {
                let lines: Vec<&str> = self.text.lines().collect();
                let line = format!("{}\n", random.choice(lines).unwrap_or_default());
                self.replace(client, at, at, &line);
            }
            _ => {
                self.cursor = at;
                self.ahead = random.choice(TYPED).unwrap();
            }
        }
    }
}

/// Returns the initial texts of documents.
fn texts() -> Vec<String> {
    let mut texts: Vec<String> = manifests().into_iter().map(|(_, text)| text).collect();
    let action = |index| {
        format!(
            "\"doThing{index}\": {{\"title\": \"Thing\", \"input\": {{\"schema\": {{\"type\": \
             \"object\", \"properties\": {{\"id\": {{\"type\": \"string\"}}}}}}}}, \"output\": \
             {{\"schema\": {{}}}}}}"
        )
    };
    for many in [20, 100] {
        let actions: Vec<String> = (0..many).map(action).collect();
        let actions = actions.join(",\n    ");
        texts.push(format!(
            "{{\n  \"name\": \"acme/long\", \"version\": \"1.0.0\",\n  \"actions\": {{\n    \
             {actions}\n  }}\n}}\n"
        ));
    }
    texts
}

/// Returns the resident memory of a process, in KiB.
#[cfg(target_os = "linux")]
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn from_environment(name: &str, default: u64) -> u64 {
    std::env::var(name).map_or(default, |value| value.parse().unwrap())
}

struct Typist {
    client: Client,
    random: fastrand::Rng,
    texts: Vec<String>,
    open: Vec<Open>,
    opened: usize,
}

impl Typist {
    fn open(&mut self) -> Open {
        self.opened += 1;
        let text = self.random.choice(&self.texts).unwrap().clone();
        let kind = self.random.choice(["json", "jsonc"]).unwrap();
        // Names are reused, as for files that are closed and opened again.
        let name = loop {
            let name = format!("{}.integration.{kind}", self.random.u8(..));
            if self.open.iter().all(|open| open.name != name) {
                break name;
            }
        };
        let uri = self.client.uri(&name);
        // Versions are not those of an earlier document with the same name.
        let version = self.opened as i32 * 10_000;
        self.client.open(&uri, "integration-manifest", version, &text);
        let max_len = text.len() * 2 + 2_000;
        Open { uri, name, text, version, cursor: 0, ahead: "", max_len, last: Value::Null }
    }

    fn exchange(&mut self, index: usize) {
        let new = self.open();
        let old = std::mem::replace(&mut self.open[index], new);
        self.client.close(&old.uri);
    }

    /// Sends a request that editors send while the user types.
    fn send_request(&mut self, index: usize) {
        let Open { uri, .. } = &self.open[index];
        let place = {
            let [line, character] = self.open[index].place(self.open[index].cursor);
            json!({"line": line, "character": character})
        };
        let params = json!({
            "textDocument": {"uri": uri}, "position": place,
            "range": {"start": place, "end": place}, "context": {"diagnostics": [], "triggerKind": 1},
            "options": {"tabSize": 2, "insertSpaces": true}, "previousResultId": "1",
        });
        let method = self.random.choice([
            "hover",
            "completion",
            "codeAction",
            "documentSymbol",
            "foldingRange",
            "semanticTokens/full",
            "semanticTokens/full/delta",
            "formatting",
            "codeLens",
            "documentHighlight",
        ]);
        self.client.request(&format!("textDocument/{}", method.unwrap()), params);
    }

    fn take_published(&mut self) {
        for published in self.client.drain_published() {
            self.take(published);
        }
    }

    fn take(&mut self, published: Value) {
        // Diagnostics of closed documents are ignored.
        let uri = published["uri"].as_str().unwrap();
        if let Some(open) = self.open.iter_mut().find(|open| open.uri.as_str() == uri) {
            open.last = published;
        }
    }

    /// Waits for the diagnostics of all documents, and compares them with the command line's.
    fn compare(&mut self) {
        while self.open.iter().any(|open| open.last["version"] != open.version) {
            let published = self.client.notification("textDocument/publishDiagnostics");
            self.take(published);
        }
        let mut published_diagnostics = BTreeMap::new();
        for Open { name, text, last, .. } in &self.open {
            self.client.write(name, text);
            let last = Published::deserialize(last).unwrap();
            published_diagnostics.insert(name.clone(), as_reported(&last.diagnostics));
        }
        let report = self.client.check(".".as_ref());
        let files = report["files"].as_array().unwrap();
        let mut expected = BTreeMap::new();
        for file in files {
            let mut diagnostics = Vec::<Value>::deserialize(&file["diagnostics"]).unwrap();
            for one in &mut diagnostics {
                let object = one.as_object_mut().unwrap();
                object.retain(|key, _| !matches!(key.as_str(), "start" | "end" | "group"));
            }
            expected.insert(file["path"].as_str().unwrap().to_owned(), diagnostics);
        }
        for (name, published_diagnostics) in &published_diagnostics {
            assert_eq!(
                expected[name], *published_diagnostics,
                "{name} after {} documents",
                self.opened
            );
            std::fs::remove_file(self.client.folder.path().join(name)).unwrap();
        }
    }
}

#[test]
#[ignore = "soak test; its length is configurable"]
#[cfg(target_os = "linux")]
fn memory_is_bounded_and_diagnostics_match_after_many_edits() {
    let edits = from_environment("SOAK_EDITS", 20_000);
    let seed = from_environment("SOAK_SEED", 1);
    let client = Client::start();
    // Server and command line use the same settings.
    client.write("integration-manifest.toml", "[rules]\npublish = 'hint'\n");
    let random = fastrand::Rng::with_seed(seed);
    let mut typist = Typist { client, random, texts: texts(), open: Vec::new(), opened: 0 };
    typist.client.request(
        "initialize",
        json!({"capabilities": {
            "general": {"positionEncodings": ["utf-32"]},
            "textDocument": {"publishDiagnostics": {"versionSupport": true}},
        }}),
    );
    typist.client.notify("initialized", json!({}));
    for _ in 0..OPEN {
        let new = typist.open();
        typist.open.push(new);
    }

    let start = Instant::now();
    let mut memories = Vec::new();
    let mut index = 0;
    for edit in 1..=edits {
        if typist.random.u32(..10) == 0 {
            index = typist.random.usize(..OPEN);
        }
        let open = &mut typist.open[index];
        open.edit(&mut typist.client, &mut typist.random);
        if open.text.len() > open.max_len || typist.random.u32(..500) == 0 {
            typist.exchange(index);
        }
        if typist.random.u32(..100) == 0 {
            typist.send_request(index);
        }
        if edit % 100 == 0 {
            typist.take_published();
        }
        if edit % ROUND == 0 || edit == edits {
            typist.compare();
            memories.push(memory(typist.client.process()));
            if memories.len() % 10 == 0 || edit == edits {
                println!(
                    "{edit} edits, {} documents opened, {} KiB, {:.0} s",
                    typist.opened,
                    memories.last().unwrap(),
                    start.elapsed().as_secs_f64()
                );
            }
        }
    }
    // Caches are full after a fifth of the edits. Memory must not grow after that.
    let warm = (memories.len() / 5).max(1);
    let before = memories[..warm].iter().max().unwrap();
    let after = memories[memories.len() - warm..].iter().min().unwrap();
    assert!(*after <= before + before / 4 + 2_048, "{before} KiB became {after} KiB: {memories:?}");
    for open in std::mem::take(&mut typist.open) {
        typist.client.close(&open.uri);
    }
    for _ in 0..OPEN {
        assert_eq!(typist.client.published().diagnostics, []);
    }
    typist.client.shut_down();
}
