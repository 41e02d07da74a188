//! The endpoint group: what the endpoint's own schema says.

use std::borrow::Cow;
use std::ops::Range;

use super::context::CheckContext;
use super::finding_builder::FindingBuilder;
use super::{Applicability, DiagnosticTag, FixAction, Rule, rule};
use crate::manifest::types::{Object, Shape, StringFormat, Text};
use crate::manifest::{INTEGRATION, skeleton};
use crate::syntax::{Member, Node, Value};
use crate::text::Source;
use crate::util::suggest::{closest, nearest};

rule! {
    /// Missing required field.
    ///
    /// ## What it finds
    /// Objects without one of their required fields: a manifest without `name` or `version`, an
    /// action without `input` or `output`, a state without `type`, and so on.
    ///
    /// ## Why it matters
    /// The Botpress API responds with 400 InvalidPayload, and nothing is created.
    ///
    /// ## Example
    /// ```json
    /// "states": { "session": { "schema": {} } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// "states": { "session": { "type": "conversation", "schema": {} } }
    /// ```
    MISSING_FIELD = "missing-field", Endpoint, Some(Error);

    /// Unknown field.
    ///
    /// ## What it finds
    /// Members that are not fields of their object: misspelled fields, fields in the wrong place,
    /// and fields of API responses or of update requests.
    ///
    /// ## Why it matters
    /// The Botpress API ignores unknown fields. A manifest with a misspelled `descripton` is
    /// accepted, but has no description.
    ///
    /// ## Example
    /// ```json
    /// { "name": "acme/tracker", "version": "1.0.0", "titel": "Tracker" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "name": "acme/tracker", "version": "1.0.0", "title": "Tracker" }
    /// ```
    UNKNOWN_FIELD = "unknown-field", Endpoint, Some(Warning);

    /// Value has the wrong type.
    ///
    /// ## What it finds
    /// A number instead of a string, a string instead of `true` or `false`, an array instead of an
    /// object, `null` where it is not allowed.
    ///
    /// ## Why it matters
    /// The Botpress API responds with 400 InvalidPayload. The contents of a value with the wrong
    /// type are not checked, so more findings may appear after the fix.
    ///
    /// ## Example
    /// ```json
    /// { "version": 1 }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "version": "1.0.0" }
    /// ```
    WRONG_TYPE = "wrong-type", Endpoint, Some(Error);

    /// String exceeds the maximum length.
    ///
    /// ## What it finds
    /// Strings with more Unicode code points than their field allows: 64 in a title, 256 in a
    /// description, 200 in a name, 2000 in a script.
    ///
    /// ## Why it matters
    /// The Botpress API responds with 400 InvalidPayload.
    ///
    /// ## Example
    /// A `title` that is really a description.
    ///
    /// ## Fix
    /// Shorten the string. An emoji or an accented letter counts as one code point, however many
    /// bytes it has.
    TOO_LONG = "too-long", Endpoint, Some(Error);

    /// String is below the minimum length.
    ///
    /// ## What it finds
    /// An empty `title`; an interface `id` of fewer than 28 characters.
    ///
    /// ## Why it matters
    /// The Botpress API responds with 400 InvalidPayload.
    ///
    /// ## Example
    /// ```json
    /// { "title": "" }
    /// ```
    ///
    /// ## Fix
    /// Fill in the string, or remove the field if it is not required. An empty interface `id`
    /// means that the interface was never published: publish it, and use the id it gets.
    TOO_SHORT = "too-short", Endpoint, Some(Error);

    /// Unknown enum value.
    ///
    /// ## What it finds
    /// A `visibility` other than `public`, `private` or `unlisted`; a state `type` other than
    /// `conversation`, `user` or `integration`. Values are case-sensitive, and spaces are
    /// significant.
    ///
    /// ## Why it matters
    /// The Botpress API responds with 400 InvalidPayload.
    ///
    /// ## Example
    /// ```json
    /// { "visibility": "Public" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "visibility": "public" }
    /// ```
    UNKNOWN_VALUE = "unknown-value", Endpoint, Some(Error);
}

pub(super) static RULES: &[&Rule] =
    &[&MISSING_FIELD, &UNKNOWN_FIELD, &WRONG_TYPE, &TOO_LONG, &TOO_SHORT, &UNKNOWN_VALUE];

/// Members of the API's answers that people paste into a manifest. Source: the type of an
/// integration in the official client.
static ANSWER_ONLY: &[&str] = &[
    "id",
    "createdAt",
    "updatedAt",
    "iconUrl",
    "readmeUrl",
    "verificationStatus",
    "lifecycleStatus",
    "signingSecret",
    "sandbox",
    "maxExecutionTime",
    "ownerWorkspace",
];

/// Checks that `node` is what the endpoint takes as `shape`; false if it is of another type, so that
/// there is no sense in looking further.
pub(super) fn check(
    site: &mut CheckContext,
    shape: &Shape,
    node: Node<'_>,
    key: &Range<usize>,
) -> bool {
    // What is no JSON has been reported as that.
    if matches!(node.value(), Value::Missing | Value::Invalid(_) | Value::Deep(_)) {
        return false;
    }
    let fits = is_of_type(shape, node);
    if !fits {
        wrong_type(site, &WRONG_TYPE, shape, node, key);
    }
    match shape {
        Shape::Text(text) => self::text(site, text, node),
        Shape::Object(object) if fits => missing(site, object, node, key),
        _ => {}
    }
    fits
}

/// Whether `node` is of the JSON type that `shape` wants.
#[inline]
pub(super) fn is_of_type(shape: &Shape, node: Node<'_>) -> bool {
    match (shape, node.value()) {
        (Shape::Any, _) => true,
        (Shape::Text(_), Value::String(_)) => true,
        (Shape::Text(text), Value::Null) => text.nullable,
        (Shape::Flag(_) | Shape::Subschema, Value::Bool(_)) => true,
        (Shape::Number(_), Value::Number(_)) => true,
        (
            Shape::Object(_) | Shape::Map(_) | Shape::Schema | Shape::Subschema,
            Value::Container(_),
        ) => node.is_object(),
        (Shape::List(_), Value::Container(_)) => node.is_array(),
        (Shape::Either(shapes), _) => is_of_one_type(shapes, node),
        _ => false,
    }
}

// Apart, because what calls itself is not put where it is called.
fn is_of_one_type(shapes: &[Shape], node: Node<'_>) -> bool {
    shapes.iter().any(|shape| is_of_type(shape, node))
}

/// What has to stand where `shape` is wanted: "a string".
fn wanted(shape: &Shape) -> Cow<'static, str> {
    Cow::Borrowed(match shape {
        Shape::Text(text) if text.nullable => "a string or `null`",
        Shape::Text(_) => "a string",
        Shape::Flag(_) => "`true` or `false`",
        Shape::Object(_) | Shape::Map(_) | Shape::Schema => "an object",
        Shape::List(_) => "an array",
        Shape::Subschema => "a schema (an object, `true` or `false`)",
        Shape::Number(_) => "a number",
        Shape::Any => "a value",
        Shape::Either(shapes) => {
            let words: Vec<_> = shapes.iter().map(wanted).collect();
            return Cow::Owned(words.join(" or "));
        }
    })
}

/// Reports by `rule` that `node` is of another type than `shape` wants.
pub(super) fn wrong_type<'f>(
    site: &'f mut CheckContext,
    rule: &'static Rule,
    shape: &Shape,
    node: Node<'_>,
    key: &Range<usize>,
) -> FindingBuilder<'f> {
    let (found, range) = match node.value() {
        Value::Null => ("`null`", node.range()),
        Value::Bool(_) => ("a boolean", node.range()),
        Value::Number(_) => ("a number", node.range()),
        Value::String(_) => ("a string", node.range()),
        _ if node.is_array() => ("an array", key.clone()),
        _ => ("an object", key.clone()),
    };
    let range = if range.is_empty() { node.start()..node.start() + 1 } else { range };
    let wanted = wanted(shape);
    let what = match site.node_name() {
        "" => "This".to_owned(),
        name => format!("`{name}`"),
    };
    let source = site.source();
    let mut message = format!("{what} must be {wanted}, not {found}.");
    let fix = match (shape, node.value()) {
        (Shape::Text(_), Value::Number(_) | Value::Bool(_)) => {
            Some(FixAction::ReplaceValue(format!("\"{}\"", source.slice(node.range()))))
        }
        (Shape::Flag(_), Value::String(_)) => match node.text(source).as_deref() {
            Some(word @ ("true" | "false")) => Some(FixAction::ReplaceValue(word.to_owned())),
            _ => None,
        },
        (Shape::Number(_), Value::String(_)) => {
            let written = node.text(source).filter(|text| is_number(text));
            written.map(|number| FixAction::ReplaceValue(number.into_owned()))
        }
        (Shape::List(_), Value::String(_)) => {
            Some(FixAction::ReplaceValue(format!("[{}]", source.slice(node.range()))))
        }
        (_, Value::Null) if *rule == WRONG_TYPE => {
            message.push_str(
                " `null` only clears a field in an update request; omit the field instead.",
            );
            None
        }
        _ => None,
    };
    // The API rejects the value as it is.
    let is_rejected = *rule == WRONG_TYPE;
    let applicability = if is_rejected { Applicability::Safe } else { Applicability::Unsafe };
    site.report(rule, range, message).fix(fix, applicability)
}

/// Whether `text` is a number as JSON writes it.
fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}

fn text(site: &mut CheckContext, text: &Text, node: Node<'_>) {
    let source = site.source();
    if !text.values.is_empty() {
        let word = node.text(source);
        let known = word.as_deref().is_some_and(|word| text.has_value(word));
        let null = text.nullable && matches!(node.value(), Value::Null);
        if !known && !null {
            let name = site.node_name();
            let choices = || text.values.iter().map(|choice| choice.value);
            let list = choices().map(|value| format!("`{value}`")).collect::<Vec<_>>().join(", ");
            let near = word.as_deref().map(|word| nearest(word.trim(), choices()));
            let near = near.unwrap_or_default();
            let message = match near.first() {
                Some(near) => format!("`{name}` must be one of {list}; did you mean `{near}`?"),
                None => format!("`{name}` must be one of {list}."),
            };
            let range = if node.container().is_some() {
                node.start()..node.start() + 1
            } else {
                node.range()
            };
            // The API rejects the value as it is, and the other one differs in case or spaces only.
            let is_same = near.first().is_some_and(|near| {
                word.as_deref()
                    .is_some_and(|word| word.trim().to_lowercase() == near.to_lowercase())
            });
            let applicability = if is_same { Applicability::Safe } else { Applicability::Unsafe };
            let fixes = near.iter().map(|near| FixAction::ReplaceValue(format!("\"{near}\"")));
            site.report(&UNKNOWN_VALUE, range, message).fixes(fixes, applicability);
        }
    }
    let Some(string) = node.string() else { return };
    if let Some(max) = text.max
        && string.chars > max
    {
        let name = site.node_name();
        let message = format!("`{name}` has {} characters; the maximum is {max}.", string.chars);
        site.report(&TOO_LONG, node.range(), message);
    }
    if string.chars < text.min {
        let name = site.node_name();
        let message = match (string.chars, text.holds) {
            (0, StringFormat::InterfaceId) => format!(
                "`{name}` is empty: the interface was probably never published. Publish it, and use \
                 the id of that version."
            ),
            (0, _) => format!("`{name}` must not be empty. Fill it in, or remove it."),
            (chars, _) => format!("`{name}` has {chars} characters; the minimum is {}.", text.min),
        };
        site.report(&TOO_SHORT, node.range(), message);
    }
}

fn missing(site: &mut CheckContext, object: &'static Object, node: Node<'_>, key: &Range<usize>) {
    for field in object.required() {
        if node.get(field.name).is_some() {
            continue;
        }
        let range = if key.is_empty() { node.start()..node.start() + 1 } else { key.clone() };
        let what = match site.node_name() {
            "" => object.noun.to_owned(),
            name => format!("`{name}`"),
        };
        let message = format!("Missing required field `{}` in {what}.", field.name);
        let skeleton = skeleton::value(&field.shape);
        site.report(&MISSING_FIELD, range, message).fix(
            FixAction::AddMembers(vec![(field.name.to_owned(), skeleton)]),
            Applicability::Manual,
        );
    }
}

/// Reports that `object` has no field called `name`.
pub(super) fn unknown(
    site: &mut CheckContext,
    object: &'static Object,
    name: &str,
    member: Member<'_>,
) {
    let root = std::ptr::eq(object, &raw const INTEGRATION);
    let free = object.fields.iter().map(|field| field.name);
    let near = nearest(name, free);
    let mut applicability = Applicability::Unsafe;
    let (message, fixes) = if root && ANSWER_ONLY.contains(&name) {
        let message = format!(
            "Unknown field `{name}`: it is part of API responses, not of a manifest; the Botpress API \
             ignores it."
        );
        (message, vec![FixAction::Remove])
    } else if let Some(first) = near.first() {
        let message = format!("Unknown field `{name}` in {}; did you mean `{first}`?", object.noun);
        if clearly_means(site.source(), object, first, member) {
            applicability = Applicability::Safe;
        }
        let renamed = near.iter().map(|near| FixAction::RenameMember((*near).to_owned()));
        (message, renamed.collect())
    } else {
        let message =
            format!("Unknown field `{name}` in {}; the Botpress API ignores it.", object.noun);
        (message, vec![FixAction::Remove])
    };
    site.report(&UNKNOWN_FIELD, member.key_range(), message)
        .at_member(name)
        .tag(DiagnosticTag::Unnecessary)
        .fixes(fixes, applicability);
}

/// Whether the unknown `member` can only be the field called `name`: no other name of `object` is
/// similar, and the API accepts the value.
fn clearly_means(source: &dyn Source, object: &Object, name: &str, member: Member<'_>) -> bool {
    let Some(field) = object.field(name) else { return false };
    let others = object.fields.iter().map(|field| field.name).filter(|other| *other != name);
    closest(member.key().unwrap_or_default(), others).is_none()
        && is_accepted_scalar(source, &field.shape, member.value())
}

/// Whether `node` is a scalar that the API accepts as `shape`.
fn is_accepted_scalar(source: &dyn Source, shape: &Shape, node: Node<'_>) -> bool {
    match (shape, node.value()) {
        (Shape::Text(text), Value::String(string)) => {
            let word = node.text(source).unwrap_or_default();
            string.chars >= text.min
                && text.max.is_none_or(|max| string.chars <= max)
                && (text.values.is_empty() || text.has_value(&word))
        }
        (Shape::Text(text), Value::Null) => text.nullable,
        (Shape::Flag(_), Value::Bool(_)) => true,
        _ => false,
    }
}
