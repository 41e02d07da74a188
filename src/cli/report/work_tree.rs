//! Paths in reports for code hosts, which know files by their path in the work tree.

use std::collections::HashMap;
use std::path::{Path, PathBuf};

use parking_lot::Mutex;

use crate::cli::sanitize::path_name;
use crate::config::absolute;

/// Finds the path of files in the work tree: in the folder that the variable GITHUB_WORKSPACE names, or in
/// the nearest folder with `.git`.
#[derive(Default)]
pub(in crate::cli) struct WorkTree {
    workspace: Option<PathBuf>,
    /// The root of the work tree of each folder.
    roots: Mutex<HashMap<PathBuf, Option<PathBuf>>>,
}

impl WorkTree {
    /// Reads the environment.
    pub(in crate::cli) fn from_env() -> WorkTree {
        let workspace = std::env::var_os("GITHUB_WORKSPACE").filter(|it| !it.is_empty());
        WorkTree { workspace: workspace.map(PathBuf::from), roots: Mutex::default() }
    }

    /// Returns the path of `file` in the work tree, with slashes; outside of a work tree, and for stdin without
    /// a name, the path as it was named.
    pub(in crate::cli) fn path(&self, name: &str, file: Option<&Path>) -> String {
        let inside = file.and_then(|file| self.inside(&absolute(file)));
        inside.unwrap_or_else(|| without_dot(name).to_owned())
    }

    fn inside(&self, file: &Path) -> Option<String> {
        if let Some(path) = self.workspace.as_deref().and_then(|root| relative(file, root)) {
            return Some(path);
        }
        let folder = file.parent()?;
        let mut roots = self.roots.lock();
        let root = roots.entry(folder.to_owned()).or_insert_with(|| {
            let is_root = |folder: &&Path| folder.join(".git").symlink_metadata().is_ok();
            folder.ancestors().find(is_root).map(Path::to_owned)
        });
        relative(file, root.as_deref()?)
    }
}

/// Returns `file` relative to `root`, also if links lead to one of them.
fn relative(file: &Path, root: &Path) -> Option<String> {
    if let Ok(path) = file.strip_prefix(root) {
        return Some(path_name(path));
    }
    let folder = file.parent()?.canonicalize().ok()?;
    let root = root.canonicalize().ok()?;
    Some(path_name(&folder.strip_prefix(root).ok()?.join(file.file_name()?)))
}

/// Removes `./` from the start of a path, for code hosts.
pub(super) fn without_dot(path: &str) -> &str {
    path.trim_start_matches("./")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    #[test]
    fn path_is_relative_to_workspace_or_git_root() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        fs::create_dir_all(root.join("repo/.git")).unwrap();
        fs::create_dir_all(root.join("repo/a b")).unwrap();
        let file = root.join("repo/a b/integration.json");
        let tree = |workspace: Option<PathBuf>| WorkTree { workspace, ..WorkTree::default() };
        assert_eq!(tree(None).path("x", Some(&file)), "a b/integration.json");
        let workspace = Some(root.to_owned());
        assert_eq!(tree(workspace).path("x", Some(&file)), "repo/a b/integration.json");
        let elsewhere = Some(root.join("elsewhere"));
        assert_eq!(tree(elsewhere).path("x", Some(&file)), "a b/integration.json");
        assert_eq!(tree(None).path("./x", None), "x");
        assert_eq!(tree(None).path("./y", Some(&root.join("y"))), "y");
    }
}
