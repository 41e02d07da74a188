//! Whether a body is a manifest that the endpoint takes.

use std::fmt::Write;

use serde::de::IgnoredAny;

use super::error::{ApiError, ErrorType};
use crate::rules::{self, Finding, Group, Settings, Severity};
use crate::syntax::{Dialect, Tree};
use crate::text::{Buffer, PositionEncoding};
use crate::util::display::truncate;

/// From this many bytes on a text is looked over before a tree is made of it: a tree is many times
/// as large as a text of nothing but brackets or commas.
const LARGE: usize = 4 << 20;

/// The most values that a large text may hold. A manifest is large by its code, which is one value.
const VALUES: usize = 1_000_000;

/// The most places of bad JSON that are named.
const PLACES: usize = 100;

/// A message's most bytes, give or take the last violation in it.
const MESSAGE: usize = 64 << 10;

/// The most characters of one violation's place, and of what is said about it.
const PART: usize = 1_000;

/// Judges a body: nothing, if the endpoint takes it; otherwise all that is wrong with it.
pub(super) fn validate_body(body: &[u8], strict: bool) -> Result<(), ApiError> {
    let text = std::str::from_utf8(body).map_err(|error| {
        let at = error.valid_up_to();
        ApiError::payload(format!("The body is not UTF-8: byte {:#04x} at offset {at}.", body[at]))
    })?;
    if text.len() > LARGE {
        precheck(text)?;
    }
    let tree = Tree::parse(text, Dialect::Json);
    if tree.document().flawed {
        return Err(not_json(text, &tree));
    }
    let findings = if strict {
        rules::run(&text, &tree, &Settings::default()).findings
    } else {
        rules::run_endpoint(&text, tree)
    };
    let mut violations = Violations::default();
    for finding in findings.iter().filter(|finding| is_refused(finding, strict)) {
        let place = if finding.pointer.is_empty() { ROOT } else { &finding.pointer };
        violations.add(place, &finding.message);
    }
    violations.into_refusal("The manifest")
}

/// The place of what is wrong with all of a manifest.
const ROOT: &str = "(manifest)";

/// Whether the endpoint does not take a manifest of which this was found.
fn is_refused(finding: &Finding, strict: bool) -> bool {
    let counts = match finding.rule.group {
        Group::Syntax | Group::Endpoint => true,
        Group::Semantics => strict,
        Group::Publish => false,
    };
    counts && finding.severity == Severity::Error
}

/// Names the first places at which the text is not JSON, by line and column.
fn not_json(text: &str, tree: &Tree) -> ApiError {
    let lines = Buffer::new(text);
    let mut violations = Violations::default();
    let (findings, all) = rules::not_json(&text, tree, PLACES);
    for finding in findings {
        let at = lines.position(finding.range.start, PositionEncoding::Utf32);
        let place = format!("line {}, column {}", at.line + 1, at.character + 1);
        violations.add(&place, &finding.message);
    }
    violations.all = all;
    match violations.into_refusal("The body is not JSON. It") {
        Err(refusal) => refusal,
        Ok(()) => ApiError::internal(),
    }
}

/// Refuses a large text that is not JSON, or holds more values than a manifest can need. This takes
/// no memory to speak of.
fn precheck(text: &str) -> Result<(), ApiError> {
    let json = text.strip_prefix('\u{feff}').unwrap_or(text);
    serde_json::from_str::<IgnoredAny>(json)
        .map_err(|error| ApiError::payload(format!("The body is not JSON: {error}.")))?;
    // In JSON every value follows a comma or a bracket, but for the outermost.
    let (mut inside, mut escaped, mut values) = (false, false, 0);
    for byte in json.bytes() {
        match byte {
            _ if escaped => escaped = false,
            b'"' => inside = !inside,
            b'\\' => escaped = true,
            b',' | b'[' | b'{' if !inside => values += 1,
            _ => {}
        }
    }
    if values > VALUES {
        return Err(ApiError::new(
            ErrorType::PayloadTooLarge,
            format!(
                "The manifest holds more than {VALUES} values, which this endpoint does not take."
            ),
        ));
    }
    Ok(())
}

/// A list of what is wrong, one to a line, that has a bound however much there is.
#[derive(Default)]
struct Violations {
    text: String,
    /// How many there are.
    all: usize,
    /// How many of them the text names.
    named: usize,
}

impl Violations {
    fn add(&mut self, place: &str, message: &str) {
        self.all += 1;
        if self.text.len() >= MESSAGE {
            return;
        }
        self.named += 1;
        self.text.push('\n');
        self.text.push_str(&truncate(place, PART));
        self.text.push_str(": ");
        self.text.push_str(&truncate(message, PART));
    }

    fn into_refusal(self, what: &str) -> Result<(), ApiError> {
        let Violations { text, all, named } = self;
        if all == 0 {
            return Ok(());
        }
        let noun = if all == 1 { "mistake" } else { "mistakes" };
        let mut message = format!("{what} has {all} {noun}:{text}");
        if named < all {
            // Writing to a string cannot fail.
            let _ = write!(message, "\n… and {} more", all - named);
        }
        Err(ApiError::payload(message))
    }
}
