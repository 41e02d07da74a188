//! Settings of an editor with several workspace folders.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::Value;

use super::{ConfigFile, Problem, Resolver, absolute};

/// The settings of an editor and of settings files, for each workspace folder and for manifests outside
/// of all folders.
#[derive(Debug)]
pub struct FolderConfigs {
    /// One resolver per distinct section. The first one is for manifests outside of all folders.
    resolvers: Vec<Resolver>,
    /// The folders, each with the index of its resolver. Nested folders come first.
    folders: Vec<(PathBuf, usize)>,
}

impl Default for FolderConfigs {
    fn default() -> FolderConfigs {
        FolderConfigs {
            resolvers: vec![Resolver::with_editor(&Value::Null).0],
            folders: Vec::new(),
        }
    }
}

impl FolderConfigs {
    /// Creates the settings of the sections in `folders`, and of `default_section` outside of them. Also
    /// returns their problems, without duplicates.
    pub fn new(
        default_section: &Value,
        folders: &[(PathBuf, Value)],
    ) -> (FolderConfigs, Vec<Problem<String>>) {
        let (first, mut problems) = Resolver::with_editor(default_section);
        let mut sections = vec![default_section];
        let mut configs = FolderConfigs { resolvers: vec![first], folders: Vec::new() };
        for (folder, section) in folders {
            let existing = sections.iter().position(|other| *other == section);
            let index = existing.unwrap_or_else(|| {
                let (resolver, mut new_problems) = Resolver::with_editor(section);
                new_problems.retain(|problem| !problems.contains(problem));
                problems.append(&mut new_problems);
                sections.push(section);
                configs.resolvers.push(resolver);
                configs.resolvers.len() - 1
            });
            configs.folders.push((absolute(folder), index));
        }
        configs.folders.sort_by_key(|(folder, _)| std::cmp::Reverse(folder.components().count()));
        (configs, problems)
    }

    /// Returns the resolver for the manifest at `path`.
    pub fn resolver_for(&self, path: &Path) -> &Resolver {
        let path = absolute(path);
        let found = self.folders.iter().find(|(folder, _)| path.starts_with(folder));
        &self.resolvers[found.map_or(0, |(_, index)| *index)]
    }

    /// Returns all settings files that were read, sorted by path.
    pub fn files(&self) -> Vec<Arc<ConfigFile>> {
        let mut files = BTreeMap::new();
        for file in self.resolvers.iter().flat_map(Resolver::files) {
            files.entry(file.path.clone()).or_insert(file);
        }
        files.into_values().collect()
    }

    /// Returns the paths of all files that the settings files embed.
    pub fn sources(&self) -> BTreeSet<PathBuf> {
        self.resolvers.iter().flat_map(Resolver::sources).collect()
    }

    /// Clears the caches; see [`Resolver::invalidate`].
    pub fn invalidate(&self) {
        self.resolvers.iter().for_each(Resolver::invalidate);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::rules::Severity;

    fn severity(configs: &FolderConfigs, path: &Path) -> Option<Severity> {
        let settings = configs.resolver_for(path).settings_for(path);
        settings.severities.get("missing-field").copied().flatten()
    }

    #[test]
    fn innermost_folder_and_settings_file_take_precedence() {
        let folder = tempfile::tempdir().unwrap();
        let at = |path: &str| folder.path().join(path);
        std::fs::create_dir_all(at("a/filed")).unwrap();
        std::fs::write(
            at("a/filed/integration-manifest.toml"),
            "[rules]\nmissing-field = 'error'\n[limits]\nevents = 1\n",
        )
        .unwrap();
        let section =
            |severity: &str| json!({"rules": {"missing-field": severity}, "limits": {"x": 1}});
        let folders = [
            (at("a"), section("hint")),
            (at("a/b"), section("warning")),
            (at("a/b/c"), section("info")),
        ];
        let (configs, problems) = FolderConfigs::new(&section("warning"), &folders);
        for (path, expected) in [
            ("integration.json", Severity::Warning),
            ("ab/integration.json", Severity::Warning),
            ("a/integration.json", Severity::Hint),
            ("a/b/integration.json", Severity::Warning),
            ("a/b/c/d/integration.json", Severity::Info),
            ("a/filed/integration.json", Severity::Error),
        ] {
            assert_eq!(severity(&configs, &at(path)), Some(expected), "{path}");
        }
        // Three sections with the same problem.
        assert_eq!((configs.resolvers.len(), problems.len()), (3, 1), "{problems:?}");
        assert_eq!(configs.files().len(), 1);
        configs.invalidate();
        assert_eq!(configs.files().len(), 0);
    }
}
