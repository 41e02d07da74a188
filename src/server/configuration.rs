//! Settings that the client sends.

use std::path::PathBuf;

use serde_json::Value;
use tower_lsp::lsp_types::{
    ConfigurationItem, DidChangeConfigurationParams, DidChangeWorkspaceFoldersParams, MessageType,
    WorkspaceFolder,
};

use super::context::Context;
use super::diagnostics::refresh;
use super::state::Folder;

/// Name of the settings section.
const SECTION: &str = "integrationManifest";

/// Handles `workspace/didChangeConfiguration`.
pub async fn did_change(context: &Context, params: DidChangeConfigurationParams) {
    if context.state.capabilities().is_some_and(|client| client.configuration) {
        request(context).await;
    } else if let Some(section) = params.settings.get(SECTION) {
        apply(context, section, &[]).await;
    }
}

/// Handles `workspace/didChangeWorkspaceFolders`.
pub async fn did_change_folders(context: &Context, params: DidChangeWorkspaceFoldersParams) {
    let folders = |folders: &[WorkspaceFolder]| {
        folders.iter().filter_map(|folder| Folder::from_url(&folder.uri)).collect::<Vec<_>>()
    };
    let event = params.event;
    // The change ends a waiting request, so this is decided before.
    let is_missed = context.state.changes.needs_refresh();
    context.state.change_folders(&folders(&event.removed), folders(&event.added));
    // Folders can have different settings.
    request(context).await;
    if is_missed {
        refresh::refresh(context).await;
    }
}

/// Requests the settings with `workspace/configuration`, globally and for each folder, and applies them.
pub async fn request(context: &Context) {
    let state = &context.state;
    if !state.capabilities().is_some_and(|client| client.configuration) {
        return;
    }
    let item = |scope_uri| ConfigurationItem { scope_uri, section: Some(SECTION.to_owned()) };
    // The item without a scope is for files outside of all folders.
    let folders = state.folders();
    let scopes = folders.iter().map(|folder| Some(folder.url.clone()));
    let items = std::iter::once(None).chain(scopes).map(item).collect();
    match context.client.configuration(items).await {
        Ok(sections) => {
            let mut sections = sections.into_iter();
            if let Some(global) = sections.next() {
                let scoped: Vec<_> = folders
                    .into_iter()
                    .zip(sections)
                    .filter(|(_, section)| !section.is_null())
                    .map(|(folder, section)| (folder.path, section))
                    .collect();
                apply(context, &global, &scoped).await;
            }
        }
        Err(error) => tracing::warn!("workspace/configuration failed: {error}"),
    }
    state.mark_configured();
}

async fn apply(context: &Context, section: &Value, folders: &[(PathBuf, Value)]) {
    let state = &context.state;
    let was_enabled = state.remote_validation.is_enabled();
    for problem in state.set_configuration(section, folders) {
        let message = format!("Setting {SECTION}{problem}");
        context.client.show_message(MessageType::WARNING, message).await;
    }
    refresh::refresh(context).await;
    if was_enabled != state.remote_validation.is_enabled() {
        refresh::refresh_code_lenses(context).await;
    }
}
