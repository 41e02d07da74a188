//! Table of the handlers of each method.

use serde_json::Value;
use tower_lsp::LanguageServer;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::*;

use super::capabilities::server::initialize_result;
use super::context::Context;
use super::diagnostics::refresh;
use super::diagnostics::{pull, workspace};
use super::requests::preview::{PreviewParams, PreviewResult};
use super::{configuration, file_watchers, requests};

/// Implementation of the protocol's methods.
pub struct Backend {
    /// Context that every handler receives.
    pub context: Context,
}

impl Backend {
    /// Handles `integrationManifest/preview`.
    pub async fn preview(&self, params: PreviewParams) -> Result<Option<PreviewResult>> {
        requests::preview::preview(&self.context, params).await
    }
}

/// Implements [`LanguageServer`] for [`Backend`] from a table of `method(Params) -> Result = handler`:
///
/// - `immediate` handlers run on the thread that reads messages. They receive the open document, and
///   are not called for a document that is not open: the result is `null`.
/// - `background` handlers are the same, but can wait, for other threads or for the client.
/// - A second handler of these responds to the request about an open settings file.
/// - `global` handlers receive the context instead of a document.
macro_rules! handlers {
    (
        immediate {
            $($now:ident($now_params:ty) -> $now_result:ty = $now_handler:path
                $(, $now_settings:path)?;)*
        }
        background {
            $($later:ident($later_params:ty) -> $later_result:ty = $later_handler:path
                $(, $later_settings:path)?;)*
        }
        global { $($global:ident($global_params:ty) -> $global_result:ty = $global_handler:path;)* }
    ) => {
        #[tower_lsp::async_trait]
        impl LanguageServer for Backend {
            async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
                // The dispatcher has resolved the capabilities.
                let client = self.context.state.capabilities().ok_or_else(Error::internal_error)?;
                Ok(initialize_result(client))
            }

            async fn initialized(&self, _: InitializedParams) {
                if let Some(client) = self.context.state.capabilities() {
                    file_watchers::register(&self.context, client).await;
                    configuration::request(&self.context).await;
                }
            }

            async fn shutdown(&self) -> Result<()> {
                self.context.state.shut_down();
                Ok(())
            }

            async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
                configuration::did_change(&self.context, params).await;
            }

            async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
                configuration::did_change_folders(&self.context, params).await;
            }

            async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
                let urls = params.changes.iter().map(|change| &change.uri);
                file_watchers::handle_changes(&self.context, urls).await;
            }

            async fn did_save(&self, params: DidSaveTextDocumentParams) {
                let url = &params.text_document.uri;
                let state = &self.context.state;
                let watches = state.capabilities().is_some_and(|it| it.dynamic_file_watching);
                // Some clients do not watch files, and all of them may be saved together.
                if state.settings_documents.get(url).is_some() {
                    file_watchers::handle_changes(&self.context, [url]).await;
                } else {
                    if !watches {
                        file_watchers::handle_changes(&self.context, []).await;
                    }
                    if state.save(url) {
                        refresh::refresh(&self.context).await;
                    }
                }
            }

            async fn did_create_files(&self, params: CreateFilesParams) {
                let uris = params.files.iter().map(|file| &file.uri);
                file_watchers::handle_file_operation(&self.context, uris).await;
            }

            async fn did_rename_files(&self, params: RenameFilesParams) {
                let uris = params.files.iter().flat_map(|file| [&file.old_uri, &file.new_uri]);
                file_watchers::handle_file_operation(&self.context, uris).await;
            }

            async fn did_delete_files(&self, params: DeleteFilesParams) {
                let uris = params.files.iter().map(|file| &file.uri);
                file_watchers::handle_file_operation(&self.context, uris).await;
            }

            $(async fn $now(&self, params: $now_params) -> Result<Option<$now_result>> {
                $(if let Some(request) = self.context.settings_request() {
                    return $now_settings(&request, params);
                })?
                match self.context.document_request() {
                    Some(request) => $now_handler(&request, params),
                    None => Ok(None),
                }
            })*

            $(async fn $later(&self, params: $later_params) -> Result<Option<$later_result>> {
                $(if let Some(request) = self.context.settings_request() {
                    return $later_settings(&request, params);
                })?
                match self.context.document_request() {
                    Some(request) => $later_handler(&request, params).await,
                    None => Ok(None),
                }
            })*

            $(async fn $global(&self, params: $global_params) -> Result<$global_result> {
                $global_handler(&self.context, params).await
            })*
        }
    };
}

handlers! {
    immediate {
        hover(HoverParams) -> Hover = requests::hover::hover, requests::settings_file::hover;
        document_symbol(DocumentSymbolParams) -> DocumentSymbolResponse
            = requests::document_symbol::document_symbol;
        folding_range(FoldingRangeParams) -> Vec<FoldingRange>
            = requests::folding_range::folding_range;
        selection_range(SelectionRangeParams) -> Vec<SelectionRange>
            = requests::selection_range::selection_range;
        semantic_tokens_full(SemanticTokensParams) -> SemanticTokensResult
            = requests::semantic_tokens::full;
        semantic_tokens_full_delta(SemanticTokensDeltaParams) -> SemanticTokensFullDeltaResult
            = requests::semantic_tokens::full_delta;
        semantic_tokens_range(SemanticTokensRangeParams) -> SemanticTokensRangeResult
            = requests::semantic_tokens::range;
        inlay_hint(InlayHintParams) -> Vec<InlayHint> = requests::inlay_hint::inlay_hint;
        on_type_formatting(DocumentOnTypeFormattingParams) -> Vec<TextEdit>
            = requests::on_type_formatting::on_type_formatting;
        goto_definition(GotoDefinitionParams) -> GotoDefinitionResponse
            = requests::definition::definition;
        references(ReferenceParams) -> Vec<Location> = requests::references::references;
        document_highlight(DocumentHighlightParams) -> Vec<DocumentHighlight>
            = requests::document_highlight::document_highlight;
        prepare_rename(TextDocumentPositionParams) -> PrepareRenameResponse
            = requests::prepare_rename::prepare_rename;
        linked_editing_range(LinkedEditingRangeParams) -> LinkedEditingRanges
            = requests::linked_editing_range::linked_editing_range;
        code_lens(CodeLensParams) -> Vec<CodeLens> = requests::code_lens::code_lens;
        document_link(DocumentLinkParams) -> Vec<DocumentLink>
            = requests::document_link::document_link;
    }
    background {
        completion(CompletionParams) -> CompletionResponse
            = requests::completion::completion, requests::settings_file::completion;
        code_action(CodeActionParams) -> CodeActionResponse
            = requests::code_action::code_action, requests::settings_file::code_action;
        formatting(DocumentFormattingParams) -> Vec<TextEdit> = requests::formatting::formatting;
        range_formatting(DocumentRangeFormattingParams) -> Vec<TextEdit>
            = requests::range_formatting::range_formatting;
        rename(RenameParams) -> WorkspaceEdit = requests::rename::rename;
    }
    global {
        diagnostic(DocumentDiagnosticParams) -> DocumentDiagnosticReportResult = pull::diagnostic;
        workspace_diagnostic(WorkspaceDiagnosticParams) -> WorkspaceDiagnosticReportResult
            = workspace::workspace_diagnostic;
        completion_resolve(CompletionItem) -> CompletionItem
            = requests::completion_resolve::completion_resolve;
        code_action_resolve(CodeAction) -> CodeAction
            = requests::code_action_resolve::code_action_resolve;
        will_rename_files(RenameFilesParams) -> Option<WorkspaceEdit>
            = requests::will_rename_files::will_rename_files;
        symbol(WorkspaceSymbolParams) -> Option<Vec<SymbolInformation>>
            = requests::workspace_symbol::workspace_symbol;
        execute_command(ExecuteCommandParams) -> Option<Value>
            = requests::execute_command::execute_command;
    }
}
