//! The diagnostics of an open document as JSON, kept from version to version.
//!
//! An editor is sent all of them with every keystroke, which nearly always changes none, or a few.
//! So what was written is kept, and what is the same in the next version is neither looked at nor
//! written again; where all of it has moved by some lines, its positions are told from where it was.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashMap;
use tower_lsp::lsp_types::Url;

use super::convert::{DiagnosticWriter, RangeSlot};
use super::state::Document;
use crate::rules::{CheckResult, Context, Finding, Section, Settings};
use crate::text::{LineShift, Position, PositionEncoding};

/// The diagnostics of a document.
#[derive(Debug, Default)]
pub(super) struct DiagnosticsCache {
    /// The revision of the document that they are those of; `None` if they are unknown.
    revision: Option<u64>,
    /// The first revision of which they were the same.
    result: u64,
    /// All of them, each with a comma after it.
    json: String,
    /// What they consist of, in the order of the JSON.
    parts: Vec<CachedSection>,
    /// By what it was judged.
    settings: Arc<Settings>,
    context: Context,
    /// How many lines the document had.
    lines: usize,
    /// How many parts were written to bring it up to date.
    #[cfg(test)]
    written: usize,
}

/// Some of the diagnostics: those of a [`Piece`], or those that the endpoint had to say.
#[derive(Debug)]
struct CachedSection {
    number: Option<u64>,
    /// Where its name and its value began, in bytes of the document.
    key: usize,
    value: usize,
    /// Where it begins in the JSON; it ends where the next one begins.
    json: usize,
    /// Whether it does not depend on the [`Context`].
    anywhere: bool,
    /// The ranges in it, from its beginning in the JSON on.
    spots: Box<[RangeSlot]>,
}

impl DiagnosticsCache {
    /// The diagnostics in JSON, with commas between them.
    pub fn items_json(&self) -> &str {
        self.json.strip_suffix(',').unwrap_or_default()
    }

    /// A name for these very diagnostics: other ones of this document have another.
    pub fn result_id(&self) -> u64 {
        self.result
    }

    /// Takes up the diagnostics of `document`, which is at `url` and may be a later version than
    /// the last one, or any other.
    pub fn update(&mut self, url: &Url, document: &Document, encoding: PositionEncoding) {
        let Document { snapshot, revision, remote_findings: refused, changes, .. } = document;
        // If something fails on the way, nothing is known.
        let before = self.revision.take();
        if before == Some(*revision) {
            self.revision = before;
            return;
        }
        let drift = before.and_then(|before| changes.since(before));
        if drift.is_none() {
            *self = DiagnosticsCache::default();
        }
        let found = snapshot.check_result();
        let alike = Unchanged {
            settings: Arc::ptr_eq(&self.settings, &snapshot.settings),
            context: self.context == found.context,
        };
        let mut parts = std::mem::take(&mut self.parts);
        let mut writing = CacheUpdate {
            pieces: found.pieces(),
            found: &found,
            refused,
            settings: &snapshot.settings,
            alike,
            shift: LineShift::new(drift.unwrap_or_default(), self.lines, &snapshot.buffer),
            writer: DiagnosticWriter::new(url, &snapshot.buffer, encoding),
            json: &self.json,
            written: 0,
        };
        let (place, text) = writing.update(&mut parts);
        #[cfg(test)]
        (self.written = writing.written);
        if self.json[place.clone()] != text || drift.is_none() {
            self.json.replace_range(place, &text);
            self.result = *revision;
        }
        self.parts = parts;
        self.settings = snapshot.settings.clone();
        self.context = found.context;
        self.lines = snapshot.buffer.lines();
        self.revision = Some(*revision);
    }
}

/// What is judged by that was judged by before, too.
#[derive(Clone, Copy)]
struct Unchanged {
    settings: bool,
    context: bool,
}

/// Writing what is new, while what was told is known.
struct CacheUpdate<'a> {
    found: &'a CheckResult,
    pieces: Vec<Section<'a>>,
    refused: &'a [Finding],
    settings: &'a Settings,
    alike: Unchanged,
    shift: LineShift,
    writer: DiagnosticWriter<'a>,
    /// The JSON that was told.
    json: &'a str,
    /// How many parts were written.
    written: usize,
}

impl CacheUpdate<'_> {
    /// Makes of the `parts` that were told those of now, and returns which range of the JSON becomes
    /// another by that, and what it becomes: it lies somewhere between what is the same from the
    /// beginning on and what is the same up to the end.
    fn update(&mut self, parts: &mut Vec<CachedSection>) -> (Range<usize>, String) {
        // What was refused comes last.
        let (then, now) = (parts.len(), self.pieces.len() + 1);
        let both = now.min(then);
        let mut first = 0;
        while first < both && self.is_unchanged(parts, first, first) {
            first += 1;
        }
        let mut last = 0;
        while first + last < both && self.is_unchanged(parts, then - 1 - last, now - 1 - last) {
            last += 1;
        }
        let gone = first..then - last;
        let place = self.start(parts, gone.start)..self.start(parts, gone.end);
        let numbers = gone.clone().filter_map(|index| Some((parts[index].number?, index)));
        let known: FxHashMap<u64, usize> = numbers.collect();
        let mut new = Vec::with_capacity(now - last - first);
        self.writer.take();
        for index in first..now - last {
            let number = self.pieces.get(index).and_then(|piece| piece.number);
            let before = number.and_then(|number| known.get(&number));
            let moved = before.and_then(|&before| self.write_shifted(parts, before, index));
            new.push(match moved {
                Some(part) => part,
                None => self.write_section(index),
            });
        }
        let text = self.writer.take();
        new.iter_mut().for_each(|part| part.json += place.start);
        for part in &mut parts[gone.end..] {
            part.json = part.json + text.len() - place.len();
        }
        parts.splice(gone, new);
        (place, text)
    }

    /// Where the part `index` begins in the JSON that was told.
    fn start(&self, parts: &[CachedSection], index: usize) -> usize {
        parts.get(index).map_or(self.json.len(), |part| part.json)
    }

    /// Whether the part `before` of those that were told is what the part `index` is now; if so it is
    /// brought up to date.
    fn is_unchanged(&mut self, parts: &mut [CachedSection], before: usize, index: usize) -> bool {
        let part = &parts[before];
        if let Some(piece) = self.pieces.get(index)
            && self.is_same_content(part, piece)
        {
            let same = self.line_delta(part, piece) == Some(0);
            if same {
                (parts[before].key, parts[before].value) = (piece.key.start, piece.value);
            }
            return same;
        }
        // What was found anew may be what was found before.
        self.writer.take();
        let new = self.write_section(index);
        let told = part.json..self.start(parts, before + 1);
        let same = self.writer.take() == self.json[told.clone()];
        if same {
            parts[before] = CachedSection { json: told.start, ..new };
        }
        same
    }

    /// Whether what was told as `part` is what is found in `piece`, be it in another place.
    fn is_same_content(&self, part: &CachedSection, piece: &Section<'_>) -> bool {
        piece.number.is_some()
            && piece.number == part.number
            && self.alike.settings
            && (self.alike.context || part.anywhere)
    }

    /// By how many lines `piece` has moved, which was told as `part`, if nothing else is different.
    fn line_delta(&self, part: &CachedSection, piece: &Section<'_>) -> Option<i64> {
        let lines = self.shift.line_delta(piece.key.start, part.key)?;
        (self.shift.line_delta(piece.value, part.value)? == lines).then_some(lines)
    }

    /// Writes the part `index`, which was told as the part `before`, if nothing but its place is
    /// different.
    fn write_shifted(
        &mut self,
        parts: &[CachedSection],
        before: usize,
        index: usize,
    ) -> Option<CachedSection> {
        let (part, piece) = (&parts[before], &self.pieces[index]);
        let lines = self.line_delta(part, piece).filter(|_| self.is_same_content(part, piece))?;
        let json = self.writer.len();
        let whole = self.json;
        let told = &whole[part.json..self.start(parts, before + 1)];
        let mut end = 0;
        for spot in &part.spots {
            let moved = |position: Position| {
                let line = (i64::from(position.line) + lines) as u32;
                Position { line, ..position }
            };
            self.writer.raw(&told[end..spot.json.start]);
            self.writer.spot(moved(spot.at.start)..moved(spot.at.end));
            end = spot.json.end;
        }
        self.writer.raw(&told[end..]);
        let (number, key, value) = (piece.number, piece.key.start, piece.value);
        Some(CachedSection {
            number,
            key,
            value,
            json,
            anywhere: part.anywhere,
            spots: self.range_slots(json),
        })
    }

    /// Writes the part `index`.
    fn write_section(&mut self, index: usize) -> CachedSection {
        self.written += 1;
        let json = self.writer.len();
        let Some(piece) = self.pieces.get(index) else {
            self.findings(self.refused, true);
            let spots = self.range_slots(json);
            return CachedSection { number: None, key: 0, value: 0, json, anywhere: true, spots };
        };
        let (number, key, value) = (piece.number, piece.key.start, piece.value);
        let (findings, anywhere) = self.found.findings_in(piece, self.settings);
        self.findings(&findings, false);
        CachedSection { number, key, value, json, anywhere, spots: self.range_slots(json) }
    }

    fn findings(&mut self, findings: &[Finding], remote: bool) {
        for finding in findings {
            self.writer.diagnostic(finding, remote);
            self.writer.raw(",");
        }
    }

    /// The ranges that were written since the byte `start`, from there on.
    fn range_slots(&mut self, start: usize) -> Box<[RangeSlot]> {
        let spots = self.writer.take_spots().into_iter();
        let moved = |json: Range<usize>| json.start - start..json.end - start;
        spots.map(|spot| RangeSlot { json: moved(spot.json), ..spot }).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::super::convert::diagnostics;
    use super::super::state::State;
    use super::*;
    use crate::text::Change;

    const ENCODING: PositionEncoding = PositionEncoding::Utf16;

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

    /// What [`Told`] is to have, in whatever order.
    fn expected(url: &Url, document: &Document) -> Vec<String> {
        let Document { snapshot, remote_findings: refused, .. } = document;
        sorted(&serde_json::to_value(diagnostics(url, snapshot, refused, ENCODING)).unwrap())
    }

    /// What it has.
    fn kept(told: &DiagnosticsCache) -> Vec<String> {
        sorted(&serde_json::from_str(&format!("[{}]", told.items_json())).unwrap())
    }

    fn sorted(values: &Value) -> Vec<String> {
        let mut values: Vec<_> = values.as_array().unwrap().iter().map(Value::to_string).collect();
        values.sort();
        values
    }

    #[test]
    fn remote_findings_are_included() {
        let state = State::default();
        let url = opened(&state);
        let asked = state.document(&url).unwrap();
        let findings = asked.snapshot.check().findings;
        assert!(state.set_remote_findings(&url, &asked, findings.into()));
        let document = state.snapshot_for_diagnostics(&url).unwrap();
        let mut told = DiagnosticsCache::default();
        told.update(&url, &document, ENCODING);
        assert_eq!(kept(&told), expected(&url, &document));
        let remote = told.items_json().matches("(Botpress)").count();
        assert_eq!(2 * remote, kept(&told).len());
    }

    #[test]
    fn unchanged_diagnostics_keep_result_id() {
        let state = State::default();
        let url = opened(&state);
        let mut told = DiagnosticsCache::default();
        let mut change = |from: &str, to: &str| {
            let document = state.snapshot_for_diagnostics(&url).unwrap();
            told.update(&url, &document, ENCODING);
            let result = told.result_id();
            let buffer = &document.snapshot.buffer;
            let at = buffer.source().to_string().find(from).unwrap();
            let range = [at, at + from.len()].map(|at| buffer.position(at, ENCODING));
            let range = Some((range[0], range[1]));
            state.change(url.clone(), 2, vec![Change { range, text: to.to_owned() }]);
            let document = state.snapshot_for_diagnostics(&url).unwrap();
            told.update(&url, &document, ENCODING);
            assert_eq!(kept(&told), expected(&url, &document));
            told.result_id() == result
        };
        assert!(change("one", "two"), "nothing is wrong with either");
        assert!(change("\"two\"", "\"three\" "), "nothing else stands on that line");
        assert!(!change("clean", "clear"), "something is said of it by its name");
        assert!(!change("three", "three\",\n\"x"), "what comes after it has moved");
        assert!(change("\"clear", "\"clear"));
        assert!(!change("\"Public\"", "\"public\""), "what is published is judged otherwise");
        assert!(!change("\"z\"", "\"clear\""), "what an interface makes is not published");
    }

    #[test]
    fn keystroke_rewrites_one_section() {
        let one =
            |index| format!("\"action{index}\": {{\"titel\": \"\",\n\"titel\": \"{index}.\"}}");
        let actions: Vec<String> = (0..500).map(one).collect();
        let text = format!("{{\"actions\": {{{}}}}}", actions.join(",\n"));
        let state = State::default();
        let url = Url::parse("file:///x.integration.json").unwrap();
        state.open(url.clone(), "json", 1, text.clone());
        let mut told = DiagnosticsCache::default();
        told.update(&url, &state.snapshot_for_diagnostics(&url).unwrap(), ENCODING);
        assert!(told.written >= 500, "{}", told.written);
        let mut type_in = |what: &str| {
            let buffer = &state.document(&url).unwrap().snapshot.buffer;
            let at = buffer.source().to_string().find("250.").unwrap();
            let at = buffer.position(at, ENCODING);
            let change = Change { range: Some((at, at)), text: what.to_owned() };
            state.change(url.clone(), 2, vec![change]);
            let document = state.snapshot_for_diagnostics(&url).unwrap();
            told.update(&url, &document, ENCODING);
            assert_eq!(kept(&told), expected(&url, &document));
            told.written
        };
        // Besides: what is wrong with the document, the manifest and the map, and what was refused.
        assert!(type_in("x") <= 6, "{}", type_in("y"));
        // What comes after it has moved by a line, and is not written for that.
        assert!(type_in("\",\n\"z\": \"") <= 12, "{}", type_in("\",\n\"z\": \""));
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
            let mut told = DiagnosticsCache::default();
            let mut earlier = state.snapshot_for_diagnostics(&url).unwrap();
            for (version, (start, len, text, then)) in edits.into_iter().enumerate() {
                let buffer = &state.document(&url).unwrap().snapshot.buffer;
                let start = start.index(buffer.len() + 1);
                let [from, to] = [start, start + len].map(|at| buffer.position(at, ENCODING));
                let range = Some((from, to));
                state.change(url.clone(), version as i32, vec![Change { range, text }]);
                // Some versions are not told, and some only after a later one.
                if then == 0 {
                    continue;
                }
                let document = state.snapshot_for_diagnostics(&url).unwrap();
                told.update(&url, &document, ENCODING);
                prop_assert_eq!(kept(&told), expected(&url, &document));
                if then == 1 {
                    told.update(&url, &earlier, ENCODING);
                    prop_assert_eq!(kept(&told), expected(&url, &earlier));
                }
                earlier = document;
            }
        }
    }
}
