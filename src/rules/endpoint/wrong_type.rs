//! Values with the wrong JSON type.

use std::borrow::Cow;
use std::ops::Range;

use super::missing_field::MISSING_FIELD;
use super::mistaken_shape;
use super::unknown_field::UNKNOWN_FIELD;
use super::unknown_value::UNKNOWN_VALUE;
use crate::manifest::mistakes::{self, Kind, Path, Shared};
use crate::manifest::types::{Map, Shape};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::{Rule, rule};
use crate::syntax::{Node, Value};

rule! {
    /// Value has the wrong type.
    ///
    /// ## What it finds
    /// A number instead of a string, a string instead of `true` or `false`, an array instead of an
    /// object, `null` where it is not allowed.
    ///
    /// If the value is clear, the fix converts it:
    ///
    /// - an array of named definitions, of names, or of pairs of a name and a definition becomes an
    ///   object with the names as keys
    /// - an array of named properties in `input`, for example, becomes a JSON Schema
    /// - a string becomes an object with that text: the title of a tag, the name of a target, a script
    /// - a string that contains JSON becomes that JSON
    /// - an array with one object becomes the object
    /// - words, such as `"yes"`, become `true` or `false`, and `null` an empty value if the field is
    ///   required
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
    WRONG_TYPE = "wrong-type", Endpoint, Some(Error), shared;
}

/// Reports that `node`, named at `key`, does not have the type of `shape`. The API rejects such a
/// value, so each fix is safe, where its result is accepted.
pub fn check(context: &mut CheckContext, shape: &Shape, node: Node<'_>, key: &Range<usize>) {
    report(context, &WRONG_TYPE, shape, node, key, Applicability::Safe);
}

/// Reports the mistake in the current node, a map of definitions, if there is one. It explains everything
/// inside.
pub fn check_map(context: &mut CheckContext<'_>, map: &'static Map, node: Node<'_>) -> bool {
    let shape = Shape::Map(map);
    let Some(found) = mistakes::in_map(&mistaken_shape::site(context, &shape, node)) else {
        return false;
    };
    let Some(name) = found.covers.first().cloned() else { return false };
    let Some(member) = node.member(&name) else { return false };
    let is_definition = member.value().is_object() && map.value.object().is_some();
    let rule = if is_definition { &MISSING_FIELD } else { &WRONG_TYPE };
    mistaken_shape::report(context, rule, member.key_range(), found, 1).at_member(&name);
    true
}

/// Reports the mistakes that several entries of the current node, a map of definitions, have. Returns the
/// names of the entries in which they explain everything.
pub fn check_entries(
    context: &mut CheckContext<'_>,
    map: &'static Map,
    node: Node<'_>,
) -> Vec<String> {
    let shape = Shape::Map(map);
    let shared = mistakes::in_several_entries(&mistaken_shape::site(context, &shape, node));
    for Shared { found, kind, paths } in shared.all {
        let key_of = |path: &Path| {
            let (name, holder) = path.split_last()?;
            let holder: Vec<&str> = holder.iter().map(String::as_str).collect();
            let holder = if holder.is_empty() { node } else { node.at(&holder)? };
            Some(holder.member(name)?.key_range())
        };
        let mut keys = paths.iter().filter_map(key_of);
        let (Some(path), Some(key)) = (paths.first(), keys.next()) else { continue };
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let rule = match kind {
            Kind::WrongType => &WRONG_TYPE,
            Kind::MissingField => &MISSING_FIELD,
            Kind::UnknownField => &UNKNOWN_FIELD,
            Kind::UnknownValue => &UNKNOWN_VALUE,
        };
        let mut finding = mistaken_shape::report(context, rule, key, found, path.len());
        for key in keys.take(mistakes::MAX_RELATED) {
            finding = finding.related(key, mistakes::SAME_MISTAKE);
        }
        finding.at_path(&path);
    }
    shared.entries
}

/// Reports, as a finding of `rule`, that `node` does not have the type of `shape`.
pub fn report(
    context: &mut CheckContext,
    rule: &'static Rule,
    shape: &Shape,
    node: Node<'_>,
    key: &Range<usize>,
    applicability: Applicability,
) {
    let range = mistaken_shape::value_range(node, key);
    if *rule == WRONG_TYPE
        && let Some(found) = mistaken_shape::of_value(context, shape, node)
    {
        mistaken_shape::report(context, rule, range, found, 0);
        return;
    }
    let wanted = wanted(shape);
    let what = match context.node_name() {
        "" => "This".to_owned(),
        name => format!("`{name}`"),
    };
    let source = context.source();
    let message = format!("{what} must be {wanted}, not {}.", node.type_name());
    let fix = match (shape, node.value()) {
        // A number or a boolean as a string is not in any enumeration.
        (Shape::Text(text), Value::Number(_) | Value::Bool(_)) => text
            .values
            .is_empty()
            .then(|| FixAction::ReplaceValue(format!("\"{}\"", source.slice(node.range())))),
        (Shape::Flag(_), Value::String(_)) => match node.text(source).as_deref() {
            Some(word @ ("true" | "false")) => Some(FixAction::ReplaceValue(word.to_owned())),
            _ => None,
        },
        (Shape::Number(_), Value::String(_)) => {
            let written = node.text(source).filter(|text| is_number(text.trim()));
            written.map(|number| FixAction::ReplaceValue(number.trim().to_owned()))
        }
        // Only of keywords of a JSON Schema, of which none is required.
        (Shape::Subschema, Value::Null) => Some(FixAction::ReplaceValue("{}".to_owned())),
        (_, Value::Null) | (Shape::Number(_), Value::Bool(_)) => Some(FixAction::Remove),
        (Shape::List(_), Value::String(_)) => {
            Some(FixAction::ReplaceValue(format!("[{}]", source.slice(node.range()))))
        }
        _ => None,
    };
    context.report(rule, range, message).fix(fix, applicability);
}

/// The type of `shape` in a message: "a string".
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

/// Whether `text` is a JSON number.
fn is_number(text: &str) -> bool {
    serde_json::from_str::<serde_json::Number>(text).is_ok()
}
