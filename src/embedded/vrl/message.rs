//! The compiler's diagnostics in plain words.

use vrl::diagnostic::{Diagnostic, Label, Span};

use super::functions;
use crate::util::display::{self, did_you_mean};
use crate::util::suggest::closest;

/// The longest piece of a script that a message quotes, in characters.
const QUOTED: usize = 40;

/// What is wrong, and what would be right.
pub(super) fn in_words(script: &str, diagnostic: &Diagnostic) -> String {
    let primary = diagnostic.labels.iter().find(|label| label.primary);
    let text = primary.map_or("", |label| text(script, label.span));
    let quote = quote(text);
    match diagnostic.code {
        100 => format!(
            "{quote} can fail, and nothing says what happens then. Write `!` behind the \
             function's name to give up in that case, or `?? value` for another value."
        ),
        101 => format!("{quote} is no regular expression{}.", detail(primary, "regex parse error")),
        102 => format!("The condition {quote} has to be true or false{}.", of_kind(diagnostic)),
        103 => format!(
            "{quote} can fail, and nothing says what happens then. Write `!` behind the \
             function's name to give up in that case, `?? value` for another value, or \
             `name, err = …` to look at the error."
        ),
        104 => "What is assigned cannot fail, so there is no error to keep: assign to one name."
            .to_owned(),
        105 => undefined_function(text),
        106 => format!("There are too many arguments{}.", context(diagnostic, "this function")),
        107 => match quoted(primary) {
            Some(name) => format!("The argument `{name}` is missing in {quote}."),
            None => format!("An argument is missing in {quote}."),
        },
        108 => format!("{quote} is no argument of this function{}.", keywords(diagnostic)),
        109 => "This function takes no `-> |…| { … }` behind it.".to_owned(),
        110 => wrong_kind(diagnostic, &quote),
        111 => "This function needs a `-> |…| { … }` behind it.".to_owned(),
        200 | 203 => unexpected(diagnostic, &quote, text),
        201 => format!("{quote} is too much here."),
        204 => "The script ends too early: something is missing here.".to_owned(),
        205 => format!("{quote} is a reserved word of VRL; take another name."),
        206 => "This is no number that VRL can read.".to_owned(),
        207 => "This string has no closing quote.".to_owned(),
        208 => "This literal has no closing quote.".to_owned(),
        209 => "This backslash begins no escape that VRL knows; write `\\\\` for a backslash."
            .to_owned(),
        630 => format!(
            "{quote} can fail, so it cannot be an argument as it is. Write `!` behind its name, \
             or `?? value` for another value."
        ),
        651 => format!("{quote} cannot fail, so `??` and what follows it are of no use."),
        660 => format!("`!` turns true and false around and nothing else{}.", of_kind(diagnostic)),
        701 => undefined_variable(diagnostic, text),
        _ => other(diagnostic, primary),
    }
}

fn undefined_variable(diagnostic: &Diagnostic, name: &str) -> String {
    // In a string, the braces belong to what is marked.
    let name = name.trim_matches(['{', '}', ' ', '\t']);
    match suggested(diagnostic, name) {
        Some(near) => format!("There is no variable {}{}", quote(name), did_you_mean(Some(near))),
        None => format!("There is no variable {}; assign it first.", quote(name)),
    }
}

fn undefined_function(name: &str) -> String {
    let name = name.split(['!', '(']).next().unwrap_or_default();
    let names = functions::registry().iter().map(|function| function.identifier());
    format!("VRL has no function {}{}", quote(name), did_you_mean(closest(name, names)))
}

fn unexpected(diagnostic: &Diagnostic, quote: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return "The line ends too early: something is missing here.".to_owned();
    }
    // A long list of what could stand here helps nobody.
    let expected = context_after(diagnostic, "expected one of: ");
    let expected: Vec<&str> = expected.map_or(Vec::new(), |list| list.split(", ").collect());
    match &expected[..] {
        [one] => format!("{quote} cannot stand here; {} was expected.", token(one)),
        [one, other] => {
            format!("{quote} cannot stand here; {} or {} was expected.", token(one), token(other))
        }
        _ => format!("{quote} cannot stand here."),
    }
}

/// A token as the grammar calls it.
fn token(name: &str) -> String {
    match name.trim_matches('"') {
        "\\n" => "a new line".to_owned(),
        "LQuery" | "path literal" | "RQuery" => "a path".to_owned(),
        word if word.contains(' ') => {
            let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            format!("{article} {word}")
        }
        word => format!("`{word}`"),
    }
}

fn wrong_kind(diagnostic: &Diagnostic, quote: &str) -> String {
    let is = diagnostic.labels.iter().find_map(|label| {
        label.message.strip_prefix("this expression resolves to ").map(kind_in_words)
    });
    let wanted = diagnostic.labels.iter().find_map(|label| {
        let rest = label.message.strip_prefix("but the parameter \"")?;
        let (name, wanted) = rest.split_once("\" expects ")?;
        Some((name, kind_in_words(wanted)))
    });
    match (is, wanted) {
        (Some(is), Some((name, wanted))) => {
            format!("{quote} is {is}, but the argument `{name}` has to be {wanted}.")
        }
        _ => format!("{quote} is of the wrong type."),
    }
}

/// ` takes at most 2 arguments`, as a clause of its own.
fn context(diagnostic: &Diagnostic, start: &str) -> String {
    let label = diagnostic.labels.iter().find(|label| label.message.starts_with(start));
    label.map_or_else(String::new, |label| format!(": {}", label.message))
}

fn keywords(diagnostic: &Diagnostic) -> String {
    match context_after(diagnostic, "this function accepts the following keywords: ") {
        Some(list) => format!("; it has {}", list.replace('"', "`")),
        None => String::new(),
    }
}

fn of_kind(diagnostic: &Diagnostic) -> String {
    let kind = context_after(diagnostic, "instead it resolves to ")
        .or(context_after(diagnostic, "this expression resolves to "));
    match kind {
        Some(kind) => format!(", but this is {}", kind_in_words(kind)),
        None => String::new(),
    }
}

fn context_after<'d>(diagnostic: &'d Diagnostic, start: &str) -> Option<&'d str> {
    diagnostic.labels.iter().find_map(|label| label.message.strip_prefix(start))
}

/// The name that the compiler takes to be meant, if it is near enough: its own guess is the nearest
/// there is, however far.
fn suggested<'d>(diagnostic: &'d Diagnostic, text: &str) -> Option<&'d str> {
    let guess = context_after(diagnostic, "did you mean \"")?.strip_suffix("\"?")?;
    closest(text, [guess])
}

/// The name that a label has in quotes.
fn quoted(label: Option<&Label>) -> Option<&str> {
    label?.message.split('"').nth(1)
}

fn detail(label: Option<&Label>, start: &str) -> String {
    let detail = label.and_then(|label| label.message.strip_prefix(start));
    detail.map_or_else(String::new, |detail| detail.trim_end_matches('.').to_owned())
}

/// The compiler's own words, as a sentence.
fn other(diagnostic: &Diagnostic, primary: Option<&Label>) -> String {
    let mut sentence = capital(&diagnostic.message);
    if let Some(label) = primary.filter(|label| !label.message.is_empty()) {
        sentence = format!("{sentence}: {}", label.message);
    }
    format!("{}.", sentence.trim_end_matches('.'))
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|first| first.to_uppercase());
    first.into_iter().flatten().chain(chars).collect()
}

/// What VRL calls `the exact type integer`, `one of string or null` or `{ a: string }`.
pub(super) fn kind_in_words(kind: &str) -> String {
    let kind = kind.strip_prefix("the exact type ").unwrap_or(kind);
    let kind = kind.strip_prefix("one of ").unwrap_or(kind);
    match kind.chars().next() {
        Some('{') => return "an object".to_owned(),
        Some('[') => return "an array".to_owned(),
        _ => {}
    }
    let words = kind.replace(", or ", " or ").replace(", ", " or ");
    let words = words.split(" or ").map(|word| match word {
        "any" => "anything".to_owned(),
        "null" | "undefined" => word.to_owned(),
        "regex" => "a regular expression".to_owned(),
        "integer" | "object" | "array" => format!("an {word}"),
        _ => format!("a {word}"),
    });
    words.collect::<Vec<_>>().join(" or ")
}

fn text(script: &str, span: Span) -> &str {
    script.get(span.start()..span.end().min(script.len())).unwrap_or_default()
}

/// Returns a piece of the script in backticks, on one line and not too long.
fn quote(text: &str) -> String {
    let words: Vec<_> = text.split_whitespace().collect();
    match words.as_slice() {
        [] => "This".to_owned(),
        words => display::quote(&words.join(" ").replace('`', "'"), QUOTED),
    }
}
