//! Cache of the diagnostics of an open document, as JSON.
//!
//! All diagnostics of a document are sent after every keystroke, but a keystroke changes few of them.
//! The cache stores the JSON in sections: one for each definition, and one for each part of the
//! document outside of definitions. A section is serialized again only if its findings or its lines
//! have changed.

use std::ops::Range;
use std::sync::Arc;

use tower_lsp::lsp_types::Url;

use super::pending_edits::PendingEdits;
use super::writer::DiagnosticWriter;
use crate::Snapshot;
use crate::rules::{CheckResult, Context, Dump, Finding, Section, Settings};
use crate::text::{LineShift, PositionEncoding};

/// Diagnostics of a document, as last sent to the client.
#[derive(Debug, Default)]
pub struct DiagnosticsCache {
    /// Revision of the document; `None` if the cache is empty.
    revision: Option<u64>,
    /// First revision with these diagnostics.
    result_id: u64,
    /// All diagnostics, each followed by a comma.
    json: String,
    /// Sections of the JSON, in its order.
    sections: Vec<CachedSection>,
    settings: Arc<Settings>,
    context: Context,
    /// Number of lines of the document.
    lines: usize,
    /// Whether the message that the document is a [`Dump`] was shown.
    pub is_dump_noted: bool,
    /// Number of sections that the last update serialized.
    #[cfg(test)]
    written: usize,
}

/// Diagnostics of a [`Section`], or of the Botpress API.
#[derive(Debug)]
struct CachedSection {
    /// Number of the section's content, if it has one.
    number: Option<u64>,
    /// Offset of the section's key in the document.
    key: usize,
    /// Offset of the section's value in the document.
    value: usize,
    /// Offset of the section in the JSON.
    json: usize,
    /// Whether the diagnostics are the same in every [`Context`].
    is_context_free: bool,
}

/// A document version to compute diagnostics of.
pub struct DiagnosticsInput<'a> {
    /// URL of the document.
    pub url: &'a Url,
    /// Text, tree and settings.
    pub snapshot: &'a Snapshot,
    /// Revision of the document.
    pub revision: u64,
    /// Findings of the Botpress API, and differences from the old version.
    pub external_findings: &'a [Finding],
    /// Edits since the last update.
    pub edits: &'a PendingEdits,
    /// Position encoding of the client.
    pub encoding: PositionEncoding,
}

impl DiagnosticsCache {
    /// Diagnostics as JSON, separated by commas.
    pub fn items_json(&self) -> &str {
        self.json.strip_suffix(',').unwrap_or_default()
    }

    /// Result id: equal ids of a document mean equal diagnostics.
    pub fn result_id(&self) -> u64 {
        self.result_id
    }

    /// Result id of the diagnostics of a revision, if the cache contains them.
    pub fn result_id_of(&self, revision: u64) -> Option<u64> {
        (self.revision == Some(revision)).then_some(self.result_id)
    }

    /// The parts that the document leaves out, if it is the output of `bp read --json`.
    pub fn dump(&self) -> Option<&Dump> {
        self.context.dump.as_ref()
    }

    /// Updates the cache to a version of the document, which can also be an earlier one.
    pub fn update(&mut self, input: &DiagnosticsInput<'_>) {
        let DiagnosticsInput { url, snapshot, revision, external_findings, edits, encoding } =
            *input;
        if self.revision == Some(revision) {
            return;
        }
        // A panic below leaves the cache empty.
        let last = self.revision.take();
        let span = last.and_then(|revision| edits.since(revision));
        let mut replaced_json = None;
        if span.is_none() {
            let empty = DiagnosticsCache { is_dump_noted: self.is_dump_noted, ..Self::default() };
            let old = std::mem::replace(self, empty);
            replaced_json = last.map(|_| (old.json, old.result_id));
        }
        let result = snapshot.check_result();
        let mut sections = std::mem::take(&mut self.sections);
        let mut update = CacheUpdate {
            sections: result.sections(),
            result: &result,
            external_findings,
            settings: &snapshot.settings,
            same_settings: Arc::ptr_eq(&self.settings, &snapshot.settings),
            same_context: self.context == result.context,
            same_suppressions: self.context.has_same_suppressions(&result.context),
            shift: LineShift::new(span.unwrap_or_default(), self.lines, &snapshot.buffer),
            writer: DiagnosticWriter::new(url, &snapshot.buffer, encoding),
            old_json: &self.json,
            written: 0,
        };
        let (replaced, json) = update.run(&mut sections);
        #[cfg(test)]
        (self.written = update.written);
        if self.json[replaced.clone()] != json || span.is_none() {
            self.json.replace_range(replaced, &json);
            self.result_id = match replaced_json {
                Some((json, result_id)) if json == self.json => result_id,
                _ => revision,
            };
        }
        self.sections = sections;
        self.settings = snapshot.settings.clone();
        self.context = result.context;
        self.lines = snapshot.buffer.lines();
        self.revision = Some(revision);
    }
}

/// An update of the cache in progress.
struct CacheUpdate<'a> {
    result: &'a CheckResult,
    /// Sections of the new version.
    sections: Vec<Section<'a>>,
    external_findings: &'a [Finding],
    settings: &'a Settings,
    same_settings: bool,
    same_context: bool,
    same_suppressions: bool,
    shift: LineShift,
    writer: DiagnosticWriter<'a>,
    old_json: &'a str,
    written: usize,
}

impl CacheUpdate<'_> {
    /// Updates `cached`, and returns the range of the JSON to replace and its replacement. Sections
    /// before and after that range are unchanged.
    fn run(&mut self, cached: &mut Vec<CachedSection>) -> (Range<usize>, String) {
        // The last section is that of the remote findings.
        let (old_count, new_count) = (cached.len(), self.sections.len() + 1);
        let common = old_count.min(new_count);
        let mut first = 0;
        while first < common && self.is_unchanged(cached, first, first) {
            first += 1;
        }
        let mut last = 0;
        while first + last < common
            && self.is_unchanged(cached, old_count - 1 - last, new_count - 1 - last)
        {
            last += 1;
        }
        let removed = first..old_count - last;
        let replaced = self.old_start(cached, removed.start)..self.old_start(cached, removed.end);
        self.writer.take();
        let mut added: Vec<_> = (first..new_count - last).map(|it| self.write(it)).collect();
        let json = self.writer.take();
        for section in &mut added {
            section.json += replaced.start;
        }
        for section in &mut cached[removed.end..] {
            section.json = section.json + json.len() - replaced.len();
        }
        cached.splice(removed, added);
        (replaced, json)
    }

    /// Offset of a cached section in the old JSON.
    fn old_start(&self, cached: &[CachedSection], index: usize) -> usize {
        cached.get(index).map_or(self.old_json.len(), |section| section.json)
    }

    /// Returns whether the diagnostics of the section `new` equal those of the cached section `old`. If
    /// so, updates the offsets of the cached section.
    fn is_unchanged(&mut self, cached: &mut [CachedSection], old: usize, new: usize) -> bool {
        if let Some(section) = self.sections.get(new)
            && self.has_same_findings(&cached[old], section)
        {
            let is_in_place = self.has_same_lines(&cached[old], section);
            if is_in_place {
                (cached[old].key, cached[old].value) = (section.key.start, section.value);
            }
            return is_in_place;
        }
        // Findings that were computed again can still be the same.
        self.writer.take();
        let section = self.write(new);
        let old_range = cached[old].json..self.old_start(cached, old + 1);
        let is_same = self.writer.take() == self.old_json[old_range.clone()];
        if is_same {
            cached[old] = CachedSection { json: old_range.start, ..section };
        }
        is_same
    }

    /// Returns whether the findings of `section` are the cached ones, apart from their positions.
    fn has_same_findings(&self, cached: &CachedSection, section: &Section<'_>) -> bool {
        section.number.is_some()
            && section.number == cached.number
            && self.same_settings
            && self.same_suppressions
            && (self.same_context || cached.is_context_free)
    }

    /// Returns whether key and value of `section` have kept their lines and columns.
    fn has_same_lines(&self, cached: &CachedSection, section: &Section<'_>) -> bool {
        self.shift.line_delta(section.key.start, cached.key) == Some(0)
            && self.shift.line_delta(section.value, cached.value) == Some(0)
    }

    /// Serializes a section of the new version.
    fn write(&mut self, index: usize) -> CachedSection {
        self.written += 1;
        let json = self.writer.len();
        let Some(section) = self.sections.get(index) else {
            self.write_findings(self.external_findings, true);
            return CachedSection { number: None, key: 0, value: 0, json, is_context_free: true };
        };
        let (number, key, value) = (section.number, section.key.start, section.value);
        let (findings, is_context_free) = self.result.findings_in(section, self.settings);
        self.write_findings(&findings, false);
        CachedSection { number, key, value, json, is_context_free }
    }

    fn write_findings(&mut self, findings: &[Finding], is_external: bool) {
        for finding in findings {
            self.writer.diagnostic(finding, is_external);
            self.writer.raw(",");
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::Value;

    use super::*;
    use crate::server::documents::Document;
    use crate::server::lsp::to_proto;
    use crate::server::state::State;
    use crate::text::Change;

    const ENCODING: PositionEncoding = PositionEncoding::Utf16;

    /// Manifest with findings in definitions and outside of them, with and without related locations,
    /// at keys and values, and with characters of every UTF-8 length and characters to escape.
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

    /// A session with one open document, and its cache.
    struct Session {
        state: State,
        url: Url,
        cache: DiagnosticsCache,
    }

    impl Session {
        fn open(text: &str) -> Session {
            let state = State::default();
            let url = Url::parse("file:///a%20%22b/x.integration.json").unwrap();
            state.open(url.clone(), "json", 1, text.to_owned());
            Session { state, url, cache: DiagnosticsCache::default() }
        }

        fn take(&self) -> Document {
            self.state.documents.take_for_diagnostics(&self.url).unwrap()
        }

        /// Updates the cache to the current document, and compares it with a full check.
        fn update(&mut self) -> Document {
            let document = self.take();
            self.update_to(&document);
            document
        }

        fn update_to(&mut self, document: &Document) {
            self.cache.update(&DiagnosticsInput {
                url: &self.url,
                snapshot: &document.snapshot,
                revision: document.revision,
                external_findings: &document.external_findings(),
                edits: &document.pending_edits,
                encoding: ENCODING,
            });
            let external = document.external_findings();
            let full = to_proto::diagnostics(&self.url, &document.snapshot, &external, ENCODING);
            assert_eq!(self.cached(), sorted(&serde_json::to_value(full).unwrap()));
        }

        fn cached(&self) -> Vec<String> {
            let json = format!("[{}]", self.cache.items_json());
            sorted(&serde_json::from_str(&json).unwrap())
        }

        /// Replaces bytes of the document.
        fn replace(&self, range: Range<usize>, text: &str) {
            let buffer = &self.state.documents.get(&self.url).unwrap().snapshot.buffer;
            let [start, end] = [range.start, range.end].map(|at| buffer.position(at, ENCODING));
            let change = Change { range: Some((start, end)), text: text.to_owned() };
            self.state.change(self.url.clone(), Some(2), vec![change]);
        }

        fn find(&self, text: &str) -> usize {
            let document = self.state.documents.get(&self.url).unwrap();
            document.snapshot.buffer.source().to_string().find(text).unwrap()
        }
    }

    fn sorted(values: &Value) -> Vec<String> {
        let mut values: Vec<_> = values.as_array().unwrap().iter().map(Value::to_string).collect();
        values.sort();
        values
    }

    #[test]
    fn cache_includes_remote_findings() {
        let mut session = Session::open(TEXT);
        let document = session.state.documents.get(&session.url).unwrap();
        let findings = document.snapshot.check().findings;
        assert!(session.state.set_remote_findings(&session.url, &document, findings.into()));
        session.update();
        let remote = session.cache.items_json().matches("(Botpress)").count();
        assert_eq!(2 * remote, session.cached().len());
    }

    #[test]
    fn result_id_changes_only_with_diagnostics() {
        let mut session = Session::open(TEXT);
        let mut keeps_id = |from: &str, to: &str| {
            session.update();
            let id = session.cache.result_id();
            let start = session.find(from);
            session.replace(start..start + from.len(), to);
            session.update();
            session.cache.result_id() == id
        };
        assert!(keeps_id("one", "two"), "a value without findings");
        assert!(keeps_id("\"two\"", "\"three\" "), "no finding in the rest of the line");
        assert!(!keeps_id("clean", "clear"), "the name is part of a pointer");
        assert!(!keeps_id("three", "three\",\n\"x"), "later lines move");
        assert!(keeps_id("\"clear", "\"clear"), "no change");
        assert!(!keeps_id("\"Public\"", "\"public\""), "a published manifest has more rules");
        assert!(!keeps_id("\"z\"", "\"clear\""), "an action of an interface has fewer rules");
    }

    #[test]
    fn cache_serializes_one_section_per_keystroke() {
        let action =
            |index| format!("\"action{index}\": {{\"titel\": \"\",\n\"titel\": \"{index}.\"}}");
        let actions: Vec<String> = (0..100).map(action).collect();
        let mut session = Session::open(&format!("{{\"actions\": {{{}}}}}", actions.join(",\n")));
        session.update();
        assert!(session.cache.written >= 100, "{}", session.cache.written);
        let at = session.find("50.");
        session.replace(at..at, "x");
        session.update();
        // Further sections are those of the document, the manifest, the map and the remote findings.
        assert!(session.cache.written <= 6, "{}", session.cache.written);
        session.replace(at..at, "\",\n\"z\": \"");
        session.update();
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..Default::default() })]

        #[test]
        fn cached_diagnostics_match_full_check_after_edits(
            edits in prop::collection::vec(
                (any::<prop::sample::Index>(), 0..6_usize, "(|[a-zA\n\r😀\"{},:]{0,3}|\"a\": 1,)", 0..4),
                1..12,
            ),
        ) {
            let mut session = Session::open(TEXT);
            let mut earlier = session.take();
            for (start, len, text, step) in edits {
                let buffer = session.state.documents.get(&session.url).unwrap().snapshot.buffer;
                let start = start.index(buffer.len() + 1);
                session.replace(start..start + len, &text);
                // Some versions are skipped, and some are requested after a later one.
                if step == 0 {
                    continue;
                }
                let document = session.update();
                if step == 1 {
                    session.update_to(&earlier);
                }
                earlier = document;
            }
        }
    }
}
