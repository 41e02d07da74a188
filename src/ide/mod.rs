//! Editor features: one file per LSP request, pure functions of a snapshot and an offset.
//!
//! Offsets are bytes, results are plain data without LSP types.

pub mod add_definition;
pub mod code_action;
pub mod code_lens;
pub mod completion;
mod context;
pub mod definition;
pub mod document_highlight;
pub mod document_link;
pub mod document_symbol;
pub mod edit_member;
pub mod embedded_documents;
pub mod embedded_script;
pub mod findings;
pub mod folding_range;
pub mod format;
pub mod hover;
pub mod inlay_hint;
pub mod linked_editing_range;
mod locate;
pub mod markdown;
pub mod outline;
pub mod references;
pub mod rename;
mod role;
mod script;
pub mod selection_range;
pub mod semantic_tokens;
mod snippet;
mod symbol_at;
mod visitor;

#[cfg(test)]
mod tests;

pub use crate::text::TextEdit;
