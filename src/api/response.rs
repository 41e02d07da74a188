//! What the endpoint answers.

use serde_json::Value;

use super::config::{ApiConfig, TOKEN, WORKSPACE};
use super::error;

/// That the endpoint does not take a manifest, and why.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rejection {
    /// What kind of refusal, as the API calls it: `InvalidPayload`, `AlreadyExists` …
    pub kind: String,
    /// Why, in the endpoint's words.
    pub message: String,
    /// What is wrong, one by one, where the answer says that besides the message.
    pub violations: Vec<Violation>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The names that lead to it, where the answer says them.
    pub path: Option<Vec<String>>,
    pub message: String,
}

/// What to make of an answer.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// The manifest is fine.
    Accepted,
    /// It is not.
    Refused(Rejection),
    /// It may be otherwise in a while; the words say what it is now.
    Later(String),
    /// This says nothing about the manifest; the words say what went wrong.
    Trouble(String),
    /// The same, and there is no sense in asking about other manifests.
    Hopeless(String),
}

/// What an answer means.
pub(super) fn interpret(
    access: &ApiConfig,
    status: u16,
    location: Option<&str>,
    body: &[u8],
) -> Outcome {
    let host = access.host();
    let json: Option<Value> = serde_json::from_slice(body).ok();
    let error = json.as_ref().and_then(Rejection::read);
    let said = error.as_ref().map_or_else(String::new, Rejection::said);
    match status {
        200..=299 => match json {
            Some(Value::Object(_)) => Outcome::Accepted,
            _ => Outcome::Hopeless(format!(
                "{host} answers {status} with something that is no answer of the API. Is the \
                 address of the API right, and nothing in between?"
            )),
        },
        300..=399 => Outcome::Hopeless(format!(
            "{host} answers {status} and points to {}, which is not followed, because the token is \
             for {host} only.",
            location.map_or_else(|| "another place".to_owned(), error::host_of)
        )),
        401 => Outcome::Hopeless(format!(
            "{host} does not accept the token in {TOKEN} (401{said}). It may be mistyped, expired \
             or withdrawn."
        )),
        403 => Outcome::Hopeless(format!(
            "{host} does not let the token in {TOKEN} validate integrations in the workspace that \
             {WORKSPACE} names (403{said})."
        )),
        404 | 405 => Outcome::Hopeless(format!(
            "{host} has no endpoint at {} ({status}{said}). Is the address of the API right?",
            access.url.path()
        )),
        408 | 425 | 429 | 500..=599 => {
            let what = if status == 429 { "is asked too often" } else { "is in trouble" };
            Outcome::Later(format!("{host} {what} ({status}{said})"))
        }
        400 | 409 | 413 | 422 => match error {
            Some(refusal) => Outcome::Refused(refusal),
            None if status == 413 => Outcome::Refused(Rejection {
                kind: "PayloadTooLarge".to_owned(),
                message: "the manifest is larger than the endpoint takes".to_owned(),
                violations: Vec::new(),
            }),
            None => Outcome::Trouble(format!(
                "{host} answers {status} with something that is no answer of the API."
            )),
        },
        _ => Outcome::Trouble(format!("{host} answers {status}{said}.")),
    }
}

impl Rejection {
    /// Reads an error as the API words it; `None` if `json` is something else.
    fn read(json: &Value) -> Option<Rejection> {
        let message = json.get("message")?.as_str()?.trim();
        let kind = json.get("type").and_then(Value::as_str).unwrap_or_default();
        let mut violations = Vec::new();
        // Validators differ in where they list what they found.
        for list in ["violations", "errors", "issues", "details"] {
            if let Some(list) = json.get(list) {
                Violation::read_all(list, &mut violations);
            }
        }
        if violations.is_empty()
            && let Some(list) = embedded(message)
        {
            Violation::read_all(&list, &mut violations);
        }
        Some(Rejection { kind: kind.to_owned(), message: message.to_owned(), violations })
    }

    /// Type, message and id, for a sentence about something else than the manifest.
    fn said(&self) -> String {
        let kind = error::truncate(&self.kind, 40);
        let message = error::truncate(&self.message, 200);
        match (kind.is_empty(), message.is_empty()) {
            (true, true) => String::new(),
            (false, true) => format!(", {kind}"),
            (true, false) => format!(": {message}"),
            (false, false) => format!(", {kind}: {message}"),
        }
    }
}

/// A list that a message holds as JSON.
fn embedded(message: &str) -> Option<Value> {
    let start =
        message.find("[{").or_else(|| message.find("[ {")).or_else(|| message.find("[\n"))?;
    serde_json::Deserializer::from_str(&message[start..]).into_iter().next()?.ok()
}

impl Violation {
    fn read_all(list: &Value, out: &mut Vec<Violation>) {
        const MOST: usize = 1000;
        for item in list.as_array().into_iter().flatten().take(MOST) {
            out.extend(Violation::read(item));
        }
    }

    fn read(item: &Value) -> Option<Violation> {
        if let Some(message) = item.as_str() {
            return Some(Violation { path: None, message: message.to_owned() });
        }
        let message = item.get("message")?.as_str()?.to_owned();
        let path =
            ["path", "instancePath", "dataPath", "pointer"].into_iter().find_map(|name| match item
                .get(
                name,
            )? {
                Value::Array(path) => path
                    .iter()
                    .map(|step| match step {
                        Value::String(step) => Some(step.clone()),
                        Value::Number(step) => Some(step.to_string()),
                        _ => None,
                    })
                    .collect(),
                Value::String(path) if path.is_empty() => Some(Vec::new()),
                Value::String(path) if path.starts_with('/') => {
                    Some(crate::syntax::pointer::tokens(path).collect())
                }
                _ => None,
            });
        Some(Violation { path, message })
    }
}
