//! Handlers of requests, one file for each: call `ide` with the snapshot, and convert the result.

mod baseline_file;

pub mod add_definition;
pub mod code_action;
pub mod code_action_resolve;
pub mod code_lens;
pub mod completion;
pub mod completion_resolve;
pub mod definition;
pub mod document_highlight;
pub mod document_link;
pub mod document_symbol;
pub mod embedded_documents;
pub mod embedded_script;
pub mod execute_command;
pub mod file_edit;
pub mod folding_range;
pub mod formatting;
pub mod hover;
pub mod inlay_hint;
pub mod linked_editing_range;
pub mod on_type_formatting;
pub mod prepare_rename;
pub mod preview;
pub mod range_formatting;
pub mod references;
pub mod rename;
pub mod selection_range;
pub mod semantic_tokens;
pub mod settings_file;
pub mod validate;
pub mod will_rename_files;
pub mod workspace_symbol;
