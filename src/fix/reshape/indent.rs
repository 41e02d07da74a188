//! The indentation of a draft.

use crate::syntax::Tree;
use crate::text::Source;

/// Maximum length, in bytes, of an indentation that is copied for certain.
const MAX_INDENT: usize = 256;

/// The indentation of a part of a document.
pub struct Indent {
    /// The indentation of the line on which the part starts.
    outer: String,
    /// One level.
    pub unit: String,
    /// The line break.
    pub line_break: &'static str,
}

impl Indent {
    /// The indentation of the part `text` of the document, which starts in the line at the byte
    /// `line_start`.
    pub fn new(source: &dyn Source, tree: &Tree, line_start: usize, text: &str) -> Indent {
        let outer = leading(&source.window(line_start, MAX_INDENT)).to_owned();
        let unit = unit(source, tree).unwrap_or_else(|| "  ".to_owned());
        let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
        Indent { outer, unit, line_break }
    }

    /// The indentation of the line at the byte `at` of the draft `text`.
    pub fn of_line<'t>(&'t self, text: &'t str, at: usize) -> &'t str {
        match text[..at].rfind('\n') {
            Some(line_break) => leading(&text[line_break + 1..]),
            None => &self.outer,
        }
    }
}

/// The spaces and tabs at the start of `line`.
fn leading(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

/// One level of indentation: that of the first member of the manifest.
fn unit(source: &dyn Source, tree: &Tree) -> Option<String> {
    let first = tree.root()?.entries().next()?;
    let lead = source.slice(first.start()..first.range().start);
    let (_, line) = lead.rsplit_once('\n')?;
    Some(leading(line).to_owned()).filter(|unit| !unit.is_empty())
}
