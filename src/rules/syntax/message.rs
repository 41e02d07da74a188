//! The messages of syntax errors.

use crate::syntax::{MAX_DEPTH, SyntaxErrorKind};
use crate::util::budget::{MAX_BYTES, MAX_TOKENS};
use crate::util::display::group_digits;

/// The message for a syntax error at `text`.
pub fn message(kind: SyntaxErrorKind, text: &str) -> String {
    let shown = excerpt(text);
    match kind {
        SyntaxErrorKind::Empty => "Empty document: expected an object, `{ … }`.".into(),
        SyntaxErrorKind::Unclosed if text == "{" => "Unclosed `{`: expected `}`.".into(),
        SyntaxErrorKind::Unclosed => "Unclosed `[`: expected `]`.".into(),
        SyntaxErrorKind::StrayClose => format!("Unexpected `{text}`: no matching opening bracket."),
        SyntaxErrorKind::MissingComma => "Missing comma before this.".into(),
        SyntaxErrorKind::ExtraComma => "Unexpected comma. Remove it.".into(),
        SyntaxErrorKind::TrailingComma => {
            "Trailing comma is not allowed in JSON. Remove it, or rename the file to `….jsonc`."
                .into()
        }
        SyntaxErrorKind::StrayColon => "Unexpected colon. Remove it.".into(),
        SyntaxErrorKind::MissingColon => format!("Missing colon and value after {shown}."),
        SyntaxErrorKind::MissingValue => "Missing value after this colon.".into(),
        SyntaxErrorKind::MissingKey => {
            "Missing key before this value: expected `\"key\": …`.".into()
        }
        SyntaxErrorKind::UnquotedKey => {
            let name = text.trim_matches('\'');
            format!("Unquoted key: use double quotes, `\"{}\"`.", excerpt(name).trim_matches('`'))
        }
        SyntaxErrorKind::NotAValue if text.starts_with('\'') => {
            "Single quotes are not allowed in JSON. Use double quotes.".into()
        }
        SyntaxErrorKind::NotAValue => {
            let near = ["true", "false", "null"]
                .into_iter()
                .find(|word| strsim::damerau_levenshtein(&text.to_lowercase(), word) <= 1);
            match near {
                Some(word) => format!("{shown} is not a JSON value; did you mean `{word}`?"),
                None => format!("{shown} is not a JSON value. Use double quotes for a string."),
            }
        }
        SyntaxErrorKind::Garbage => format!("Unexpected {shown}."),
        SyntaxErrorKind::BadNumber => {
            format!("Invalid number {shown}: {}.", number(text))
        }
        SyntaxErrorKind::UnclosedString => {
            "Unterminated string: expected `\"` before the end of the line.".into()
        }
        SyntaxErrorKind::BadEscape if text == "\\" => {
            "Incomplete escape at the end of the string. Use `\\\\` for a backslash.".into()
        }
        SyntaxErrorKind::BadEscape if text.starts_with("\\u") => {
            "Invalid escape: expected four hexadecimal digits after `\\u`.".into()
        }
        SyntaxErrorKind::BadEscape => {
            format!("Invalid escape {shown}. Use `\\\\` for a backslash.")
        }
        SyntaxErrorKind::ControlCharacter => format!(
            "Unescaped control character in a string. Use `{}`.",
            escape(text.chars().next().unwrap_or_default())
        ),
        SyntaxErrorKind::Comment => {
            "Comments are not allowed in JSON. Remove it, or rename the file to `….jsonc`.".into()
        }
        SyntaxErrorKind::UnclosedComment => "Unclosed comment: expected `*/`.".into(),
        SyntaxErrorKind::InvalidWhitespace => {
            let code = text.chars().next().unwrap_or_default() as u32;
            format!("Invalid whitespace U+{code:04X}. Use a plain space.")
        }
        SyntaxErrorKind::SecondValue => "Unexpected content after the end of the manifest.".into(),
        SyntaxErrorKind::TooDeep => format!(
            "Values are nested more than {} levels deep; deeper levels are not checked.",
            MAX_DEPTH
        ),
        SyntaxErrorKind::TooLarge => {
            format!("The document is larger than {} MiB, and is not checked.", MAX_BYTES >> 20)
        }
        SyntaxErrorKind::TooManyTokens => format!(
            "The document has more than {} values, brackets and commas, and is not checked.",
            group_digits(MAX_TOKENS)
        ),
    }
}

fn number(text: &str) -> &'static str {
    let digits = text.trim_start_matches(['-', '+']);
    if text.starts_with('+') {
        "a plus sign is not allowed"
    } else if digits.starts_with("0x") || digits.starts_with("0X") {
        "expected a decimal number"
    } else if digits.starts_with('0') && digits[1..].starts_with(|c: char| c.is_ascii_digit()) {
        "leading zeros are not allowed"
    } else if digits.starts_with('.') || digits.ends_with('.') {
        "a decimal point needs digits on both sides"
    } else {
        "expected a number such as `12`, `-0.5` or `1e6`"
    }
}

fn escape(c: char) -> String {
    match c {
        '\t' => "\\t".into(),
        '\u{8}' => "\\b".into(),
        '\u{c}' => "\\f".into(),
        c => format!("\\u{:04x}", c as u32),
    }
}

/// A piece of the document as code: short, and without control characters.
fn excerpt(text: &str) -> String {
    let mut out = String::from("`");
    for c in text.chars().take(24) {
        if c.is_control() { out.push('\u{fffd}') } else { out.push(c) }
    }
    if text.chars().nth(24).is_some() {
        out.push('…');
    }
    out.push('`');
    out
}
