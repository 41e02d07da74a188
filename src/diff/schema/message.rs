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
    let owner = owner(context);
    if is_equal {
        return format!(
            "Botpress treats the schema of {owner} as incompatible, although it did not change."
        );
    }
    format!("Botpress treats the schema of {owner} as incompatible with the old one.")
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
    let thing = if label.is_empty() { owner.clone() } else { format!("`{label}` in {owner}") };
    let subject = subject.map(cut);
    let keyword = subject.as_deref().unwrap_or_default();
    let types = || match (ty(old), ty(new)) {
        (Some(old), Some(new)) if old != new => format!(" (was {old}, is {new})"),
        _ => String::new(),
    };
    let kind = |word: &str| match &subject {
        Some(kind) => format!(": {kind} is {word}"),
        None => types(),
    };
    let text = match check.id {
        id if id == checks::PROPERTY_ADDED_REQUIRED.id => {
            format!("{thing} is new and required.")
        }
        id if id == checks::PROPERTY_ADDED.id => format!("{thing} is new."),
        id if id == checks::PROPERTY_REMOVED.id => format!("{thing} is removed."),
        id if id == checks::PROPERTY_BECAME_REQUIRED.id => format!("{thing} is now required."),
        id if id == checks::PROPERTY_BECAME_OPTIONAL.id => format!("{thing} is now optional."),
        id if id == checks::TYPE_CHANGED.id => format!("The type of {thing} changes{}.", types()),
        id if id == checks::TYPE_NARROWED.id => {
            format!("{thing} allows fewer types{}.", kind("no longer allowed"))
        }
        id if id == checks::TYPE_WIDENED.id => {
            format!("{thing} allows more types{}.", kind("allowed now"))
        }
        id if id == checks::NULL_REFUSED.id => format!("{thing} no longer allows `null`."),
        id if id == checks::NULL_ALLOWED.id => format!("{thing} now allows `null`."),
        id if id == checks::VALUE_REMOVED.id => {
            format!("{thing} no longer allows {}.", shown(old))
        }
        id if id == checks::VALUE_ADDED.id => format!("{thing} now allows {}.", shown(new)),
        id if id == checks::VALUE_CHANGED.id => {
            format!("The value of {thing} changes from {} to {}.", shown(old), shown(new))
        }
        id if id == checks::VALUES_LISTED.id => format!("{thing} now allows only listed values."),
        id if id == checks::VALUES_UNLISTED.id => {
            format!("{thing} now allows any value, not only listed ones.")
        }
        id if id == checks::ALTERNATIVE_REMOVED.id => match &subject {
            Some(value) => format!("{thing} no longer allows the alternative `{value}`."),
            None => format!("{thing} no longer allows one of its alternatives."),
        },
        id if id == checks::ALTERNATIVE_ADDED.id => match &subject {
            Some(value) => format!("{thing} now allows the alternative `{value}`."),
            None => format!("{thing} allows one more alternative."),
        },
        id if id == checks::SHAPE_CHANGED.id => {
            format!(
                "{thing} changes from named properties to a map with arbitrary keys, or the reverse."
            )
        }
        id if id == checks::TUPLE_CHANGED.id => format!("The fixed elements of {thing} change."),
        id if id == checks::BOUND_ADDED.id => {
            format!("{thing} gets the limit `{keyword}` {}.", shown(new))
        }
        id if id == checks::BOUND_REMOVED.id => {
            format!("{thing} no longer has the limit `{keyword}`.")
        }
        id if id == checks::BOUND_TIGHTENED.id || id == checks::BOUND_LOOSENED.id => {
            let how = if id == checks::BOUND_TIGHTENED.id { "tightened" } else { "loosened" };
            format!(
                "The limit `{keyword}` of {thing} is {how} from {} to {}.",
                shown(old),
                shown(new)
            )
        }
        id if id == checks::PATTERN_ADDED.id || id == checks::FORMAT_ADDED.id => {
            format!("{thing} gets the {keyword} {}.", shown(new))
        }
        id if id == checks::PATTERN_CHANGED.id || id == checks::FORMAT_CHANGED.id => {
            format!("The {keyword} of {thing} changes from {} to {}.", shown(old), shown(new))
        }
        id if id == checks::PATTERN_REMOVED.id || id == checks::FORMAT_REMOVED.id => {
            format!("{thing} no longer has the {keyword} {}.", shown(old))
        }
        id if id == checks::EXTRA_REFUSED.id => {
            format!("{thing} no longer allows properties that are not listed.")
        }
        id if id == checks::EXTRA_ALLOWED.id => {
            format!("{thing} now allows properties that are not listed.")
        }
        id if id == checks::DEFAULT_CHANGED.id => {
            format!("The default of {thing} changes from {} to {}.", shown(old), shown(new))
        }
        id if id == checks::SECRET_SHOWN.id => {
            format!("{thing} is no longer marked as secret.")
        }
        id if id == checks::DISPLAY_CHANGED.id => {
            format!("The presentation of {thing} in Botpress Studio changes.")
        }
        id if id == checks::WORDS_CHANGED.id => format!("The `{keyword}` of {thing} changes."),
        _ if keyword.is_empty() => format!("The effect of the change of {thing} is not known."),
        _ => format!("The effect of the change of `{keyword}` in {thing} is not known."),
    };
    capitalized(text)
}

/// The sentence with an uppercase first letter.
fn capitalized(text: String) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}
