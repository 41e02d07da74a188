//! A short handler for each request: the answer is worked out elsewhere and only translated here.

use std::sync::Arc;

use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::*;
use tower_lsp::{Client, LanguageServer};

use super::state::{Document, State};
use super::{convert, order};
use crate::Snapshot;
use crate::config::FILE_NAME;

/// Answers requests.
pub(super) struct Backend {
    pub client: Client,
    pub state: Arc<State>,
}

/// The document of the request at hand. A request about a document that is not open has no answer.
fn snapshot() -> Option<Snapshot> {
    order::document().map(|document| document.snapshot)
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
            workspace_diagnostics: false,
            work_done_progress_options: WorkDoneProgressOptions::default(),
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
                diagnostic_provider: session.pulls.then_some(diagnostics),
                completion_provider: Some(CompletionOptions {
                    trigger_characters: Some(triggers.to_vec()),
                    ..CompletionOptions::default()
                }),
                code_action_provider: Some(CodeActionProviderCapability::Options(
                    CodeActionOptions {
                        code_action_kinds: Some(vec![CodeActionKind::QUICKFIX]),
                        ..CodeActionOptions::default()
                    },
                )),
                hover_provider: Some(HoverProviderCapability::Simple(true)),
                ..ServerCapabilities::default()
            },
        })
    }

    async fn initialized(&self, _: InitializedParams) {
        let Some(session) = self.state.session() else { return };
        if session.watches {
            let options = DidChangeWatchedFilesRegistrationOptions {
                watchers: vec![FileSystemWatcher {
                    glob_pattern: GlobPattern::String(format!("**/{FILE_NAME}")),
                    kind: None,
                }],
            };
            let registration = Registration {
                id: "settings-files".to_owned(),
                method: "workspace/didChangeWatchedFiles".to_owned(),
                register_options: serde_json::to_value(options).ok(),
            };
            if let Err(error) = self.client.register_capability(vec![registration]).await {
                tracing::warn!("the client does not watch {FILE_NAME}: {error}");
            }
        }
        self.ask_for_settings().await;
    }

    async fn shutdown(&self) -> Result<()> {
        self.state.shut_down();
        Ok(())
    }

    async fn did_change_configuration(&self, params: DidChangeConfigurationParams) {
        if self.state.session().is_some_and(|session| session.configuration) {
            self.ask_for_settings().await;
        } else if let Some(section) = params.settings.get("integrationManifest") {
            self.take_settings(section).await;
        }
    }

    async fn did_change_watched_files(&self, _: DidChangeWatchedFilesParams) {
        self.state.forget_settings_files();
        self.refresh().await;
    }

    async fn diagnostic(
        &self,
        params: DocumentDiagnosticParams,
    ) -> Result<DocumentDiagnosticReportResult> {
        let empty = RelatedFullDocumentDiagnosticReport::default();
        let Some(Document { snapshot, revision }) = order::document() else {
            return Ok(DocumentDiagnosticReport::Full(empty).into());
        };
        let result_id = revision.to_string();
        if params.previous_result_id.as_ref() == Some(&result_id) {
            let unchanged = UnchangedDocumentDiagnosticReport { result_id };
            let report = RelatedUnchangedDocumentDiagnosticReport {
                related_documents: None,
                unchanged_document_diagnostic_report: unchanged,
            };
            return Ok(DocumentDiagnosticReport::Unchanged(report).into());
        }
        let encoding = self.state.encoding();
        let url = params.text_document.uri;
        // The first check of a large document takes its time, which other messages should not wait.
        let check =
            tokio::task::spawn_blocking(move || convert::diagnostics(&url, &snapshot, encoding));
        let items = check.await.map_err(|_| Error::internal_error())?;
        let full = FullDocumentDiagnosticReport { result_id: Some(result_id), items };
        let report =
            RelatedFullDocumentDiagnosticReport { full_document_diagnostic_report: full, ..empty };
        Ok(DocumentDiagnosticReport::Full(report).into())
    }

    async fn completion(&self, params: CompletionParams) -> Result<Option<CompletionResponse>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let position = params.text_document_position.position;
        let snippets = self.state.session().is_some_and(|session| session.snippets);
        let items = convert::completion(&snapshot, position, self.state.encoding(), snippets);
        // What can stand somewhere changes with every character typed there.
        Ok(Some(CompletionResponse::List(CompletionList { is_incomplete: false, items })))
    }

    async fn code_action(&self, params: CodeActionParams) -> Result<Option<CodeActionResponse>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let url = &params.text_document.uri;
        Ok(Some(convert::code_actions(url, &snapshot, params.range, self.state.encoding())))
    }

    async fn hover(&self, params: HoverParams) -> Result<Option<Hover>> {
        let Some(snapshot) = snapshot() else { return Ok(None) };
        let position = params.text_document_position_params.position;
        Ok(convert::hover(&snapshot, position, self.state.encoding()))
    }
}

impl Backend {
    async fn ask_for_settings(&self) {
        if !self.state.session().is_some_and(|session| session.configuration) {
            return;
        }
        let section = Some("integrationManifest".to_owned());
        let item = ConfigurationItem { scope_uri: None, section };
        match self.client.configuration(vec![item]).await {
            Ok(sections) => {
                if let Some(section) = sections.first() {
                    self.take_settings(section).await;
                }
            }
            Err(error) => tracing::warn!("the client does not say its settings: {error}"),
        }
    }

    async fn take_settings(&self, section: &serde_json::Value) {
        for problem in self.state.take_settings(section) {
            let message = format!("Setting integrationManifest{problem}");
            self.client.show_message(MessageType::WARNING, message).await;
        }
        self.refresh().await;
    }

    /// Has a client that asks for diagnostics ask again.
    async fn refresh(&self) {
        let asks = self.state.session().is_some_and(|session| session.pulls && session.refresh);
        if asks && let Err(error) = self.client.workspace_diagnostic_refresh().await {
            tracing::debug!("the client does not ask again: {error}");
        }
    }
}
