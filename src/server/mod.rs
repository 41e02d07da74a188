//! Language server: the only module that uses the Language Server Protocol.
//!
//! [`transport`] reads messages and passes them to [`dispatch`], which applies document changes and
//! takes the snapshot of each request in the order of the messages. [`backend`] is the table of
//! handlers, which are in [`requests`] and [`diagnostics`].

mod backend;
mod background;
mod capabilities;
mod change_signal;
mod client_uris;
mod commands;
mod compatibility;
mod completion_docs;
mod configuration;
mod context;
mod diagnostics;
mod dirty_documents;
mod dispatch;
mod documents;
mod error;
mod file_watchers;
mod lenient;
mod lsp;
mod parent_process;
mod progress;
mod remote_validation;
mod reply;
mod request_context;
mod requests;
mod revision_counter;
mod rule_docs;
mod run;
mod sibling_files;
mod state;
mod text_documents;
mod transport;
mod workspace_files;

pub use run::run;
