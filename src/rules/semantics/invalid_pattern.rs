//! Invalid regular expressions.

use crate::embedded::regex;
use crate::manifest::types::{StringFormat, Text};
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::{Member, Node};

rule! {
    /// Invalid regular expression.
    ///
    /// ## What it finds
    /// A `pattern`, or a key of `patternProperties`, that is not a valid JavaScript regular
    /// expression, neither with the `u` flag nor without. The message names syntax from other
    /// languages, such as `(?i)`.
    ///
    /// ## Why it matters
    /// A validator compiles the pattern before it checks any value, and fails.
    ///
    /// ## Example
    /// ```json
    /// { "configuration": { "schema": { "properties": { "code": { "type": "string", "pattern": "([A-Z]+" } } } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "configuration": { "schema": { "properties": { "code": { "type": "string", "pattern": "([A-Z]+)" } } } } }
    /// ```
    INVALID_PATTERN = "invalid-pattern", Semantics, Some(Error);
}

/// Checks the value of `pattern`.
pub fn check(context: &mut CheckContext, text: &Text, node: Node<'_>) {
    if text.holds != StringFormat::Pattern {
        return;
    }
    let Some(pattern) = node.text(context.source()) else { return };
    if let Some(error) = regex::error(&pattern) {
        context.report(&INVALID_PATTERN, node.range(), message(error));
    }
}

/// Checks a name in `patternProperties`.
pub fn check_name(context: &mut CheckContext, member: Member<'_>) {
    let Some(name) = member.key() else { return };
    if let Some(error) = regex::error(name) {
        context.report(&INVALID_PATTERN, member.key_range(), message(error)).at_member(name);
    }
}

fn message(error: impl std::fmt::Display) -> String {
    format!("Invalid regular expression: {error}.")
}
