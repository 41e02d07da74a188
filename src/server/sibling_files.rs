//! The files around a manifest, as far as a code action may look at them.

use std::path::{Path, PathBuf};

use tower_lsp::lsp_types::Url;

use crate::ide::embedded_documents::Files;
use crate::util::fs;

/// The largest file that is embedded by a code action, in bytes: it is read before somebody asks for
/// it, and travels through the client.
const MOST: u64 = 8 << 20;

/// The files in the folder of a manifest and below it, wherever in the workspace links lead.
pub(super) struct SiblingFiles {
    /// The manifest's folder.
    folder: PathBuf,
    /// The folders that may be looked into, without symbolic links.
    roots: Vec<PathBuf>,
}

impl SiblingFiles {
    /// The files around the document at `url`, if that is a file in one of the workspace's folders.
    /// Without a workspace, the document's folder is all there is.
    pub fn of(url: &Url, workspace: &[PathBuf]) -> Option<SiblingFiles> {
        let path = url.to_file_path().ok()?;
        let folder = path.parent()?.to_owned();
        let own = fs::real(&folder)?;
        let roots: Vec<PathBuf> = match workspace {
            [] => vec![own.clone()],
            folders => folders.iter().filter_map(|folder| fs::real(folder)).collect(),
        };
        let inside = roots.iter().any(|root| own.starts_with(root));
        inside.then_some(SiblingFiles { folder, roots })
    }

    /// Where a file of the manifest's folder is.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }
}

impl Files for SiblingFiles {
    fn read(&self, path: &str) -> Option<Vec<u8>> {
        fs::read_inside(&self.roots, &self.folder, path, MOST).ok()
    }

    fn is_free(&self, name: &str) -> bool {
        let plain = Path::new(name).file_name().is_some_and(|file| file == name);
        // A loose link is a file already.
        plain && self.path(name).symlink_metadata().is_err()
    }
}
