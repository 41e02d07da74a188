//! The keywords of JSON Schemas and of `x-zui`: what may stand in each.

use std::collections::HashMap;
use std::ops::Range;

use crate::embedded::regex;
use crate::manifest::field_names;
use crate::manifest::fields::SCHEMA;
use crate::manifest::types::{Field, List, Number, Object, Shape, StringFormat, Text};
use crate::rules::context::CheckContext;
use crate::rules::{Applicability, FixAction, endpoint, rule};
use crate::syntax::quoted;
use crate::syntax::{Key, Member, Node, Value};
use crate::util::suggest::closest;

rule! {
    /// Invalid value of a JSON Schema keyword.
    ///
    /// ## What it finds
    /// In every `schema`: values that the meta-schema of JSON Schema draft-07 rejects. Examples
    /// are an unknown `type`, a `required` that is not a list of distinct names, a negative
    /// `minLength`, an empty `anyOf`, or a boolean `exclusiveMinimum`, as in draft-04. Unknown
    /// keywords are allowed.
    ///
    /// ## Why it matters
    /// The Botpress API accepts any object as a schema. Tools that use the schema later, to
    /// validate an input or to display a form, fail or ignore that part of it.
    ///
    /// ## Example
    /// ```json
    /// { "configuration": { "schema": { "type": "object", "properties": { "port": { "type": "int" } } } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "configuration": { "schema": { "type": "object", "properties": { "port": { "type": "integer" } } } } }
    /// ```
    INVALID_SCHEMA = "invalid-schema", Semantics, Some(Error);

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

    /// Possible typo in a JSON Schema keyword.
    ///
    /// ## What it finds
    /// Members of a schema that are similar to a keyword of draft-07: `propertys`, `desciption`,
    /// `maxlength`. Other unknown members are ignored.
    ///
    /// ## Why it matters
    /// Tools ignore unknown keywords, so a misspelled keyword has no effect and causes no error.
    ///
    /// ## Example
    /// ```json
    /// { "configuration": { "schema": { "type": "object", "propertys": {} } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "configuration": { "schema": { "type": "object", "properties": {} } } }
    /// ```
    SCHEMA_UNKNOWN_KEYWORD = "schema-unknown-keyword", Semantics, Some(Hint);

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

    /// Possible typo in an `x-zui` key.
    ///
    /// ## What it finds
    /// Keys of `x-zui` that are similar to `title`, `placeholder`, `secret`, `hidden`, `disabled`,
    /// `tooltip`, `displayAs`, `coerce` or `def`. Other keys are ignored.
    ///
    /// ## Why it matters
    /// Botpress Studio ignores unknown keys: the label is the bare property name, and the secret
    /// is displayed.
    ///
    /// ## Example
    /// ```json
    /// { "configuration": { "schema": { "properties": { "key": { "x-zui": { "titel": "Key" } } } } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "configuration": { "schema": { "properties": { "key": { "x-zui": { "title": "Key" } } } } } }
    /// ```
    UNKNOWN_ZUI_KEY = "unknown-zui-key", Semantics, Some(Hint);
}

/// Members that are found in schemas, mean something elsewhere, and are only by chance like
/// keywords of draft-07: from other drafts, OpenAPI and editors.
const ELSEWHERE: &[&str] = &[
    "$anchor",
    "$defs",
    "comment",
    "constraints",
    "contentSchema",
    "dependentRequired",
    "dependentSchemas",
    "deprecated",
    "example",
    "id",
    "maxContains",
    "minContains",
    "optional",
    "prefixItems",
    "schema",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// What people call types that JSON Schema calls otherwise.
const TYPES_ELSEWHERE: &[(&str, &str)] = &[
    ("decimal", "number"),
    ("dict", "object"),
    ("double", "number"),
    ("float", "number"),
    ("list", "array"),
    ("long", "integer"),
    ("map", "object"),
    ("none", "null"),
    ("record", "object"),
    ("text", "string"),
    ("tuple", "array"),
    ("undefined", "null"),
];

/// Longer names are no slips of anything.
const LONGEST: usize = 32;

/// What of `shape` the value of `member` is to be held against; `None` if it does not fit, which is
/// reported.
pub(in crate::rules) fn fitting(
    site: &mut CheckContext,
    shape: &'static Shape,
    member: Member<'_>,
) -> Option<&'static Shape> {
    let node = member.value();
    let found = match shape {
        Shape::Either(shapes) => shapes.iter().find(|shape| endpoint::is_of_type(shape, node)),
        _ => endpoint::is_of_type(shape, node).then_some(shape),
    };
    // What is no JSON has been reported as that.
    let is_json = !matches!(node.value(), Value::Missing | Value::Invalid(_) | Value::Deep(_));
    // JSON Schema does not say what `x-zui` is.
    if found.is_none() && is_json && !matches!(shape, Shape::Object(_)) {
        wrong_type(site, shape, node, &member.key_range());
    }
    found
}

fn wrong_type(site: &mut CheckContext, shape: &Shape, node: Node<'_>, key: &Range<usize>) {
    let keyword = site.node_name().to_owned();
    let message = match (keyword.as_str(), shape, node.value()) {
        (field_names::REQUIRED, Shape::List(_), Value::Bool(_)) => {
            "`required` must be a list of property names of the enclosing object; a single property \
             cannot be marked as required."
                .to_owned()
        }
        (field_names::EXCLUSIVE_MINIMUM | field_names::EXCLUSIVE_MAXIMUM, _, Value::Bool(_)) => {
            let plain = if keyword == field_names::EXCLUSIVE_MINIMUM {
                field_names::MINIMUM
            } else {
                field_names::MAXIMUM
            };
            format!(
                "`{keyword}` must be a number: since draft-06, it is the limit itself and replaces \
                 `{plain}`."
            )
        }
        (field_names::TYPE, _, Value::Null) => {
            let message = "The type `null` must be a string: `\"null\"`.";
            site.report(&INVALID_SCHEMA, node.range(), message)
                .fix(FixAction::ReplaceValue("\"null\"".to_owned()), Applicability::Unsafe);
            return;
        }
        _ => {
            endpoint::wrong_type(site, &INVALID_SCHEMA, shape, node, key);
            return;
        }
    };
    site.report(&INVALID_SCHEMA, node.range(), message);
}

/// A string in a schema.
pub(in crate::rules) fn text(site: &mut CheckContext, text: &Text, node: Node<'_>) {
    if takes_any(text) {
        return;
    }
    let Some(word) = node.text(site.source()) else { return };
    if text.holds == StringFormat::Pattern {
        if let Some(flaw) = regex::flaw(&word) {
            let message = format!("Invalid regular expression: {flaw}.");
            site.report(&INVALID_PATTERN, node.range(), message);
        }
        return;
    }
    if text.has_value(&word) {
        return;
    }
    let values = || text.values.iter().map(|choice| choice.value);
    let elsewhere = TYPES_ELSEWHERE.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
    let near = match elsewhere {
        Some((_, near)) => Some(*near),
        None if word.len() > LONGEST => None,
        None => closest(word.trim(), values()),
    };
    let shown: String = word.chars().take(LONGEST).collect();
    let message = match near {
        Some(near) => format!("Unknown type `{shown}`; did you mean `{near}`?"),
        None => {
            let list: Vec<_> = values().map(|value| format!("`{value}`")).collect();
            format!("Unknown type `{shown}`; expected one of {}.", list.join(", "))
        }
    };
    let finding = site.report(&INVALID_SCHEMA, node.range(), message);
    finding.fix(near.map(|near| FixAction::ReplaceValue(quoted(near))), Applicability::Unsafe);
}

/// A number in a schema.
pub(in crate::rules) fn number(site: &mut CheckContext, number: Number, node: Node<'_>) {
    if number == Number::Any {
        return;
    }
    let written = site.source().slice(node.range());
    let mantissa = written.split(['e', 'E']).next().unwrap_or_default();
    let zero = !mantissa.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    let negative = written.starts_with('-') && !zero;
    let wanted = match number {
        Number::Any => return,
        Number::Positive if negative || zero => "greater than 0",
        Number::Count if negative => "0 or more",
        Number::Count if has_fraction(&written) => "a whole number",
        Number::Positive | Number::Count => return,
    };
    let message = format!("`{}` must be {wanted}.", site.node_name());
    site.report(&INVALID_SCHEMA, node.range(), message);
}

/// Whether a number as JSON writes it is not whole.
fn has_fraction(written: &str) -> bool {
    // Without these it is a row of digits, however long.
    written.contains(['.', 'e', 'E'])
        && written.parse::<f64>().is_ok_and(|number| number.is_finite() && number.fract() != 0.0)
}

/// An array in a schema: how many elements, and whether they differ.
pub(in crate::rules) fn list(site: &mut CheckContext, list: &List, node: Node<'_>) {
    let Some(container) = node.container() else { return };
    if container.entries().len() < list.min as usize {
        let message = format!("`{}` must not be empty.", site.node_name());
        site.report(&INVALID_SCHEMA, node.range(), message);
    }
    // Of what has to be a string, only strings are compared: the rest is wrong anyway.
    if list.distinct && may_repeat(site, node) {
        let source = site.source();
        let mut seen = HashMap::new();
        for element in node.entries() {
            let value = element.value();
            let Some(text) = value.text(source) else { continue };
            let Some(first) = seen.insert(text.clone(), value.range()) else { continue };
            let message = format!("Duplicate item `{text}`.");
            site.report(&INVALID_SCHEMA, value.range(), message)
                .at_member(&element.index.to_string())
                .fix(FixAction::Remove, Applicability::Unsafe)
                .related(first.clone(), "first occurrence");
            seen.insert(text, first);
        }
    }
}

/// Whether two strings in the array may be alike; `false` is certain. It costs nothing but looking
/// at the strings.
fn may_repeat(site: &CheckContext, node: Node<'_>) -> bool {
    const FEW: usize = 16;
    let mut hashes = [0; FEW];
    let mut count = 0;
    let list = site.source().slice(node.range());
    for element in node.entries() {
        let Some(text) = element.value().text_in(&list, node.start()) else { continue };
        if count == FEW {
            return true;
        }
        let hash = Key::hash_of(&text);
        if hashes[..count].contains(&hash) {
            return true;
        }
        hashes[count] = hash;
        count += 1;
    }
    false
}

/// A name in `patternProperties`.
pub(in crate::rules) fn pattern_of_names(site: &mut CheckContext, member: Member<'_>) {
    let Some(name) = member.key() else { return };
    if let Some(flaw) = regex::flaw(name) {
        let message = format!("Invalid regular expression: {flaw}.");
        site.report(&INVALID_PATTERN, member.key_range(), message).at_member(name);
    }
}

/// A member of the schema `node` whose name is no keyword.
pub(in crate::rules) fn unknown(site: &mut CheckContext, node: Node<'_>, member: Member<'_>) {
    let Some(name) = member.key() else { return };
    if name.len() > LONGEST || ELSEWHERE.contains(&name) {
        return;
    }
    let Some(near) = slip(name, &SCHEMA) else { return };
    if node.get(near).is_some() {
        return;
    }
    let message = format!("Unknown keyword `{name}`; did you mean `{near}`?");
    site.report(&SCHEMA_UNKNOWN_KEYWORD, member.key_range(), message)
        .at_member(name)
        .fix(FixAction::RenameMember(near.to_owned()), Applicability::Unsafe);
}

/// The members of `x-zui`.
pub(in crate::rules) fn options(site: &mut CheckContext, object: &'static Object, node: Node<'_>) {
    for (name, member) in node.effective_members() {
        if object.field(name).is_some() || name.len() > LONGEST {
            continue;
        }
        let Some(near) = slip(name, object) else { continue };
        if node.get(near).is_some() {
            continue;
        }
        let message = format!("Unknown `x-zui` key `{name}`; did you mean `{near}`?");
        site.report(&UNKNOWN_ZUI_KEY, member.key_range(), message)
            .at_member(name)
            .fix(FixAction::RenameMember(near.to_owned()), Applicability::Unsafe);
    }
}

/// The member of `object` that `word` was surely meant to be. Any word may stand here, and short
/// ones are alike by chance, so less is forgiven than where every word must be known.
fn slip(word: &str, object: &'static Object) -> Option<&'static str> {
    let near = closest(word, object.fields.iter().map(|field| field.name))?;
    let plain = |word: &str| word.replace(['-', '_', ' '], "").to_lowercase();
    let (folded, other) = (plain(word), plain(near));
    let distance = strsim::damerau_levenshtein(&folded, &other);
    (distance * 4 <= other.len() || is_fumble(&folded, &other)).then_some(near)
}

/// Whether `word` is `meant` with a letter typed twice, or two in the wrong order: no other word is
/// like a short one in that way.
fn is_fumble(word: &str, meant: &str) -> bool {
    let (word, meant) = (word.as_bytes(), meant.as_bytes());
    if meant.len() < 3 {
        return false;
    }
    let same = word.iter().zip(meant).take_while(|(a, b)| a == b).count();
    let (rest, wanted) = (&word[same..], &meant[same..]);
    match (rest, wanted) {
        ([a, b, rest @ ..], [c, d, wanted @ ..]) if a == d && b == c => rest == wanted,
        ([again, rest @ ..], wanted) => same > 0 && *again == word[same - 1] && rest == wanted,
        _ => false,
    }
}

/// When the official tools cannot read a keyword back.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(in crate::rules) enum UnsupportedWhen {
    /// Whatever it says.
    Always,
    /// Where no `if` says it already, once for the three of them.
    WithoutIf,
    /// With any value but `true`.
    UnlessTrue,
}

impl UnsupportedWhen {
    /// When that is so of `keyword`; `None` for those that are read.
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

/// Whether any string will do.
fn takes_any(text: &Text) -> bool {
    text.values.is_empty() && text.holds != StringFormat::Pattern
}

/// Whether `node` is a simple value, and certainly one that may stand where `shape` is wanted.
#[inline]
pub(in crate::rules) fn is_right(site: &CheckContext, shape: &Shape, node: Node<'_>) -> bool {
    match (shape, node.value()) {
        (Shape::Text(text), Value::String(string)) => {
            takes_any(text) || !string.escaped && is_choice(site, text, node)
        }
        (Shape::Flag(_) | Shape::Subschema, Value::Bool(_)) => true,
        (Shape::Number(number), Value::Number(_)) => *number == Number::Any,
        // The `type` of a schema, which most of them have.
        (Shape::Either([Shape::Text(text), ..]), Value::String(string)) => {
            !string.escaped && is_choice(site, text, node)
        }
        _ => false,
    }
}

/// Whether `node`, a string without escapes, is one of the values that `text` may have.
fn is_choice(site: &CheckContext, text: &Text, node: Node<'_>) -> bool {
    node.string_range().is_some_and(|range| text.has_value(&site.source().slice(range)))
}

/// A keyword that is right but not read.
pub(in crate::rules) fn unsupported(
    site: &mut CheckContext,
    when: UnsupportedWhen,
    field: &'static Field,
    node: Node<'_>,
    member: Member<'_>,
) {
    let unread = match when {
        UnsupportedWhen::Always => true,
        UnsupportedWhen::WithoutIf => node.get(field_names::IF).is_none(),
        UnsupportedWhen::UnlessTrue => {
            !matches!(member.value().value(), Value::Bool(true) | Value::Missing)
        }
    };
    if unread {
        let keyword = field.name;
        let what = if keyword == field_names::NOT { "`not` other than `true`" } else { keyword };
        let what = if keyword == field_names::NOT { what.to_owned() } else { format!("`{what}`") };
        let message = format!("Unsupported keyword {what}: the official tools fail on it.");
        site.report(&SCHEMA_UNSUPPORTED_KEYWORD, member.key_range(), message).at_member(keyword);
    }
}
