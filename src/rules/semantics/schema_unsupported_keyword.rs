//! Keywords that the official tools do not support.

use crate::manifest::field_names;
use crate::manifest::types::Field;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::{Member, Node};

rule! {
    /// JSON Schema keyword unsupported by the official tools.
    ///
    /// ## What it finds
    /// `patternProperties` in a schema, an empty `not`, and `oneOf` with several schemas and
    /// without a `discriminator`.
    ///
    /// ## Why it matters
    /// The keyword is valid JSON Schema, but the official SDK and command line convert schemas to
    /// their own types when they import an integration, and have no type for this keyword: they
    /// fail with an error. Users who install the integration with these tools are affected.
    ///
    /// `oneOf` with a `discriminator` is not reported: the SDK writes it itself.
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
    /// With several schemas, unless there is a `discriminator`.
    WithoutDiscriminator,
    /// With an empty schema.
    Empty,
}

impl UnsupportedWhen {
    /// When `keyword` is unsupported; `None` if it is supported.
    pub fn of(keyword: &str) -> Option<UnsupportedWhen> {
        match keyword {
            field_names::PATTERN_PROPERTIES => Some(UnsupportedWhen::Always),
            field_names::ONE_OF => Some(UnsupportedWhen::WithoutDiscriminator),
            field_names::NOT => Some(UnsupportedWhen::Empty),
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
    let value = member.value();
    let what = match when {
        UnsupportedWhen::Always => format!("`{}`", field.name),
        UnsupportedWhen::WithoutDiscriminator => {
            let several = value.is_array() && value.entries().nth(1).is_some();
            if !several || node.get(field_names::DISCRIMINATOR).is_some() {
                return;
            }
            format!("`{}` without `{}`", field.name, field_names::DISCRIMINATOR)
        }
        UnsupportedWhen::Empty => {
            if !value.is_object() || value.entries().next().is_some() {
                return;
            }
            format!("`{}` with an empty schema", field.name)
        }
    };
    let message = format!("Unsupported keyword {what}: the official tools fail on it.");
    context.report(&SCHEMA_UNSUPPORTED_KEYWORD, member.key_range(), message).at_member(field.name);
}
