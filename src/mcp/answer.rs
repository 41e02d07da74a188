//! Answers of tools, within their limits.

use std::collections::HashSet;

use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use crate::rules::{self, Finding};
use crate::util::budget::cut;
use crate::util::display::{plural, sanitize};

/// Maximum length of an answer in characters, as JSON: about 5,000 tokens.
pub const MAX_CHARS: usize = 20_000;

/// Length of the parts of an answer that tools do not control, in characters.
const ENVELOPE: usize = 300;

/// Minimum length, in bytes, of a secret that is masked wherever it occurs. A shorter one would mask
/// parts of unrelated words.
const MIN_MASKED: usize = 4;

/// The answer of a tool: data, and the same as short text.
#[derive(Debug, Clone)]
pub struct Answer {
    pub text: String,
    pub data: Value,
}

/// Why a tool has no answer.
#[derive(Debug)]
pub enum ToolError {
    /// The arguments are invalid: an error of the protocol.
    Arguments(String),
    /// The tool failed: the message is for the agent.
    Failed(String),
}

impl ToolError {
    /// A failure about the file `path`.
    pub fn about(path: &str, message: &str) -> ToolError {
        let path = cut(path, 200).unwrap_or(path);
        ToolError::Failed(format!("`{}`: {message}", sanitize(path)))
    }
}

impl Answer {
    /// Creates an answer.
    pub fn new(text: String, data: &impl Serialize) -> Answer {
        // Values made of strings and numbers always serialize.
        Answer { text, data: serde_json::to_value(data).unwrap_or_default() }
    }

    /// Length of the answer in characters.
    pub fn len(&self) -> usize {
        let text = serde_json::to_string(&self.text).unwrap_or_default();
        ENVELOPE + text.chars().count() + self.data.to_string().chars().count()
    }

    /// Whether the answer is not too long.
    pub fn fits(&self) -> bool {
        self.len() <= MAX_CHARS
    }

    /// Masks the values of `secrets`.
    pub fn mask(&mut self, secrets: &[String]) {
        let secrets = secrets.iter().map(String::as_str);
        let secrets: Vec<&str> = secrets.filter(|secret| secret.len() >= MIN_MASKED).collect();
        if secrets.is_empty() {
            return;
        }
        let whole = secrets.iter().copied().collect();
        mask_text(&mut self.text, &secrets);
        mask_value(&mut self.data, &secrets, &whole);
    }
}

fn mask_text(text: &mut String, secrets: &[&str]) {
    for secret in secrets {
        if text.contains(secret) {
            *text = text.replace(secret, "****");
        }
    }
}

/// Masks `secrets` in strings, and the numbers that are among them: `whole` has the same values.
fn mask_value(value: &mut Value, secrets: &[&str], whole: &HashSet<&str>) {
    match value {
        Value::String(text) => mask_text(text, secrets),
        Value::Array(items) => items.iter_mut().for_each(|it| mask_value(it, secrets, whole)),
        Value::Object(members) => {
            members.values_mut().for_each(|it| mask_value(it, secrets, whole));
        }
        Value::Number(number) if whole.contains(number.to_string().as_str()) => {
            *value = Value::Null;
        }
        _ => {}
    }
}

/// Returns the answer with as many of `count` items as fit. `build` builds the answer with that many.
pub fn fit(count: usize, build: impl Fn(usize) -> Answer) -> Answer {
    let mut items = count;
    loop {
        let answer = build(items);
        let len = answer.len();
        if len <= MAX_CHARS || items == 0 {
            return answer;
        }
        // Most items have a similar length.
        items = (items * MAX_CHARS / len).min(items - 1);
    }
}

/// Returns the first lines of `text` with at most `max` characters, and the number of omitted characters.
pub fn cut_lines(text: &str, max: usize) -> (&str, usize) {
    let Some(start) = cut(text, max) else { return (text, 0) };
    let end = start.rfind('\n').map_or(start.len(), |at| at + 1);
    (&text[..end], text[end..].chars().count())
}

/// The number of findings by severity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    pub hints: usize,
}

impl Counts {
    /// Counts `findings`, including those that are not listed.
    pub fn new(findings: &[Finding]) -> Counts {
        let [hints, infos, warnings, errors] = rules::count_by_severity(findings);
        Counts { errors, warnings, infos, hints }
    }

    /// Describes the counts: `2 errors, 1 warning, 0 infos, 3 hints`.
    pub fn describe(self) -> String {
        let Counts { errors, warnings, infos, hints } = self;
        [(errors, "error"), (warnings, "warning"), (infos, "info"), (hints, "hint")]
            .map(|(count, noun)| plural(count, noun))
            .join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn answers_fit_with_as_many_items_as_possible() {
        let build = |count: usize| Answer::new("x".repeat(100 * count), &json!({}));
        let answer = fit(1_000, build);
        assert!(answer.fits());
        assert!(answer.len() > MAX_CHARS * 9 / 10, "{}", answer.len());
        assert_eq!(fit(3, build).text.len(), 300);
        assert!(!fit(0, |_| Answer::new("x".repeat(30_000), &json!({}))).fits());
    }

    #[test]
    fn secrets_are_masked_in_text_and_data() {
        let data = json!({ "a": ["hunter2 here"], "b": 815304711 });
        let mut answer = Answer::new("is hunter2".to_owned(), &data);
        answer.mask(&["hunter2".to_owned(), "815304711".to_owned(), "is".to_owned()]);
        assert_eq!(answer.text, "is ****");
        assert_eq!(answer.data, json!({ "a": ["**** here"], "b": null }));
    }

    #[test]
    fn texts_are_cut_at_lines() {
        assert_eq!(cut_lines("ab\ncd\n", 4), ("ab\n", 3));
        assert_eq!(cut_lines("abcd", 2), ("ab", 2));
        assert_eq!(cut_lines("ab", 2), ("ab", 0));
    }
}
