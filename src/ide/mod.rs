//! What an editor asks: one file per question, pure functions of a snapshot and an offset.
//!
//! Offsets are bytes, answers are plain data; nothing here knows of the Language Server Protocol.

pub mod code_action;
pub mod code_lens;
pub mod completion;
pub mod contents;
pub mod definition;
pub mod document_link;
pub mod findings;
pub mod folding;
pub mod format;
mod gap;
pub mod highlight;
pub mod hover;
pub mod inlay;
pub mod linked_editing;
pub mod locate;
pub mod markdown;
mod occurrence;
mod parts;
pub mod references;
pub mod rename;
mod script;
pub mod selection;
pub mod symbols;
mod template;
pub mod tokens;

#[cfg(test)]
mod tests;

pub use crate::text::TextEdit;
