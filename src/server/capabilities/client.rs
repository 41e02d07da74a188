//! Capabilities of the client that the server uses.

use serde_json::Value;
use tower_lsp::lsp_types::{
    ClientCapabilities, InitializeParams, MarkupKind, ResourceOperationKind,
};

use crate::server::commands::SHOW_REFERENCES;
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
    /// Supports relative patterns in file watchers.
    pub relative_patterns: bool,
    /// Supports progress that the server creates.
    pub work_done_progress: bool,
    /// Process of the client.
    pub process_id: Option<u32>,
}

impl ResolvedClientCapabilities {
    /// Resolves the capabilities in `params`. `diagnostic_refresh` is passed separately, since lsp-types
    /// does not parse it.
    pub fn new(params: &InitializeParams, diagnostic_refresh: bool) -> ResolvedClientCapabilities {
        let ClientCapabilities { text_document, workspace, window, general, experimental, .. } =
            &params.capabilities;
        let (text, workspace) = (text_document.as_ref(), workspace.as_ref());
        let (window, general) = (window.as_ref(), general.as_ref());

        let publish = text.and_then(|text| text.publish_diagnostics.as_ref());
        let completion = text.and_then(|text| text.completion.as_ref()?.completion_item.as_ref());
        let hover = text.and_then(|text| text.hover.as_ref());
        let symbols = text.and_then(|text| text.document_symbol.as_ref());
        let folding = text.and_then(|text| text.folding_range.as_ref());
        let definition = text.and_then(|text| text.definition.as_ref());
        let rename = text.and_then(|text| text.rename.as_ref());
        let actions = text.and_then(|text| text.code_action.as_ref());
        let lenses = workspace.and_then(|workspace| workspace.code_lens.as_ref());
        let edits = workspace.and_then(|workspace| workspace.workspace_edit.as_ref());
        let watched = workspace.and_then(|workspace| workspace.did_change_watched_files.as_ref());

        // A client without a list of formats probably renders Markdown.
        let markdown = |formats: Option<&[MarkupKind]>| {
            formats.is_none_or(|formats| formats.contains(&MarkupKind::Markdown))
        };
        let markdown_in_hovers = markdown(hover.and_then(|it| it.content_format.as_deref()));
        let beside_completions = completion.and_then(|it| it.documentation_format.as_deref());
        let encodings = general.and_then(|general| general.position_encodings.as_deref());
        // The protocol has no capability for commands. This is the form that other servers use.
        let commands = experimental.as_ref().and_then(|it| it.pointer("/commands/commands"));
        let commands = commands.and_then(Value::as_array);
        let document_changes = edits.is_some_and(|edits| edits.document_changes == Some(true));
        let operation = |kind: ResourceOperationKind| {
            let operations = edits.and_then(|edits| edits.resource_operations.as_ref());
            document_changes && operations.is_some_and(|operations| operations.contains(&kind))
        };
        let code_action_resolve = actions.is_some_and(|actions| {
            let resolve = actions.resolve_support.as_ref();
            actions.data_support == Some(true)
                && resolve.is_some_and(|it| it.properties.iter().any(|name| name == "edit"))
        });

        ResolvedClientCapabilities {
            encoding: choose_encoding(encodings.unwrap_or_default()),
            pull_diagnostics: text.is_some_and(|text| text.diagnostic.is_some()),
            diagnostic_refresh,
            diagnostic_version: publish.is_some_and(|it| it.version_support == Some(true)),
            code_description: publish.is_some_and(|it| it.code_description_support == Some(true)),
            snippets: completion.is_some_and(|it| it.snippet_support == Some(true)),
            markdown_in_completions: markdown(beside_completions),
            completion_label_details: completion
                .is_some_and(|it| it.label_details_support == Some(true)),
            completion_resolve_documentation: completion
                .and_then(|item| item.resolve_support.as_ref())
                .is_some_and(|it| it.properties.iter().any(|name| name == "documentation")),
            markdown_in_hovers,
            // A terminal shows the source of an image. Only clients that render Markdown in another
            // way announce their parser.
            hover_images: markdown_in_hovers && general.is_some_and(|it| it.markdown.is_some()),
            definition_link: definition.is_some_and(|it| it.link_support == Some(true)),
            prepare_rename: rename.is_some_and(|it| it.prepare_support == Some(true)),
            show_references_command: commands
                .is_some_and(|commands| commands.iter().any(|it| it == SHOW_REFERENCES)),
            code_lens_refresh: lenses.is_some_and(|it| it.refresh_support == Some(true)),
            code_action_resolve,
            hierarchical_symbols: symbols
                .is_some_and(|it| it.hierarchical_document_symbol_support == Some(true)),
            line_folding_only: folding.is_some_and(|it| it.line_folding_only == Some(true)),
            configuration: workspace.is_some_and(|it| it.configuration == Some(true)),
            apply_edit: workspace.is_some_and(|it| it.apply_edit == Some(true)),
            document_changes,
            create_files: operation(ResourceOperationKind::Create),
            rename_files: operation(ResourceOperationKind::Rename),
            dynamic_file_watching: watched.is_some_and(|it| it.dynamic_registration == Some(true)),
            relative_patterns: watched.is_some_and(|it| it.relative_pattern_support == Some(true)),
            work_done_progress: window.is_some_and(|it| it.work_done_progress == Some(true)),
            process_id: params.process_id,
        }
    }
}
