//! Keywords that the official tools do not support.

use crate::manifest::field_names;
use crate::manifest::types::Field;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::{Member, Node, Value};

rule! {
    /// JSON Schema keyword unsupported by the official tools.
    ///
    /// ## What it finds
    /// `patternProperties`, `propertyNames`, `oneOf`, `if`, `then` and `else` in a schema, and
    /// `not` with a value other than `true`.
    ///
    /// ## Why it matters
    /// The keyword is valid JSON Schema, but the official SDK and command line convert schemas to
    /// their own types when they import an integration, and have no type for this keyword: they
    /// fail with an error. Users who install the integration with these tools are affected.
    ///
    /// ## Example
    /// ```json
    /// { "entities": { "order": { "schema": { "type": "object", "patternProperties": { "^x-": {} } } } } }
    /// ```
    ///
    /// ## Fix
    /// Use keywords that the tools support: `additionalProperties` for arbitrary keys, `anyOf` for
    /// alternatives.
    /// ```json
    /// { "entities": { "order": { "schema": { "type": "object", "additionalProperties": {} } } } }
    /// ```
    SCHEMA_UNSUPPORTED_KEYWORD = "schema-unsupported-keyword", Semantics, Some(Hint);
}

/// When the official tools do not support a keyword.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum UnsupportedWhen {
    /// With any value.
    Always,
    /// Without `if`, for which the finding is reported otherwise.
    WithoutIf,
    /// With any value but `true`.
    UnlessTrue,
}

impl UnsupportedWhen {
    /// When `keyword` is unsupported; `None` if it is supported.
    pub fn of(keyword: &str) -> Option<UnsupportedWhen> {
        match keyword {
            field_names::PATTERN_PROPERTIES
            | field_names::PROPERTY_NAMES
            | field_names::ONE_OF
            | field_names::IF => Some(UnsupportedWhen::Always),
            field_names::THEN | field_names::ELSE => Some(UnsupportedWhen::WithoutIf),
            field_names::NOT => Some(UnsupportedWhen::UnlessTrue),
            _ => None,
        }
    }
}

/// Checks the keyword `field` of the schema `node`, which is unsupported under the condition `when`.
pub fn check(
    context: &mut CheckContext,
    when: UnsupportedWhen,
    field: &'static Field,
    node: Node<'_>,
    member: Member<'_>,
) {
    let is_unsupported = match when {
        UnsupportedWhen::Always => true,
        UnsupportedWhen::WithoutIf => node.get(field_names::IF).is_none(),
        UnsupportedWhen::UnlessTrue => {
            !matches!(member.value().value(), Value::Bool(true) | Value::Missing)
        }
    };
    if is_unsupported {
        let keyword = field.name;
        let what = if keyword == field_names::NOT { "`not` other than `true`" } else { keyword };
        let what = if keyword == field_names::NOT { what.to_owned() } else { format!("`{what}`") };
        let message = format!("Unsupported keyword {what}: the official tools fail on it.");
        context.report(&SCHEMA_UNSUPPORTED_KEYWORD, member.key_range(), message).at_member(keyword);
    }
}
