//! Conversion of JSONC to JSON.

use super::super::TextEdit;
use crate::snapshot::Snapshot;
use crate::syntax::Dialect;

/// Whether the document is JSONC without syntax errors.
pub fn is_possible(snapshot: &Snapshot) -> bool {
    snapshot.tree.dialect() == Dialect::Jsonc && !snapshot.tree.document().has_errors
}

/// Returns the edits that remove comments and trailing commas from a valid document, including the
/// lines of comments on their own lines.
pub fn edits(snapshot: &Snapshot) -> Vec<TextEdit> {
    if !is_possible(snapshot) {
        return Vec::new();
    }
    let text = snapshot.buffer.source().to_string();
    let bytes = text.as_bytes();
    let mut edits: Vec<TextEdit> = Vec::new();
    // Offset of the last comma, if only comments follow it so far.
    let mut comma = None;
    let mut at = 0;
    // End of the last edit.
    let mut done = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => {
                at += 1;
                while let Some(&byte) = bytes.get(at).filter(|byte| **byte != b'"') {
                    at += if byte == b'\\' { 2 } else { 1 };
                }
                at += 1;
                comma = None;
            }
            b'/' => {
                let line = bytes.get(at + 1) == Some(&b'/');
                let rest = &text[at..];
                let len = match line {
                    true => rest.find(['\n', '\r']),
                    false => rest.get(2..).and_then(|rest| rest.find("*/")).map(|len| len + 4),
                };
                let end = at + len.unwrap_or(rest.len());
                let before = text[done..at].trim_end_matches([' ', '\t']).len() + done;
                let spaces = text[end..].trim_start_matches([' ', '\t']);
                let after = text.len() - spaces.len();
                let begins = before == 0 || text[..before].ends_with(['\n', '\r', '\u{feff}']);
                let range = match (begins, spaces.as_bytes()) {
                    (true, [b'\r', b'\n', ..]) => before..after + 2,
                    (true, [b'\n' | b'\r', ..]) => before..after + 1,
                    (true, _) => at..after,
                    (false, [] | [b'\n' | b'\r', ..]) => before..after,
                    (false, _) => at..after,
                };
                at = range.end.max(end);
                done = at;
                edits.push(TextEdit::delete(range));
            }
            b',' => {
                comma = Some((at, edits.len()));
                at += 1;
            }
            b'}' | b']' => {
                if let Some((comma, place)) = comma.take() {
                    edits.insert(place, TextEdit::delete(comma..comma + 1));
                }
                at += 1;
            }
            b' ' | b'\t' | b'\n' | b'\r' => at += 1,
            _ => {
                comma = None;
                at += 1;
            }
        }
    }
    edits
}
