//! Formatting options.

/// The most columns of a line with an array on it.
pub const WIDTH: usize = 80;

/// Formatting options.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// The width of a step of indentation in columns; at least 1 and at most 16 count.
    pub tab_size: u32,
    /// Whether steps are spaces rather than a tab.
    pub insert_spaces: bool,
    /// Whether a text that does not end with a line break gets one.
    pub insert_final_newline: bool,
    /// Whether to trim final newlines.
    pub trim_final_newlines: bool,
}

impl Default for Options {
    /// Defaults of `fmt`.
    fn default() -> Options {
        Options {
            tab_size: 2,
            insert_spaces: true,
            insert_final_newline: true,
            trim_final_newlines: true,
        }
    }
}

impl Options {
    /// The width of a step in columns.
    pub(super) fn columns(&self) -> usize {
        self.tab_size.clamp(1, 16) as usize
    }

    /// One step of indentation.
    pub(super) fn step(&self) -> String {
        if self.insert_spaces { " ".repeat(self.columns()) } else { "\t".to_owned() }
    }
}
