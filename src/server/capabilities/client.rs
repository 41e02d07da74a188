//! Capabilities of the client that the server uses.

use serde_json::Value;

use crate::server::commands::{FILE_EXTRACTED, SHOW_REFERENCES};
use crate::server::lsp::position::choose_encoding;
use crate::text::PositionEncoding;

/// Client capabilities, with defaults applied.
pub struct ResolvedClientCapabilities {
    /// Negotiated position encoding.
    pub encoding: PositionEncoding,
    /// Supports `textDocument/diagnostic`; diagnostics are not published to such a client.
    pub pull_diagnostics: bool,
    /// Supports `workspace/diagnostic/refresh`.
    pub diagnostic_refresh: bool,
    /// Supports `version` in `textDocument/publishDiagnostics`.
    pub diagnostic_version: bool,
    /// Shows `codeDescription` of a diagnostic.
    pub code_description: bool,
    /// Supports snippets in completion items.
    pub snippets: bool,
    /// Supports snippets in the edits of code actions.
    pub snippet_text_edit: bool,
    /// Renders Markdown in the documentation of completion items.
    pub markdown_in_completions: bool,
    /// Shows details beside the labels of completion items.
    pub completion_label_details: bool,
    /// Resolves the documentation of completion items.
    pub completion_resolve_documentation: bool,
    /// Renders Markdown in hovers.
    pub markdown_in_hovers: bool,
    /// Probably renders images in hovers.
    pub hover_images: bool,
    /// Supports `LocationLink` as a definition.
    pub definition_link: bool,
    /// Supports `textDocument/prepareRename`.
    pub prepare_rename: bool,
    /// Has the command [`FILE_EXTRACTED`].
    pub file_extracted_command: bool,
    /// Has the command [`SHOW_REFERENCES`].
    pub show_references_command: bool,
    /// Supports `workspace/codeLens/refresh`.
    pub code_lens_refresh: bool,
    /// Resolves the edit of a code action.
    pub code_action_resolve: bool,
    /// Supports hierarchical document symbols.
    pub hierarchical_symbols: bool,
    /// Folds entire lines only.
    pub line_folding_only: bool,
    /// Supports `workspace/configuration`.
    pub configuration: bool,
    /// Supports `workspace/applyEdit`.
    pub apply_edit: bool,
    /// Supports versioned document changes.
    pub document_changes: bool,
    /// Creates files as part of a workspace edit.
    pub create_files: bool,
    /// Renames files as part of a workspace edit.
    pub rename_files: bool,
    /// Supports dynamic registration of file watchers.
    pub dynamic_file_watching: bool,
    /// Supports dynamic registration of documents to send.
    pub dynamic_documents: bool,
    /// Supports relative patterns in file watchers.
    pub relative_patterns: bool,
    /// Supports progress that the server creates.
    pub work_done_progress: bool,
    /// Process of the client.
    pub process_id: Option<u32>,
}

impl ResolvedClientCapabilities {
    /// Resolves the capabilities in `params` of `initialize`. Each capability is read by itself, so that an
    /// unknown value affects no other one.
    pub fn new(params: &Value) -> ResolvedClientCapabilities {
        let client = Reader(params.get("capabilities").unwrap_or(&Value::Null));
        let markdown_in_hovers = client.accepts_markdown("/textDocument/hover/contentFormat");
        let operations = client.names("/workspace/workspaceEdit/resourceOperations");
        // Operations are document changes, and Neovim announces only them.
        let document_changes =
            client.flag("/workspace/workspaceEdit/documentChanges") || !operations.is_empty();
        let operation = |kind| document_changes && operations.contains(&kind);
        let item = |name| client.flag(&format!("/textDocument/completion/completionItem/{name}"));
        let resolved = "/textDocument/completion/completionItem/resolveSupport/properties";
        let resolved_actions = client.names("/textDocument/codeAction/resolveSupport/properties");
        // The protocol has no capability for commands. This is the form that other servers use.
        let commands = client.names("/experimental/commands/commands");
        let watched = "/workspace/didChangeWatchedFiles";
        let process_id = params.get("processId").and_then(Value::as_u64);

        ResolvedClientCapabilities {
            encoding: choose_encoding(&client.names("/general/positionEncodings")),
            pull_diagnostics: client.has("/textDocument/diagnostic"),
            diagnostic_refresh: client.flag("/workspace/diagnostics/refreshSupport"),
            diagnostic_version: client.flag("/textDocument/publishDiagnostics/versionSupport"),
            code_description: client
                .flag("/textDocument/publishDiagnostics/codeDescriptionSupport"),
            snippets: item("snippetSupport"),
            // An extension of the protocol, which rust-analyzer defines.
            snippet_text_edit: document_changes && client.flag("/experimental/snippetTextEdit"),
            markdown_in_completions: client
                .accepts_markdown("/textDocument/completion/completionItem/documentationFormat"),
            completion_label_details: item("labelDetailsSupport"),
            completion_resolve_documentation: client.names(resolved).contains(&"documentation"),
            markdown_in_hovers,
            // A terminal shows the source of an image. Only clients that render Markdown in another
            // way announce their parser.
            hover_images: markdown_in_hovers && client.has("/general/markdown"),
            definition_link: client.flag("/textDocument/definition/linkSupport"),
            prepare_rename: client.flag("/textDocument/rename/prepareSupport"),
            show_references_command: commands.contains(&SHOW_REFERENCES),
            file_extracted_command: commands.contains(&FILE_EXTRACTED),
            code_lens_refresh: client.flag("/workspace/codeLens/refreshSupport"),
            code_action_resolve: client.flag("/textDocument/codeAction/dataSupport")
                && resolved_actions.contains(&"edit"),
            hierarchical_symbols: client
                .flag("/textDocument/documentSymbol/hierarchicalDocumentSymbolSupport"),
            line_folding_only: client.flag("/textDocument/foldingRange/lineFoldingOnly"),
            configuration: client.flag("/workspace/configuration"),
            apply_edit: client.flag("/workspace/applyEdit"),
            document_changes,
            create_files: operation("create"),
            rename_files: operation("rename"),
            dynamic_file_watching: client.flag(&format!("{watched}/dynamicRegistration")),
            dynamic_documents: client.flag("/textDocument/synchronization/dynamicRegistration"),
            relative_patterns: client.flag(&format!("{watched}/relativePatternSupport")),
            work_done_progress: client.flag("/window/workDoneProgress"),
            process_id: process_id.and_then(|id| u32::try_from(id).ok()),
        }
    }
}

/// Reader of single capabilities by their JSON Pointer. A value of another type counts as missing.
struct Reader<'a>(&'a Value);

impl<'a> Reader<'a> {
    fn flag(&self, pointer: &str) -> bool {
        self.0.pointer(pointer) == Some(&Value::Bool(true))
    }

    /// Returns whether the value is an object. Lua serializes an empty object as an empty array.
    fn has(&self, pointer: &str) -> bool {
        match self.0.pointer(pointer) {
            Some(Value::Array(items)) => items.is_empty(),
            value => value.is_some_and(Value::is_object),
        }
    }

    /// Returns the strings of a list.
    fn names(&self, pointer: &str) -> Vec<&'a str> {
        let list = self.0.pointer(pointer).and_then(Value::as_array);
        list.into_iter().flatten().filter_map(Value::as_str).collect()
    }

    /// Returns whether the first known format of a list is Markdown. A client without a list probably
    /// renders Markdown.
    fn accepts_markdown(&self, pointer: &str) -> bool {
        let known = self.names(pointer);
        let first = known.iter().find(|name| ["markdown", "plaintext"].contains(name));
        first.is_none_or(|name| *name == "markdown")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    #[test]
    fn unknown_values_do_not_affect_known_ones() {
        let client = ResolvedClientCapabilities::new(&json!({
            "processId": "none",
            "trace": "compact",
            "capabilities": {
                "textDocument": {
                    "diagnostic": [],
                    "hover": {"contentFormat": ["html", "markdown"]},
                    "foldingRange": {"lineFoldingOnly": true, "foldingRangeKind": 7},
                    "completion": [],
                },
                "workspace": {
                    "applyEdit": true,
                    "workspaceEdit": {
                        "documentChanges": true,
                        "resourceOperations": ["copy", 1, "rename"],
                    },
                },
                "general": {"positionEncodings": ["utf-7", "utf-8"]},
                "window": "all",
            },
        }));
        assert_eq!(client.encoding, PositionEncoding::Utf8);
        assert_eq!(client.process_id, None);
        assert!(client.pull_diagnostics && client.line_folding_only && client.apply_edit);
        assert!(client.rename_files && !client.create_files);
        assert!(client.markdown_in_hovers && client.markdown_in_completions);
        assert!(!client.work_done_progress && !client.snippets);
    }

    #[test]
    fn first_known_format_decides() {
        let renders_markdown = |formats: Value| {
            let hover = json!({"hover": {"contentFormat": formats}});
            let params = json!({"capabilities": {"textDocument": hover}});
            ResolvedClientCapabilities::new(&params).markdown_in_hovers
        };
        assert!(renders_markdown(json!(["markdown", "plaintext"])));
        assert!(!renders_markdown(json!(["plaintext", "markdown"])));
        assert!(!renders_markdown(json!(["html", "plaintext"])));
        assert!(renders_markdown(json!([])) && renders_markdown(json!("plaintext")));
    }

    proptest! {
        #[test]
        fn capabilities_resolve_for_any_json(text in "\\PC{0,40}", pointer in 0..12_usize) {
            let value = serde_json::from_str(&text).unwrap_or(Value::String(text));
            let mut params = json!({"capabilities": {
                "textDocument": {"hover": {}, "diagnostic": {}, "completion": {}},
                "workspace": {"workspaceEdit": {}, "didChangeWatchedFiles": {}},
                "general": {"positionEncodings": []},
                "experimental": {"commands": {}},
            }});
            let pointers = [
                "", "/capabilities", "/capabilities/textDocument", "/capabilities/workspace",
                "/capabilities/textDocument/hover", "/capabilities/textDocument/diagnostic",
                "/capabilities/textDocument/completion", "/capabilities/workspace/workspaceEdit",
                "/capabilities/workspace/didChangeWatchedFiles", "/capabilities/general",
                "/capabilities/general/positionEncodings", "/capabilities/experimental/commands",
            ];
            *params.pointer_mut(pointers[pointer]).unwrap() = value;
            ResolvedClientCapabilities::new(&params);
        }
    }
}
