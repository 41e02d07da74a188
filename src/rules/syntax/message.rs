//! The messages of syntax errors.

use crate::syntax::{MAX_DEPTH, SyntaxError, SyntaxErrorKind, quoted};
use crate::util::budget::{MAX_BYTES, MAX_TOKENS};
use crate::util::display::group_digits;

/// The message for `error` at `text`. `opener` is the bracket whose counterpart is missing or wrong.
pub fn message(error: &SyntaxError, text: &str, opener: Option<&str>) -> String {
    let shown = excerpt(text);
    // The text that the repair inserts.
    let inserted = || {
        let edits = error.repair.iter().flat_map(|repair| &repair.edits);
        let text: String = edits.flat_map(|edit| edit.text.chars()).collect();
        text.replace([' ', '\t', '\n', '\r', ','], "")
    };
    match error.kind {
        SyntaxErrorKind::Empty => "Empty document: expected an object, `{ … }`.".into(),
        SyntaxErrorKind::Unclosed => match inserted() {
            closers if closers.is_empty() => "Missing closing bracket after this.".into(),
            closers if closers.len() == 1 => {
                format!("Missing {} after this.", excerpt(&closers))
            }
            closers => format!("Missing closing brackets after this: {}.", excerpt(&closers)),
        },
        SyntaxErrorKind::StrayClose => {
            format!("Unexpected {shown}: no matching opening bracket. Remove it.")
        }
        SyntaxErrorKind::WrongClose => {
            let expected = if text == "}" { "]" } else { "}" };
            let opener = opener.unwrap_or(if text == "}" { "[" } else { "{" });
            format!("Unexpected {shown} after `{opener}`: use `{expected}`.")
        }
        SyntaxErrorKind::MissingOpen => match inserted() {
            opener if opener.is_empty() => {
                "Missing opening bracket before this. Add the line that starts the object or array, such as \
                 `\"name\": {`."
                    .into()
            }
            opener => format!("Missing `{opener}` after this colon."),
        },
        SyntaxErrorKind::MissingComma => "Missing comma after this.".into(),
        SyntaxErrorKind::ExtraComma => "Unexpected comma. Remove it.".into(),
        SyntaxErrorKind::TrailingComma => {
            "Trailing comma is not allowed in JSON. Remove it, or rename the file to `….jsonc`."
                .into()
        }
        SyntaxErrorKind::Semicolon => "Unexpected `;`. Use a comma.".into(),
        SyntaxErrorKind::StrayColon => "Unexpected colon. Remove it.".into(),
        SyntaxErrorKind::Equals => format!("Unexpected {shown}. Use a colon."),
        SyntaxErrorKind::MissingColon if error.repair.is_some() => {
            format!("Missing colon after {shown}.")
        }
        SyntaxErrorKind::MissingColon => format!("Missing colon and value after {shown}."),
        SyntaxErrorKind::MissingValue => "Missing value after this colon.".into(),
        SyntaxErrorKind::MissingKey => {
            "Missing key before this value: expected `\"key\": …`.".into()
        }
        SyntaxErrorKind::UnquotedKey => {
            format!("Unquoted key: use double quotes, {}.", excerpt(&quoted(text)))
        }
        SyntaxErrorKind::HalfQuotedKey => {
            let name = quoted(text.trim_matches('"'));
            format!("Missing quote: use {}.", excerpt(&name))
        }
        SyntaxErrorKind::SingleQuotes if text.starts_with('`') => {
            "Template literals are not allowed in JSON. Use double quotes.".into()
        }
        SyntaxErrorKind::SingleQuotes => {
            "Single quotes are not allowed in JSON. Use double quotes.".into()
        }
        SyntaxErrorKind::TypographicQuotes => {
            "Typographic quotes are not allowed in JSON. Use straight double quotes.".into()
        }
        SyntaxErrorKind::MissingOpeningQuote => "Missing `\"` at the start of this string.".into(),
        SyntaxErrorKind::UnclosedString => {
            "Unterminated string: expected `\"` before the end of the line.".into()
        }
        SyntaxErrorKind::UnescapedQuote => "Unescaped quote inside a string. Use `\\\"`.".into(),
        SyntaxErrorKind::Concatenation => {
            "Strings cannot be joined with `+` in JSON. Write one string.".into()
        }
        SyntaxErrorKind::LineBreakInString => {
            "Line break inside a string. Use `\\n`, or write the string on one line.".into()
        }
        SyntaxErrorKind::ForeignLiteral => {
            format!("{shown} is not a JSON value. Use {}.", excerpt(&inserted()))
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
        SyntaxErrorKind::Garbage => format!("Unexpected {shown}. Remove it."),
        SyntaxErrorKind::HashComment => "`#` does not start a comment in JSON. Remove it.".into(),
        SyntaxErrorKind::Conflict => {
            "Unresolved merge conflict. Keep one side, and remove the marker lines.".into()
        }
        SyntaxErrorKind::Yaml => "The text is YAML, not JSON. Convert it to JSON.".into(),
        SyntaxErrorKind::Wrapper => format!("Unexpected {shown} around the JSON. Remove it."),
        SyntaxErrorKind::BadNumber => {
            format!("Invalid number {shown}: {}.", number(text))
        }
        SyntaxErrorKind::BadEscape if text == "\\" => {
            "Incomplete escape at the end of the string. Use `\\\\` for a backslash.".into()
        }
        SyntaxErrorKind::BadEscape if text == "\\'" => {
            "Invalid escape `\\'`. Use `'`.".into()
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
        SyntaxErrorKind::Consequence => "Unexpected text.".into(),
        SyntaxErrorKind::TooManyErrors => {
            "The document has too many syntax errors, and is not checked.".into()
        }
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
