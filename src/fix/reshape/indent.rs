//! The indentation of a draft.

use crate::syntax::Tree;
use crate::text::Source;

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
    /// The indentation of the part `text` of the document, which starts at the byte `start`.
    pub fn new(source: &dyn Source, tree: &Tree, start: usize, text: &str) -> Indent {
        // The number of bytes that are searched first.
        const LONG: usize = 4096;
        let floor = |at: usize| (0..=at).rev().find(|at| source.is_char_boundary(*at)).unwrap_or(0);
        let mut from = floor(start.saturating_sub(LONG));
        let mut before = source.slice(from..start);
        while from > 0 && !before.contains('\n') {
            from = floor(from.saturating_sub(LONG * 16));
            before = source.slice(from..start);
        }
        let line = before.rsplit_once('\n').map_or(&*before, |(_, line)| line);
        let outer = leading(line).to_owned();
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
