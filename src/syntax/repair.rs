//! The repairs of errors that do not affect the structure of the text. They follow from the text of
//! the error.

use super::error::SyntaxErrorKind;

/// The text that replaces `text`, which has an error of `kind`, and whether that is the only plausible
/// reading; `None` if there is no single likely one.
pub fn local_repair(kind: SyntaxErrorKind, text: &str) -> Option<(String, bool)> {
    match kind {
        SyntaxErrorKind::InvalidWhitespace => Some((" ".to_owned(), true)),
        SyntaxErrorKind::Comment => Some((String::new(), false)),
        SyntaxErrorKind::ControlCharacter => {
            let is_control = text.chars().all(char::is_control);
            is_control.then(|| (text.chars().map(escaped).collect(), true))
        }
        SyntaxErrorKind::BadEscape => match text {
            // JavaScript accepts it.
            "\\'" => Some(("'".to_owned(), true)),
            // Digits are missing.
            _ if text.starts_with("\\u") && text.len() > 2 => None,
            _ => Some((format!("\\{text}"), false)),
        },
        SyntaxErrorKind::BadNumber => number(text),
        _ => None,
    }
}

fn escaped(c: char) -> String {
    match c {
        '\t' => "\\t".into(),
        '\u{8}' => "\\b".into(),
        '\u{c}' => "\\f".into(),
        c => format!("\\u{:04x}", c as u32),
    }
}

/// The number that a number of JavaScript means.
fn number(text: &str) -> Option<(String, bool)> {
    let unsigned = text.strip_prefix(['-', '+']).unwrap_or(text);
    let sign = if text.starts_with('-') { "-" } else { "" };
    if let Some(digits) = unsigned.strip_prefix("0x").or(unsigned.strip_prefix("0X")) {
        let value = u32::from_str_radix(digits, 16).ok()?;
        return Some((format!("{sign}{value}"), true));
    }
    let (whole, fraction) = unsigned.split_once('.').unwrap_or((unsigned, "0"));
    let is_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !is_digits(whole) || !is_digits(fraction) || whole.len() + fraction.len() == 0 {
        return None;
    }
    let short = whole.trim_start_matches('0');
    let short = if short.is_empty() { "0" } else { short };
    let mut number = format!("{sign}{short}");
    if unsigned.contains('.') {
        number.push('.');
        number.push_str(if fraction.is_empty() { "0" } else { fraction });
    }
    // A leading zero may mean an octal number.
    Some((number, whole.len() < 2 || !whole.starts_with('0')))
}
