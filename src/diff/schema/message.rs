//! Sentences about differences in schemas.

use crate::diff::checks::{self, Check};
use crate::diff::finding::Part;
use crate::diff::sink::Context;
use crate::diff::value::Value;
use crate::util::display::floor_char_boundary;

/// Maximum length of a name or value within a sentence, in bytes.
const MAX_QUOTED: usize = 80;

/// Path of a property as people write it: `issue.assignees[].name`. Empty for the root.
pub(super) fn label(path: &[Option<&str>]) -> String {
    let mut label = String::new();
    for step in path {
        match step {
            Some(name) => {
                if !label.is_empty() {
                    label.push('.');
                }
                label.push_str(name);
            }
            None => label.push_str("[]"),
        }
        if label.len() > MAX_QUOTED {
            label.truncate(floor_char_boundary(&label, MAX_QUOTED));
            label.push('…');
            break;
        }
    }
    label
}

/// The part and definition that a schema belongs to: "the input of `createIssue`".
fn owner(context: &Context<'_>) -> String {
    let name = context.definition.map(|name| format!(" `{}`", cut(name))).unwrap_or_default();
    match context.part {
        Part::ActionInput => format!("the input of{name}"),
        Part::ActionOutput => format!("the output of{name}"),
        Part::Event => format!("the event{name}"),
        Part::Message => format!("the message type{name}"),
        Part::Configuration => format!("the configuration{name}"),
        Part::State => format!("the state{name}"),
        Part::Entity => format!("the entity{name}"),
        _ => "the schema".to_owned(),
    }
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(MAX_QUOTED) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

fn shown(value: Option<Value<'_>>) -> String {
    let json = value.map(|value| value.to_json(MAX_QUOTED));
    match json {
        Some(serde_json::Value::String(text)) => format!("`{}`", cut(&text)),
        Some(json) => format!("`{}`", cut(&json.to_string())),
        None => "nothing".to_owned(),
    }
}

/// Type of a schema in a word or two.
fn ty(value: Option<Value<'_>>) -> Option<String> {
    use crate::manifest::field_names as names;
    let ty = value?.get(names::TYPE)?;
    match ty.string() {
        Some(name) => Some(format!("`{}`", cut(&name))),
        None => {
            let names: Vec<String> = ty
                .items()
                .take(8)
                .filter_map(|it| Some(format!("`{}`", cut(&it.string()?))))
                .collect();
            Some(names.join(" or "))
        }
    }
}

/// Message of a rejection that no other finding explains.
pub(super) fn incompatible(context: &Context<'_>, is_equal: bool) -> String {
    if is_equal {
        let owner = owner(context);
        return format!(
            "Botpress treats the schema of {owner} as incompatible, although it did not change."
        );
    }
    message(&checks::SCHEMA_INCOMPATIBLE, "", None, None, None, context)
}

/// Message of a difference. `label` is the path to it, `subject` what the difference is about: a
/// keyword, a type or a value.
pub(super) fn message(
    check: &'static Check,
    label: &str,
    subject: Option<&str>,
    old: Option<Value<'_>>,
    new: Option<Value<'_>>,
    context: &Context<'_>,
) -> String {
    let owner = owner(context);
    // "`a.b` in the input of `x`", or for the whole schema "the input of `x`".
    let thing = if label.is_empty() { owner } else { format!("`{label}` in {owner}") };
    let text = match (check.messages, subject) {
        ([_, about], Some(_)) => about,
        ([text, ..], _) => text,
        ([], _) => return String::new(),
    };
    let mut message = String::new();
    for (index, part) in text.split(['{', '}']).enumerate() {
        match part {
            _ if index % 2 == 0 => message.push_str(part),
            "thing" => message.push_str(&thing),
            "subject" => message.push_str(&cut(subject.unwrap_or_default())),
            "old" => message.push_str(&shown(old)),
            "new" => message.push_str(&shown(new)),
            _ => message.push_str(&types(old, new)),
        }
    }
    capitalized(message)
}

/// The change of the type in parentheses, if it changes.
fn types(old: Option<Value<'_>>, new: Option<Value<'_>>) -> String {
    match (ty(old), ty(new)) {
        (Some(old), Some(new)) if old != new => format!(" (was {old}, is {new})"),
        _ => String::new(),
    }
}

/// The sentence with an uppercase first letter.
fn capitalized(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}
