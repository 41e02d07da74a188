//! Invalid regular expressions.

use crate::embedded::{regex, regex_repair};
use crate::manifest::types::{StringFormat, Text};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::{Severity, rule};
use crate::syntax::{Member, Node, quoted};

rule! {
    /// Invalid regular expression.
    ///
    /// ## What it finds
    /// A `pattern`, or a key of `patternProperties`, that is not a valid JavaScript regular
    /// expression, neither with the `u` flag nor without. The message names syntax from other
    /// languages, such as `(?i)`. If brackets are not closed, the fix closes them. A literal of
    /// JavaScript, such as `/^[a-z]+$/i`, is a warning: its slashes and flags are parts of the
    /// expression, so that it matches no text.
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
        let right = regex_repair::repaired(&pattern);
        let message = message(error, right.as_deref());
        let fix = right.map(|right| FixAction::ReplaceValue(quoted(&right)));
        context.report(&INVALID_PATTERN, node.range(), message).fix(fix, Applicability::Unsafe);
    } else if let Some((inner, flags)) = literal(&pattern) {
        let inner = inner.replace("\\/", "/");
        let message = match flags {
            "" => "The `/` around a regular expression are parts of it here; remove them.",
            _ => {
                "The `/` and the flags are parts of the regular expression here; remove them. JSON \
                 Schema has no flags."
            }
        };
        // Without the flags, other texts match.
        let is_same = flags.chars().all(|flag| "dguy".contains(flag));
        let applicability = if is_same { Applicability::Unsafe } else { Applicability::Manual };
        context
            .report(&INVALID_PATTERN, node.range(), message)
            .severity(Severity::Warning)
            .fix(FixAction::ReplaceValue(quoted(&inner)), applicability);
    }
}

/// The expression and the flags of `pattern`, if it is a literal of JavaScript. Its anchors show that no
/// text can match it.
fn literal(pattern: &str) -> Option<(&str, &str)> {
    let (inner, flags) = pattern.strip_prefix('/')?.rsplit_once('/')?;
    let is_anchored = inner.starts_with('^') || inner.ends_with('$') && !inner.ends_with("\\$");
    (is_anchored && flags.chars().all(|flag| "dgimsuvy".contains(flag))).then_some((inner, flags))
}

/// Checks a name in `patternProperties`.
pub fn check_name(context: &mut CheckContext, member: Member<'_>) {
    let Some(name) = member.key() else { return };
    if let Some(error) = regex::error(name) {
        let right = regex_repair::repaired(name);
        let message = message(error, right.as_deref());
        context
            .report(&INVALID_PATTERN, member.key_range(), message)
            .at_member(name)
            .fix(right.map(FixAction::RenameMember), Applicability::Unsafe);
    }
}

fn message(error: impl std::fmt::Display, right: Option<&str>) -> String {
    match right {
        Some(right) => format!("Invalid regular expression: {error}; did you mean `{right}`?"),
        None => format!("Invalid regular expression: {error}."),
    }
}
