//! Messages for the diagnostics of the VRL compiler.

use vrl::diagnostic::{Diagnostic, Label, Span};

use super::functions;
use super::types::Change;
use crate::util::suggest::closest;

/// Maximum length of a quotation in a message, in characters.
const QUOTED: usize = 40;

/// Returns the message for `diagnostic`.
pub(super) fn in_words(script: &str, diagnostic: &Diagnostic) -> String {
    let primary = diagnostic.labels.iter().find(|label| label.primary);
    let text = primary.map_or("", |label| text(script, label.span));
    let quote = quote(text);
    match diagnostic.code {
        100 => format!(
            "{quote} can fail, and the error is not handled. Add `!` after the function name to \
             abort on an error, or `?? value` for a default value."
        ),
        101 => format!(
            "{quote} is not a valid regular expression{}.",
            detail(primary, "regex parse error")
        ),
        102 => format!("The condition {quote} must be a boolean{}.", of_kind(diagnostic)),
        103 => format!(
            "{quote} can fail, and the error is not handled. Add `!` after the function name to \
             abort on an error, `?? value` for a default value, or `name, err = …` to handle the \
             error."
        ),
        104 => "The assigned expression cannot fail. Assign it to a single name.".to_owned(),
        105 => undefined_function(text),
        106 => format!("Too many arguments{}.", context(diagnostic, "this function")),
        107 => match quoted(primary) {
            Some(name) => format!("Missing argument `{name}` in {quote}."),
            None => format!("Missing argument in {quote}."),
        },
        108 => format!("{quote} is not an argument of this function{}.", keywords(diagnostic)),
        109 => "This function does not accept a closure `-> |…| { … }`.".to_owned(),
        110 => wrong_kind(diagnostic, &quote),
        111 => "This function requires a closure `-> |…| { … }`.".to_owned(),
        200 | 203 => unexpected(diagnostic, &quote, text),
        201 => format!("{quote} is unexpected here."),
        204 => "Unexpected end of script.".to_owned(),
        205 => format!("{quote} is a reserved word in VRL. Use another name."),
        206 => "Invalid number.".to_owned(),
        207 => "Unterminated string.".to_owned(),
        208 => "Unterminated literal.".to_owned(),
        209 => "Invalid escape. Use `\\\\` for a backslash.".to_owned(),
        630 => format!(
            "{quote} can fail and cannot be an argument. Add `!` after the function name, or \
             `?? value` for a default value."
        ),
        651 => format!(
            "{quote} cannot fail, so `??` has no effect. Remove `??` and the value after it."
        ),
        660 => format!("`!` requires a boolean{}.", of_kind(diagnostic)),
        701 => undefined_variable(diagnostic, text),
        _ => other(diagnostic, primary),
    }
}

fn undefined_variable(diagnostic: &Diagnostic, text: &str) -> String {
    let name = variable_name(text);
    match suggested(diagnostic, name) {
        Some(near) => format!("Unknown variable {}; did you mean `{near}`?", quote(name)),
        None => format!("Unknown variable {}. Assign it first.", quote(name)),
    }
}

/// Returns the name of a variable. In a template string, its range includes the braces.
fn variable_name(text: &str) -> &str {
    text.trim_matches(['{', '}', ' ', '\t'])
}

fn undefined_function(text: &str) -> String {
    let name = function_name(text);
    match near_function(name) {
        Some(near) => format!("Unknown function {}; did you mean `{near}`?", quote(name)),
        None => format!("Unknown function {}.", quote(name)),
    }
}

fn function_name(text: &str) -> &str {
    text.split(['!', '(']).next().unwrap_or_default()
}

fn near_function(name: &str) -> Option<&'static str> {
    closest(name, functions::registry().iter().map(|function| function.identifier()))
}

/// Returns the range of an unknown name, and the name that the message suggests.
pub(super) fn near_name(script: &str, diagnostic: &Diagnostic) -> Option<Change> {
    let span = diagnostic.labels.iter().find(|label| label.primary)?.span;
    let text = text(script, span);
    let (name, near) = match diagnostic.code {
        105 => (function_name(text), near_function(function_name(text))?),
        _ => (variable_name(text), suggested(diagnostic, variable_name(text))?),
    };
    let start = span.start() + text.find(name)?;
    Some((start..start + name.len(), near.to_owned()))
}

fn unexpected(diagnostic: &Diagnostic, quote: &str, text: &str) -> String {
    if text.trim().is_empty() {
        return "Unexpected end of line.".to_owned();
    }
    // A long list of expected tokens is not helpful.
    let expected = context_after(diagnostic, "expected one of: ");
    let expected: Vec<&str> = expected.map_or(Vec::new(), |list| list.split(", ").collect());
    match &expected[..] {
        [one] => format!("Unexpected {quote}: expected {}.", token(one)),
        [one, other] => {
            format!("Unexpected {quote}: expected {} or {}.", token(one), token(other))
        }
        _ => format!("Unexpected {quote}."),
    }
}

/// Describes a token of the grammar.
fn token(name: &str) -> String {
    match name.trim_matches('"') {
        "\\n" => "a line break".to_owned(),
        "LQuery" | "path literal" | "RQuery" => "a path".to_owned(),
        word if word.contains(' ') => {
            let article = if word.starts_with(['a', 'e', 'i', 'o', 'u']) { "an" } else { "a" };
            format!("{article} {word}")
        }
        word => format!("`{word}`"),
    }
}

fn wrong_kind(diagnostic: &Diagnostic, quote: &str) -> String {
    match (found_kind(diagnostic), wanted_kind(diagnostic)) {
        (Some(is), Some((name, wanted))) => {
            let (is, wanted) = (kind_in_words(is), kind_in_words(wanted));
            format!("{quote} is {is}, but the argument `{name}` must be {wanted}.")
        }
        _ => format!("{quote} has the wrong type."),
    }
}

/// The type of an argument of the wrong type.
pub(super) fn found_kind(diagnostic: &Diagnostic) -> Option<&str> {
    context_after(diagnostic, "this expression resolves to ")
}

/// The parameter of an argument of the wrong type, and its type.
pub(super) fn wanted_kind(diagnostic: &Diagnostic) -> Option<(&str, &str)> {
    context_after(diagnostic, "but the parameter \"")?.split_once("\" expects ")
}

/// The types of which `kind` is one, such as `one of string or null`.
pub(super) fn alternatives(kind: &str) -> Vec<&str> {
    let kind = kind.strip_prefix("the exact type ").unwrap_or(kind);
    let kind = kind.strip_prefix("one of ").unwrap_or(kind);
    kind.split([',', ' ']).filter(|word| !word.is_empty() && *word != "or").collect()
}

/// Returns the label that starts with `start`, as a clause after a colon.
fn context(diagnostic: &Diagnostic, start: &str) -> String {
    let label = diagnostic.labels.iter().find(|label| label.message.starts_with(start));
    label.map_or_else(String::new, |label| format!(": {}", label.message))
}

fn keywords(diagnostic: &Diagnostic) -> String {
    match context_after(diagnostic, "this function accepts the following keywords: ") {
        Some(list) => format!(". Available arguments: {}", list.replace('"', "`")),
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

/// Returns the suggestion of the compiler, if it is similar enough: the compiler always suggests
/// the nearest name, however distant.
fn suggested<'d>(diagnostic: &'d Diagnostic, text: &str) -> Option<&'d str> {
    let guess = context_after(diagnostic, "did you mean \"")?.strip_suffix("\"?")?;
    closest(text, [guess])
}

/// Returns the quoted name in a label.
fn quoted(label: Option<&Label>) -> Option<&str> {
    label?.message.split('"').nth(1)
}

fn detail(label: Option<&Label>, start: &str) -> String {
    let detail = label.and_then(|label| label.message.strip_prefix(start));
    detail.map_or_else(String::new, |detail| detail.trim_end_matches('.').to_owned())
}

/// Returns the message of the compiler, as a sentence.
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

/// Describes a VRL type such as `the exact type integer`, `one of string or null` or `{ a: string
/// }`.
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

/// Quotes a piece of the script in backticks, on one line, shortened.
fn quote(text: &str) -> String {
    let mut shown: String = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    if shown.contains(is_invisible) {
        let visible = |c: char| match is_invisible(c) {
            true => format!("U+{:04X}", c as u32),
            false => c.to_string(),
        };
        shown = shown.chars().take(QUOTED).map(visible).collect();
    }
    if let Some((at, _)) = shown.char_indices().nth(QUOTED) {
        shown.truncate(at);
        shown.push('…');
    }
    if shown.is_empty() {
        return "This".to_owned();
    }
    format!("`{}`", shown.replace('`', "'"))
}

/// Whether a reader cannot see `c`, or mistakes it for a space.
fn is_invisible(c: char) -> bool {
    c != ' ' && (c.is_control() || c.is_whitespace() || is_format(c))
}

/// Whether `c` changes only the layout of the text around it.
fn is_format(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
    )
}
