//! The diagnostics of an open document as JSON, kept from version to version.
//!
//! An editor is sent all of them with every keystroke, which nearly always changes none, or a few.
//! So what was written is kept, and what is the same in the next version is neither written nor
//! copied again; the positions of what has moved are told from where it was.

use std::ops::Range;

use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::Url;

use super::convert::{Subject, Writer};
use super::state::Document;
use crate::rules::{Finding, Identity, Said, Severity, Sighting, Sightings};
use crate::text::{Encoding, Position, Shift};

/// The diagnostics of a document.
#[derive(Debug)]
pub(super) struct Told {
    /// The revision of the document that they are those of; `None` if they are unknown.
    revision: Option<u64>,
    /// The first revision of which they were the same.
    result: u64,
    /// All of them, as a list.
    json: String,
    items: Vec<Item>,
    /// What [`Item::pointer`] is a part of.
    pointers: String,
    /// How many lines the document had.
    lines: usize,
}

/// One diagnostic.
#[derive(Debug)]
struct Item {
    /// What tells it from others, with its severity and the pointer to its unit.
    identity: Option<Identity>,
    severity: Severity,
    pointer: Range<usize>,
    /// Where it is in the document, in bytes.
    range: Range<usize>,
    at: Range<Position>,
    /// Where in the JSON it stands, and where in it what follows its range begins.
    json: Range<usize>,
    rest: usize,
}

impl Default for Told {
    fn default() -> Told {
        Told {
            revision: None,
            result: 0,
            json: "[]".to_owned(),
            items: Vec::new(),
            pointers: String::new(),
            lines: 0,
        }
    }
}

impl Told {
    /// The diagnostics as a list in JSON.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// A name for these very diagnostics: other ones of this document have another.
    pub fn result(&self) -> u64 {
        self.result
    }

    /// Takes up the diagnostics of `document`, which is at `url` and may be a later version than
    /// the last one, or any other.
    pub fn update(&mut self, url: &Url, document: &Document, encoding: Encoding) {
        let Document { snapshot, revision, refused, changes, .. } = document;
        // If something fails on the way, nothing is known.
        let before = self.revision.take();
        if before == Some(*revision) {
            self.revision = before;
            return;
        }
        let drift = before.and_then(|before| changes.since(before));
        if drift.is_none() {
            *self = Told::default();
        }
        let found = snapshot.found();
        let sightings = found.sightings(&snapshot.settings);
        let mut writing = Writing {
            new: New { sightings: &sightings, refused },
            shift: Shift::new(drift.unwrap_or_default(), self.lines, &snapshot.buffer),
            writer: Writer::new(url, &snapshot.buffer, encoding),
            json: &self.json,
            pointers: &self.pointers,
        };
        let mut items = std::mem::take(&mut self.items);
        let (place, text) = writing.update(&mut items);
        if self.json[place.clone()] != text || drift.is_none() {
            self.json.replace_range(place, &text);
            self.result = *revision;
        }
        self.items = items;
        self.pointers = sightings.pointers;
        self.lines = snapshot.buffer.lines();
        self.revision = Some(*revision);
    }
}

/// Writing what is new, while what was told is known.
struct Writing<'a> {
    new: New<'a>,
    shift: Shift,
    writer: Writer<'a>,
    json: &'a str,
    pointers: &'a str,
}

impl Writing<'_> {
    /// Makes the diagnostics `items` those of now, and returns which part of the JSON becomes
    /// another by that, and what it becomes: it lies somewhere between what is the same from the
    /// beginning on and what is the same up to the end.
    fn update(&mut self, items: &mut Vec<Item>) -> (Range<usize>, String) {
        let (then, now) = (items.len(), self.new.len());
        let both = now.min(then);
        let mut first = 0;
        while first < both && self.same(&mut items[first], first) {
            first += 1;
        }
        let mut last = 0;
        while first + last < both && self.same(&mut items[then - 1 - last], now - 1 - last) {
            last += 1;
        }
        let gone = first..then - last;
        // Commas are written with what comes after them.
        let start = items[..first].last().map_or(1, |item| item.json.end);
        let end = items.get(gone.end).map_or(self.json.len() - 1, |item| item.json.start);
        let known = items[gone.clone()].iter().filter_map(|item| Some((item.identity?, item)));
        let known: FxHashMap<Identity, &Item> = known.collect();
        let mut new = Vec::with_capacity(now - last - first);
        self.writer.take();
        for index in first..now - last {
            if index > 0 {
                self.writer.raw(",");
            }
            let known = self.new.identity(index).and_then(|identity| known.get(&identity));
            new.push(self.write(index, known.copied(), start));
        }
        if last > 0 && now > last {
            self.writer.raw(",");
        }
        let text = self.writer.take();
        if text.len() != end - start {
            for Item { json, rest, .. } in &mut items[gone.end..] {
                for place in [&mut json.start, &mut json.end, rest] {
                    *place = *place + text.len() - (end - start);
                }
            }
        }
        items.splice(gone, new);
        (start..end, text)
    }

    /// Whether the diagnostic `index` of those now is what was told as `old`, which then is brought
    /// up to date.
    fn same(&mut self, old: &mut Item, index: usize) -> bool {
        if self.is(old, index) {
            let moved = self.moved(old, index);
            if moved.is_none_or(|at| at != old.at) || !self.keeps(index) {
                return false;
            }
            old.range = self.new.range(index).clone();
            old.pointer = self.new.pointer(index);
            return true;
        }
        // What was found anew may be what was found before.
        self.writer.take();
        let item = self.write(index, None, 0);
        let same = self.writer.take() == self.json[old.json.clone()];
        if same {
            *old = Item { json: old.json.clone(), rest: old.rest, ..item };
        }
        same
    }

    /// Whether the diagnostic `index` of those now says what `old` said, be it in another place.
    fn is(&self, old: &Item, index: usize) -> bool {
        let Some(identity) = self.new.identity(index) else { return false };
        let pointer = self.new.pointer(index);
        old.identity == Some(identity)
            && old.severity == self.new.severity(index)
            && self.pointers[old.pointer.clone()] == self.new.sightings.pointers[pointer]
    }

    /// Where the diagnostic `index` of those now is, which was told as `old`, if that follows from
    /// where it was.
    fn moved(&self, old: &Item, index: usize) -> Option<Range<Position>> {
        let range = self.new.range(index);
        let start = self.shift.position(range.start, (old.range.start, old.at.start))?;
        let end = self.shift.position(range.end, (old.range.end, old.at.end))?;
        Some(start..end)
    }

    /// Whether the places that explain it are where they were.
    fn keeps(&self, index: usize) -> bool {
        let Ok(sighting) = self.new.sighting(index) else { return true };
        let kept = |at: usize| self.shift.keeps(at);
        sighting.related().all(|(range, _)| kept(range.start) && kept(range.end))
    }

    /// Writes the diagnostic `index` of those now, which may be what was told as `old`. What is
    /// written will stand at the byte `base` of the JSON.
    fn write(&mut self, index: usize, old: Option<&Item>, base: usize) -> Item {
        let old = old.filter(|old| self.is(old, index));
        let at = old.and_then(|old| self.moved(old, index));
        let at = at.unwrap_or_else(|| self.writer.at(self.new.range(index)));
        let start = base + self.writer.len();
        self.writer.begin(at.clone());
        let rest = base + self.writer.len();
        match old.filter(|_| self.keeps(index)) {
            Some(old) => self.writer.raw(&self.json[old.rest..old.json.end]),
            None => self.writer.end(&self.new.subject(index)),
        }
        self.new.item(index, at, start..base + self.writer.len(), rest)
    }
}

/// What was found in a document and, after that, what the endpoint refused in it.
struct New<'a> {
    sightings: &'a Sightings<'a>,
    refused: &'a [Finding],
}

impl New<'_> {
    fn len(&self) -> usize {
        self.sightings.all.len() + self.refused.len()
    }

    fn subject(&self, index: usize) -> Subject<'_> {
        match self.sighting(index) {
            Ok(sighting) => Subject {
                rule: sighting.rule,
                severity: sighting.severity,
                said: self.sightings.said(sighting),
                remote: false,
            },
            Err(finding) => Subject {
                rule: finding.rule,
                severity: finding.severity,
                said: Said::of(finding),
                remote: true,
            },
        }
    }

    /// The finding, if it is not one of those that the endpoint refused.
    fn sighting(&self, index: usize) -> Result<&Sighting<'_>, &Finding> {
        let found = &self.sightings.all;
        found.get(index).ok_or_else(|| &self.refused[index - found.len()])
    }

    fn range(&self, index: usize) -> &Range<usize> {
        self.sighting(index).map_or_else(|finding| &finding.range, |sighting| &sighting.range)
    }

    fn severity(&self, index: usize) -> Severity {
        self.sighting(index).map_or_else(|finding| finding.severity, |sighting| sighting.severity)
    }

    fn identity(&self, index: usize) -> Option<Identity> {
        self.sighting(index).ok()?.identity()
    }

    /// The part of the pointers that leads to the unit in which it was found.
    fn pointer(&self, index: usize) -> Range<usize> {
        self.sighting(index).map_or(0..0, Sighting::pointer)
    }

    fn item(&self, index: usize, at: Range<Position>, json: Range<usize>, rest: usize) -> Item {
        let (severity, range) = (self.severity(index), self.range(index).clone());
        let (identity, pointer) = (self.identity(index), self.pointer(index));
        Item { identity, severity, pointer, range, at, json, rest }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::convert::diagnostics;
    use super::super::state::State;
    use super::*;
    use crate::rules::{Settings, Tag};
    use crate::text::Change;

    /// Findings of every kind: in definitions and outside, with other places and without, at names
    /// and values, about characters of every length and what has to be escaped.
    const TEXT: &str = r#"{
        "description": "one",
        "name": "Acme/\"tracker", "nmae": 1, "nmae": 2, "visibility": "Public", "public": true,
        "version": "é😀\u0007", "icon": "\t", "titel": "\\ \" 😀",
        "actions": {
            "a/b~c\n": { "input": { "schema": { "required": ["x"], "properties": { "y": {} } } } },
            "get_order": { "input": { "schema": {} }, "outptu": {} }, "getOrder": 1,
            "x": {
                "title": "", "titel": "",
                "titel": ""
            },
            "clean": { "input": { "schema": {} }, "output": { "schema": {} } }
        },
        "user": { "tags": { "A b": {} }, "creation": { "requiredTags": ["c", "c"] } },
        "secrets": { "a b": 1, }, "interfaces": { "x": { "actions": { "y": { "name": "z" } } } }
    "#;

    fn opened(state: &State) -> Url {
        let url = Url::parse("file:///a%20%22b/x.integration.json").unwrap();
        state.open(url.clone(), "json", 1, TEXT.to_owned());
        url
    }

    /// What [`Told`] is to have, by way of the protocol's values.
    fn expected(url: &Url, document: &Document, encoding: Encoding) -> String {
        let values = diagnostics(url, &document.snapshot, &document.refused, encoding);
        serde_json::to_string(&values).unwrap()
    }

    #[test]
    fn what_is_written_is_what_the_protocol_has() {
        let state = State::default();
        let url = opened(&state);
        let mut document = state.document(&url).unwrap();
        let mut settings = Settings::default();
        let all = crate::rules::all().iter();
        settings.levels.extend(all.map(|rule| (rule.id.to_owned(), Some(Severity::Info))));
        document.snapshot.settings = settings.into();
        let refused = document.snapshot.check().findings;
        assert!(refused.iter().any(|finding| !finding.related.is_empty()), "{refused:#?}");
        for tag in [Tag::Deprecated, Tag::Unnecessary] {
            assert!(refused.iter().any(|finding| finding.tag == Some(tag)), "{refused:#?}");
        }
        document.refused = refused.into();
        for encoding in [Encoding::Utf8, Encoding::Utf16] {
            let mut told = Told::default();
            told.update(&url, &document, encoding);
            assert_eq!(told.json(), expected(&url, &document, encoding));
        }
    }

    #[test]
    fn what_stays_the_same_is_not_written_again() {
        let state = State::default();
        let url = opened(&state);
        let mut told = Told::default();
        let mut change = |from: &str, to: &str| {
            let document = state.take(&url).unwrap();
            told.update(&url, &document, Encoding::Utf16);
            let result = told.result();
            let buffer = &document.snapshot.buffer;
            let at = buffer.source().to_string().find(from).unwrap();
            let range = [at, at + from.len()].map(|at| buffer.position(at, Encoding::Utf16));
            let range = Some((range[0], range[1]));
            state.change(url.clone(), 2, vec![Change { range, text: to.to_owned() }]);
            let document = state.take(&url).unwrap();
            told.update(&url, &document, Encoding::Utf16);
            assert_eq!(told.json(), expected(&url, &document, Encoding::Utf16));
            told.result() == result
        };
        assert!(change("one", "two"), "nothing is wrong with either");
        assert!(change("\"two\"", "\"three\" "), "nothing else stands on that line");
        assert!(!change("clean", "clear"), "something is said of it by its name");
        assert!(!change("three", "three\",\n\"x"), "what comes after it has moved");
        assert!(change("\"clear", "\"clear"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

        #[test]
        fn what_is_kept_is_what_would_be_written_anew(
            edits in prop::collection::vec(
                (any::<prop::sample::Index>(), 0..6_usize, "(|[a-zA\n\r😀\"{},:]{0,3}|\"a\": 1,)", 0..4),
                1..12,
            ),
        ) {
            let state = State::default();
            let url = opened(&state);
            let encoding = Encoding::Utf16;
            let mut told = Told::default();
            let mut earlier = state.take(&url).unwrap();
            for (version, (start, len, text, then)) in edits.into_iter().enumerate() {
                let buffer = &state.document(&url).unwrap().snapshot.buffer;
                let start = start.index(buffer.len() + 1);
                let [from, to] = [start, start + len].map(|at| buffer.position(at, encoding));
                let range = Some((from, to));
                state.change(url.clone(), version as i32, vec![Change { range, text }]);
                // Some versions are not told, and some only after a later one.
                if then == 0 {
                    continue;
                }
                let document = state.take(&url).unwrap();
                told.update(&url, &document, encoding);
                prop_assert_eq!(told.json(), expected(&url, &document, encoding));
                if then == 1 {
                    told.update(&url, &earlier, encoding);
                    prop_assert_eq!(told.json(), expected(&url, &earlier, encoding));
                }
                earlier = document;
            }
        }
    }
}
