//! The baseline file, as data: the findings that a project accepts, by manifest.

use std::collections::{BTreeMap, HashSet};
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
    /// The number of new entries.
    pub added: usize,
    /// The number of removed entries.
    pub removed: usize,
}

impl BaselineChange {
    /// Adds the numbers of another update.
    pub fn add(&mut self, other: BaselineChange) {
        self.added += other.added;
        self.removed += other.removed;
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    version: u32,
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
    reason: Option<String>,
}

impl Baseline {
    /// Parses a baseline file. The error is a message for the user.
    pub fn parse(text: &str) -> Result<Baseline, String> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let file: File =
            serde_json::from_str(text).map_err(|error| format!("not a valid baseline: {error}"))?;
        if file.version != VERSION {
            return Err(format!(
                "version {} of the baseline is not supported; expected {VERSION}",
                file.version
            ));
        }
        let entry = |Entry { rule, pointer, member, value, reason }| AcceptedFinding {
            pointer,
            rule,
            member,
            value,
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
        let before = old.len();
        let all: HashSet<_> = found.iter().map(AcceptedFinding::identity).collect();
        let is_found = |entry: &AcceptedFinding| all.contains(&entry.identity());
        let mut entries: Vec<AcceptedFinding> = old.into_iter().filter(is_found).collect();
        let kept = entries.len();
        let removed = before - kept;
        if adds {
            let present: HashSet<_> = entries.iter().map(AcceptedFinding::identity).collect();
            let is_new: Vec<bool> =
                found.iter().map(|entry| !present.contains(&entry.identity())).collect();
            entries.extend(found.into_iter().zip(is_new).filter_map(|(it, new)| new.then_some(it)));
        }
        let added = entries.len() - kept;
        entries.sort();
        if !entries.is_empty() {
            self.files.insert(name.to_owned(), entries);
        }
        BaselineChange { added, removed }
    }

    /// Adds an entry for the manifest called `name`, unless it has an entry for the finding.
    pub fn insert(&mut self, name: &str, entry: AcceptedFinding) {
        let entries = self.files.entry(name.to_owned()).or_default();
        if !entries.iter().any(|it| it.identity() == entry.identity()) {
            entries.push(entry);
            entries.sort();
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
                let AcceptedFinding { pointer, rule, member, value, reason } = entry;
                let (rule, pointer) = (quoted(rule), quoted(pointer));
                let _ = write!(text, "{comma}\n      {{ \"rule\": {rule}, \"pointer\": {pointer}");
                for (name, value) in [("member", member), ("value", value), ("reason", reason)] {
                    if let Some(value) = value {
                        let _ = write!(text, ", \"{name}\": {}", quoted(value));
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
        assert_eq!(change, BaselineChange { added: 2, removed: 2 });
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
            ("", "not a valid baseline: EOF while parsing a value at line 1 column 0"),
            (r#"{"version": 2}"#, "version 2 of the baseline is not supported; expected 1"),
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
                baseline.insert(&name, entry(&rule, &pointer, value.as_deref()));
            }
            prop_assert_eq!(Baseline::parse(&baseline.to_text()), Ok(baseline));
        }
    }
}
