//! Formatting options.

/// Default of [`Options::width`].
pub const WIDTH: usize = 80;

/// Which arrays have a line for each element.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Expand {
    /// Those that do not fit on a line, and those with other than scalars.
    #[default]
    Auto,
    /// All.
    Always,
    /// Only those with other than scalars.
    Never,
}

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
    /// Maximum number of columns of a line with an array on it.
    pub width: usize,
    /// Which arrays have a line for each element.
    pub expand: Expand,
}

impl Default for Options {
    /// Defaults of `fmt`.
    fn default() -> Options {
        Options {
            tab_size: 2,
            insert_spaces: true,
            insert_final_newline: true,
            trim_final_newlines: true,
            width: WIDTH,
            expand: Expand::Auto,
        }
    }
}

impl Options {
    /// The width of a step in columns.
    pub(super) fn columns(&self) -> usize {
        self.tab_size.clamp(1, 16) as usize
    }

    /// The maximum number of columns of a line with an array on it, for any `expand`.
    pub(super) fn inline_width(&self) -> usize {
        match self.expand {
            Expand::Auto => self.width,
            Expand::Always => 0,
            Expand::Never => usize::MAX,
        }
    }

    /// One step of indentation.
    pub(super) fn step(&self) -> String {
        if self.insert_spaces { " ".repeat(self.columns()) } else { "\t".to_owned() }
    }
}
