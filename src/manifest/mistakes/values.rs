//! Values of the wrong type that have one clear meaning.

use super::repair::{Repair, Step, path};
use super::site::{Found, ValueSite, is_keyword};
use crate::manifest::types::{Shape, StringFormat};
use crate::manifest::{field_names as names, skeleton};
use crate::syntax::{Member, Node, Value, quoted};
use crate::text::Source;

fn replace(title: String, json: &str) -> Repair {
    Repair::new(title, 0, vec![Step::Replace(path(&[]), json.to_owned())])
}

fn replace_with(json: &str) -> Repair {
    replace(format!("Replace with `{json}`"), json)
}

/// An object or array as a string that contains JSON.
pub fn json_in_string(site: &ValueSite<'_>) -> Option<Found> {
    const LONG: usize = 1 << 20;
    let text = site.text()?;
    let text = text.trim();
    let object = matches!(site.shape, Shape::Object(_) | Shape::Map(_) | Shape::Schema);
    let object = object || matches!(site.shape, Shape::Subschema);
    let (kind, opens) = match site.shape {
        Shape::List(_) => ("an array", text.starts_with('[')),
        _ => ("an object", object && text.starts_with(['{', '['])),
    };
    if !opens || text.len() > LONG || serde_json::from_str::<serde::de::IgnoredAny>(text).is_err() {
        return None;
    }
    let message = format!("{} must be {kind}, not a string that contains JSON.", site.label());
    Some(Found::new(message, replace("Replace with the JSON in the string".to_owned(), text)))
}

/// `null` instead of a value.
pub fn null(site: &ValueSite<'_>) -> Option<Found> {
    if !matches!(site.node.value(), Value::Null) {
        return None;
    }
    let kind = kind(site.shape);
    let label = site.label();
    let is_required = site.field().is_some_and(|field| field.required);
    let name = site.name();
    if !is_required && !name.is_empty() {
        let message = format!(
            "{label} must be {kind}, not `null`. `null` only clears a field in an update request; omit \
             the field instead."
        );
        let steps = vec![Step::Remove(path(&[name]))];
        return Some(Found::new(message, Repair::new(format!("Remove `{name}`"), 1, steps)));
    }
    let json = match site.shape {
        Shape::Schema => EMPTY.to_owned(),
        shape => skeleton::value(shape),
    };
    let hint = if is_required { " The field is required: give it a value." } else { "" };
    let message = format!("{label} must be {kind}, not `null`.{hint}");
    let is_blank = json == "\"\"";
    Some(Found::new(message, (!is_blank).then(|| replace_with(&json))))
}

/// The schema of an object without properties.
const EMPTY: &str = r#"{ "type": "object", "properties": {} }"#;

fn kind(shape: &Shape) -> &'static str {
    match shape {
        Shape::Text(_) => "a string",
        Shape::Flag(_) => "`true` or `false`",
        Shape::List(_) => "an array",
        Shape::Number(_) => "a number",
        _ => "an object",
    }
}

/// A word or a number instead of `true` or `false`.
pub fn flag(site: &ValueSite<'_>) -> Option<Found> {
    // `additionalProperties` is a schema that is mostly `true` or `false`.
    let is_keyword = matches!(site.shape, Shape::Subschema)
        && is_keyword(site.name())
        && site.path.iter().rev().nth(1) != Some(&names::PROPERTIES);
    if !matches!(site.shape, Shape::Flag(_)) && !is_keyword {
        return None;
    }
    let label = site.label();
    let (word, what) = match site.node.value() {
        Value::String(_) => (site.text()?.trim().to_lowercase(), "a string"),
        Value::Number(_) => (site.source.slice(site.node.range()).into_owned(), "a number"),
        _ => return None,
    };
    let exact = matches!(word.as_str(), "true" | "false");
    let on = switch(&word)?;
    // These decide who can use the integration and what it runs: they are not set by a guess.
    let guarded = [names::PUBLIC, names::DEV].contains(&site.name());
    let message = format!("{label} must be `true` or `false`, not {what}; did you mean `{on}`?");
    let found = Found::new(message, (exact || !guarded).then(|| replace_with(&on.to_string())));
    Some(if exact { found.safe() } else { found })
}

/// The meaning of `word` as a switch.
pub fn switch(word: &str) -> Option<bool> {
    Some(match word.trim().to_lowercase().as_str() {
        "true" | "yes" | "on" | "1" | "y" | "enabled" => true,
        "false" | "no" | "off" | "0" | "n" | "disabled" | "" => false,
        _ => return None,
    })
}

/// A value instead of a string.
pub fn text(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Text(text) = site.shape else { return None };
    let label = site.label();
    let json = site.source.slice(site.node.range());
    match site.node.value() {
        _ if text.holds == StringFormat::Version => {
            let (what, version) = match site.node.value() {
                Value::Number(_) => ("a number", nearest_version(&json)?),
                Value::Bool(_) => ("a boolean", nearest_version("")?),
                Value::Container(_) => {
                    let is_number =
                        |it: &Member<'_>| matches!(it.value().value(), Value::Number(_));
                    let parts = || site.node.entries().take(3);
                    let part = |it: Member<'_>| site.source.slice(it.value().range()).into_owned();
                    let parts: Option<Vec<String>> =
                        parts().map(|it| is_number(&it).then(|| part(it))).collect();
                    let what = if site.node.is_array() { "an array" } else { "an object" };
                    (what, nearest_version(&parts?.join("."))?)
                }
                _ => return None,
            };
            let message =
                format!("{label} must be a string, not {what}; did you mean `\"{version}\"`?");
            Some(Found::new(message, replace_with(&quoted(&version))))
        }
        Value::Bool(_) if text.holds == StringFormat::SecretValue => {
            let message = format!(
                "{label} must be a string or `null`. Use `null`, and set the value at deployment."
            );
            Some(Found::new(message, replace_with("null")))
        }
        Value::Container(_) if text.holds == StringFormat::SecretValue => {
            let what = if site.node.is_array() { "an array" } else { "an object" };
            let message = format!(
                "{label} must be a string or `null`, not {what}. Use `null`, and set the value at \
                 deployment."
            );
            let found = Found::new(message, replace_with("null"));
            let is_switch =
                |entry: Member<'_>| matches!(entry.value().value(), Value::Bool(_) | Value::Null);
            Some(if site.node.entries().all(is_switch) { found } else { found.manual() })
        }
        Value::Bool(_) | Value::Number(_) if !text.values.is_empty() => {
            let values: Vec<String> =
                text.values.iter().map(|choice| quoted(choice.value)).collect();
            // The default is the value that changes least.
            let default = site.field().and_then(|field| field.default_value);
            let rank = |json: &&String| default != Some(json.as_str());
            let mut sorted: Vec<&String> = values.iter().collect();
            sorted.sort_by_key(rank);
            let list: Vec<String> = values.iter().map(|json| format!("`{json}`")).collect();
            let what =
                if matches!(site.node.value(), Value::Bool(_)) { "a boolean" } else { "a number" };
            let message = format!("{label} must be a string, not {what}: {}.", list.join(", "));
            let mut found = Found::new(message, None::<Repair>);
            found.repairs = sorted.into_iter().map(|json| replace_with(json)).collect();
            Some(found)
        }
        Value::Container(_) => {
            let strings: Vec<String> = strings(site.node, site.source)?;
            let (what, separator) = match site.node.is_array() {
                true if text.holds != StringFormat::Prose => ("an array", "\n"),
                true if site.path.iter().rev().nth(1) == Some(&names::ATTRIBUTES) => {
                    ("an array", ", ")
                }
                true => ("an array", "\n"),
                false => ("an object", ""),
            };
            if !site.node.is_array() && strings.len() > 1 {
                return None;
            }
            let message = format!("{label} must be a string, not {what}.");
            if strings.is_empty() {
                let is_optional = site.field().is_none_or(|field| !field.required);
                let remove = vec![Step::Remove(path(&[site.name()]))];
                let title = format!("Remove `{}`", site.name());
                let repair = Repair::new(title, 1, remove);
                return is_optional.then(|| Found::new(message, repair));
            }
            let json = quoted(&strings.join(separator));
            Some(Found::new(message, replace("Convert to a string".to_owned(), &json)))
        }
        _ => None,
    }
}

/// The entries of `node`, if all are strings.
fn strings(node: Node<'_>, source: &dyn Source) -> Option<Vec<String>> {
    node.entries().map(|entry| Some(entry.value().text(source)?.into_owned())).collect()
}

/// The version that `text` most likely means: `v1` is `1.0.0`. `None` if it has no number.
pub fn nearest_version(text: &str) -> Option<String> {
    let text = text.trim();
    if ["latest", "next", "dev", "beta", "*", "x", ""].contains(&text.to_lowercase().as_str()) {
        return Some("0.1.0".to_owned());
    }
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let core = text[start..].split(['-', '+', ' ', '_']).next()?;
    let mut parts: Vec<String> = Vec::new();
    for part in core.split('.').take(3) {
        let digits: String = part.chars().take_while(char::is_ascii_digit).collect();
        let number: u64 = if digits.is_empty() { 0 } else { digits.parse().ok()? };
        parts.push(number.min(MAX_SAFE).to_string());
    }
    parts.resize(3, "0".to_owned());
    Some(parts.join("."))
}

/// The largest number of a version.
const MAX_SAFE: u64 = (1 << 53) - 1;

/// Words or flags instead of an array.
pub fn list(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::List(list) = site.shape else { return None };
    let label = site.label();
    let (what, items): (_, Vec<String>) = match site.node.value() {
        Value::String(_) => {
            let text = site.text()?;
            let words: Vec<String> = text.split(',').map(|word| word.trim().to_owned()).collect();
            if words.len() < 2 || words.iter().any(String::is_empty) {
                return None;
            }
            ("a string", words)
        }
        Value::Container(_) if site.node.is_object() => {
            let is_set = |node: Node<'_>| matches!(node.value(), Value::Bool(true) | Value::Null);
            let texts = matches!(list.item, Shape::Text(_));
            let name_of = |(name, member): (&str, Member<'_>)| {
                let value = member.value();
                let text = value.text(site.source);
                // An enumeration of TypeScript has each value under its own name.
                let is_value = |text: &str| !texts && text.eq_ignore_ascii_case(name);
                match text.filter(|text| is_value(text)) {
                    Some(text) => Some(text.into_owned()),
                    None => (texts && is_set(value)).then(|| name.to_owned()),
                }
            };
            site.node.entries().next()?;
            ("an object", site.node.members().map(name_of).collect::<Option<_>>()?)
        }
        _ => return None,
    };
    let json: Vec<String> = items.iter().map(|item| quoted(item)).collect();
    let json = format!("[{}]", json.join(", "));
    let message = format!("{label} must be an array, not {what}: `[\"…\", \"…\"]`.");
    Some(Found::new(message, replace("Convert to an array".to_owned(), &json)))
}
