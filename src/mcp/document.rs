//! The manifest that a tool works on: a file, or a text that is not saved.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use super::answer::ToolError;
use super::roots::{FileBelow, Roots};
use crate::config::{DiffSettings, FormatSettings, Problem, Resolver};
use crate::ide::format::Options;
use crate::manifest::{redacted, secret_values};
use crate::report::line_index::LineIndex;
use crate::rules::{self, Dump, Finding, Settings};
use crate::snapshot::Snapshot;
use crate::syntax::{Dialect, Tree};
use crate::text::{self, TextEdit};
use crate::util::budget::MAX_BYTES;
use crate::util::display::{sanitize, truncate};
use crate::util::fs;

/// The name of a text without a name.
const DEFAULT_NAME: &str = "integration.json";

/// Maximum number of problems of settings files in an answer.
const MAX_SETTINGS_PROBLEMS: usize = 5;

/// The arguments that name a manifest.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub struct DocumentArguments {
    /// File
    #[serde(default)]
    pub path: Option<String>,
    /// Unsaved content instead of a file
    #[serde(default)]
    pub text: Option<String>,
    /// Name of `text`: JSON or JSONC, settings
    #[serde(default)]
    pub filename: Option<String>,
}

/// A manifest with its settings.
#[derive(Debug)]
pub struct Document {
    /// The name in answers.
    pub name: String,
    pub text: String,
    pub dialect: Dialect,
    pub settings: Arc<Settings>,
    format: FormatSettings,
    /// The settings of comparisons.
    pub diff: DiffSettings,
    /// Problems of the settings files, each with its place.
    pub settings_problems: Vec<String>,
    /// The file; `None` for a text.
    file: Option<FileBelow>,
    /// The path that selects the settings.
    pub settings_path: PathBuf,
}

impl Document {
    /// Reads the manifest that the arguments name.
    pub fn read(roots: &Roots, arguments: DocumentArguments) -> Result<Document, ToolError> {
        let DocumentArguments { path, text, filename } = arguments;
        match (path, text) {
            (Some(path), None) if filename.is_none() => {
                let file = roots.file(&path)?;
                let text = roots.read(&file, &path)?;
                let settings_path = file.path.clone();
                Ok(Document::new(path, text, settings_path, Some(file)))
            }
            (None, Some(text)) if text.len() <= MAX_BYTES => {
                let name = filename.unwrap_or_else(|| DEFAULT_NAME.to_owned());
                let settings_path = roots.name(&name)?;
                Ok(Document::new(name, text, settings_path, None))
            }
            (None, Some(_)) => Err(ToolError::Arguments("`text` is larger than 64 MiB".to_owned())),
            (Some(_), None) => {
                Err(ToolError::Arguments("`filename` is the name of `text`".to_owned()))
            }
            _ => Err(ToolError::Arguments("pass either `path` or `text`".to_owned())),
        }
    }

    fn new(name: String, text: String, path: PathBuf, file: Option<FileBelow>) -> Document {
        let resolver = Resolver::new();
        let settings = resolver.settings_for(&path);
        Document {
            dialect: Dialect::of_path(&name),
            name,
            text,
            settings,
            format: resolver.format_for(&path),
            diff: resolver.file_for(&path).map(|file| file.config.diff.clone()).unwrap_or_default(),
            settings_problems: settings_problems(&resolver),
            file,
            settings_path: path,
        }
    }

    /// The findings, as `check` reports them.
    pub fn check(&self) -> Vec<Finding> {
        rules::check(&self.text, self.dialect, &self.settings)
    }

    /// How the document is checked, if it is the output of `bp read --json`.
    pub fn dump_note(&self) -> Option<String> {
        let tree = Tree::parse(self.text.as_str(), self.dialect);
        Some(Dump::find(&self.text.as_str(), tree.root()?)?.note())
    }

    /// The findings of this document with another text.
    pub fn check_text(&self, text: &str) -> Vec<Finding> {
        rules::check(text, self.dialect, &self.settings)
    }

    /// A snapshot, for the requests of editors.
    pub fn snapshot(&self) -> Snapshot {
        Snapshot::new(&self.text, self.dialect, self.settings.clone(), 0)
    }

    /// A snapshot without the values of secrets, for answers that cut values: a part of a secret cannot be
    /// masked later.
    pub fn redacted_snapshot(&self) -> Snapshot {
        Snapshot::new(&redacted(&self.text), self.dialect, self.settings.clone(), 0)
    }

    /// The values of secrets in the document, as written and without escapes.
    pub fn secrets(&self) -> Vec<String> {
        secrets_of(&self.text)
    }

    /// The options of the formatter.
    pub fn format_options(&self) -> Options {
        let mut options = Options::default();
        self.format.apply(&mut options);
        options
    }

    /// Whether the manifest is a text without a file.
    pub fn is_text(&self) -> bool {
        self.file.is_none()
    }

    /// Writes `edits` to the file, unless it changed since it was read.
    pub fn write(&self, edits: &[TextEdit]) -> Result<(), ToolError> {
        let Some(file) = &self.file else {
            return Err(ToolError::Arguments("`dry_run: false` requires `path`".to_owned()));
        };
        if edits.is_empty() {
            return Ok(());
        }
        let new_text = text::apply(&self.text, edits);
        fs::write(&file.real, Some(self.text.as_bytes()), new_text.as_bytes())
            .map_err(|error| ToolError::about(&self.name, &error))
    }
}

/// The values of secrets in `text`, as written and without escapes.
pub fn secrets_of(text: &str) -> Vec<String> {
    let tree = Tree::parse(text, Dialect::Jsonc);
    let mut found = Vec::new();
    for range in secret_values(text, &tree) {
        let written = &text[range];
        if let Ok(value) = serde_json::from_str::<String>(&format!("\"{written}\"")) {
            found.push(value);
        }
        found.push(written.to_owned());
    }
    // Answers replace control characters, and titles also collapse white space.
    let shown = |secret: &String| {
        let words: Vec<&str> = secret.split_whitespace().collect();
        [sanitize(secret).into_owned(), words.join(" ")]
    };
    let shown: Vec<String> = found.iter().flat_map(shown).collect();
    found.extend(shown);
    found.sort();
    found.dedup();
    // The longest first, because one secret may be a part of another.
    found.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    found
}

fn settings_problems(resolver: &Resolver) -> Vec<String> {
    let mut found = Vec::new();
    for file in resolver.files() {
        if let Some(message) = &file.unreadable {
            found.push(format!("{}: {message}", file.path.display()));
        }
        add_problems(&file.path, &file.text, &file.problems, &mut found);
        for base in &file.bases {
            add_problems(&base.path, &base.text, &base.problems, &mut found);
        }
    }
    found.truncate(MAX_SETTINGS_PROBLEMS);
    found
}

fn add_problems(path: &Path, text: &str, problems: &[Problem], found: &mut Vec<String>) {
    let name = path.to_string_lossy();
    let lines = LineIndex::new(text);
    for problem in problems {
        let at = lines.position(problem.place.start);
        let message = truncate(&problem.message, 300);
        found.push(format!("{}:{}:{}: {message}", sanitize(&name), at.line, at.column));
    }
}
