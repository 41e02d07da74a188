//! File events: watchers that the client registers, and the effects of file changes.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::json;
use tokio::runtime::Handle;
use tower_lsp::Client;
use tower_lsp::lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileOperationFilter, FileOperationPattern,
    FileOperationPatternKind, FileOperationRegistrationOptions, FileSystemWatcher, GlobPattern,
    OneOf, Registration, RelativePattern, TextDocumentSyncKind, Unregistration, Url, WatchKind,
    WorkspaceFileOperationsServerCapabilities,
};

use super::capabilities::client::ResolvedClientCapabilities;
use super::context::Context;
use super::diagnostics::refresh;
use super::state::State;
use super::text_documents;
use crate::config::{BASELINE_NAME, FILE_NAME};
use crate::manifest::{FILES, is_file_name};
use crate::util::discovery::find_files;

const METHOD: &str = "workspace/didChangeWatchedFiles";

/// Glob of all paths. Some clients report a moved or deleted folder with one event, for the folder only.
const ANY_PATH: &str = "**/*";

/// Registers the documents that code actions edit, and watchers for settings files and folders, and for
/// manifests if the client pulls diagnostics of the workspace.
pub async fn register(context: &Context, client: &ResolvedClientCapabilities) {
    let documents = if client.dynamic_documents { edited_files() } else { Vec::new() };
    let watchers = if client.dynamic_file_watching { watchers(client) } else { Vec::new() };
    let registrations: Vec<_> = documents.into_iter().chain(watchers).collect();
    if registrations.is_empty() {
        return;
    }
    if let Err(error) = context.client.register_capability(registrations).await {
        tracing::warn!("registering files failed: {error}");
    }
}

/// Registers for the text of the files that code actions edit, without other features.
fn edited_files() -> Vec<Registration> {
    let selector =
        text_documents::edited_files().map(|glob| json!({ "scheme": "file", "pattern": glob }));
    let registration = |method: &str| Registration {
        id: format!("edited-files-{method}"),
        method: format!("textDocument/{method}"),
        register_options: Some(json!({
            "documentSelector": selector,
            "syncKind": TextDocumentSyncKind::INCREMENTAL,
        })),
    };
    ["didOpen", "didChange", "didClose"].map(registration).into()
}

fn watchers(client: &ResolvedClientCapabilities) -> Vec<Registration> {
    let watcher = |glob, kind| FileSystemWatcher { glob_pattern: GlobPattern::String(glob), kind };
    let settings = [FILE_NAME, BASELINE_NAME].map(|name| watcher(format!("**/{name}"), None));
    let settings = registration("settings-files", settings.into());
    let folders = watcher(ANY_PATH.to_owned(), Some(WatchKind::Create | WatchKind::Delete));
    let folders = registration("folders", vec![folders]);
    let manifests = registration("manifests", vec![watcher(FILES.to_owned(), None)]);
    let manifests = client.pull_diagnostics.then_some(manifests);
    [settings, folders].into_iter().chain(manifests).collect()
}

fn registration(id: &str, watchers: Vec<FileSystemWatcher>) -> Registration {
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    Registration {
        id: id.to_owned(),
        method: METHOD.to_owned(),
        register_options: serde_json::to_value(options).ok(),
    }
}

/// Returns the file operations that the client reports.
pub fn file_operations() -> WorkspaceFileOperationsServerCapabilities {
    let filter = |glob: &str, kind| FileOperationFilter {
        scheme: Some("file".to_owned()),
        pattern: FileOperationPattern { glob: glob.to_owned(), matches: Some(kind), options: None },
    };
    let files = [FILES.to_owned(), format!("**/{FILE_NAME}"), format!("**/{BASELINE_NAME}")];
    let files: Vec<_> =
        files.iter().map(|glob| filter(glob, FileOperationPatternKind::File)).collect();
    let mut with_folders = files.clone();
    // Files in a renamed or deleted folder are not reported separately.
    with_folders.push(filter("**", FileOperationPatternKind::Folder));
    let mut manifests = vec![filter(FILES, FileOperationPatternKind::File)];
    manifests.push(filter("**", FileOperationPatternKind::Folder));
    let options = |filters| Some(FileOperationRegistrationOptions { filters });
    WorkspaceFileOperationsServerCapabilities {
        did_create: options(files),
        did_rename: options(with_folders.clone()),
        did_delete: options(with_folders),
        // Accepted findings of a renamed manifest move with it.
        will_rename: options(manifests),
        ..WorkspaceFileOperationsServerCapabilities::default()
    }
}

/// Handles a file operation that names files by URI strings. Invalid URIs are ignored.
pub async fn handle_file_operation(context: &Context, uris: impl Iterator<Item = &String>) {
    let urls: Vec<Url> = uris.filter_map(|uri| Url::parse(uri).ok()).collect();
    handle_changes(context, &urls).await;
}

/// Updates the state after changes of files, and sends a refresh request if necessary.
pub async fn handle_changes<'u>(context: &Context, urls: impl IntoIterator<Item = &'u Url>) {
    if invalidate(&context.state, urls) {
        refresh::refresh(context).await;
    }
}

/// Updates the state. Returns whether the client would miss the change without a refresh request.
fn invalidate<'u>(state: &State, urls: impl IntoIterator<Item = &'u Url>) -> bool {
    let paths: Vec<PathBuf> = urls.into_iter().filter_map(|url| url.to_file_path().ok()).collect();
    let sources = state.with_configs(|configs| configs.sources());
    let settings = state.with_configs(|configs| configs.files());
    paths.iter().for_each(|path| state.file_revisions.invalidate(path));
    let is_manifest = |path: &Path| has_name(path, is_file_name) && !sources.contains(path);
    let affects_settings = |path: &Path| {
        has_name(path, is_settings_name)
            || sources.iter().any(|source| source.starts_with(path))
            || settings.iter().any(|file| file.path.starts_with(path))
            || (path.is_dir() && find_files(path, is_settings_name).next().is_some())
    };
    let contains_manifests = |path: &Path| {
        state.file_revisions.has_files_in(path)
            || (path.is_dir() && find_files(path, is_file_name).next().is_some())
    };
    let (manifests, others): (Vec<_>, Vec<_>) = paths.iter().partition(|path| is_manifest(path));
    // A client may report changes without naming files.
    if paths.is_empty() || others.iter().any(|path| affects_settings(path)) {
        state.invalidate_configs();
        return true;
    }
    if manifests.is_empty() && !others.iter().any(|path| contains_manifests(path)) {
        return false;
    }
    // The change ends a waiting request, so this is decided before.
    let is_missed = state.changes.needs_refresh();
    state.changes.files_changed();
    is_missed
}

/// Returns whether a file may have settings: a settings file, one that it extends, or a baseline.
fn is_settings_name(name: &str) -> bool {
    name == BASELINE_NAME || name.ends_with(".toml")
}

fn has_name(path: &Path, is_match: impl Fn(&str) -> bool) -> bool {
    path.file_name().and_then(|name| name.to_str()).is_some_and(is_match)
}

/// Watcher for the files that fields embed.
pub struct EmbedWatcher {
    client: Client,
    runtime: Handle,
    watched: BTreeSet<PathBuf>,
    /// Number of the last registration; 0 before the first.
    last: u64,
}

impl EmbedWatcher {
    /// Creates a watcher without files. It sends its requests from `runtime`.
    pub fn new(client: Client, runtime: Handle) -> EmbedWatcher {
        EmbedWatcher { client, runtime, watched: BTreeSet::new(), last: 0 }
    }

    /// Registers the files that the settings name, if they have changed.
    pub fn update(&mut self, state: &State) {
        let Some(client) = state.capabilities().filter(|it| it.dynamic_file_watching) else {
            return;
        };
        let sources = state.with_configs(|configs| configs.sources());
        if sources == self.watched {
            return;
        }
        let id = |number: u64| format!("embedded-files-{number}");
        let old = (!self.watched.is_empty()).then(|| id(self.last));
        self.last += 1;
        let watchers: Vec<_> =
            sources.iter().filter_map(|file| watcher(file, client.relative_patterns)).collect();
        let new = (!watchers.is_empty()).then(|| registration(&id(self.last), watchers));
        self.watched = sources;
        self.runtime.spawn(replace_registration(self.client.clone(), old, new));
    }
}

fn watcher(file: &Path, relative: bool) -> Option<FileSystemWatcher> {
    let name = glob_of_name(file.file_name()?.to_str()?);
    let glob_pattern = if relative {
        let base_uri = OneOf::Right(Url::from_directory_path(file.parent()?).ok()?);
        GlobPattern::Relative(RelativePattern { base_uri, pattern: name })
    } else {
        GlobPattern::String(format!("**/{name}"))
    };
    Some(FileSystemWatcher { glob_pattern, kind: None })
}

/// Returns a glob that matches the file name. Globs of the protocol have no escapes, so special
/// characters become `?`.
fn glob_of_name(name: &str) -> String {
    let special = |c| if matches!(c, '*' | '?' | '{' | '}' | '[' | ']') { '?' } else { c };
    name.chars().map(special).collect()
}

async fn replace_registration(client: Client, old: Option<String>, new: Option<Registration>) {
    if let Some(new) = new
        && let Err(error) = client.register_capability(vec![new]).await
    {
        tracing::warn!("registering watchers for embedded files failed: {error}");
    }
    if let Some(id) = old {
        let old = Unregistration { id, method: METHOD.to_owned() };
        if let Err(error) = client.unregister_capability(vec![old]).await {
            tracing::debug!("unregistering watchers for embedded files failed: {error}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn watch_glob_matches_manifest_names() {
        let glob = globset::Glob::new(FILES).unwrap().compile_matcher();
        for name in [
            "integration.json",
            "integration.jsonc",
            "a.integration.json",
            "a.b.integration.jsonc",
            "integrations.json",
            "my-integration.json",
            "integration.json5",
            "a.json",
            FILE_NAME,
        ] {
            assert_eq!(glob.is_match(format!("a/b/{name}")), is_file_name(name), "{name}");
            assert_eq!(glob.is_match(name), is_file_name(name), "{name}");
        }
    }
}
