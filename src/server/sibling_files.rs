//! Files around a manifest that code actions and completions may read.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};

use tower_lsp::lsp_types::Url;

use crate::ide::code_action::Files;
use crate::util::fs;

/// Maximum size of a file that a code action embeds, in bytes: it is read before the user chooses the
/// action, and its content is part of the response. Larger files are not offered.
const MAX_EMBED_BYTES: u64 = 8 << 20;

/// Maximum size of a listed file, in bytes.
const MAX_LISTED_BYTES: u64 = 256 << 10;

/// Maximum number of directory entries that are read to list files.
const MAX_DIRECTORY_ENTRIES: usize = 2000;

/// Files in the folder of a manifest and below it. Symbolic links are followed within the workspace.
pub struct SiblingFiles {
    /// Folder of the manifest.
    folder: PathBuf,
    /// Folders that may be read, without symbolic links.
    roots: Vec<PathBuf>,
}

impl SiblingFiles {
    /// Returns the files around the document at `url`, if it is in one of the workspace folders. Without
    /// a workspace, only the document's folder may be read.
    pub fn new(url: &Url, workspace: &[PathBuf]) -> Option<SiblingFiles> {
        let path = url.to_file_path().ok()?;
        let folder = path.parent()?.to_owned();
        let real_folder = fs::real(&folder)?;
        let roots: Vec<PathBuf> = match workspace {
            [] => vec![real_folder.clone()],
            folders => folders.iter().filter_map(|folder| fs::real(folder)).collect(),
        };
        let is_inside = roots.iter().any(|root| real_folder.starts_with(root));
        is_inside.then_some(SiblingFiles { folder, roots })
    }

    /// Returns the path of a file in the folder of the manifest.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Whether a file, or the target of a symbolic link, is small enough to be listed.
    fn is_small(&self, path: &str) -> bool {
        self.path(path).metadata().is_ok_and(|file| file.len() <= MAX_LISTED_BYTES)
    }
}

impl Files for SiblingFiles {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read_inside(&self.roots, &self.folder, path, MAX_EMBED_BYTES).ok()
    }

    fn list(&self, accepts: &dyn Fn(&str) -> bool) -> Vec<String> {
        let mut left = MAX_DIRECTORY_ENTRIES;
        let mut found = Vec::new();
        let mut folders = VecDeque::from([String::new()]);
        while let Some(folder) = folders.pop_front() {
            let Ok(entries) = self.path(&folder).read_dir() else { continue };
            for entry in entries.take(left).flatten() {
                left -= 1;
                let (Ok(name), Ok(kind)) = (entry.file_name().into_string(), entry.file_type())
                else {
                    continue;
                };
                let path = format!("{folder}{name}");
                let is_searched =
                    folder.is_empty() && !name.starts_with('.') && name != "node_modules";
                if kind.is_dir() && is_searched {
                    folders.push_back(format!("{path}/"));
                } else if !kind.is_dir() && accepts(&path) && self.is_small(&path) {
                    found.push(path);
                }
            }
        }
        found.sort_by_cached_key(|path| (path.contains('/'), path.clone()));
        found
    }

    fn is_free(&self, name: &str) -> bool {
        let is_file_name = Path::new(name).file_name().is_some_and(|file| file == name);
        // A broken symbolic link occupies its name.
        is_file_name && self.path(name).symlink_metadata().is_err()
    }
}
