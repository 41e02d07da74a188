//! The tree before its errors are known.

use super::token::Tok;
use crate::syntax::tree::ContainerKind;

/// A container before its errors are known.
#[derive(Debug)]
pub struct Draft {
    pub kind: ContainerKind,
    pub opened: bool,
    pub closed: bool,
    pub doubtful: bool,
    pub start: usize,
    /// Where the text after the last entry ends.
    pub tail_end: usize,
    pub end: usize,
    pub entries: Vec<DraftEntry>,
}

/// An entry before its errors are known.
#[derive(Debug)]
pub struct DraftEntry {
    /// The start of the name, or of the value if there is no name.
    pub start: usize,
    pub name: Option<DraftName>,
    pub value_start: usize,
    pub value: DraftValue,
    pub end: usize,
}

/// The name of a member.
#[derive(Debug)]
pub struct DraftName {
    pub text: String,
    pub end: usize,
    pub colon: bool,
}

/// A value.
#[derive(Debug)]
pub enum DraftValue {
    Missing,
    Scalar(Tok),
    Atom(u32),
    Deep,
    /// The index of the draft.
    Container(usize),
}
