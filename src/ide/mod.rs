//! What an editor asks: one file per question, pure functions of a snapshot and an offset.
//!
//! Offsets are bytes, answers are plain data; nothing here knows of the Language Server Protocol.

pub mod code_action;
pub mod completion;
pub mod folding;
pub mod format;
mod gap;
pub mod hover;
pub mod inlay;
pub mod locate;
mod markdown;
mod parts;
pub mod selection;
pub mod symbols;
mod template;
pub mod tokens;

#[cfg(test)]
mod tests;

pub use crate::text::TextEdit;
