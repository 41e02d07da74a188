//! The settings file that a code action edits.

use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use tower_lsp::lsp_types::{self as lsp, Url};

use crate::config::{self, FILE_NAME, absolute};
use crate::ide::TextEdit;
use crate::rules::{Rule, Severity};
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::requests::file_edit::EditedFile;
use crate::server::state::State;
use crate::server::text_documents::TextDocument;
use crate::util::fs;

/// A settings file in the workspace.
pub struct SettingsFile {
    path: PathBuf,
    exists: bool,
    /// The file, if the client has it open.
    open: Option<TextDocument>,
    /// Path of the manifest, relative to the folder of the settings file.
    manifest: PathBuf,
}

impl SettingsFile {
    /// Returns the settings file that applies to the manifest at `url`, or the one to create. Returns
    /// `None` if it is outside of the workspace.
    pub fn find(
        state: &State,
        url: &Url,
        client: &ResolvedClientCapabilities,
    ) -> Option<SettingsFile> {
        let manifest = absolute(&url.to_file_path().ok()?);
        let folders = state.folder_paths();
        let in_folder = |folder: &Path, exists| {
            let path = folder.join(FILE_NAME);
            let manifest = manifest.strip_prefix(folder).ok()?.to_owned();
            let open = state.settings_documents.at(&path);
            Some(SettingsFile { path, exists, open, manifest })
        };
        let mut ancestors = manifest.ancestors().skip(1);
        let existing = ancestors.find(|it| it.join(FILE_NAME).symlink_metadata().is_ok());
        if let Some(folder) = existing {
            let real_path = fs::real(&folder.join(FILE_NAME))?;
            let mut roots = folders.iter().filter_map(|folder| fs::real(folder));
            let is_inside = roots.any(|root| real_path.starts_with(root));
            return is_inside.then(|| in_folder(folder, true))?;
        }
        if !client.create_files {
            return None;
        }
        let containing = folders.iter().filter(|folder| manifest.starts_with(folder));
        in_folder(containing.max_by_key(|folder| folder.components().count())?, false)
    }

    /// Returns the edit that sets the severity of a rule; `None` as the severity turns it off.
    pub fn severity_edit(
        &self,
        rule: &Rule,
        severity: Option<Severity>,
        only_this_manifest: bool,
        client: &ResolvedClientCapabilities,
    ) -> Option<lsp::WorkspaceEdit> {
        self.edit(client, |text| {
            config::set_severity(text, rule, severity, &self.manifest, only_this_manifest)
        })
    }

    /// Returns the edit that adds a file in the folder of the manifest as the embedded file of `field`.
    pub fn embed_edit(
        &self,
        field: &str,
        file: &str,
        client: &ResolvedClientCapabilities,
    ) -> Option<lsp::WorkspaceEdit> {
        let path = self.manifest.with_file_name(file);
        let path = path.to_str()?.replace(MAIN_SEPARATOR, "/");
        self.edit(client, |text| config::add_embed(text, field, &path, &self.manifest))
    }

    fn edit(
        &self,
        client: &ResolvedClientCapabilities,
        change: impl Fn(&str) -> Option<TextEdit>,
    ) -> Option<lsp::WorkspaceEdit> {
        // An open document can be unsaved. The cached settings can be stale, so the file is read again.
        let text = match &self.open {
            Some(document) => document.text(),
            None if self.exists => fs::read_text(&self.path, fs::MAX_SETTINGS).ok()?,
            None => String::new(),
        };
        let (open, exists) = (self.open.as_ref(), self.exists);
        let edited = EditedFile { path: &self.path, open, exists, text: &text };
        edited.workspace_edit(change(&text)?, client)
    }
}
