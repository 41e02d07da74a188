//! The data that describes a compiled script and the functions of VRL.

use std::ops::Range;

/// What the compiler says of a script. Without the feature `vrl` it says nothing.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Compiled {
    /// Why it does not compile.
    pub problems: Vec<Problem>,
    /// Why its result can be no string.
    pub unfit: Option<Unfit>,
    /// What it reads from its input, in the order in which it runs; not what it has put there.
    pub reads: Vec<Read>,
    /// Why it was not compiled. It may still have problems, but not all are known.
    pub unchecked: Option<Unchecked>,
    /// How many steps it takes to compile it, if that is known.
    pub(super) steps: u64,
}

impl Compiled {
    /// Whether the same comes out where so many steps may be taken.
    pub(super) fn is_for(&self, steps: u64) -> bool {
        (self.steps > steps) == (self.unchecked == Some(Unchecked::Costly))
    }
}

/// Why a script is not compiled.
#[derive(Debug, PartialEq)]
pub(crate) enum Unchecked {
    /// It is too long.
    Long,
    /// It nests too deep, from this bracket on.
    Deep(Range<usize>),
    /// It would take too many steps.
    Costly,
    /// The compiler gave up.
    Failed,
}

/// A reason why a script does not compile.
#[derive(Debug, PartialEq)]
pub(crate) struct Problem {
    /// Where, in bytes of the script.
    pub range: Range<usize>,
    /// What is wrong: sentences for people.
    pub message: String,
}

/// A result that can be no string.
#[derive(Debug, PartialEq)]
pub(crate) struct Unfit {
    /// The expression that it comes from, in bytes of the script.
    pub range: Range<usize>,
    /// What it is instead, in words.
    pub kind: String,
}

/// A name that is read from the input.
#[derive(Debug, PartialEq)]
pub(crate) struct Read {
    /// The name.
    pub name: String,
    /// Where, its dot included, in bytes of the script.
    pub range: Range<usize>,
}

/// A function of VRL.
#[derive(Debug)]
pub(crate) struct Callable {
    /// What it is called.
    pub name: &'static str,
    /// What it does, in Markdown.
    pub doc: &'static str,
    /// What it is given.
    pub arguments: Vec<Argument>,
    /// How many names stand between the bars of the `-> |…| { … }` behind it, if it takes one.
    pub closure: Option<usize>,
    /// What it results in, as VRL calls it.
    pub result: String,
    /// When it fails.
    pub failures: &'static [&'static str],
}

/// What a [`Callable`] is given.
#[derive(Debug)]
pub(crate) struct Argument {
    /// What it is called.
    pub name: &'static str,
    /// What it can be, as VRL calls it.
    pub kind: String,
    /// Whether it has to be there.
    pub required: bool,
    /// What it is for.
    pub doc: &'static str,
}
