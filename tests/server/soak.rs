//! Hours of typing: many documents are opened, typed in, asked about and closed, and then memory has
//! to be what it was, and the diagnostics those that a fresh check finds.
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

use crate::common::{Client, Published};
use crate::{as_reported, manifests};

/// How many documents are open at any time.
const OPEN: usize = 50;

/// So often everything is waited for and compared.
const ROUND: u64 = 5_000;

/// What people type, paste and leave half done.
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

/// A document as the client knows it.
struct Open {
    uri: Url,
    name: String,
    text: String,
    version: i32,
    /// Where typing goes on, a byte offset.
    cursor: usize,
    /// What is still to be typed there.
    ahead: &'static str,
    /// From so many bytes on it is closed, lest everything grows without end.
    most: usize,
    /// What was pushed last.
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

    /// One stroke: mostly the next letter, now and then something else.
    fn stroke(&mut self, client: &mut Client, random: &mut fastrand::Rng) {
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
            // Backspace, a selection that is deleted, one that is replaced.
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

/// The texts that documents begin with.
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

/// The resident memory of a process, in KiB.
#[cfg(target_os = "linux")]
fn memory(process: u32) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).unwrap();
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap();
    line.trim().trim_end_matches(" kB").parse().unwrap()
}

fn from_environment(name: &str, otherwise: u64) -> u64 {
    std::env::var(name).map_or(otherwise, |value| value.parse().unwrap())
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
        // Names come again, as those of files do that are closed and opened.
        let name = loop {
            let name = format!("{}.integration.{kind}", self.random.u8(..));
            if self.open.iter().all(|open| open.name != name) {
                break name;
            }
        };
        let uri = self.client.uri(&name);
        // Nor are versions those of the document that had the name before.
        let version = self.opened as i32 * 10_000;
        self.client.open(&uri, "integration-manifest", version, &text);
        let most = text.len() * 2 + 2_000;
        Open { uri, name, text, version, cursor: 0, ahead: "", most, last: Value::Null }
    }

    fn exchange(&mut self, index: usize) {
        let new = self.open();
        let old = std::mem::replace(&mut self.open[index], new);
        self.client.close(&old.uri);
    }

    /// Asks what editors ask while somebody types.
    fn ask(&mut self, index: usize) {
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
        let question = self.random.choice([
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
        self.client.request(&format!("textDocument/{}", question.unwrap()), params);
    }

    fn take_in(&mut self) {
        for published in self.client.published_by_now() {
            self.take(published);
        }
    }

    fn take(&mut self, published: Value) {
        // What belongs to none was closed meanwhile.
        let uri = published["uri"].as_str().unwrap();
        if let Some(open) = self.open.iter_mut().find(|open| open.uri.as_str() == uri) {
            open.last = published;
        }
    }

    /// Waits for the diagnostics of everything, and compares them with what the command line says.
    fn compare(&mut self) {
        while self.open.iter().any(|open| open.last["version"] != open.version) {
            let published = self.client.notified("textDocument/publishDiagnostics");
            self.take(published);
        }
        let mut said = BTreeMap::new();
        for Open { name, text, last, .. } in &self.open {
            self.client.write(name, text);
            let last = Published::deserialize(last).unwrap();
            said.insert(name.clone(), as_reported(&last.diagnostics));
        }
        let report = self.client.check(".".as_ref());
        let files = report["files"].as_array().unwrap();
        let mut expected = BTreeMap::new();
        for file in files {
            let mut found = Vec::<Value>::deserialize(&file["diagnostics"]).unwrap();
            for one in &mut found {
                let object = one.as_object_mut().unwrap();
                object.retain(|key, _| !matches!(key.as_str(), "start" | "end" | "group"));
            }
            expected.insert(file["path"].as_str().unwrap().to_owned(), found);
        }
        for (name, said) in &said {
            assert_eq!(expected[name], *said, "{name} after {} documents", self.opened);
            std::fs::remove_file(self.client.folder.path().join(name)).unwrap();
        }
    }
}

#[test]
#[ignore = "it goes on for as long as it is told to"]
#[cfg(target_os = "linux")]
fn memory_stays_and_the_last_diagnostics_are_right() {
    let edits = from_environment("SOAK_EDITS", 20_000);
    let seed = from_environment("SOAK_SEED", 1);
    let client = Client::start();
    // The same settings for both sides.
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

    let begun = Instant::now();
    let mut memories = Vec::new();
    let mut index = 0;
    for edit in 1..=edits {
        if typist.random.u32(..10) == 0 {
            index = typist.random.usize(..OPEN);
        }
        let open = &mut typist.open[index];
        open.stroke(&mut typist.client, &mut typist.random);
        if open.text.len() > open.most || typist.random.u32(..500) == 0 {
            typist.exchange(index);
        }
        if typist.random.u32(..100) == 0 {
            typist.ask(index);
        }
        if edit % 100 == 0 {
            typist.take_in();
        }
        if edit % ROUND == 0 || edit == edits {
            typist.compare();
            memories.push(memory(typist.client.process()));
            if memories.len() % 10 == 0 || edit == edits {
                println!(
                    "{edit} edits, {} documents opened, {} KiB, {:.0} s",
                    typist.opened,
                    memories.last().unwrap(),
                    begun.elapsed().as_secs_f64()
                );
            }
        }
    }
    // What is kept at most is kept after a fifth; from then on nothing may be added.
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
    typist.client.end();
}
