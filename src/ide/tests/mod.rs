//! Properties of all features at every offset of a document.

mod names;

use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

use super::TextEdit;
use super::completion::{Item, ItemKind, completion};
use super::hover::hover;
use crate::snapshot::Snapshot;
use crate::syntax::{Dialect, Node};

/// A manifest with a bit of everything: escapes, emoji, nested schemas, empty containers, long and
/// short lines.
pub(super) const MANIFEST: &str = r#"{
  "name": "acme/order-tracker",
  "version": "1.4.0",
  "title": "Order \"Tracker\" 📦",
  "description": "Look up orders \u2013 and tell customers.\nTwice 👩‍👩‍👧.",
  "icon": "PHN2Zz48L3N2Zz4=",
  "visibility": "private",
  "public": false,
  "configuration": { "schema": { "type": "object", "properties": {} } },
  "configurations": {},
  "channels": {
    "chat": {
      "title": "Chat",
      "messages": {
        "text": {
          "schema": {
            "type": "object",
            "properties": {
              "text": { "type": "string", "minLength": 1, "x-zui": { "title": "Text" } },
              "parts": { "type": "array", "items": { "anyOf": [{ "type": "null" }, {}] } },
              "ma\"rk": { "type": ["string", "null"], "format": "uri", "enum": ["é", null, []] }
            },
            "required": ["text", "later", "we\"ird"],
            "definitions": { "d": { "items": [{}, true], "default": {}, "not": false } },
            "dependencies": { "text": ["parts"], "parts": { "minProperties": 1 } },
            "additionalProperties": { "type": "boolean", "const": false }
          }
        },
        "image": {"schema":{}}
      },
      "conversation": {
        "tags": { "threadId": { "title": "Thread" }, "we\"ird": {} },
        "creation": { "enabled": false, "requiredTags": ["threadId"] }
      },
      "message": { "tags": {} }
    }
  },
  "user": {
    "tags": {
      "id": {
        "title": "ID",
        "description": "The customer's number"
      },
      "email": {}
    },
    "creation": { "enabled": true, "requiredTags": [] }
  },
  "actions": {
    "getOrder": {
      "title": "Get order",
      "description": "Looks up an order 🔎",
      "input": { "schema": { "type": "object", "properties": {} } },
      "output": { "schema": {} },
      "billable": true,
      "attributes": { "bpActionHiddenInStudio": "true" }
    }

  },
  "events": {"shipped":{"schema":{}},"lost":{"schema":{},"attributes":{}}},
  "states": {
    "credentials": { "type": "integration", "schema": { "type": "object" } }
  },
  "entities": { "order": { "schema": {} } },
  "interfaces": {
    "typing-indicator": {
      "id": "ifver_01H0000000000000000000TYPE",
      "actions": {
        "startTypingIndicator": { "name": "getOrder" },
        "stopTypingIndicator": { "name": "nowhere" }
      },
      "entities": {}
    }
  },
  "secrets": { "CLIENT_SECRET": "correct horse", "CLIENT_ID": null },
  "identifier": { "extractScript": "a = .secrets.\n\"é{{ a }}\" # \"" },
  "code": "module.exports = { a: '\\\\' };",
  "extraOperations": { "ping": { "enabled": true } },
  "layers": [],
  "strange": { "member": [1, -2.5e3, true, null, "x", [[]], {}] }
}
"#;

/// The same manifest in JSONC, with comments.
fn commented() -> String {
    let mut text = String::from("// The manifest.\n");
    for (index, line) in MANIFEST.lines().enumerate() {
        let opens = line.ends_with(['{', '[']);
        match index % 5 {
            0 if !opens => text += &format!("{line} // \"a\": {{ [\n"),
            1 => text += &format!("/* , */ {line}\r\n"),
            2 => text += &format!("{line}\n  /* one\n two */\n"),
            3 => text += &format!("{line}/**/\n"),
            _ => text += &format!("{line}\n"),
        }
    }
    text.replace("\"layers\": []", "\"layers\": [\"a\", // b\n ]")
        .replace("\"email\": {}", "\"email\": {},")
        .replace("\"properties\": {}", "\"properties\": { /**/ }")
}

/// The text without its marker `$0`, and where that was.
pub(super) fn cursor(marked: &str) -> (String, usize) {
    let offset = marked.find("$0").expect("a cursor");
    (marked.replacen("$0", "", 1), offset)
}

/// Renders the lines of `text` that contain `marks`, each mark underlined, with its note.
pub(super) fn draw(text: &str, marks: &[(Range<usize>, &str)]) -> String {
    let mut out = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let here = |range: &Range<usize>| start <= range.start && range.start < end;
        if marks.iter().any(|(range, _)| here(range)) {
            out.push(line.trim_end().to_owned());
        }
        for (range, note) in marks.iter().filter(|(range, _)| here(range)) {
            let indent = text[start..range.start].chars().count();
            let width = text[range.clone()].chars().count();
            let line = format!("{}{} {note}", " ".repeat(indent), "^".repeat(width));
            out.push(line.trim_end().to_owned());
        }
        start = end;
    }
    if out.is_empty() { "nothing".to_owned() } else { out.join("\n") }
}

pub(super) fn snapshot(text: &str, dialect: Dialect) -> Snapshot {
    Snapshot::new(text, dialect, Arc::default(), 1)
}

/// `text` after choosing `item`, as an editor without or with snippets does it.
pub(super) fn apply(text: &str, item: &Item, as_snippet: bool) -> String {
    let mut edits = item.additional.clone();
    let main = match &item.snippet {
        Some(snippet) if as_snippet => {
            TextEdit { range: item.edit.range.clone(), text: resolve(snippet, text, item) }
        }
        _ => item.edit.clone(),
    };
    edits.push(main);
    edits.sort_by_key(|edit| edit.range.start);
    for pair in edits.windows(2) {
        assert!(pair[0].range.end < pair[1].range.start, "edits overlap: {item:?}");
    }
    let mut text = text.to_owned();
    for edit in edits.iter().rev() {
        text.replace_range(edit.range.clone(), &edit.text);
    }
    text
}

/// Expands a snippet with its defaults, indented as by an editor.
fn resolve(snippet: &str, text: &str, item: &Item) -> String {
    let start = item.edit.range.start;
    let line = &text[text[..start].rfind(['\n', '\r']).map_or(0, |at| at + 1)..start];
    let indent = &line[..line.len() - line.trim_start_matches([' ', '\t']).len()];
    let mut out = String::new();
    let mut chars = snippet.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => out.extend(chars.next()),
            '$' => {
                assert_eq!(chars.next(), Some('{'), "{snippet}");
                while chars.next_if(char::is_ascii_digit).is_some() {}
                let choice = chars.next_if_eq(&'|').is_some();
                let _ = chars.next_if_eq(&':');
                let mut kept = true;
                loop {
                    match chars.next().expect("the place ends") {
                        '}' => break,
                        '|' if choice => {}
                        ',' if choice => kept = false,
                        '\\' => out.extend(chars.next().filter(|_| kept)),
                        c => out.extend(kept.then_some(c)),
                    }
                }
            }
            '\n' => {
                out.push('\n');
                out.push_str(indent);
            }
            c => out.push(c),
        }
    }
    out
}

fn is_sound(text: &str, dialect: Dialect) -> Result<(), String> {
    let tree = snapshot(text, dialect).tree;
    let mut errors = Vec::new();
    tree.error_ranges(&mut |range, kind| errors.push(format!("{kind:?} at {range:?}")));
    errors.extend(tree.root().and_then(twice).map(|name| format!("{name} twice")));
    if dialect == Dialect::Json {
        let parsed = serde_json::from_str::<serde_json::Value>(text);
        errors.extend(parsed.err().map(|error| error.to_string()));
    }
    if errors.is_empty() { Ok(()) } else { Err(errors.join("; ")) }
}

/// A name that an object at or below `node` has twice.
fn twice(node: Node<'_>) -> Option<&str> {
    let mut seen = HashSet::new();
    let repeated = node.members().map(|(name, _)| name).find(|name| !seen.insert(*name));
    repeated.or_else(|| node.entries().find_map(|entry| twice(entry.value())))
}

fn completions_keep_sound(text: &str, dialect: Dialect) {
    is_sound(text, dialect).expect("sound to begin with");
    let snapshot = snapshot(text, dialect);
    let mut tried = 0;
    let mut seen = HashSet::new();
    let (mut functions, mut places) = (HashSet::new(), HashSet::new());
    for offset in (0..=text.len()).filter(|at| text.is_char_boundary(*at)) {
        for item in completion(&snapshot, offset) {
            assert!(item.edit.range.start <= offset && offset <= item.edit.range.end);
            // Completion is the same at every offset of a token.
            if !seen.insert((item.edit.clone(), item.additional.clone(), item.snippet.clone())) {
                continue;
            }
            // Scripts have hundreds of functions: at each place one of them, and each at one place.
            if item.kind == ItemKind::Function {
                let new = functions.insert(item.edit.text.clone());
                if !places.insert(item.edit.range.clone()) && !new {
                    continue;
                }
            }
            // Without a snippet, both are the same.
            for as_snippet in
                [true, false].into_iter().take(1 + usize::from(item.snippet.is_some()))
            {
                let after = apply(text, &item, as_snippet);
                if let Err(why) = is_sound(&after, dialect) {
                    let place = &text[item.edit.range.start.saturating_sub(40)..];
                    let place: String = place.chars().take(80).collect();
                    panic!("at {offset} {}: {why}\nnear {place}\n{:?}", item.label, item.edit);
                }
                tried += 1;
            }
        }
    }
    assert!(tried > 1000, "only {tried} items");
}

#[test]
fn completions_keep_manifest_valid() {
    completions_keep_sound(MANIFEST, Dialect::Json);
}

#[test]
fn completions_keep_one_line_manifest_valid() {
    let value: serde_json::Value = serde_json::from_str(MANIFEST).expect("sound");
    completions_keep_sound(&value.to_string(), Dialect::Json);
}

#[test]
fn completions_keep_commented_manifest_valid() {
    completions_keep_sound(&commented(), Dialect::Jsonc);
}

/// Every truncation, and every third one of the text with comments, with the cursor at its end, after it and
/// a bit before.
#[test]
fn requests_respond_for_truncated_input() {
    // The distances from the end are different ones each time.
    const DISTANCES: usize = 12;
    let documents = [(MANIFEST.to_owned(), Dialect::Json, 1), (commented(), Dialect::Jsonc, 3)];
    for (text, dialect, step) in documents {
        for end in (0..=text.len()).step_by(step).filter(|at| text.is_char_boundary(*at)) {
            let snapshot = snapshot(&text[..end], dialect);
            let near = end.saturating_sub(1 + end % DISTANCES);
            for offset in [near, end, end + 1] {
                let items = completion(&snapshot, offset);
                for item in items {
                    let range = &item.edit.range;
                    assert!(
                        range.start <= offset.min(end) && range.end <= end,
                        "{offset}: {item:?}"
                    );
                    // The cursor must be in the range, unless it is inside a character.
                    let inside = snapshot.tree.root().is_some() && !text.is_char_boundary(offset);
                    assert!(inside || range.end >= offset.min(end), "{offset}: {item:?}");
                }
                if let Some(hover) = hover(&snapshot, offset) {
                    assert!(hover.range.end <= end);
                }
            }
        }
    }
}

/// Covers text that follows the cursor, which truncated documents do not have.
#[test]
fn requests_respond_for_input_with_gap() {
    for start in (0..MANIFEST.len()).step_by(5).filter(|at| MANIFEST.is_char_boundary(*at)) {
        for len in [1, 2, 7, 30] {
            let Some(end) = (start + len..MANIFEST.len()).find(|at| MANIFEST.is_char_boundary(*at))
            else {
                continue;
            };
            let text = format!("{}{}", &MANIFEST[..start], &MANIFEST[end..]);
            let snapshot = snapshot(&text, Dialect::Json);
            for offset in start.saturating_sub(2)..=(start + 2).min(text.len()) {
                for item in completion(&snapshot, offset) {
                    apply(&text, &item, true);
                }
                hover(&snapshot, offset);
            }
        }
    }
}

#[test]
fn no_response_contains_secret_value() {
    let snapshot = snapshot(MANIFEST, Dialect::Json);
    for offset in 0..=MANIFEST.len() {
        let shown = hover(&snapshot, offset).map(|hover| hover.markdown).unwrap_or_default();
        assert!(!shown.contains("horse"), "{shown}");
        for item in completion(&snapshot, offset) {
            assert!(!format!("{item:?}").contains("horse"));
        }
    }
}

/// A guard against walks over the entire document, which take a hundred times as long.
#[test]
fn large_documents_do_not_block() {
    let action = MANIFEST.split_once("\"actions\": {").expect("actions").1;
    let action = action.split_once("\n\n  },").expect("an end").0.trim();
    let actions: Vec<_> =
        (0..2000).map(|index| action.replace("getOrder", &format!("get{index}"))).collect();
    let text = MANIFEST.replace(action, &actions.join(","));
    let snapshot = snapshot(&text, Dialect::Json);
    let offset = text.find("\"identifier\": {").expect("identifier") + 15;
    let start = std::time::Instant::now();
    for _ in 0..100 {
        assert!(!completion(&snapshot, offset + 1).is_empty());
        hover(&snapshot, offset + 3);
    }
    let each = start.elapsed() / 100;
    eprintln!("{} bytes: {each:?}", text.len());
    assert!(each.as_millis() < 50, "{each:?}");
}
