//! The names of definitions.

use std::ops::Range;

use super::name_violation::{self, NameViolation};
use crate::manifest::types::{EntryKind, Map};
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::Node;
use crate::util::casing::{camel, is_camel};

rule! {
    /// Definition name is not camelCase.
    ///
    /// ## What it finds
    /// Actions, channels, message types, events and states whose name is not camelCase as the
    /// official command line defines it: words are split at every character that is not a letter
    /// or digit, and between a lowercase and an uppercase letter. The first word is lowercase; the
    /// others start with an uppercase letter followed by lowercase letters. So `get_order`,
    /// `GetOrder` and also `getURL` (correct: `getUrl`) are reported. Three names or more in one
    /// section are one finding, with one fix.
    ///
    /// ## Why it matters
    /// The official command line refuses to build and to deploy the integration.
    ///
    /// ## Example
    /// ```json
    /// { "actions": { "get_order": { "input": { "schema": {} }, "output": { "schema": {} } } } }
    /// ```
    ///
    /// ## Fix
    /// Rename the definition and all references to it in the manifest. Rename it in the code that
    /// implements it, too.
    /// ```json
    /// { "actions": { "getOrder": { "input": { "schema": {} }, "output": { "schema": {} } } } }
    /// ```
    DEFINITION_NAME_CASE = "definition-name-case", Semantics, Some(Error);

    /// Definition name is not a valid identifier.
    ///
    /// ## What it finds
    /// Names of actions, events, states, channels, message types, entities and configurations that
    /// do not start with a lowercase letter, contain characters other than letters and digits, or
    /// have fewer than 2 or more than 100 characters. Names that already violate
    /// `definition-name-case` are reported only by that rule.
    ///
    /// ## Why it matters
    /// The API has a separate error for this, InvalidIdentifier, whose text defines a valid
    /// identifier.
    ///
    /// ## Example
    /// ```json
    /// { "entities": { "order-item": { "schema": {} } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "entities": { "orderItem": { "schema": {} } } }
    /// ```
    IDENTIFIER_FORMAT = "identifier-format", Semantics, Some(Warning);

    /// Tag name is not a valid identifier.
    ///
    /// ## What it finds
    /// Tag names that do not start with a lowercase letter, contain characters other than letters,
    /// digits and `_`, or have fewer than 2 or more than 100 characters.
    ///
    /// ## Why it matters
    /// The API describes identifiers as letters and digits that start with a lowercase letter.
    /// Tags with `_` are known to be accepted as well; other characters are untested.
    ///
    /// ## Example
    /// ```json
    /// { "user": { "tags": { "Customer ID": {} } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "user": { "tags": { "customerId": {} } } }
    /// ```
    TAG_NAME_FORMAT = "tag-name-format", Semantics, Some(Hint);
}

/// The advice if the right name is taken.
const CLASH: &str = "rename one of them";

/// Checks the names in a map of definitions. It looks at the map, because a better name may be
/// taken.
pub fn check(context: &mut CheckContext, map: &'static Map, node: Node<'_>, _: &Range<usize>) {
    let violations = |name: &str| violation(map.kind, name).into_iter().collect();
    name_violation::check(context, map, node, CLASH, violations);
}

/// The violation of a definition of `kind` called `name`.
pub fn violation(kind: EntryKind, name: &str) -> Option<NameViolation> {
    let cased = matches!(
        kind,
        EntryKind::Action
            | EntryKind::Channel
            | EntryKind::Message
            | EntryKind::Event
            | EntryKind::State
    );
    if !cased && !matches!(kind, EntryKind::Entity | EntryKind::Configuration | EntryKind::Tag) {
        return None;
    }
    if cased && !name.is_empty() && !is_camel(name) {
        let what = format!("{} `{name}` must be camelCase", called(kind));
        return Some(NameViolation { rule: &DEFINITION_NAME_CASE, what, better: camel(name) });
    }
    let tag = kind == EntryKind::Tag;
    let wrong = not_identifier(name, tag)?;
    let better = camel(name).filter(|fixed| not_identifier(fixed, tag).is_none());
    let rule = if tag { &TAG_NAME_FORMAT } else { &IDENTIFIER_FORMAT };
    let called = called(kind);
    let what = match name {
        "" => format!("{called} {wrong}"),
        _ => format!("{called} `{name}` {wrong}"),
    };
    Some(NameViolation { rule, what, better })
}

/// The reason why `name` is not an identifier, as a predicate.
fn not_identifier(name: &str, underscore: bool) -> Option<&'static str> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || (underscore && byte == b'_');
    if name.is_empty() {
        Some("must have 2 to 100 letters and digits, but is empty")
    } else if !name.bytes().all(allowed) {
        Some(if underscore {
            "must contain only letters, digits and `_`"
        } else {
            "must contain only letters and digits"
        })
    } else if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        Some("must start with a lowercase letter")
    } else if name.len() < 2 {
        Some("must have at least 2 characters")
    } else if name.len() > 100 {
        Some("must have at most 100 characters")
    } else {
        None
    }
}

/// The subject of a message about the name of a definition of `kind`.
fn called(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Action => "Action name",
        EntryKind::Channel => "Channel name",
        EntryKind::Message => "Message type name",
        EntryKind::Event => "Event name",
        EntryKind::State => "State name",
        EntryKind::Entity => "Entity name",
        EntryKind::Configuration => "Configuration name",
        EntryKind::Tag => "Tag name",
        _ => "Name",
    }
}
