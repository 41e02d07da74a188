//! What an editor asks: one file per question, pure functions of a snapshot and an offset.
//!
//! Offsets are bytes, answers are plain data; nothing here knows of the Language Server Protocol.

pub mod code_action;
pub mod completion;
pub mod hover;
pub mod locate;
mod markdown;
mod script;
mod template;

#[cfg(test)]
mod tests;

pub use crate::text::TextEdit;
