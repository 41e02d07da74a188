//! The older versions of manifests in git: those of a revision, and for manifests in submodules, those of the
//! commits that the revision records.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use super::pair::{Pair, Text, file, name_of, utf8};
use crate::cli::inputs::{Input, Source};
use crate::config::absolute;
use crate::manifest::is_file_name;
use crate::util::fs;
use crate::util::git::{Commit, Repository};

/// The histories of a work tree and of its submodules.
pub(super) struct Histories<'a> {
    revision: &'a str,
    here: PathBuf,
    /// That of the work tree, then those of the submodules that contain manifests.
    histories: Vec<History>,
    /// The history of each folder.
    by_folder: HashMap<PathBuf, usize>,
}

impl<'a> Histories<'a> {
    /// Opens the repository of the current folder if the first of `paths` is in it, and else the one that
    /// contains this path.
    pub(super) fn open(revision: &'a str, paths: &[PathBuf]) -> Result<Histories<'a>, String> {
        let here = std::env::current_dir().map_err(|error| error.to_string())?;
        let first = paths.first().map_or_else(|| here.clone(), |path| here.join(path));
        let folder = if first.is_dir() { first } else { folder_of(&first) };
        let contains = |repository: &Repository| repository.relative(&folder.join("x")).is_some();
        let repository = match Repository::find(&here).ok().filter(contains) {
            Some(repository) => repository,
            None => Repository::find(&folder)?,
        };
        let (commit, label) = repository.source(revision)?;
        let label = label.to_owned() + ":";
        let history = History { repository, commit: Some(commit), label, names: None };
        Ok(Histories { revision, here, histories: vec![history], by_folder: HashMap::new() })
    }

    /// Pairs each manifest with its older version, and each removed one with nothing.
    pub(super) fn pairs(
        &mut self,
        inputs: &[Input],
        paths: &[PathBuf],
    ) -> Result<Vec<Pair>, String> {
        let mut files: Vec<Vec<(&Input, String)>> = vec![Vec::new()];
        for input in inputs {
            let Source::File(path) = &input.source else { continue };
            let (index, relative) = self.locate(path, &input.name)?;
            files.resize_with(self.histories.len(), Vec::new);
            files[index].push((input, relative));
        }
        let here = [PathBuf::from(".")];
        let paths = if paths.is_empty() { &here } else { paths };
        let folders = paths.iter().filter(|path| path.is_dir()).map(|path| self.here.join(path));
        let folders: Vec<PathBuf> = folders.collect();
        let mut pairs = Vec::new();
        for (history, files) in self.histories.iter_mut().zip(files) {
            pairs.extend(history.pairs(files, &folders)?);
        }
        Ok(pairs)
    }

    /// Reads the older version of the manifest at `path`, which messages call `name`.
    pub(super) fn old_text(&mut self, path: &Path, name: &str) -> Result<Option<Text>, String> {
        let (index, relative) = self.locate(path, name)?;
        self.histories[index].read(&relative)
    }

    /// Removes the inputs whose files do not differ from their older versions.
    pub(super) fn retain_changed(&mut self, inputs: &mut Vec<Input>) -> Result<(), String> {
        let mut places = HashMap::new();
        for input in &*inputs {
            // A file outside of the work tree has no older version.
            if let Some(place) = input.path().and_then(|it| self.locate(it, &input.name).ok()) {
                places.insert(input.source.clone(), place);
            }
        }
        let changed = self.histories.iter().map(|it| match &it.commit {
            Some(commit) => it.repository.changed_files(commit).map(Some),
            None => Ok(None),
        });
        let changed: Vec<Option<HashSet<String>>> = changed.collect::<Result<_, _>>()?;
        inputs.retain(|input| {
            let Some((index, path)) = places.get(&input.source) else { return true };
            changed[*index].as_ref().is_none_or(|changed| changed.contains(path))
        });
        Ok(())
    }

    /// Returns the history of a file, and its path from the top of that work tree. Messages call the file
    /// `name`.
    fn locate(&mut self, path: &Path, name: &str) -> Result<(usize, String), String> {
        let path = absolute(&self.here.join(path));
        let index = self.index_of(&folder_of(&path))?;
        let relative = self.histories[index].repository.relative(&path);
        Ok((index, relative.ok_or_else(|| format!("{name}: outside the git work tree"))?))
    }

    /// Returns the index of the history of a folder.
    fn index_of(&mut self, folder: &Path) -> Result<usize, String> {
        if let Some(index) = self.by_folder.get(folder) {
            return Ok(*index);
        }
        let first = &self.histories[0].repository;
        let is_top = folder.join(".git").symlink_metadata().is_ok();
        let index = match folder.parent() {
            // The top of the work tree, or a folder outside.
            _ if first.relative(folder).is_none_or(|path| path.is_empty()) => 0,
            Some(parent) => {
                let outer = self.index_of(parent)?;
                if is_top { self.open_inner(outer, folder)? } else { outer }
            }
            None => 0,
        };
        self.by_folder.insert(folder.to_owned(), index);
        Ok(index)
    }

    /// Opens the repository at `top` inside the work tree of another: a submodule at the commit that the
    /// outer one records, and any other repository at the revision.
    fn open_inner(&mut self, outer: usize, top: &Path) -> Result<usize, String> {
        let outer = &self.histories[outer];
        let Some(path) = outer.repository.relative(top) else { return Ok(0) };
        let repository = Repository::find(top)?;
        let commit = if !outer.repository.is_submodule(&path)? {
            Some(repository.source(self.revision)?.0)
        } else if let Some(outer_commit) = &outer.commit {
            let commit = outer.repository.submodule_commit(outer_commit, &path)?;
            let known = commit.map(|commit| repository.commit(commit.as_str()));
            known.transpose().map_err(|_| {
                format!(
                    "the submodule `{path}` does not have its commit of `{}`; run `git -C {path} fetch`",
                    self.revision
                )
            })?
        } else {
            None
        };
        let label = format!("{}{path}/", outer.label);
        self.histories.push(History { repository, commit, label, names: None });
        Ok(self.histories.len() - 1)
    }
}

fn folder_of(path: &Path) -> PathBuf {
    path.parent().unwrap_or(Path::new("/")).to_owned()
}

/// The manifests of one repository at a commit.
struct History {
    repository: Repository,
    /// `None` for a submodule that did not exist.
    commit: Option<Commit>,
    /// The start of the names of files in messages.
    label: String,
    /// Paths by the integration's name, read when the first file has moved.
    names: Option<HashMap<String, String>>,
}

impl History {
    fn pairs(
        &mut self,
        files: Vec<(&Input, String)>,
        folders: &[PathBuf],
    ) -> Result<Vec<Pair>, String> {
        let mut pairs = Vec::new();
        let mut used = HashSet::new();
        let mut moved = Vec::new();
        for (input, path) in files {
            let new = file(&input.source, input.name.clone())?;
            match self.read(&path)? {
                Some(old) => {
                    used.insert(path);
                    pairs.push(Pair { old: Some(old), new: Some(new) });
                }
                None => moved.push(new),
            }
        }
        for new in moved {
            let path = match name_of(&new.text) {
                Some(name) => self.path_of(&name)?.filter(|path| !used.contains(path)),
                None => None,
            };
            let old = match path {
                Some(path) => {
                    let old = self.read(&path)?;
                    used.insert(path);
                    old
                }
                None => None,
            };
            pairs.push(Pair { old, new: Some(new) });
        }
        for path in self.removed(folders, &used)? {
            pairs.push(Pair { old: self.read(&path)?, new: None });
        }
        Ok(pairs)
    }

    fn read(&self, path: &str) -> Result<Option<Text>, String> {
        let Some(commit) = &self.commit else { return Ok(None) };
        let name = format!("{}{path}", self.label);
        match self.repository.blob(commit, path)? {
            Some(content) => {
                let text = utf8(content, &name)?;
                Ok(Some(Text { name, text, file: None }))
            }
            None => Ok(None),
        }
    }

    fn path_of(&mut self, name: &str) -> Result<Option<String>, String> {
        if self.names.is_none() {
            let mut names = HashMap::new();
            for path in self.manifests()? {
                if let Some(text) = self.read(&path)?
                    && let Some(name) = name_of(&text.text)
                {
                    names.entry(name).or_insert(path);
                }
            }
            self.names = Some(names);
        }
        Ok(self.names.as_ref().and_then(|names| names.get(name).cloned()))
    }

    fn manifests(&self) -> Result<Vec<String>, String> {
        let Some(commit) = &self.commit else { return Ok(Vec::new()) };
        let mut paths = self.repository.files(commit)?;
        paths.retain(|path| is_file_name(path.rsplit('/').next().unwrap_or(path)));
        Ok(paths)
    }

    /// Manifests of the revision in the searched folders that no longer exist.
    fn removed(&self, folders: &[PathBuf], used: &HashSet<String>) -> Result<Vec<String>, String> {
        let top = self.repository.top();
        let folders = folders.iter().filter_map(|folder| match self.repository.relative(folder) {
            // All of a submodule is in a folder that contains it.
            None => fs::real(folder).is_some_and(|it| top.starts_with(it)).then(String::new),
            inside => inside,
        });
        let folders: Vec<String> = folders.collect();
        if folders.is_empty() {
            return Ok(Vec::new());
        }
        let is_inside = |path: &String| {
            folders.iter().any(|folder| {
                folder.is_empty()
                    || path.strip_prefix(folder.as_str()).is_some_and(|rest| rest.starts_with('/'))
            })
        };
        let mut removed = self.manifests()?;
        removed.retain(|path| is_inside(path) && !used.contains(path) && !top.join(path).exists());
        Ok(removed)
    }
}
