//! Properties of names at every offset.

use std::ops::Range;

use super::{is_sound, snapshot};
use crate::ide::{
    TextEdit, code_lens, definition, document_highlight, document_link, hover,
    linked_editing_range, references, rename,
};
use crate::snapshot::Snapshot;
use crate::syntax::Dialect;
use crate::text::{Source, apply};

/// A manifest with references of every kind: to duplicate, escaped and undefined names.
const NAMES: &str = r#"{
  "name": "acme/desk", "version": "1.0.0", "url": "https://example.com",
  "secrets": { "KEY": null, "\u0054OKEN": null, "KEY": null, "SPARE": null },
  "configuration": { "identifier": { "linkTemplateScript": "s = .secrets\n\"é\" + s.KEY" } },
  "identifier": { "extractScript": ".secrets.KEY + .secrets.\"SPARE\" + .secrets.NONE" },
  "code": "\"use strict\";\nf(process.env.SECRET_TOKEN, e['SECRET_NO'])",
  "entities": { "case": { "title": "Case" }, "person": { "schema": {} } },
  "actions": {
    "open": { "input": { "schema": {
      "properties": { "id": { "items": { "properties": { "id": {} }, "required": ["id", "no"] } } },
      "required": ["i\u0064"]
    } } },
    "close": {}
  },
  "events": { "opened": {}, "closed": {} },
  "channels": { "desk": {
    "messages": { "text": { "schema": {} } },
    "conversation": { "tags": { "id": {}, "we\"ird 📦": {}, "id": { "title": "2" } },
      "creation": { "enabled": false, "requiredTags": ["id", "we\"ird 📦", "no"] } }
  } },
  "interfaces": {
    "hitl<case, person>": {
      "entities": { "hitlSession": { "name": "case" }, "b": { "name": "person" } },
      "actions": { "startHitl": { "name": "open" }, "stopHitl": { "name": "cl\u006fse" } },
      "events": { "hitlAssigned": { "name": "opened" }, "hitlStopped": { "name": "none" } },
      "channels": { "hitl": { "name": "desk" } }
    },
    "listable<case>": { "entities": { "item": { "name": "case" } } }
  }
}
"#;

fn offsets(text: &str) -> impl Iterator<Item = usize> + '_ {
    (0..=text.len()).filter(|at| text.is_char_boundary(*at))
}

/// Sends every request about names at `offset`, and checks that the results are in bounds.
fn ask(snapshot: &Snapshot, offset: usize) {
    let source = snapshot.buffer.source();
    let lies_in = |range: &Range<usize>| {
        assert!(range.start <= range.end && range.end <= Source::len(source), "{range:?}");
        assert!(source.is_char_boundary(range.start) && source.is_char_boundary(range.end));
    };
    let apart = |ranges: &[Range<usize>]| {
        ranges.iter().for_each(lies_in);
        assert!(ranges.windows(2).all(|pair| pair[0].end <= pair[1].start), "{ranges:?}");
    };
    if let Some(jump) = definition::definition(snapshot, offset) {
        [jump.origin, jump.target, jump.name].iter().for_each(lies_in);
    }
    if let Some(found) = references::references(snapshot, offset, true) {
        apart(&found);
    }
    document_highlight::highlights(snapshot, offset).iter().for_each(|it| lies_in(&it.range));
    if let Some(found) = linked_editing_range::ranges(snapshot, offset) {
        apart(&found);
        assert!(found.iter().any(|range| range.start <= offset && offset <= range.end));
    }
    if let Ok(found) = rename::prepare(snapshot, offset) {
        lies_in(&found.range);
    }
    if let Ok(renaming) = rename::rename(snapshot, offset, "renamed") {
        apart(&renaming.edits.into_iter().map(|edit| edit.range).collect::<Vec<_>>());
    }
    if let Some(found) = hover::hover(snapshot, offset) {
        lies_in(&found.range);
    }
}

fn ask_for_all(snapshot: &Snapshot) {
    for lens in code_lens::lenses(snapshot) {
        assert!(lens.range.end <= Source::len(snapshot.buffer.source()));
    }
    document_link::links(snapshot);
}

#[test]
fn name_requests_respond_for_truncated_input() {
    // Each text is tested at a few offsets, different ones each time.
    const STEP: usize = 120;
    for (index, end) in offsets(NAMES).enumerate() {
        let text = &NAMES[..end];
        let snapshot = snapshot(text, Dialect::Json);
        ask_for_all(&snapshot);
        for offset in (index % STEP..end + 2).step_by(STEP).chain(end.saturating_sub(3)..end + 2) {
            ask(&snapshot, offset);
        }
    }
}

#[test]
fn name_requests_respond_for_input_with_gap() {
    for start in offsets(NAMES).step_by(2) {
        for len in [1, 5] {
            let Some(end) = offsets(NAMES).find(|at| *at >= start + len) else { continue };
            let text = format!("{}{}", &NAMES[..start], &NAMES[end..]);
            let snapshot = snapshot(&text, Dialect::Json);
            ask_for_all(&snapshot);
            for offset in start.saturating_sub(2)..start + 3 {
                ask(&snapshot, offset);
            }
        }
    }
}

/// How many findings there are of rules about names that are named.
fn dangling(text: &str) -> usize {
    let rules = [
        "unknown-required-tag",
        "duplicate-required-tag",
        "unknown-interface-target",
        "interface-key-mismatch",
        "undeclared-secret",
        "schema-required-unknown",
    ];
    let findings = snapshot(text, Dialect::Json).check().findings;
    findings.iter().filter(|finding| rules.contains(&finding.rule.id)).count()
}

#[test]
fn rename_keeps_manifest_valid_and_names_resolved() {
    let before = snapshot(NAMES, Dialect::Json);
    let was_dangling = dangling(NAMES);
    assert_eq!(was_dangling, 5, "the sample has names that nothing defines");
    let mut renamed = 0;
    let mut refused = 0;
    for offset in offsets(NAMES) {
        for new in ["renamed", "RENAMED", "a b", "é\"\\\n<,>", "case", "id", "KEY", ""] {
            let Ok(renaming) = rename::rename(&before, offset, new) else {
                refused += 1;
                continue;
            };
            let after = apply(NAMES, &renaming.edits);
            let context = format!("at {offset} to {new:?}:\n{after}");
            let parsed: Result<serde_json::Value, _> = serde_json::from_str(&after);
            assert!(parsed.is_ok(), "{context}");
            renamed += 1;
            // The code still reads the old name.
            let Some(first) = renaming.edits.first().filter(|_| renaming.notice.is_none()) else {
                continue;
            };
            assert!(dangling(&after) <= was_dangling, "{context}");
            // The renamed symbol has as many references as before.
            let count = |snapshot: &Snapshot| {
                let found = references::references(snapshot, first.range.start, true);
                found.map(|found| found.len())
            };
            let many = count(&before);
            assert!(many >= Some(1), "{context}");
            assert_eq!(count(&snapshot(&after, Dialect::Json)), many, "{context}");
        }
    }
    assert!(renamed > 500 && refused > 500, "{renamed} renamed, {refused} refused");
}

#[test]
fn rename_is_reversible() {
    // Without escapes and duplicates, which a rename normalizes.
    let text = NAMES.replace("\\u0054", "T").replace("\\u0064", "d").replace("\\u006f", "o");
    let text = text.replace(", \"KEY\": null", "").replace(", \"id\": { \"title\": \"2\" }", "");
    is_sound(&text, Dialect::Json).expect("sound");
    let before = snapshot(&text, Dialect::Json);
    let shift = |edits: &[TextEdit], at: usize| {
        edits
            .iter()
            .filter(|edit| edit.range.end <= at)
            .fold(at, |at, edit| (at + edit.text.len()).saturating_sub(edit.range.len()))
    };
    let mut taken_back = 0;
    for offset in offsets(&text) {
        let Ok(name) = rename::prepare(&before, offset) else { continue };
        for new in ["renamed", "RENAMED", "renamed_\"1\""] {
            let Ok(renaming) = rename::rename(&before, offset, new) else { continue };
            if renaming.notice.is_some() {
                // The code still uses the old name, so the reference is lost.
                continue;
            }
            let after = apply(&text, &renaming.edits);
            is_sound(&after, Dialect::Json).expect(&after);
            let at = shift(&renaming.edits, name.range.start);
            let back = rename::rename(&snapshot(&after, Dialect::Json), at, &name.name);
            let back = back.expect("a name that was there").edits;
            assert_eq!(apply(&after, &back), text, "at {offset} to {new}");
            taken_back += 1;
        }
    }
    assert!(taken_back > 100, "{taken_back}");
}
