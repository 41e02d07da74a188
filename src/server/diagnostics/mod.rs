//! Diagnostics: published, pulled for a document, and pulled for the workspace.

pub mod cache;
pub mod dump_notice;
pub mod file_revisions;
pub mod notify;
pub mod pending_edits;
pub mod publish;
pub mod pull;
pub mod refresh;
pub mod settings_files;
pub mod workspace;
pub mod workspace_check;
pub mod writer;
