//! Validates a body.

use std::fmt::Write;

use super::capture::Captured;
use super::error::{ApiError, ErrorType};
use super::options::Options;
use crate::manifest::field_names;
use crate::rules::{self, Finding, Group, Settings, Severity};
use crate::syntax::{Dialect, SyntaxErrorKind, Tree};
use crate::text::{Buffer, PositionEncoding};
use crate::util::budget::MAX_TOKENS;
use crate::util::display::truncate;

/// Maximum number of JSON syntax errors in a message.
const MAX_SYNTAX_ERRORS: usize = 100;

/// Maximum size of a message in bytes, without its last violation.
const MAX_MESSAGE_BYTES: usize = 64 << 10;

/// Maximum number of characters of the location and of the text of a violation.
const MAX_PART_CHARS: usize = 1_000;

/// The name and the version of a valid manifest.
#[derive(Debug)]
pub(super) struct Identity {
    pub(super) name: String,
    pub(super) version: String,
}

/// Validates a body, and passes it to the receiver of manifests. The error lists all violations.
pub(super) fn validate_body(body: &[u8], options: &Options) -> Result<Identity, ApiError> {
    let text = std::str::from_utf8(body).map_err(|error| {
        let at = error.valid_up_to();
        ApiError::payload(format!("The body is not UTF-8: byte {:#04x} at offset {at}.", body[at]))
    })?;
    let tree = Tree::parse(text, Dialect::Json);
    if tree.excess().is_some_and(|kind| kind != SyntaxErrorKind::TooManyErrors) {
        return Err(ApiError::new(
            ErrorType::PayloadTooLarge,
            format!(
                "The manifest exceeds the maximum of {MAX_TOKENS} values, brackets and commas."
            ),
        ));
    }
    if tree.document().has_errors {
        return Err(syntax_error(text, &tree));
    }
    let identity = identity(text, &tree);
    if let Some(capture) = &options.capture {
        let Identity { name, version } = &identity;
        capture.receive(&Captured { name, version, text }).map_err(|why| {
            let message = format!("The manifest was not captured: {why}.");
            ApiError::new(ErrorType::Internal, message)
        })?;
    }
    if options.accept_errors {
        return Ok(identity);
    }
    let strict = options.strict;
    let findings = if strict {
        rules::run(&text, &tree, &Settings::default()).findings
    } else {
        rules::run_endpoint(&text, tree)
    };
    let mut violations = Violations::default();
    for finding in findings.iter().filter(|finding| is_rejected(finding, strict)) {
        let location = if finding.pointer.is_empty() { ROOT } else { &finding.pointer };
        match &finding.omitted {
            Some(omitted) => {
                let group = |group: Group| omitted.errors_by_group[group as usize];
                violations.total += group(Group::Syntax) + group(Group::Endpoint);
                violations.total += if strict { group(Group::Semantics) } else { 0 };
            }
            None => violations.add(location, &finding.message),
        }
    }
    violations.into_result("The manifest").map(|()| identity)
}

/// Returns the name and the version of a manifest, each empty if it is missing or not a string.
fn identity(text: &str, tree: &Tree) -> Identity {
    let string = |name: &str| {
        let node = tree.root().and_then(|root| root.at(&[name]));
        node.and_then(|node| node.text(text)).map(|text| text.into_owned()).unwrap_or_default()
    };
    Identity { name: string(field_names::NAME), version: string(field_names::VERSION) }
}

/// The location of a violation of the entire manifest.
const ROOT: &str = "(manifest)";

/// Whether a manifest with this finding is rejected.
fn is_rejected(finding: &Finding, strict: bool) -> bool {
    let applies = match finding.rule.group {
        Group::Syntax | Group::Endpoint => true,
        Group::Semantics => strict,
        Group::Publish | Group::Compatibility => false,
    };
    // A finding may be milder than its rule where the API rejects the manifest all the same.
    let rejects =
        finding.rule.group == Group::Endpoint && finding.rule.severity == Some(Severity::Error);
    applies && (rejects || finding.severity == Severity::Error)
}

/// Returns the error of invalid JSON, with the lines and columns of its syntax errors.
fn syntax_error(text: &str, tree: &Tree) -> ApiError {
    let lines = Buffer::new(text);
    let mut violations = Violations::default();
    let (findings, total) = rules::not_json(&text, tree, MAX_SYNTAX_ERRORS);
    for finding in findings {
        let at = lines.position(finding.range.start, PositionEncoding::Utf32);
        let location = format!("line {}, column {}", at.line + 1, at.character + 1);
        violations.add(&location, &finding.message);
    }
    violations.total = total;
    match violations.into_result("The body is not JSON. It") {
        Err(error) => error,
        Ok(()) => ApiError::internal(),
    }
}

/// A list of violations, one per line, with a maximum size.
#[derive(Default)]
struct Violations {
    text: String,
    /// Number of violations.
    total: usize,
    /// Number of violations in the text.
    listed: usize,
}

impl Violations {
    fn add(&mut self, location: &str, message: &str) {
        self.total += 1;
        if self.text.len() >= MAX_MESSAGE_BYTES {
            return;
        }
        self.listed += 1;
        self.text.push('\n');
        self.text.push_str(&truncate(location, MAX_PART_CHARS));
        self.text.push_str(": ");
        self.text.push_str(&truncate(message, MAX_PART_CHARS));
    }

    fn into_result(self, subject: &str) -> Result<(), ApiError> {
        let Violations { text, total, listed } = self;
        if total == 0 {
            return Ok(());
        }
        let noun = if total == 1 { "error" } else { "errors" };
        let mut message = format!("{subject} has {total} {noun}:{text}");
        if listed < total {
            // Writing to a string cannot fail.
            let _ = write!(message, "\n… and {} more", total - listed);
        }
        Err(ApiError::payload(message))
    }
}
