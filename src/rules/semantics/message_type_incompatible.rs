//! Schemas of standard message types that reject the messages of bots.

use crate::manifest::field_names;
use crate::manifest::known::{self, Property};
use crate::manifest::types::EntryKind;
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::{Member, Node};
use crate::text::Source;

rule! {
    /// Incompatible schema of a standard message type.
    ///
    /// ## What it finds
    /// A message type with a standard name, such as `text` or `image`, whose schema omits or
    /// narrows a property that all messages of this type have: the property is not in
    /// `properties`, is not `required`, has another type, or allows only certain values. Nothing is
    /// reported if the property may be defined elsewhere: by a `$ref` or in `allOf`, `anyOf` or
    /// `oneOf`.
    ///
    /// ## Why it matters
    /// Bots send the standard messages of Botpress, and the schema of a standard type must accept
    /// them. To receive something else, define a message type with another name.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "channels": { "chat": { "messages": {
    ///     "text": { "schema": {
    ///       "type": "object",
    ///       "properties": { "body": { "type": "string" } },
    ///       "required": ["body"]
    ///     } }
    ///   } } }
    /// }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// {
    ///   "channels": { "chat": { "messages": {
    ///     "text": { "schema": {
    ///       "type": "object",
    ///       "properties": { "text": { "type": "string" } },
    ///       "required": ["text"]
    ///     } }
    ///   } } }
    /// }
    /// ```
    MESSAGE_TYPE_INCOMPATIBLE = "message-type-incompatible", Semantics, Some(Warning);
}

/// Checks the schema of a message type.
pub fn check(context: &mut CheckContext, kind: EntryKind, member: Member<'_>) {
    if kind != EntryKind::Message {
        return;
    }
    let Some(known) = member.key().and_then(|name| known::find(known::MESSAGES, name)) else {
        return;
    };
    let Some(schema) = member.value().member(field_names::SCHEMA) else { return };
    let node = schema.value();
    let elsewhere =
        [field_names::REF, field_names::ALL_OF, field_names::ANY_OF, field_names::ONE_OF];
    if !node.is_object() || elsewhere.iter().any(|keyword| node.get(keyword).is_some()) {
        return;
    }
    let properties = node.member(field_names::PROPERTIES);
    let required = node.get(field_names::REQUIRED);
    // Values of another type are other findings.
    if properties.is_some_and(|it| !it.value().is_object())
        || required.is_some_and(|it| !it.is_array())
    {
        return;
    }
    let source = context.source();
    for property in known.properties().iter().filter(|property| property.required) {
        let name = property.name;
        let at = |keyword| [field_names::SCHEMA, field_names::PROPERTIES, keyword];
        let defined = properties.and_then(|it| it.value().member(name));
        let Some(defined) = defined else {
            let range = properties.map_or(schema.key_range(), |it| it.key_range());
            let path = at(name);
            let path = if properties.is_some() { &path[..2] } else { &path[..1] };
            let message = format!(
                "The standard message type `{}` requires the property `{name}`, which this schema \
                 does not define.",
                known.name
            );
            context.report(&MESSAGE_TYPE_INCOMPATIBLE, range, message).at_path(path);
            continue;
        };
        if let Some(how) = narrowed(source, property, defined.value()) {
            let message = format!(
                "The property `{name}` of the standard message type `{}` must accept \
                 {}: {how}.",
                known.name,
                wanted_type(property)
            );
            context
                .report(&MESSAGE_TYPE_INCOMPATIBLE, defined.key_range(), message)
                .at_path(&at(name));
        } else if !is_listed(source, required, name) {
            let message = format!(
                "The property `{name}` of the standard message type `{}` must be in `{}`.",
                known.name,
                field_names::REQUIRED
            );
            context
                .report(&MESSAGE_TYPE_INCOMPATIBLE, defined.key_range(), message)
                .at_path(&at(name));
        }
    }
}

/// The type of a standard property, with an article.
fn wanted_type(property: &Property) -> &'static str {
    match type_of(property) {
        "array" => "an array",
        "number" => "any number",
        _ => "any string",
    }
}

/// The `type` in the schema of a standard property.
fn type_of(property: &Property) -> &'static str {
    const TYPES: [&str; 3] = ["array", "number", "string"];
    let is = |name: &&str| property.schema.starts_with(&format!("{{ \"type\": \"{name}\""));
    TYPES.into_iter().find(is).unwrap_or("string")
}

/// Why the schema `node` does not accept all values of a standard property.
fn narrowed(source: &dyn Source, property: &Property, node: Node<'_>) -> Option<String> {
    for keyword in [field_names::ENUM, field_names::CONST] {
        if node.get(keyword).is_some() {
            return Some(format!("`{keyword}` allows only certain values"));
        }
    }
    let types = node.get(field_names::TYPE)?;
    let names: Vec<_> = match types.is_array() {
        true => types.entries().filter_map(|it| it.value().text(source)).collect(),
        false => types.text(source).into_iter().collect(),
    };
    let wanted = type_of(property);
    let accepts = names.is_empty() || names.iter().any(|name| name == wanted);
    (!accepts).then(|| format!("the type is `{}`", names.join("`, `")))
}

fn is_listed(source: &dyn Source, list: Option<Node<'_>>, name: &str) -> bool {
    let mut elements = list.into_iter().flat_map(Node::entries);
    elements.any(|element| element.value().text(source).as_deref() == Some(name))
}
