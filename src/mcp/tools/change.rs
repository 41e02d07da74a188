//! The part of an answer about a change of a manifest: its diff or its text, and whether it was written.

use schemars::JsonSchema;
use serde::Serialize;

use crate::mcp::answer::{Answer, ToolError, cut_lines};
use crate::mcp::document::{Document, secrets_of};
use crate::report::unified_diff::unified_diff;
use crate::text::{self, TextEdit};

/// Maximum length of a diff or a text in an answer, in characters. An answer contains it twice.
const MAX_TEXT: usize = 8_000;

/// The default of the argument `dry_run`.
pub(super) fn default_dry_run() -> bool {
    true
}

/// The result of a change.
#[derive(Debug, Serialize, JsonSchema)]
pub(super) struct Written {
    /// Whether the change differs from the manifest.
    changed: bool,
    /// Whether the file was written.
    written: bool,
    /// For `path`: the change as a unified diff.
    #[serde(skip_serializing_if = "Option::is_none")]
    diff: Option<String>,
    /// For `text`: the new text. Absent if it is too long or contains values of secrets; then `diff` has
    /// the change.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
    /// Number of characters that are omitted from the diff.
    omitted_chars: usize,
}

impl Written {
    /// Describes the state of the file.
    fn state(&self) -> &'static str {
        match (self.changed, self.written, &self.text) {
            (false, _, _) => "Nothing to change",
            (true, true, _) => "Written",
            (true, false, None) => "Not written (dry run)",
            (true, false, Some(_)) => "Changed",
        }
    }
}

/// A change of a manifest.
#[derive(Debug)]
pub(super) struct Change {
    name: String,
    before: String,
    after: String,
    edits: Vec<TextEdit>,
    is_text: bool,
    is_written: bool,
}

impl Change {
    /// Applies `edits` to the document. Writes the file unless `dry_run`.
    pub(super) fn new(
        document: &Document,
        edits: &[TextEdit],
        dry_run: bool,
    ) -> Result<Change, ToolError> {
        if !dry_run {
            document.write(edits)?;
        }
        Ok(Change {
            name: document.name.clone(),
            before: document.text.clone(),
            after: text::apply(&document.text, edits),
            edits: edits.to_vec(),
            is_text: document.is_text(),
            is_written: !dry_run && !edits.is_empty(),
        })
    }

    /// The new text.
    pub(super) fn text(&self) -> &str {
        &self.after
    }

    /// Builds the answer: `head` with the change below it, and the data that `build` returns.
    pub(super) fn answer<D: Serialize>(&self, head: &str, build: impl Fn(Written) -> D) -> Answer {
        let mut secrets = secrets_of(&self.before);
        secrets.extend(secrets_of(&self.after));
        let diff = unified_diff(&self.name, &self.before, &self.edits);
        let mut max = MAX_TEXT;
        loop {
            let written = self.written(&diff, &secrets, max);
            let body = written.text.as_ref().or(written.diff.as_ref()).cloned();
            let text = format!("{}{head}\n{}", written.state(), body.unwrap_or_default());
            let mut answer = Answer::new(text, &build(written));
            answer.mask(&secrets);
            if answer.fits() || max == 0 {
                return answer;
            }
            max = max.saturating_sub(1_000);
        }
    }

    fn written(&self, diff: &str, secrets: &[String], max: usize) -> Written {
        let is_shown = self.is_text
            && self.after.chars().count() <= max
            && !secrets.iter().any(|secret| self.after.contains(secret));
        let (diff, omitted_chars) = cut_lines(diff, max);
        Written {
            changed: !self.edits.is_empty(),
            written: self.is_written,
            diff: (!is_shown && !self.edits.is_empty()).then(|| diff.to_owned()),
            text: is_shown.then(|| self.after.clone()),
            omitted_chars: if is_shown { 0 } else { omitted_chars },
        }
    }
}
