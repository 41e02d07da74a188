//! Which line breaks a text has.

use crate::text::{Source, TextEdit};

/// How many line breaks of each kind there are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Breaks {
    line_feeds: usize,
    returns: usize,
    pairs: usize,
}

impl Breaks {
    /// Those of `source`.
    pub fn new(source: &dyn Source) -> Breaks {
        let mut breaks = Breaks::default();
        let (mut at, mut last) = (0, 0);
        while at < source.len() {
            let window = source.window(at, 1);
            breaks.count(window.as_bytes(), last);
            last = window.as_bytes().last().copied().unwrap_or_default();
            at += window.len();
        }
        breaks
    }

    /// Adds those of `bytes`, which come after the byte `last`.
    fn count(&mut self, bytes: &[u8], last: u8) {
        for at in memchr::memchr2_iter(b'\n', b'\r', bytes) {
            let before = at.checked_sub(1).map_or(last, |before| bytes[before]);
            match (before, bytes[at]) {
                (_, b'\r') => self.returns += 1,
                (b'\r', _) => {
                    self.returns -= 1;
                    self.pairs += 1;
                }
                _ => self.line_feeds += 1,
            }
        }
    }

    /// Updates the line endings of `source` after whitespace `edits`.
    pub fn after(mut self, source: &dyn Source, edits: &[TextEdit]) -> Breaks {
        let (mut removed, mut added) = (Breaks::default(), Breaks::default());
        for edit in edits {
            removed.count(source.slice(edit.range.clone()).as_bytes(), 0);
            added.count(edit.text.as_bytes(), 0);
        }
        self.line_feeds = self.line_feeds + added.line_feeds - removed.line_feeds;
        self.returns = self.returns + added.returns - removed.returns;
        self.pairs = self.pairs + added.pairs - removed.pairs;
        self
    }

    /// The kind that most are of.
    pub fn most(self) -> &'static str {
        let Breaks { line_feeds, returns, pairs } = self;
        if pairs > line_feeds && pairs >= returns {
            "\r\n"
        } else if returns > line_feeds {
            "\r"
        } else {
            "\n"
        }
    }
}
