//! Values of the wrong type that have one clear meaning.

use std::borrow::Cow;

use super::repair::{Repair, Step, path};
use super::site::{Found, ValueSite, is_keyword, is_schema, only};
use crate::manifest::types::{Number, Shape, StringFormat, Text};
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
    let json = match site.shape {
        Shape::Schema => EMPTY.to_owned(),
        shape => skeleton::value(shape),
    };
    let remove = || Repair::new(format!("Remove `{name}`"), 1, vec![Step::Remove(path(&[name]))]);
    // Without an entry, its name is lost.
    let is_entry = site.field().is_none() && matches!(site.shape, Shape::Object(_));
    if !is_required && !is_entry && !name.is_empty() && json != "{}" {
        let message = format!(
            "{label} must be {kind}, not `null`. `null` only clears a field in an update request; omit \
             the field instead."
        );
        return Some(Found::new(message, remove()));
    }
    let hint = match is_required {
        true => " The field is required: give it a value.",
        false if name.is_empty() => "",
        false => " `null` only clears a field in an update request.",
    };
    let message = format!("{label} must be {kind}, not `null`.{hint}");
    let is_blank = json == "\"\"";
    let mut found = Found::new(message, (!is_blank).then(|| replace_with(&json)));
    found.repairs.extend(is_entry.then(remove));
    Some(found)
}

/// The schema of an object without properties.
pub const EMPTY: &str = r#"{ "type": "object", "properties": {} }"#;

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
    let inner = inner(site.node);
    let is_empty = site.node.container().is_some_and(|it| it.entries().is_empty());
    if is_empty && !is_keyword && site.field().is_some_and(|field| !field.required) {
        let steps = vec![Step::Remove(path(&[site.name()]))];
        let repair = Repair::new(format!("Remove `{}`", site.name()), 1, steps);
        return Some(Found::new(format!("{label} must be `true` or `false`."), repair));
    }
    if matches!(site.node.value(), Value::Bool(_)) || is_keyword && site.node.is_object() {
        return None;
    }
    let word = match inner.value() {
        Value::String(_) => inner.text(site.source)?.trim().to_lowercase(),
        Value::Number(_) | Value::Bool(_) => site.source.slice(inner.range()).into_owned(),
        _ => return None,
    };
    let exact = matches!(word.as_str(), "true" | "false");
    let on = switch(&word)?;
    // These decide who can use the integration and what it runs: they are not set by a guess.
    let guarded = [names::PUBLIC, names::DEV].contains(&site.name());
    let message = format!(
        "{label} must be `true` or `false`, not {}; did you mean `{on}`?",
        site.node.type_name()
    );
    let found = Found::new(message, (exact || !guarded).then(|| replace_with(&on.to_string())));
    Some(if exact { found.safe() } else { found })
}

/// The only value in `node`, if it is a container.
fn inner(node: Node<'_>) -> Node<'_> {
    only(node.entries()).map_or(node, Member::value)
}

/// A number with a unit, a sign or separators, or in a container.
pub fn number(site: &ValueSite<'_>) -> Option<Found> {
    let Shape::Number(number) = site.shape else { return None };
    let inner = inner(site.node);
    let text = match (site.node.value(), inner.value()) {
        (Value::Container(_), Value::Number(_)) => site.source.slice(inner.range()),
        (Value::Container(_) | Value::String(_), Value::String(_)) => inner.text(site.source)?,
        _ => return None,
    };
    let written = leading_number(&text)?;
    let json = match number {
        Number::Any => written,
        _ if written.starts_with('-') => return None,
        Number::Count => whole(site.name(), &written)?,
        Number::Positive => written,
    };
    let (label, what) = (site.label(), site.node.type_name());
    let message = format!("{label} must be a number, not {what}; did you mean `{json}`?");
    let found = Found::new(message, replace_with(&json));
    Some(if text.trim() == json { found.safe() } else { found })
}

/// The number at the start of `text`, behind a comparison and in front of a unit: `≤ 1,000 px` is 1000.
fn leading_number(text: &str) -> Option<String> {
    const MAX_BYTES: usize = 40;
    let text = text.trim().trim_start_matches(['<', '>', '=', '≤', '≥', '~', '+', ' ']);
    let is_number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',' | '_' | '-' | 'e' | 'E');
    if text.len() > MAX_BYTES {
        return None;
    }
    let end = text.find(|c| !is_number(c)).unwrap_or(text.len());
    let (digits, unit) = text.split_at(end);
    let digits = digits.trim_end_matches(['.', ',', 'e', 'E']).replace('_', "");
    let mut groups = digits.split(',');
    let is_grouped = groups.next().is_some() && groups.all(|group| group.len() == 3);
    let digits = digits.replace(',', "");
    let is_valid = serde_json::from_str::<serde_json::Number>(&digits).is_ok();
    (is_grouped && is_valid && !unit.contains(|c: char| c.is_ascii_digit())).then_some(digits)
}

/// The whole number for which the limit `keyword` allows the same values as for the number `written`.
pub fn whole(keyword: &str, written: &str) -> Option<String> {
    if written.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(written.to_owned());
    }
    let number: f64 = written.parse().ok()?;
    let whole = if keyword.starts_with("max") { number.floor() } else { number.ceil() };
    (whole >= 0.0 && whole <= MAX_SAFE as f64).then(|| format!("{whole:.0}"))
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
    let what = site.node.type_name();
    match site.node.value() {
        _ if text.holds == StringFormat::Version => {
            let version = match site.node.value() {
                Value::Number(_) => nearest_version(&json)?,
                Value::Bool(_) => nearest_version("")?,
                Value::Container(_) => {
                    let is_number =
                        |it: &Member<'_>| matches!(it.value().value(), Value::Number(_));
                    let parts = || site.node.entries().take(3);
                    let part = |it: Member<'_>| site.source.slice(it.value().range()).into_owned();
                    let parts: Option<Vec<String>> =
                        parts().map(|it| is_number(&it).then(|| part(it))).collect();
                    let only = || inner(site.node).text(site.source).map(Cow::into_owned);
                    let written = parts.map(|parts| parts.join(".")).or_else(only)?;
                    nearest_version(&written)?
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
            let hint = match site.node.is_object() {
                true => " A secret has no other fields: describe it in the readme.",
                false => "",
            };
            let message = format!(
                "{label} must be a string or `null`, not {what}. Use `null`, and set the value at \
                 deployment.{hint}"
            );
            let found = Found::new(message, replace_with("null"));
            let is_word = |node: Node<'_>| {
                node.text(site.source).is_some_and(|it| OPTIONS.contains(&&*it.to_lowercase()))
            };
            let is_switch = |entry: Member<'_>| {
                entry.key() == Some(names::TYPE)
                    || matches!(entry.value().value(), Value::Bool(_) | Value::Null)
                    || is_word(entry.value())
            };
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
            let message = format!("{label} must be a string, not {what}: {}.", list.join(", "));
            let mut found = Found::new(message, None::<Repair>);
            found.repairs = sorted.into_iter().map(|json| replace_with(json)).collect();
            Some(found)
        }
        Value::Container(_) if !text.values.is_empty() => {
            let word = inner(site.node).text(site.source).filter(|word| text.has_value(word))?;
            let message = format!("{label} must be a string, not {what}; did you mean `{word}`?");
            Some(Found::new(message, replace_with(&quoted(&word))).safe())
        }
        Value::Container(_) => {
            let strings: Vec<String> = texts(site.node, site.source)?;
            let is_attribute = site.path.iter().rev().nth(1) == Some(&names::ATTRIBUTES);
            let separator = match site.node.is_array() {
                true if text.holds == StringFormat::Prose && is_attribute => ", ",
                false if site.name() == names::TITLE => " / ",
                _ => "\n",
            };
            let message = format!("{label} must be a string, not {what}.");
            let is_address = text.holds == StringFormat::Url;
            if (!site.node.is_array() || is_address) && strings.len() > 1 {
                // Such as one text for each language.
                let message = match text.holds {
                    StringFormat::Prose => message,
                    _ => format!("{label} must be a string, not {what}. Choose one of the texts."),
                };
                if text.holds == StringFormat::IntegrationName && strings.len() == 2 {
                    let message = format!("{label} must be a string, not {what}: `\"…/…\"`.");
                    let json = quoted(&strings.join("/"));
                    return Some(Found::new(message, replace_with(&json)));
                }
                let found = Found::new(message, None::<Repair>);
                let each = strings.iter().take(MAX_OFFERED).map(|text| replace_with(&quoted(text)));
                if text.holds != StringFormat::Prose {
                    return Some(Found { repairs: each.collect(), ..found }.manual());
                }
                let all = replace("Join the texts".to_owned(), &quoted(&strings.join(separator)));
                return Some(Found { repairs: [all].into_iter().chain(each).collect(), ..found });
            }
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

/// Words about a secret in other formats, which say nothing about its value.
const OPTIONS: &[&str] = &["optional", "required", "secret", "string", "null", "env"];

/// Words for the values of a field in the SDK and in other tools.
static WORDS: &[(&str, &[&str])] = &[
    ("integration", &["bot", "workspace", "global", "app", "tenant"]),
    ("conversation", &["channel", "chat", "thread"]),
    ("user", &["contact", "customer", "person", "member"]),
];

/// The value of `text` that `word` means in the SDK or in another tool.
pub fn intended_value(text: &Text, word: &str) -> Option<&'static str> {
    let word = word.trim().to_lowercase();
    let means = |(_, words): &&(&str, &[&str])| words.contains(&word.as_str());
    let value = WORDS.iter().find(means).map(|(value, _)| *value);
    value.filter(|value| text.has_value(value))
}

/// The most texts of which each is offered.
const MAX_OFFERED: usize = 5;

/// The texts in `node`, if it contains only texts, and objects of a text and its language.
fn texts(node: Node<'_>, source: &dyn Source) -> Option<Vec<String>> {
    const LANGUAGE: &[&str] = &["lang", "language", "locale", names::TYPE];
    let text = |entry: Member<'_>| {
        let node = entry.value();
        let mut texts = node.members().filter(|(name, _)| !LANGUAGE.contains(name));
        match (texts.next(), texts.next()) {
            (Some((_, member)), None) => Some(member.value().text(source)?.into_owned()),
            _ => Some(node.text(source)?.into_owned()),
        }
    };
    node.entries().map(text).collect()
}

/// The version that `text` most likely means: `v1` is `1.0.0`. `None` if it has no number.
pub fn nearest_version(text: &str) -> Option<String> {
    let text = text.trim();
    if ["latest", "next", "dev", "beta", "*", "x", ""].contains(&text.to_lowercase().as_str()) {
        return Some("0.1.0".to_owned());
    }
    let start = text.find(|c: char| c.is_ascii_digit())?;
    let text = text[start..].replace(',', ".");
    let core = text.split(['-', '+', ' ', '_']).next()?;
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
        Value::Container(_)
            if matches!(list.item, Shape::Subschema) && is_schema(site.node, site.source) =>
        {
            let json = format!("[{}]", site.source.slice(site.node.range()));
            let message = format!("{label} must be an array, not one schema: `[{{ … }}]`.");
            return Some(Found::new(message, replace("Put it in an array".to_owned(), &json)));
        }
        Value::Container(_)
            if matches!(list.item, Shape::Subschema) && site.node.entries().next().is_some() =>
        {
            let one = |(name, member): (&str, Member<'_>)| {
                let schema = member.value();
                let text = site.source.slice(schema.range());
                let inner = text.strip_prefix('{').filter(|_| is_schema(schema, site.source))?;
                let title = format!("{{ \"{}\": {},", names::TITLE, quoted(name));
                schema.get(names::TITLE).is_none().then(|| format!("{title}{inner}"))
            };
            let all: Vec<String> = site.node.members().map(one).collect::<Option<_>>()?;
            let json = format!("[{}]", all.join(", "));
            let message = format!("{label} must be an array, not an object: `[{{ … }}, {{ … }}]`.");
            return Some(Found::new(message, replace("Convert to an array".to_owned(), &json)));
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
