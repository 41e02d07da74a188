//! Text around a document: a Markdown fence, or the start of a JavaScript statement.

use std::ops::Range;

use super::token::Mark;
use crate::syntax::error::SyntaxErrorKind;

/// The part of a text that is the document.
pub struct Wrapper {
    /// The document.
    pub inside: Range<usize>,
    /// The error for the text around it.
    pub mark: Option<Mark>,
}

impl Wrapper {
    /// Finds the document in `text`.
    pub fn find(text: &str) -> Wrapper {
        let start = text.len() - text.trim_start_matches(is_blank).len();
        let rest = &text[start..];
        if is_yaml(rest) {
            let len = rest.find(['\n', '\r']).unwrap_or(rest.len());
            let mark = Mark::new(SyntaxErrorKind::Yaml, start..start + len, start);
            return Wrapper { inside: text.len()..text.len(), mark: Some(mark) };
        }
        let head = match fence(rest).or_else(|| statement(rest)) {
            Some(len) => start..start + len,
            None => return Wrapper { inside: 0..text.len(), mark: None },
        };
        let trimmed = text.trim_end_matches(is_blank);
        let end = trimmed.len();
        let tail_len = match rest.starts_with("```") {
            true if end >= head.end + 3 && trimmed.ends_with("```") => 3,
            true => 0,
            false => trimmed.bytes().rev().take_while(|byte| *byte == b';').count(),
        };
        let tail = end - tail_len..end;
        let mut edits = vec![(0..head.end, String::new())];
        if !tail.is_empty() {
            edits.push((tail.clone(), String::new()));
        }
        let shown = head.start..head.start + text[head.clone()].trim_end().len();
        let mark = Mark::new(SyntaxErrorKind::Wrapper, shown, start).repair(edits, true);
        let inside = head.end..if tail.is_empty() { text.len() } else { tail.start };
        Wrapper { inside, mark: Some(mark) }
    }
}

fn is_blank(c: char) -> bool {
    c.is_whitespace() || c == '\u{feff}'
}

/// Whether the first two lines of `text` with content are members of an object in YAML, which has
/// neither braces nor commas.
fn is_yaml(text: &str) -> bool {
    let is_content =
        |line: &&str| !line.is_empty() && !line.starts_with('#') && !line.starts_with("---");
    let lines = text.lines().take(LINES).map(str::trim).filter(is_content).take(2);
    let is_name = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    let is_member = |line: &str| {
        let line = line.strip_prefix("- ").unwrap_or(line);
        let (name, value) = line.split_once(':').unwrap_or_default();
        !name.is_empty()
            && name.chars().all(is_name)
            && (value.is_empty() || value.starts_with(' '))
            && !value.ends_with([',', '{', '[', ';'])
    };
    let mut count = 0;
    lines.inspect(|_| count += 1).all(is_member) && count == 2
}

/// The most lines that are read to recognize YAML.
const LINES: usize = 20;

/// The length of the line that opens a Markdown code block.
fn fence(text: &str) -> Option<usize> {
    let info = text.strip_prefix("```")?;
    let line = info.split('\n').next()?;
    let is_info = line.len() < 40 && !line.contains(['{', '[', '"', '`']);
    (is_info && line.len() < info.len()).then_some(3 + line.len() + 1)
}

/// The length of the start of a statement up to the object: `export default`, `const a: B =`.
fn statement(text: &str) -> Option<usize> {
    let mut end = text.len().min(200);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let len = text[..end].find(['{', '['])?;
    let head = text[..len].trim_end();
    let begins = ["export ", "module.exports", "exports.", "const ", "let ", "var "];
    let is_statement = begins.iter().any(|begin| head.starts_with(begin))
        && (head.ends_with("default") || head.ends_with('='));
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '.');
    let assigned = head.strip_suffix('=').map(str::trim_end);
    let is_assignment = assigned.is_some_and(|name| !name.is_empty() && name.chars().all(is_name));
    let is_one_line = !head.contains(['\n', '"', ',', ';', '}', ']']);
    (is_one_line && (is_statement || is_assignment || head == "return")).then_some(len)
}
