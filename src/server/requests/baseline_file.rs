//! The baseline file that a request edits.

use std::path::{Path, PathBuf};

use tower_lsp::lsp_types::{self as lsp, Url};

use super::file_edit::EditedFile;
use crate::config::{self, BASELINE_NAME, Baseline, BaselineFile, absolute, baseline_name};
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::state::State;
use crate::server::text_documents::TextDocument;
use crate::util::fs;

/// A baseline file in the workspace.
pub struct EditableBaseline {
    path: PathBuf,
    /// The folder that names in it are relative to.
    folder: PathBuf,
    /// Path of the manifest.
    manifest: PathBuf,
    /// The file, if the client has it open.
    open: Option<TextDocument>,
}

impl EditableBaseline {
    /// Returns the baseline file that applies to the manifest at `url`, or the one to create. Returns
    /// `None` if the settings turn it off, or if it is outside of the workspace.
    pub fn find(
        state: &State,
        url: &Url,
        client: &ResolvedClientCapabilities,
    ) -> Option<EditableBaseline> {
        let manifest = absolute(&url.to_file_path().ok()?);
        let folders = state.folder_paths();
        let known = state.with_configs(|configs| {
            let resolver = configs.resolver_for(&manifest);
            (
                resolver
                    .baseline_for(&manifest)
                    .map(|file| (file.path.clone(), file.folder.clone())),
                resolver.is_baseline_off(&manifest),
            )
        });
        let (path, folder) = match known {
            (Some(known), _) => known,
            (None, true) => return None,
            (None, false) => {
                let containing = folders.iter().filter(|folder| manifest.starts_with(folder));
                let folder = containing.max_by_key(|folder| folder.components().count())?;
                (folder.join(BASELINE_NAME), folder.clone())
            }
        };
        let exists = path.symlink_metadata().is_ok();
        if !exists && !client.create_files {
            return None;
        }
        // A symbolic link can refer to a file outside of the workspace.
        let real = fs::real(if exists { &path } else { path.parent()? })?;
        let is_inside = folders.iter().filter_map(|it| fs::real(it)).any(|it| real.starts_with(it));
        let open = state.edited_files.at(&path);
        is_inside.then_some(EditableBaseline { path, folder, manifest, open })
    }

    /// The path of the file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The name of the manifest in the file.
    pub fn manifest_name(&self) -> Option<String> {
        self.name_of(&self.manifest)
    }

    /// The name of the manifest at the absolute path `manifest` in the file.
    pub fn name_of(&self, manifest: &Path) -> Option<String> {
        baseline_name(&self.folder, manifest)
    }

    /// Returns the edit that makes the changes of `change`, or `None` if nothing changes.
    pub fn edit(
        &self,
        client: &ResolvedClientCapabilities,
        change: impl FnOnce(&mut Baseline),
    ) -> Option<lsp::WorkspaceEdit> {
        // An open document can be unsaved. The cached content can be stale, so the file is read again.
        let (path, folder) = (self.path.clone(), self.folder.clone());
        let file = match &self.open {
            Some(document) => BaselineFile::with_text(path, folder, document.text()),
            None => BaselineFile::read(path, folder),
        };
        if file.problem.is_some() {
            return None;
        }
        let mut baseline = file.baseline.clone();
        change(&mut baseline);
        if baseline == file.baseline {
            return None;
        }
        let (exists, text) = (file.text.is_some(), file.text.as_deref().unwrap_or_default());
        let edited = EditedFile { path: &self.path, open: self.open.as_ref(), exists, text };
        edited.workspace_edit(config::baseline_edit(text, &baseline), client)
    }
}
