//! Invalid values of schema keywords.

use std::collections::HashMap;
use std::ops::Range;

use super::foreign_type::{ANY, FORMATS, NOT_JSON, item_type, literals, type_name, union};
use super::keyword_typo::MAX_LEN;
use super::unknown_zui_key;
use crate::manifest::field_names;
use crate::manifest::mistakes::{self, Repair, Step, path};
use crate::manifest::types::{List, Number, Shape, Text};
use crate::rules::context::CheckContext;
use crate::rules::endpoint::{mistaken_shape, wrong_type};
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::json_type::{is_json, is_of_type};
use crate::rules::rule::{Severity, rule};
use crate::syntax::{Key, Member, Node, Value, quoted};
use crate::util::suggest::closest;

rule! {
    /// Invalid value of a JSON Schema keyword.
    ///
    /// ## What it finds
    /// In every `schema`: values that the meta-schema of JSON Schema draft-07 rejects. Examples
    /// are an unknown `type`, a `required` that is not a list of distinct names, a negative
    /// `minLength`, an empty `anyOf`, or a boolean `exclusiveMinimum`, as in draft-04. Unknown
    /// keywords are allowed. An `enum` that is empty or lists its values with labels is a warning, and a
    /// repeated value of `enum` a hint.
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
    INVALID_SCHEMA = "invalid-schema", Semantics, Some(Error), shared;
}

/// The alternative of `shape` whose type the value of `member` has; `None`, with a finding, if there
/// is none.
pub fn fitting(
    context: &mut CheckContext,
    shape: &'static Shape,
    member: Member<'_>,
) -> Option<&'static Shape> {
    let node = member.value();
    let found = match shape {
        Shape::Either(shapes) => shapes.iter().find(|shape| is_of_type(shape, node)),
        _ => is_of_type(shape, node).then_some(shape),
    };
    // JSON Schema does not define `x-zui`.
    if found.is_none() && is_json(node) {
        match shape {
            Shape::Object(_) => unknown_zui_key::check_type(context, shape, member),
            _ => report_type(context, shape, node, &member.key_range()),
        }
    }
    found
}

fn report_type(context: &mut CheckContext, shape: &Shape, node: Node<'_>, key: &Range<usize>) {
    if !matches!(node.value(), Value::Null)
        && let Some(found) = mistaken_shape::of_value(context, shape, node)
    {
        let range = mistaken_shape::value_range(node, key);
        mistaken_shape::report(context, &INVALID_SCHEMA, range, found, 0);
        return;
    }
    let keyword = context.node_name().to_owned();
    let (message, fix) = match (keyword.as_str(), shape, node.value()) {
        (field_names::REQUIRED, Shape::List(_), Value::Bool(_)) => {
            let message = "`required` must be a list of property names of the enclosing object; a \
                           single property cannot be marked as required.";
            (message.to_owned(), FixAction::Remove)
        }
        (field_names::EXCLUSIVE_MINIMUM | field_names::EXCLUSIVE_MAXIMUM, _, Value::Bool(on)) => {
            let plain = if keyword == field_names::EXCLUSIVE_MINIMUM {
                field_names::MINIMUM
            } else {
                field_names::MAXIMUM
            };
            let message = format!(
                "`{keyword}` must be a number, the exclusive limit: since draft-06, it is used \
                 instead of `{plain}`."
            );
            let steps = vec![
                Step::Remove(path(&[&keyword])),
                Step::Move(path(&[plain]), path(&[&keyword])),
            ];
            let repair = Repair::new(format!("Rename `{plain}` to `{keyword}`"), 1, steps);
            let fix = match on {
                true => FixAction::Reshape(Box::new(repair)),
                false => FixAction::Remove,
            };
            (message, fix)
        }
        (field_names::TYPE, _, Value::Null) => {
            let message = "The type `null` must be a string: `\"null\"`.";
            (message.to_owned(), FixAction::ReplaceValue("\"null\"".to_owned()))
        }
        _ => {
            let unsafe_fix = Applicability::Unsafe;
            wrong_type::report(context, &INVALID_SCHEMA, shape, node, key, unsafe_fix);
            return;
        }
    };
    context.report(&INVALID_SCHEMA, node.range(), message).fix(fix, Applicability::Unsafe);
}

/// Checks a string with a fixed set of values.
pub fn check_text(context: &mut CheckContext, text: &Text, node: Node<'_>) {
    if text.values.is_empty() {
        return;
    }
    let Some(word) = node.text(context.source()) else { return };
    if text.has_value(&word) {
        return;
    }
    let format = FORMATS.iter().find(|(name, _)| word.eq_ignore_ascii_case(name));
    let is_type = context.node_name() == field_names::TYPE;
    if let Some((name, format)) = format.filter(|_| is_type) {
        return report_type_name(
            context,
            node,
            name,
            "string",
            field_names::FORMAT,
            &quoted(format),
        );
    }
    if let Some(item) = item_type(text, &word).filter(|_| is_type) {
        let items = format!("{{ \"type\": {} }}", quoted(item));
        return report_type_name(context, node, &word, "array", field_names::ITEMS, &items);
    }
    if let Some(values) = literals(&word).filter(|_| is_type) {
        let values: Vec<String> = values.into_iter().map(quoted).collect();
        let values = format!("[{}]", values.join(", "));
        return report_type_name(context, node, &word, "string", field_names::ENUM, &values);
    }
    if ANY.contains(&&*word) {
        let message = format!("Unknown type `{word}`. Omit `type` to allow values of all types.");
        context
            .report(&INVALID_SCHEMA, node.range(), message)
            .fix(FixAction::Remove, Applicability::Unsafe);
        return;
    }
    if NOT_JSON.iter().any(|name| word.eq_ignore_ascii_case(name)) {
        let message = format!(
            "Unknown type `{word}`: JSON has no such values. Omit `type`, or describe the value that is sent."
        );
        context
            .report(&INVALID_SCHEMA, node.range(), message)
            .fix(FixAction::Remove, Applicability::Unsafe);
        return;
    }
    if let Some(json) = union(text, &word) {
        let message = format!("Unknown type `{word}`; did you mean `{json}`?");
        context
            .report(&INVALID_SCHEMA, node.range(), message)
            .fix(FixAction::ReplaceValue(json), Applicability::Unsafe);
        return;
    }
    let values = || text.values.iter().map(|choice| choice.value);
    let near = match type_name(text, &word) {
        Some(near) => Some(near),
        None if word.len() > MAX_LEN => None,
        None => closest(word.trim(), values()),
    };
    let shown: String = word.chars().take(MAX_LEN).collect();
    let message = match near {
        Some(near) => format!("Unknown type `{shown}`; did you mean `{near}`?"),
        None => {
            let list: Vec<_> = values().map(|value| format!("`{value}`")).collect();
            format!("Unknown type `{shown}`; expected one of {}.", list.join(", "))
        }
    };
    // Without a similar one, each type is offered, and none is applied.
    let (offered, applicability) = match near {
        Some(near) => (vec![near], Applicability::Unsafe),
        None => (values().collect(), Applicability::Manual),
    };
    let fixes = offered.into_iter().map(|value| FixAction::ReplaceValue(quoted(value)));
    context.report(&INVALID_SCHEMA, node.range(), message).fixes(fixes, applicability);
}

/// Reports the type `name` of another language, which is `right` with the keyword `keyword` in JSON Schema.
fn report_type_name(
    context: &mut CheckContext,
    node: Node<'_>,
    name: &str,
    right: &str,
    keyword: &str,
    value: &str,
) {
    let right = quoted(right);
    let json = format!("\"type\": {right}, \"{keyword}\": {value}");
    let message = format!("Unknown type `{name}`; did you mean `{json}`?");
    let steps = vec![
        Step::Replace(path(&[field_names::TYPE]), right),
        Step::Add(path(&[]), vec![(keyword.to_owned(), value.to_owned())]),
    ];
    let repair = Repair::new(format!("Replace with `{json}`"), 1, steps);
    context
        .report(&INVALID_SCHEMA, node.range(), message)
        .fix(FixAction::Reshape(Box::new(repair)), Applicability::Unsafe);
}

/// Checks the range of a number.
pub fn check_number(context: &mut CheckContext, number: Number, node: Node<'_>) {
    if number == Number::Any {
        return;
    }
    let written = context.source().slice(node.range());
    let mantissa = written.split(['e', 'E']).next().unwrap_or_default();
    let zero = !mantissa.bytes().any(|byte| matches!(byte, b'1'..=b'9'));
    let negative = written.starts_with('-') && !zero;
    let (wanted, fix) = match number {
        Number::Any => return,
        Number::Positive if negative => {
            let json = written.trim_start_matches('-').to_owned();
            ("greater than 0", Some(FixAction::ReplaceValue(json)))
        }
        // A limit below all lengths limits nothing.
        Number::Positive if zero => ("greater than 0", Some(FixAction::Remove)),
        Number::Count if negative => ("0 or more", Some(FixAction::Remove)),
        Number::Count if has_fraction(&written) => {
            let whole = mistakes::whole(context.node_name(), &written);
            ("a whole number", whole.map(FixAction::ReplaceValue))
        }
        Number::Positive | Number::Count => return,
    };
    let message = format!("`{}` must be {wanted}.", context.node_name());
    context.report(&INVALID_SCHEMA, node.range(), message).fix(fix, Applicability::Unsafe);
}

/// Whether a JSON number has a fraction.
fn has_fraction(written: &str) -> bool {
    // Otherwise it is an integer of any length.
    written.contains(['.', 'e', 'E'])
        && written.parse::<f64>().is_ok_and(|number| number.is_finite() && number.fract() != 0.0)
}

/// Checks the values of `enum`, which the meta-schema allows to be any values.
fn check_values(context: &mut CheckContext, node: Node<'_>) {
    if node.entries().next().is_none() {
        context
            .report(&INVALID_SCHEMA, node.range(), "`enum` is empty, so no value is valid.")
            .severity(Severity::Warning)
            .fix(FixAction::Remove, Applicability::Unsafe);
        return;
    }
    check_distinct(context, node, Severity::Hint);
    if !node.entries().any(|entry| entry.value().is_object()) {
        return;
    }
    let site = mistaken_shape::site(context, &Shape::Any, node);
    let Some(found) = mistakes::in_enum(&site) else { return };
    let range = node.start()..node.start() + 1;
    mistaken_shape::report(context, &INVALID_SCHEMA, range, found, 0).severity(Severity::Warning);
}

/// Checks the length of an array, and that its elements are distinct.
pub fn check_list(context: &mut CheckContext, list: &List, node: Node<'_>) {
    let Some(container) = node.container() else { return };
    if context.node_name() == field_names::ENUM {
        return check_values(context, node);
    }
    if container.entries().len() < list.min as usize {
        let message = format!("`{}` must not be empty.", context.node_name());
        context.report(&INVALID_SCHEMA, node.range(), message);
    }
    if list.distinct {
        check_distinct(context, node, Severity::Error);
    }
}

/// Reports equal strings in the array `node`. Other elements of a list of names are findings already.
fn check_distinct(context: &mut CheckContext, node: Node<'_>, severity: Severity) {
    if !may_repeat(context, node) {
        return;
    }
    let source = context.source();
    let mut seen = HashMap::new();
    for element in node.entries() {
        let value = element.value();
        let Some(text) = value.text(source) else { continue };
        let Some(first) = seen.insert(text.clone(), value.range()) else { continue };
        let message = format!("Duplicate item `{text}`.");
        context
            .report(&INVALID_SCHEMA, value.range(), message)
            .at_member(&element.index.to_string())
            .severity(severity)
            .fix(FixAction::Remove, Applicability::Unsafe)
            .related(first.clone(), "first occurrence");
        seen.insert(text, first);
    }
}

/// Whether two strings in the array may be equal; `false` is certain. It allocates nothing.
fn may_repeat(context: &CheckContext, node: Node<'_>) -> bool {
    const MAX_ON_STACK: usize = 64;
    if node.entries().nth(1).is_none() {
        return false;
    }
    let mut hashes = [0; MAX_ON_STACK];
    let mut count = 0;
    let list = context.source().slice(node.range());
    for element in node.entries() {
        let Some(text) = element.value().text_in(&list, node.start()) else { continue };
        if count == MAX_ON_STACK {
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
