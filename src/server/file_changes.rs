//! What becomes of files: which ones the client is to tell of, and what follows from what it tells.

use std::path::PathBuf;

use serde_json::json;
use tower_lsp::lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileOperationFilter, FileOperationPattern,
    FileOperationPatternKind, FileOperationRegistrationOptions, FileSystemWatcher, GlobPattern,
    Registration, Url, WorkspaceFileOperationsServerCapabilities,
};

use super::state::{ResolvedClientCapabilities, State};
use crate::config::FILE_NAME;
use crate::manifest::{FILES, is_file_name};

const METHOD: &str = "workspace/didChangeWatchedFiles";

/// The files that the client is asked to watch from the beginning. Manifests that are not open
/// matter only to those who ask for the diagnostics of the workspace.
pub(super) fn registrations(session: &ResolvedClientCapabilities) -> Vec<Registration> {
    let registration = |id: &str, glob: String| {
        let watcher = FileSystemWatcher { glob_pattern: GlobPattern::String(glob), kind: None };
        let options = DidChangeWatchedFilesRegistrationOptions { watchers: vec![watcher] };
        Registration {
            id: id.to_owned(),
            method: METHOD.to_owned(),
            register_options: Some(json!(options)),
        }
    };
    let mut registrations = vec![registration("settings-files", format!("**/{FILE_NAME}"))];
    if session.pull_diagnostics {
        registrations.push(registration("manifests", FILES.to_owned()));
    }
    registrations
}

/// What the client is to tell of files that a person makes, renames or deletes in it.
pub(super) fn capability() -> WorkspaceFileOperationsServerCapabilities {
    let filter = |glob: &str, kind| FileOperationFilter {
        scheme: Some("file".to_owned()),
        pattern: FileOperationPattern { glob: glob.to_owned(), matches: Some(kind), options: None },
    };
    let files = [FILES.to_owned(), format!("**/{FILE_NAME}")];
    let files = files.iter().map(|glob| filter(glob, FileOperationPatternKind::File));
    let files: Vec<_> = files.collect();
    let mut all = files.clone();
    // What is in a folder goes where the folder goes, without being told of itself.
    all.push(filter("**", FileOperationPatternKind::Folder));
    let options = |filters| Some(FileOperationRegistrationOptions { filters });
    WorkspaceFileOperationsServerCapabilities {
        did_create: options(files),
        did_rename: options(all.clone()),
        did_delete: options(all),
        ..WorkspaceFileOperationsServerCapabilities::default()
    }
}

/// What the client is to be told after files have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Refresh {
    /// To ask again for the diagnostics of everything.
    All,
    /// To ask again for those of the workspace, unless it waits for them already.
    Workspace,
}

/// Takes note of what changed at `urls`.
pub(super) fn handle_file_events<'u>(
    state: &State,
    urls: impl IntoIterator<Item = &'u Url>,
) -> Refresh {
    let paths: Vec<PathBuf> = urls.into_iter().filter_map(|url| url.to_file_path().ok()).collect();
    let sources = state.with_settings(|scopes| scopes.sources());
    let is_manifest = |path: &PathBuf| {
        let name = path.file_name().and_then(|name| name.to_str());
        name.is_some_and(is_file_name) && !sources.contains(path)
    };
    paths.iter().for_each(|path| state.diagnostic_version_support.forget(path));
    // Anything else is a settings file, or a file that one names, or a folder with such files in.
    if paths.is_empty() || !paths.iter().all(is_manifest) {
        state.invalidate_config();
        return Refresh::All;
    }
    state.files_changed();
    Refresh::Workspace
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
