//! The baseline file, as data: the findings that a project accepts, by manifest.

use std::collections::{BTreeMap, HashMap};
use std::fmt::Write;

use serde::Deserialize;

use crate::rules::AcceptedFinding;
use crate::syntax::quoted;

/// The name of a baseline file.
pub const BASELINE_NAME: &str = "integration-manifest.baseline.json";

/// The version of the format.
const VERSION: u32 = 1;

/// The content of a baseline file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Baseline {
    /// The accepted findings of each manifest, by its path from the folder of the baseline.
    files: BTreeMap<String, Vec<AcceptedFinding>>,
}

/// The numbers of entries that an update changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct BaselineChange {
    /// The number of new entries, and of those with more places.
    pub added: usize,
    /// The number of removed entries, and of those with fewer places.
    pub removed: usize,
    /// The number of entries of renamed manifests.
    pub moved: usize,
}

impl BaselineChange {
    /// Adds the numbers of another update.
    pub fn add(&mut self, other: BaselineChange) {
        self.added += other.added;
        self.removed += other.removed;
        self.moved += other.moved;
    }
}

#[derive(Deserialize)]
struct Header {
    version: serde_json::Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(rename = "version")]
    _version: serde::de::IgnoredAny,
    #[serde(default)]
    files: BTreeMap<String, Vec<Entry>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    rule: String,
    pointer: String,
    member: Option<String>,
    value: Option<String>,
    places: Option<u32>,
    reason: Option<String>,
}

/// Adds the entries of `added` whose findings have no entry yet, and raises the number of places of the others.
/// Returns the number of changes. The entries are sorted.
fn extend(entries: &mut Vec<AcceptedFinding>, added: Vec<AcceptedFinding>) -> usize {
    let before = entries.len();
    entries.extend(added);
    entries.sort();
    let mut raised = 0;
    // Of entries for one finding, the first has the fewest places.
    entries.dedup_by(|more, kept| {
        let is_same = more.identity() == kept.identity();
        if is_same {
            raised += usize::from(more.places > kept.places);
            kept.places = more.places;
            kept.reason = kept.reason.take().or(more.reason.take());
        }
        is_same
    });
    entries.len() - before + raised
}

impl Baseline {
    /// Parses a baseline file. The error is a message for the user.
    pub fn parse(text: &str) -> Result<Baseline, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        if text.trim().is_empty() {
            return Err("not a valid baseline: the file is empty; delete it".to_owned());
        }
        if let Some(line) = text.lines().position(|line| line.starts_with("<<<<<<< ")) {
            return Err(format!(
                "not a valid baseline: line {} begins a merge conflict; keep the entries of both sides, and \
                 remove outdated ones with `check --prune-baseline`",
                line + 1
            ));
        }
        let invalid = |error: serde_json::Error| format!("not a valid baseline: {error}");
        // A newer version can have other fields, so the version is read first.
        let Header { version } = serde_json::from_str(text).map_err(invalid)?;
        if version != VERSION {
            return Err(format!(
                "version {version} of the baseline is not supported, only {VERSION}; update this program"
            ));
        }
        let file: File = serde_json::from_str(text).map_err(invalid)?;
        let entry = |Entry { rule, pointer, member, value, places, reason }| AcceptedFinding {
            pointer,
            rule,
            member,
            value,
            places: places.unwrap_or(1),
            reason,
        };
        let files = file.files.into_iter();
        let files =
            files.map(|(name, entries)| (name, entries.into_iter().map(entry).collect())).collect();
        Ok(Baseline { files })
    }

    /// The accepted findings of the manifest called `name`.
    pub fn entries(&self, name: &str) -> &[AcceptedFinding] {
        self.files.get(name).map_or(&[], Vec::as_slice)
    }

    /// The names of the manifests with entries.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// Removes the entries of the manifest called `name` that are not in `found`, and with `adds`, adds the
    /// others. The remaining entries keep their reasons.
    pub fn update(
        &mut self,
        name: &str,
        found: Vec<AcceptedFinding>,
        adds: bool,
    ) -> BaselineChange {
        let old = self.files.remove(name).unwrap_or_default();
        let mut removed = old.len();
        let all: HashMap<_, u32> =
            found.iter().map(|entry| (entry.identity(), entry.places)).collect();
        let remaining = |entry: AcceptedFinding| {
            let places = entry.places.min(*all.get(&entry.identity())?);
            removed -= usize::from(places == entry.places);
            Some(AcceptedFinding { places, ..entry })
        };
        let mut entries: Vec<AcceptedFinding> = old.into_iter().filter_map(remaining).collect();
        let added = if adds { extend(&mut entries, found) } else { 0 };
        if !entries.is_empty() {
            self.files.insert(name.to_owned(), entries);
        }
        BaselineChange { added, removed, moved: 0 }
    }

    /// Adds entries for the manifest called `name`, except those for findings that it has an entry for.
    pub fn insert(&mut self, name: &str, added: impl IntoIterator<Item = AcceptedFinding>) {
        let mut entries = self.files.remove(name).unwrap_or_default();
        extend(&mut entries, added.into_iter().collect());
        if !entries.is_empty() {
            self.files.insert(name.to_owned(), entries);
        }
    }

    /// Moves the entries of the manifest called `name` to other pointers, where `moved` returns one.
    pub fn move_pointers(&mut self, name: &str, moved: impl Fn(&str) -> Option<String>) {
        let Some(entries) = self.files.get_mut(name) else { return };
        for entry in &mut *entries {
            if let Some(pointer) = moved(&entry.pointer) {
                entry.pointer = pointer;
            }
        }
        entries.sort();
    }

    /// Moves the entries of the manifest called `old`, or of all manifests in the folder called `old`, to
    /// the name `new`. Entries of a manifest that has this name are kept.
    pub fn rename(&mut self, old: &str, new: &str) {
        let is_renamed = |name: &&String| {
            name.strip_prefix(old).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        let names: Vec<String> = self.files.keys().filter(is_renamed).cloned().collect();
        for name in names {
            let entries = self.files.remove(&name).unwrap_or_default();
            self.insert(&format!("{new}{}", &name[old.len()..]), entries);
        }
    }

    /// Returns the text of the file: sorted, with one entry per line, so that versions can be merged.
    pub fn to_text(&self) -> String {
        let mut text = format!("{{\n  \"version\": {VERSION},\n  \"files\": {{");
        for (index, (name, entries)) in self.files.iter().enumerate() {
            let comma = if index > 0 { "," } else { "" };
            // Writing to a string cannot fail.
            let _ = write!(text, "{comma}\n    {}: [", quoted(name));
            for (index, entry) in entries.iter().enumerate() {
                let comma = if index > 0 { "," } else { "" };
                let AcceptedFinding { pointer, rule, member, value, places, reason } = entry;
                let (rule, pointer) = (quoted(rule), quoted(pointer));
                let _ = write!(text, "{comma}\n      {{ \"rule\": {rule}, \"pointer\": {pointer}");
                let string = |value: &Option<String>| value.as_deref().map(quoted);
                let members = [
                    ("member", string(member)),
                    ("value", string(value)),
                    ("places", (*places != 1).then(|| places.to_string())),
                    ("reason", string(reason)),
                ];
                for (name, value) in members {
                    if let Some(value) = value {
                        let _ = write!(text, ", \"{name}\": {value}");
                    }
                }
                text.push_str(" }");
            }
            text.push_str("\n    ]");
        }
        text.push_str(if self.files.is_empty() { "}\n}\n" } else { "\n  }\n}\n" });
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn entry(rule: &str, pointer: &str, value: Option<&str>) -> AcceptedFinding {
        AcceptedFinding {
            rule: rule.to_owned(),
            pointer: pointer.to_owned(),
            member: None,
            value: value.map(str::to_owned),
            places: 1,
            reason: None,
        }
    }

    #[test]
    fn update_keeps_reasons_and_other_manifests() {
        let text = r#"{ "version": 1, "files": {
            "b.json": [{ "rule": "x", "pointer": "/gone" }],
            "a.json": [
                { "rule": "y", "pointer": "/kept", "reason": "legacy" },
                { "rule": "z", "pointer": "/gone" },
                { "rule": "v", "pointer": "/value", "value": "old" }] } }"#;
        let mut baseline = Baseline::parse(text).unwrap();
        let found = vec![
            entry("v", "/value", Some("new")),
            entry("y", "/kept", None),
            entry("n", "", None),
        ];
        let change = baseline.update("a.json", found.clone(), true);
        assert_eq!(change, BaselineChange { added: 2, removed: 2, moved: 0 });
        assert_eq!(baseline.update("a.json", found, true), BaselineChange::default());
        insta::assert_snapshot!(baseline.to_text(), @r#"
        {
          "version": 1,
          "files": {
            "a.json": [
              { "rule": "n", "pointer": "" },
              { "rule": "y", "pointer": "/kept", "reason": "legacy" },
              { "rule": "v", "pointer": "/value", "value": "new" }
            ],
            "b.json": [
              { "rule": "x", "pointer": "/gone" }
            ]
          }
        }
        "#);
        assert_eq!(baseline.update("b.json", Vec::new(), false).removed, 1);
        assert_eq!(baseline.names().collect::<Vec<_>>(), ["a.json"]);
    }

    #[test]
    fn parse_describes_invalid_files() {
        for (text, expected) in [
            ("", "not a valid baseline: the file is empty; delete it"),
            ("{\n<<<<<<< HEAD\n", "not a valid baseline: line 2 begins a merge conflict; keep"),
            (
                r#"{"version": 2, "new": 1}"#,
                "version 2 of the baseline is not supported, only 1; update this program",
            ),
            (r#"{"version": "1"}"#, "version \"1\" of the baseline is not supported, only 1"),
            (r#"{"files": {}}"#, "not a valid baseline: missing field `version`"),
            ("[]", "not a valid baseline: "),
            (
                r#"{"version": 1, "files": {"a": [{"rule": "x"}]}}"#,
                "not a valid baseline: missing field",
            ),
            (r#"{"version": 1, "fils": {}}"#, "not a valid baseline: unknown field `fils`"),
        ] {
            let error = Baseline::parse(text).unwrap_err();
            assert!(error.starts_with(expected), "{error}");
        }
    }

    proptest! {
        #[test]
        fn text_is_parsed_to_the_same_baseline(
            entries in prop::collection::vec((".{0,6}", "[a-c]", "/.{0,4}", prop::option::of(".{0,4}")), 0..12)
        ) {
            let mut baseline = Baseline::default();
            for (name, rule, pointer, value) in entries {
                baseline.insert(&name, [entry(&rule, &pointer, value.as_deref())]);
            }
            prop_assert_eq!(Baseline::parse(&baseline.to_text()), Ok(baseline));
        }
    }
}
