//! Data types of compiled scripts and of VRL functions.

use std::ops::Range;

/// Result of compiling a script; empty without the feature `vrl`.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Compiled {
    /// Compile errors.
    pub problems: Vec<Problem>,
    /// Result that cannot be a string, if any.
    pub unfit: Option<Unfit>,
    /// Inputs that it reads, in execution order, without those that it assigned itself.
    pub reads: Vec<Read>,
    /// Reason why it was not compiled. Then [`Compiled::problems`] may be incomplete.
    pub unchecked: Option<Unchecked>,
    /// Cost of compiling in steps, if known.
    pub(super) steps: u64,
}

impl Compiled {
    /// Whether a budget of `steps` gives the same result.
    pub(super) fn is_for(&self, steps: u64) -> bool {
        (self.steps > steps) == (self.unchecked == Some(Unchecked::Costly))
    }
}

/// Reason why a script is not compiled.
#[derive(Debug, PartialEq)]
pub(crate) enum Unchecked {
    /// The script is too long.
    Long,
    /// The script nests too deep from this bracket on.
    Deep(Range<usize>),
    /// Compiling would take too many steps.
    Costly,
    /// The compiler failed.
    Failed,
}

/// A compile error.
#[derive(Debug, PartialEq)]
pub(crate) struct Problem {
    /// Byte range in the script.
    pub range: Range<usize>,
    /// Message for users.
    pub message: String,
    /// The changes that repair it, in order: each in `range`, or at its end.
    pub changes: Vec<Change>,
}

/// A byte range in the script, and its new text.
pub(crate) type Change = (Range<usize>, String);

/// A result that cannot be a string.
#[derive(Debug, PartialEq)]
pub(crate) struct Unfit {
    /// Byte range of the expression in the script.
    pub range: Range<usize>,
    /// Description of its type.
    pub kind: String,
}

/// A read of an input.
#[derive(Debug, PartialEq)]
pub(crate) struct Read {
    /// Name of the input.
    pub name: String,
    /// Byte range in the script, including the dot.
    pub range: Range<usize>,
}

/// A VRL function.
#[derive(Debug)]
pub(crate) struct Callable {
    /// Name.
    pub name: &'static str,
    /// Description in Markdown.
    pub doc: &'static str,
    /// Parameters.
    pub arguments: Vec<Argument>,
    /// Number of closure parameters, `-> |…| { … }`, if it accepts a closure.
    pub closure: Option<usize>,
    /// Result type, as displayed by VRL.
    pub result: String,
    /// Conditions under which it fails.
    pub failures: &'static [&'static str],
}

/// A parameter of a [`Callable`].
#[derive(Debug)]
pub(crate) struct Argument {
    /// Name.
    pub name: &'static str,
    /// Type, as displayed by VRL.
    pub kind: String,
    /// Whether it is required.
    pub required: bool,
    /// Description.
    pub doc: &'static str,
}
