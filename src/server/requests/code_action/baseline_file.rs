//! The baseline file that a code action edits.

use std::path::PathBuf;

use tower_lsp::lsp_types::{self as lsp, DocumentChangeOperation, Url};

use crate::Snapshot;
use crate::config::{self, BASELINE_NAME, BaselineFile, absolute};
use crate::ide::TextEdit;
use crate::rules::{Rule, accept_at};
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::lsp::{position, to_proto};
use crate::server::state::State;
use crate::text::Buffer;
use crate::util::fs;

/// A baseline file in the workspace.
pub struct EditableBaseline {
    path: PathBuf,
    /// Path of the manifest.
    manifest: PathBuf,
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
                resolver.baseline_for(&manifest).map(|file| file.path.clone()),
                resolver.is_baseline_off(&manifest),
            )
        });
        let path = match known {
            (Some(path), _) => path,
            (None, true) => return None,
            (None, false) => {
                let containing = folders.iter().filter(|folder| manifest.starts_with(folder));
                let folder = containing.max_by_key(|folder| folder.components().count())?;
                folder.join(BASELINE_NAME)
            }
        };
        let exists = path.symlink_metadata().is_ok();
        if !exists && !client.create_files {
            return None;
        }
        // A symbolic link can refer to a file outside of the workspace.
        let real = fs::real(if exists { &path } else { path.parent()? })?;
        let is_inside = folders.iter().filter_map(|it| fs::real(it)).any(|it| real.starts_with(it));
        is_inside.then_some(EditableBaseline { path, manifest })
    }

    /// Returns the edit that adds an entry for the finding of `rule` at `pointer`, about the missing
    /// `member` if there is one.
    pub fn accept_edit(
        &self,
        snapshot: &Snapshot,
        rule: &Rule,
        pointer: &str,
        member: Option<&str>,
        client: &ResolvedClientCapabilities,
    ) -> Option<lsp::WorkspaceEdit> {
        let entry = accept_at(snapshot.buffer.source(), &snapshot.tree, rule, pointer, member)?;
        // The cached content can be stale, so the file is read again.
        let file = BaselineFile::read(self.path.clone());
        if file.problem.is_some() {
            return None;
        }
        let name = file.name_of(&self.manifest)?;
        let exists = file.text.is_some();
        let text = file.text.unwrap_or_default();
        let TextEdit { range, text: new_text } =
            config::accept_finding(&text, file.baseline, &name, entry);
        let uri = Url::from_file_path(&self.path).ok()?;
        let range = position::range(&Buffer::new(&text), range, client.encoding);
        let edit = lsp::TextEdit { range, new_text };
        if !client.document_changes {
            return Some(lsp::WorkspaceEdit::new([(uri, vec![edit])].into()));
        }
        let create = (!exists).then(|| to_proto::create_file(uri.clone()));
        // The version that the editor has open is unknown.
        let edit = to_proto::document_edit(&uri, None, vec![edit]);
        let steps = create.into_iter().chain([DocumentChangeOperation::Edit(edit)]);
        Some(to_proto::operations(steps.collect()))
    }
}
