//! Responses of the API.

use serde_json::{Map, Value};

use super::config::{ApiConfig, TOKEN, WORKSPACE};
use super::error;
use super::redact::Redactor;

/// The error of a rejected manifest.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Rejection {
    /// The error type of the API, such as `InvalidPayload` or `AlreadyExists`.
    pub kind: String,
    /// The message of the API.
    pub message: String,
    /// The list of violations, if the response has one.
    pub violations: Vec<Violation>,
}

/// A violation with its path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Violation {
    /// The names from the root to the member, if the response has them.
    pub path: Option<Vec<String>>,
    /// The message.
    pub message: String,
}

/// The meaning of a response.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Outcome<T> {
    /// A response of the API.
    Done(T),
    /// A transient failure, with a message.
    Transient(String),
    /// The request failed, with a message.
    Failed(String),
    /// All requests would fail, with a message.
    Fatal(String),
}

/// Interprets a response to a validation, and removes the secrets of `redactor` from it: `None` if the
/// manifest is valid. `path` is the path of the URL.
pub(super) fn interpret(
    config: &ApiConfig,
    redactor: &Redactor,
    path: &str,
    status: u16,
    location: Option<&str>,
    body: &[u8],
) -> Outcome<Option<Rejection>> {
    let host = config.host();
    let json: Option<Value> = serde_json::from_slice(body).ok();
    let error = json.as_ref().and_then(Rejection::read).map(|error| error.redacted(redactor));
    let details = error.as_ref().map_or_else(String::new, Rejection::details);
    match status {
        200..=299 => match json {
            Some(Value::Object(_)) => Outcome::Done(None),
            _ => Outcome::Fatal(format!(
                "Unexpected response from {host} ({status}): not a response of the Botpress API. \
                 Check the URL of the API, and whether a proxy or login page intercepts requests."
            )),
        },
        300..=399 => Outcome::Fatal(format!(
            "{host} redirects to {} ({status}). Redirects are not followed, because the token is \
             only for {host}.",
            location.map_or_else(
                || "another URL".to_owned(),
                |location| error::host_of(&redactor.redact(location))
            )
        )),
        401 => Outcome::Fatal(format!(
            "{host} rejected the token in {TOKEN} (401{details}). Check that it is complete, and that \
             it has not expired or been revoked."
        )),
        403 => Outcome::Fatal(format!(
            "{host} denied access (403{details}): the token in {TOKEN} cannot validate integrations in \
             the workspace {WORKSPACE}."
        )),
        404 | 405 => Outcome::Fatal(format!(
            "{host} has no validation API at {path} ({status}{details}). Check the URL of the API."
        )),
        408 | 425 | 429 | 500..=599 => {
            let state = if status == 429 { "is rate limiting requests" } else { "is unavailable" };
            Outcome::Transient(format!("{host} {state} ({status}{details})"))
        }
        400 | 409 | 413 | 422 => match error {
            Some(rejection) => Outcome::Done(Some(rejection)),
            None if status == 413 => Outcome::Done(Some(Rejection {
                kind: "PayloadTooLarge".to_owned(),
                message: "the manifest is too large".to_owned(),
                violations: Vec::new(),
            })),
            None => Outcome::Failed(format!(
                "Unexpected response from {host} ({status}): not a response of the Botpress API."
            )),
        },
        _ => Outcome::Failed(format!("Unexpected response from {host} ({status}{details}).")),
    }
}

/// Interprets a response with a version of an integration: `None` if there is no such version.
pub(super) fn interpret_published(
    config: &ApiConfig,
    redactor: &Redactor,
    path: &str,
    status: u16,
    location: Option<&str>,
    body: &[u8],
) -> Outcome<Option<Map<String, Value>>> {
    let host = config.host();
    if status == 404 {
        return Outcome::Done(None);
    }
    if let 200..=299 = status
        && let Ok(Value::Object(mut response)) = serde_json::from_slice(body)
        && let Some(Value::Object(integration)) = response.remove("integration")
    {
        return Outcome::Done(Some(integration));
    }
    match interpret(config, redactor, path, status, location, body) {
        Outcome::Done(Some(rejection)) => Outcome::Failed(format!(
            "{host} rejected the request ({status}{}).",
            rejection.details()
        )),
        Outcome::Done(None) => Outcome::Fatal(format!(
            "Unexpected response from {host} ({status}): no `integration` in it."
        )),
        Outcome::Transient(message) => Outcome::Transient(message),
        Outcome::Failed(message) => Outcome::Failed(message),
        Outcome::Fatal(message) => Outcome::Fatal(message),
    }
}

impl Rejection {
    /// Parses an error of the API. Returns `None` if `json` is something else.
    fn read(json: &Value) -> Option<Rejection> {
        let message = json.get("message")?.as_str()?.trim();
        let kind = json.get("type").and_then(Value::as_str).unwrap_or_default();
        let mut violations = Vec::new();
        // Validators use different names for the list.
        for list in ["violations", "errors", "issues", "details"] {
            if let Some(list) = json.get(list) {
                Violation::read_all(list, &mut violations);
            }
        }
        if violations.is_empty()
            && let Some(list) = find_list(message)
        {
            Violation::read_all(&list, &mut violations);
        }
        Some(Rejection { kind: kind.to_owned(), message: message.to_owned(), violations })
    }

    /// Removes the secrets from all text that is shown. Call it before the text is cut or split.
    pub(super) fn redacted(mut self, redactor: &Redactor) -> Rejection {
        self.kind = redactor.redact(&self.kind);
        self.message = redactor.redact(&self.message);
        for violation in &mut self.violations {
            violation.message = redactor.redact(&violation.message);
        }
        self
    }

    /// Returns the type and the message, to append to a status.
    fn details(&self) -> String {
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

/// Returns the JSON array of violations in a message, if there is one.
fn find_list(message: &str) -> Option<Value> {
    let start =
        message.find("[{").or_else(|| message.find("[ {")).or_else(|| message.find("[\n"))?;
    serde_json::Deserializer::from_str(&message[start..]).into_iter().next()?.ok()
}

impl Violation {
    fn read_all(list: &Value, out: &mut Vec<Violation>) {
        const MAX_VIOLATIONS: usize = 1000;
        for item in list.as_array().into_iter().flatten().take(MAX_VIOLATIONS) {
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
