//! A short handler for each request: the answer is worked out elsewhere and only translated here.

use std::path::{Path, PathBuf};
use std::sync::{Arc, PoisonError};

use serde_json::Value;
use tokio::task::JoinHandle;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::*;
use tower_lsp::{Client, LanguageServer};

use super::convert::{self, names};
use super::file_changes::{self, Refresh};
use super::request_failed;
use super::state::{Document, Folder, ResolvedClientCapabilities, State};
use super::transport::ClientWriter;
use super::workspace_symbols::{self, CancelOnDrop};
use super::{code_action, dispatch, embedded_documents, remote_validation, workspace_diagnostics};
use crate::Snapshot;

/// Answers requests.
#[derive(Clone)]
pub(super) struct Backend {
    pub client: Client,
    pub state: Arc<State>,
    /// Where what belongs before an answer goes.
    pub output: ClientWriter,
}

/// The document of the request at hand. A request about a document that is not open has no answer.
fn snapshot() -> Option<Snapshot> {
    dispatch::request_document().map(|document| document.snapshot)
}

/// From so many bytes on, what looks at a whole document is done beside the reading of messages, so
/// that it can be cancelled and holds up nobody else.
const BACKGROUND_THRESHOLD: usize = 256 << 10;

/// Does `work` on a document of `size` bytes: now, or apart from the reading of messages.
async fn run_or_spawn<T: Send + 'static>(
    output: &ClientWriter,
    size: usize,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    if size < BACKGROUND_THRESHOLD {
        return Ok(work());
    }
    spawn_blocking(output, work).await
}

/// Does `work` apart from the reading of messages. If whoever waits for it is cancelled before it has
/// begun, it does not begin; nor does it while the client does not read.
async fn spawn_blocking<T: Send + 'static>(
    output: &ClientWriter,
    work: impl FnOnce() -> T + Send + 'static,
) -> Result<T> {
    struct Begun<T>(JoinHandle<T>);
    impl<T> Drop for Begun<T> {
        fn drop(&mut self) {
            self.0.abort();
        }
    }
    let output = output.clone();
    let mut begun = Begun(tokio::task::spawn_blocking(move || {
        output.wait();
        work()
    }));
    (&mut begun.0).await.map_err(|_| Error::internal_error())
}

#[tower_lsp::async_trait]
impl LanguageServer for Backend {
    async fn initialize(&self, _: InitializeParams) -> Result<InitializeResult> {
        let Some(session) = self.state.session() else {
            return Err(Error::invalid_params("the parameters of `initialize` make no sense"));
        };
        let diagnostics = DiagnosticServerCapabilities::Options(DiagnosticOptions {
            identifier: Some("integration-manifest".to_owned()),
            inter_file_dependencies: false,
            workspace_diagnostics: true,
            work_done_progress_options: WorkDoneProgressOptions { work_done_progress: Some(true) },
        });
        let triggers = ["\"", ":", ",", "{", "[", "."].map(str::to_owned);
        Ok(InitializeResult {
            server_info: Some(ServerInfo {
                name: env!("CARGO_PKG_NAME").to_owned(),
                version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            }),
            capabilities: ServerCapabilities {
                position_encoding: Some(convert::encoding_kind(session.encoding)),
                text_document_sync: Some(TextDocumentSyncCapability::Options(
                    TextDocumentSyncOptions {
                        open_close: Some(true),
                        change: Some(TextDocumentSyncKind::INCREMENTAL),
                        ..TextDocumentSyncOptions::default()
                    },
                )),
                diagnostic_provider: session.pull_diagnostics.then_some(diagnostics),
                completion_provider: Some(CompletionOptions {
                    trigger_characters: Some(triggers.to_vec()),
                    resolve_provider: Some(session.completion_resolve_documentation),
                    ..CompletionOptions::default()
                }),
                code_action_provider: Some(CodeActionProviderCapability::Options(
                    CodeActionOptions {
                        code_action_kinds: Some(vec![
                            CodeActionKind::QUICKFIX,
                            CodeActionKind::SOURCE_FIX_ALL,
                            CodeActionKind::REFACTOR_EXTRACT,
                            remote_validation::KIND,
                            CodeActionKind::REFACTOR_REWRITE,
                            code_action::SORT_MEMBERS,
                        ]),
                        resolve_provider: session.code_action_resolve.then_some(true),
                        ..CodeActionOptions::default()
                    },
                )),
                execute_command_provider: Some(ExecuteCommandOptions {
                    commands: embedded_documents::COMMANDS
                        .into_iter()
                        .chain([code_action::COMMAND, remote_validation::COMMAND])
                        .map(str::to_owned)
                        .collect(),
                    ..ExecuteCommandOptions::default()
                }),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                document_symbol_provider: Some(OneOf::Left(true)),
                workspace_symbol_provider: Some(OneOf::Left(true)),
                folding_range_provider: Some(FoldingRangeProviderCapability::Simple(true)),
                selection_range_provider: Some(SelectionRangeProviderCapability::Simple(true)),
                semantic_tokens_provider: Some(
                    SemanticTokensOptions {
                        legend: convert::legend(),
                        range: Some(true),
                        full: Some(SemanticTokensFullOptions::Delta { delta: Some(true) }),
                        ..SemanticTokensOptions::default()
                    }
                    .into(),
                ),
                inlay_hint_provider: Some(OneOf::Left(true)),
                workspace: Some(WorkspaceServerCapabilities {
                    workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                        supported: Some(true),
                        change_notifications: Some(OneOf::Left(true)),
                    }),
                    file_operations: Some(file_changes::capability()),
                }),
                document_formatting_provider: Some(OneOf::Left(true)),
                document_range_formatting_provider: Some(OneOf::Left(true)),
                document_on_type_formatting_provider: Some(convert::formatting_triggers()),
                definition_provider: Some(OneOf::Left(true)),
                references_provider: Some(OneOf::Left(true)),
                document_highlight_provider: Some(OneOf::Left(true)),
                rename_provider: Some(match session.prepares_rename {
                    true => OneOf::Right(RenameOptions {
                        prepare_provider: Some(true),
                        work_done_progress_options: WorkDoneProgressOptions::default(),
                    }),
                    false => OneOf::Left(true),
                }),
                linked_editing_range_provider: Some(LinkedEditingRangeServerCapabilities::Simple(
                    true,
                )),
                code_lens_provider: Some(CodeLensOptions { resolve_provider: Some(false) }),
                document_link_provider: Some(DocumentLinkOptions {
                    resolve_provider: Some(false),
                    work_done_progress_options: WorkDoneProgressOptions::default(),
                }),
                ..ServerCapabilities::default()
            },
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let Some(session) = self.state.session() else { return };
        if session.dynamic_file_watching {
            let registrations = file_changes::registrations(session);
            if let Err(error) = self.client.register_capability(registrations).await {
                tracing::warn!("the client does not watch files: {error}");
            }
        }
        self.request_configuration().await;
    }

    async fn shutdown(&self) -> Result<()> {
        self.state.shut_down();
        Ok(())
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if self.state.session().is_some_and(|session| session.configuration) {
            self.request_configuration().await;
        } else if let Some(section) = params.settings.get("integrationManifest") {
            self.apply_configuration(section, &[]).await;
        }
    }

    async fn did_change_watched_files(&self, params: DidChangeWatchedFilesParams) {
        let urls = params.changes.iter().map(|change| &change.uri);
        self.refresh_if_needed(file_changes::handle_file_events(&self.state, urls)).await;
    }

    async fn did_create_files(&self, params: CreateFilesParams) {
        self.files_changed(params.files.iter().map(|file| &file.uri)).await;
    }

    async fn did_rename_files(&self, params: RenameFilesParams) {
        let both = params.files.iter().flat_map(|file| [&file.old_uri, &file.new_uri]);
        self.files_changed(both).await;
    }

    async fn did_delete_files(&self, params: DeleteFilesParams) {
        self.files_changed(params.files.iter().map(|file| &file.uri)).await;
    }

    async fn workspace_diagnostic(
        &self,
        params: WorkspaceDiagnosticParams,
    ) -> Result<WorkspaceDiagnosticReportResult> {
        let (state, output) = (self.state.clone(), self.output.clone());
        Ok(workspace_diagnostics::workspace_diagnostic(state, output, &self.client, params)
            .await?
            .into())
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let empty = RelatedFullDocumentDiagnosticReport::default();
        let Some(document) = dispatch::request_document() else {
            return Ok(DocumentDiagnosticReport::Full(empty).into());
        };
        let url = params.text_document.uri;
        let document = self.state.with_current_settings(&url, document).await;
        let encoding = self.state.encoding();
        let known = params.previous_result_id;
        // The first check of a large document takes its time, which other messages should not wait.
        let check = move || {
            let mut told = document.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.update(&url, &document, encoding);
            let result = told.result_id().to_string();
            if known.as_ref() == Some(&result) {
                return format!("{{\"kind\":\"unchanged\",\"resultId\":\"{result}\"}}");
            }
            let items = told.items_json();
            format!("{{\"kind\":\"full\",\"resultId\":\"{result}\",\"items\":[{items}]}}")
        };
        let report = spawn_blocking(&self.output, check).await?;
        dispatch::respond_raw(report, DocumentDiagnosticReport::Full(empty).into())
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let position = params.text_document_position.position;
        let Some(session) = self.state.session() else { return Ok(None) };
        let (mut items, explanations) = convert::completion(&snapshot, position, session);
        if session.completion_resolve_documentation {
            let number = self.state.store_completion_docs(explanations);
            convert::number_items(&mut items, number);
        }
        // What can stand somewhere changes with every character typed there.
        Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: false, items })))
    }

    async fn completion_resolve(&self, mut item: CompletionItem) -> Result<CompletionItem> {
        let renders = self.state.session().is_some_and(|session| session.markdown_in_completions);
        if let Some((number, index)) = convert::item_number(&item)
            && let Some(explanation) = self.state.completion_doc(number, index)
        {
            item.documentation = Some(convert::documentation(explanation, renders));
        }
        Ok(item)
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let state = self.state.clone();
        // Files around the document are read, which other messages should not wait for.
        let work = spawn_blocking(&self.output, move || {
            let (url, range) = (&params.text_document.uri, params.range);
            let only = params.context.only.as_deref();
            let mut actions = Vec::new();
            if let Some(session) = state.session() {
                actions.extend(convert::code_actions(url, &snapshot, range, only, session));
                let workspace = state.roots();
                actions.extend(embedded_documents::code_actions(
                    url, &snapshot, range, only, session, &workspace,
                ));
                actions.extend(code_action::code_actions(
                    &state, url, &snapshot, range, only, session,
                ));
            }
            actions.extend(state.validation.action(url, &snapshot, range, only, &state));
            actions
        });
        dispatch::respond(&work.await?, None)
    }

    async fn code_action_resolve(&self, action: CodeAction) -> Result<CodeAction> {
        let state = self.state.clone();
        spawn_blocking(&self.output, move || code_action::resolve(&state, action)).await?
    }

    async fn execute_command(&self, params: ExecuteCommandParams) -> Result<Option<Value>> {
        let Some(session) = self.state.session() else { return Err(Error::invalid_request()) };
        if params.command == remote_validation::COMMAND {
            return self.validate(session, params).await.map(Some);
        }
        if params.command == code_action::COMMAND {
            let data = params.arguments.into_iter().next().unwrap_or_default();
            let state = self.state.clone();
            let edit =
                spawn_blocking(&self.output, move || code_action::chosen(&state, &data)).await??;
            let made = self.client.apply_edit(edit).await?;
            return match made.applied {
                true => Ok(None),
                false => Err(request_failed("The editor did not make the change.")),
            };
        }
        embedded_documents::execute(snapshot(), session, &params)
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let position = params.text_document_position_params.position;
        let Some(session) = self.state.session() else { return Ok(None) };
        Ok(convert::hover(&snapshot, position, session))
    }

    async fn document_symbol(
        &self,
        params: DocumentSymbolParams,
    ) -> Result<Option<DocumentSymbolResponse>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let nested = self.state.session().is_some_and(|session| session.hierarchical_symbols);
        let url = &params.text_document.uri;
        let encoding = self.state.encoding();
        dispatch::respond_raw(convert::document_symbols(url, &snapshot, nested, encoding), None)
    }

    async fn symbol(
        &self,
        params: WorkspaceSymbolParams,
    ) -> Result<Option<Vec<SymbolInformation>>> {
        let state = self.state.clone();
        // A request that is cancelled is dropped, and this with it.
        let stop = CancelOnDrop::default();
        let flag = stop.flag();
        spawn_blocking(&self.output, move || {
            workspace_symbols::symbols(&state, &params.query, &flag)
        })
        .await
        .map(Some)
    }

    async fn did_change_workspace_folders(&self, params: DidChangeWorkspaceFoldersParams) {
        let folders = |folders: &[WorkspaceFolder]| {
            folders.iter().filter_map(|folder| Folder::at(&folder.uri)).collect::<Vec<_>>()
        };
        self.state.change_folders(&folders(&params.event.removed), folders(&params.event.added));
        // Each folder has settings of its own.
        self.request_configuration().await;
        self.refresh_if_needed(Refresh::Workspace).await;
    }

    async fn folding_range(&self, _: FoldingRangeParams) -> Result<Option<Vec<FoldingRange>>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let whole_lines = self.state.session().is_some_and(|session| session.line_folding_only);
        let encoding = self.state.encoding();
        dispatch::respond_raw(convert::folding_ranges(&snapshot, whole_lines, encoding), None)
    }

    async fn selection_range(
        &self,
        params: SelectionRangeParams,
    ) -> Result<Option<Vec<SelectionRange>>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        Ok(Some(convert::selection_ranges(&snapshot, &params.positions, self.state.encoding())))
    }

    async fn semantic_tokens_full(
        &self,
        params: SemanticTokensParams,
    ) -> Result<Option<SemanticTokensResult>> {
        let tokens = self.tokens(&params.text_document.uri, None);
        let Some((id, new, _)) = tokens else { return Ok(None) };
        dispatch::respond_raw(convert::written_tokens(&id, &new), None)
    }

    async fn semantic_tokens_full_delta(
        &self,
        params: SemanticTokensDeltaParams,
    ) -> Result<Option<SemanticTokensFullDeltaResult>> {
        let previous = params.previous_result_id.as_str();
        let tokens = self.tokens(&params.text_document.uri, Some(previous));
        let Some((id, new, old)) = tokens else { return Ok(None) };
        let Some(old) = old else {
            return dispatch::respond_raw(convert::written_tokens(&id, &new), None);
        };
        let edits = convert::token_edits(&old, &new);
        Ok(Some(SemanticTokensDelta { result_id: Some(id), edits }.into()))
    }

    async fn semantic_tokens_range(
        &self,
        params: SemanticTokensRangeParams,
    ) -> Result<Option<SemanticTokensRangeResult>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let range = Some(params.range);
        let data = convert::semantic_tokens(&snapshot, range, self.state.encoding());
        Ok(Some(SemanticTokens { result_id: None, data }.into()))
    }

    async fn inlay_hint(&self, params: InlayHintParams) -> Result<Option<Vec<InlayHint>>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        Ok(Some(convert::inlay_hints(&snapshot, params.range, self.state.encoding())))
    }

    async fn formatting(&self, params: DocumentFormattingParams) -> Result<Option<Vec<TextEdit>>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let size = snapshot.buffer.source().len_bytes();
        let encoding = self.state.encoding();
        let lay_out = move || convert::formatting(&snapshot, None, &params.options, encoding);
        dispatch::respond(&run_or_spawn(&self.output, size, lay_out).await?, None)
    }

    async fn range_formatting(
        &self,
        params: DocumentRangeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let size = snapshot.buffer.source().len_bytes();
        let encoding = self.state.encoding();
        let range = Some(params.range);
        let lay_out = move || convert::formatting(&snapshot, range, &params.options, encoding);
        dispatch::respond(&run_or_spawn(&self.output, size, lay_out).await?, None)
    }

    async fn on_type_formatting(
        &self,
        params: DocumentOnTypeFormattingParams,
    ) -> Result<Option<Vec<TextEdit>>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        Ok(Some(convert::on_type_formatting(&snapshot, &params, self.state.encoding())))
    }

    async fn goto_definition(
        &self,
        params: GotoDefinitionParams,
    ) -> Result<Option<GotoDefinitionResponse>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let TextDocumentPositionParams { text_document, position } =
            params.text_document_position_params;
        let links = self.state.session().is_some_and(|session| session.definition_link_support);
        let encoding = self.state.encoding();
        Ok(names::definition(&text_document.uri, &snapshot, position, encoding, links))
    }

    async fn references(&self, params: ReferenceParams) -> Result<Option<Vec<Location>>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let encoding = self.state.encoding();
        let with_definition = params.context.include_declaration;
        Ok(names::references(&text_document.uri, &snapshot, position, encoding, with_definition))
    }

    async fn document_highlight(
        &self,
        params: DocumentHighlightParams,
    ) -> Result<Option<Vec<DocumentHighlight>>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let position = params.text_document_position_params.position;
        Ok(Some(names::highlights(&snapshot, position, self.state.encoding())))
    }

    async fn prepare_rename(
        &self,
        params: TextDocumentPositionParams,
    ) -> Result<Option<PrepareRenameResponse>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let found = names::prepare_rename(&snapshot, params.position, self.state.encoding());
        found.map(Some).map_err(request_failed)
    }

    async fn rename(&self, params: RenameParams) -> Result<Option<WorkspaceEdit>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let TextDocumentPositionParams { text_document, position } = params.text_document_position;
        let Some(session) = self.state.session() else { return Ok(None) };
        let renamed =
            names::rename(&text_document.uri, &snapshot, position, &params.new_name, session);
        let (edit, notice) = renamed.map_err(request_failed)?;
        if let Some(notice) = notice {
            self.client.show_message(MessageType::WARNING, notice).await;
        }
        Ok(Some(edit))
    }

    async fn linked_editing_range(
        &self,
        params: LinkedEditingRangeParams,
    ) -> Result<Option<LinkedEditingRanges>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let position = params.text_document_position_params.position;
        Ok(names::linked_ranges(&snapshot, position, self.state.encoding()))
    }

    async fn code_lens(&self, params: CodeLensParams) -> Result<Option<Vec<CodeLens>>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let shows = self.state.session().is_some_and(|session| session.show_references_command);
        let url = &params.text_document.uri;
        let lens = self.state.validation.lens(url, &snapshot, &self.state);
        let lenses = names::code_lenses(url, &snapshot, self.state.encoding(), shows);
        Ok(Some(lens.into_iter().chain(lenses).collect()))
    }

    async fn document_link(&self, params: DocumentLinkParams) -> Result<Option<Vec<DocumentLink>>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let path = params.text_document.uri.to_file_path().ok();
        let folder = |path: &Path| path.parent().map(Path::to_owned);
        let folders = names::LinkBases {
            of_settings: path.as_deref().and_then(|path| self.state.settings_folder(path)),
            of_manifest: path.as_deref().and_then(folder),
        };
        Ok(Some(names::links(&snapshot, &folders, self.state.encoding())))
    }
}

/// Tokens under a name, those before them under `previous` if there were such.
type Tokens = (String, Arc<[SemanticToken]>, Option<Arc<[SemanticToken]>>);

impl Backend {
    /// The tokens of the document of the request at hand.
    fn tokens(&self, url: &Url, previous: Option<&str>) -> Option<Tokens> {
        let Document { snapshot, revision, .. } = dispatch::request_document()?;
        let id = revision.to_string();
        let tokens = convert::semantic_tokens(&snapshot, None, self.state.encoding());
        let tokens: Arc<[SemanticToken]> = tokens.into();
        let old = self.state.cache_semantic_tokens(url, &id, tokens.clone(), previous);
        Some((id, tokens, old))
    }

    async fn request_configuration(&self) {
        if !self.state.session().is_some_and(|session| session.configuration) {
            return;
        }
        let item = |scope_uri| {
            let section = Some("integrationManifest".to_owned());
            ConfigurationItem { scope_uri, section }
        };
        // What lies outside of all folders is judged by what holds without a scope.
        let folders = self.state.folders();
        let scopes = folders.iter().map(|folder| Some(folder.url.clone()));
        let items = std::iter::once(None).chain(scopes).map(item).collect();
        match self.client.configuration(items).await {
            Ok(sections) => {
                let mut sections = sections.into_iter();
                if let Some(everywhere) = sections.next() {
                    let scoped = folders.into_iter().zip(sections);
                    let scoped: Vec<_> = scoped
                        .filter(|(_, section)| !section.is_null())
                        .map(|(folder, section)| (folder.path, section))
                        .collect();
                    self.apply_configuration(&everywhere, &scoped).await;
                }
            }
            Err(error) => tracing::warn!("the client does not say its settings: {error}"),
        }
        self.state.mark_configured();
    }

    async fn apply_configuration(&self, section: &Value, folders: &[(PathBuf, Value)]) {
        let offered = self.state.validation.is_enabled();
        for problem in self.state.take_settings(section, folders) {
            let message = format!("Setting integrationManifest{problem}");
            self.client.show_message(MessageType::WARNING, message).await;
        }
        self.refresh().await;
        let asks = self.state.session().is_some_and(|session| session.code_lens_refresh);
        if asks
            && offered != self.state.validation.is_enabled()
            && let Err(error) = self.client.code_lens_refresh().await
        {
            tracing::debug!("the client does not ask for lenses again: {error}");
        }
    }

    /// Asks the endpoint about the document of the request at hand, and tells what it says.
    async fn validate(
        &self,
        session: &ResolvedClientCapabilities,
        params: ExecuteCommandParams,
    ) -> Result<Value> {
        let [argument] = &params.arguments[..] else {
            return Err(Error::invalid_params("the command takes one argument, an object"));
        };
        let Some(url) = dispatch::command_uri(argument) else {
            return Err(Error::invalid_params("`uri` has to be the URI of a manifest"));
        };
        let Some(document) = dispatch::request_document() else {
            return Err(request_failed("The manifest is not open."));
        };
        let token = params.work_done_progress_params.work_done_token;
        let verdict = remote_validation::validate(
            &self.state,
            &self.client,
            document.clone(),
            argument,
            token,
            session.progress,
        )
        .await?;
        if !self.state.set_remote_findings(&url, &document, verdict.findings.clone()) {
            let reason = "The manifest was changed while it was validated; validate it again.";
            return Err(request_failed(reason.to_owned()));
        }
        let kind = match verdict.findings.is_empty() {
            true => MessageType::INFO,
            false => MessageType::WARNING,
        };
        let shown = !session.pull_diagnostics || session.diagnostic_refresh;
        self.client.show_message(kind, verdict.message(shown)).await;
        // The answer does not wait for the client to have asked again.
        let backend = self.clone();
        tokio::spawn(async move { backend.refresh().await });
        Ok(verdict.answer())
    }

    async fn files_changed<'u>(&self, uris: impl Iterator<Item = &'u String>) {
        let urls: Vec<Url> = uris.filter_map(|uri| Url::parse(uri).ok()).collect();
        self.refresh_if_needed(file_changes::handle_file_events(&self.state, &urls)).await;
    }

    async fn refresh_if_needed(&self, after: Refresh) {
        if after == Refresh::All || self.state.needs_refresh() {
            self.refresh().await;
        }
    }

    /// Has a client that asks for diagnostics ask again.
    async fn refresh(&self) {
        let asks = self
            .state
            .session()
            .is_some_and(|session| session.pull_diagnostics && session.diagnostic_refresh);
        if asks && let Err(error) = self.client.workspace_diagnostic_refresh().await {
            tracing::debug!("the client does not ask again: {error}");
        }
    }
}
