//! Settings of an editor that differ from folder to folder.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::{ConfigFile, Problem, Resolver, absolute};

/// The editor's settings, and the settings files on top of them, for every folder of a workspace and
/// for what lies outside of all.
#[derive(Debug)]
pub struct FolderConfigs {
    /// One for each section that differs from the others; the first is for what lies outside.
    resolvers: Vec<Resolver>,
    /// The folders, each with the index of its resolver. A folder comes before those around it.
    folders: Vec<(PathBuf, usize)>,
}

impl Default for FolderConfigs {
    fn default() -> FolderConfigs {
        FolderConfigs { resolvers: vec![Resolver::new()], folders: Vec::new() }
    }
}

impl FolderConfigs {
    /// Scopes with the section `everywhere`, but with other ones in `folders`. Also returns what has
    /// no effect in any of them, each once.
    pub fn new(
        everywhere: &Value,
        folders: &[(PathBuf, Value)],
    ) -> (FolderConfigs, Vec<Problem<String>>) {
        let (first, mut problems) = Resolver::with_editor(everywhere);
        let mut sections = vec![everywhere];
        let mut scopes = FolderConfigs { resolvers: vec![first], folders: Vec::new() };
        for (folder, section) in folders {
            let known = sections.iter().position(|known| *known == section);
            let index = known.unwrap_or_else(|| {
                let (resolver, slips) = Resolver::with_editor(section);
                let new = slips.into_iter().filter(|slip| !problems.contains(slip));
                let new: Vec<_> = new.collect();
                problems.extend(new);
                sections.push(section);
                scopes.resolvers.push(resolver);
                scopes.resolvers.len() - 1
            });
            scopes.folders.push((absolute(folder), index));
        }
        scopes.folders.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.components().count()));
        (scopes, problems)
    }

    /// The resolver for the manifest at `path`.
    pub fn of(&self, path: &Path) -> &Resolver {
        let path = absolute(path);
        let found = self.folders.iter().find(|(folder, _)| path.starts_with(folder));
        &self.resolvers[found.map_or(0, |(_, index)| *index)]
    }

    /// Every settings file met so far, by path.
    pub fn files(&self) -> Vec<Arc<ConfigFile>> {
        let mut files = BTreeMap::new();
        for file in self.resolvers.iter().flat_map(Resolver::files) {
            files.entry(file.path.clone()).or_insert(file);
        }
        files.into_values().collect()
    }

    /// The files that were read, or looked for, because a settings file names them.
    pub fn sources(&self) -> BTreeSet<PathBuf> {
        self.resolvers.iter().flat_map(Resolver::sources).collect()
    }

    /// Forgets what was read; see [`Resolver::forget`].
    pub fn forget(&self) {
        self.resolvers.iter().for_each(Resolver::invalidate);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rules::Severity;

    fn level(scopes: &FolderConfigs, path: &Path) -> Option<Severity> {
        let settings = scopes.of(path).settings_for(path);
        settings.levels.get("missing-field").copied().flatten()
    }

    #[test]
    fn the_innermost_folder_counts_and_a_file_wins() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        std::fs::create_dir_all(at("a/filed")).unwrap();
        std::fs::write(
            at("a/filed/integration-manifest.toml"),
            "[rules]\nmissing-field = 'error'\n[limits]\nevents = 1\n",
        )
        .unwrap();
        let section = |level: &str| json!({"rules": {"missing-field": level}, "limits": {"x": 1}});
        let folders = [
            (at("a"), section("hint")),
            (at("a/b"), section("warning")),
            (at("a/b/c"), section("info")),
        ];
        let (scopes, problems) = FolderConfigs::new(&section("warning"), &folders);
        for (path, expected) in [
            ("integration.json", Severity::Warning),
            ("ab/integration.json", Severity::Warning),
            ("a/integration.json", Severity::Hint),
            ("a/b/integration.json", Severity::Warning),
            ("a/b/c/d/integration.json", Severity::Info),
            ("a/filed/integration.json", Severity::Error),
        ] {
            assert_eq!(level(&scopes, &at(path)), Some(expected), "{path}");
        }
        // Three sections, and the same slip in each.
        assert_eq!((scopes.resolvers.len(), problems.len()), (3, 1), "{problems:?}");
        assert_eq!(scopes.files().len(), 1);
        scopes.forget();
        assert_eq!(scopes.files().len(), 0);
    }
}
