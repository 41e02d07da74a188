//! Which settings count for which manifest.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};

use rustc_hash::FxHashMap;

use super::{Config, Embed, FILE_NAME, Problem};
use crate::rules::{EmbedSource, Settings};
use crate::util::fs;

/// A settings file as it was read.
#[derive(Debug)]
pub struct ConfigFile {
    /// Where it is.
    pub path: PathBuf,
    /// Its text, empty if it could not be read: what the problems' places refer to.
    pub text: String,
    /// What it says.
    pub config: Config,
    /// What in it has no effect.
    pub problems: Vec<Problem>,
    /// Why it could not be read.
    pub unreadable: Option<String>,
    /// The files that it names to be embedded, as they were read.
    pub origins: Vec<Arc<EmbedSource>>,
    /// The settings where no override applies.
    base: Arc<Settings>,
}

/// Finds the settings for manifests, from many threads at once. Each folder is looked into once,
/// until somebody says that a file changed.
#[derive(Debug, Default)]
pub struct Resolver {
    /// The settings where there is no file: the editor's.
    base: Arc<Settings>,
    /// The nearest settings file at or above a folder.
    folders: RwLock<FxHashMap<PathBuf, Option<Arc<ConfigFile>>>>,
    /// Every settings file met.
    files: Mutex<BTreeMap<PathBuf, Arc<ConfigFile>>>,
}

impl Resolver {
    /// A resolver without editor settings.
    pub fn new() -> Resolver {
        Resolver::default()
    }

    /// A resolver on top of the editor's section `integrationManifest`. Files win over it.
    pub fn with_editor(section: &serde_json::Value) -> (Resolver, Vec<Problem<String>>) {
        let (editor, problems) = Config::from_editor(section);
        let base = Arc::new(editor.settings_for(Path::new("")));
        (Resolver { base, ..Resolver::default() }, problems)
    }

    /// The settings for the manifest at `path`; a relative path starts at the current folder.
    pub fn settings_for(&self, path: &Path) -> Arc<Settings> {
        let path = absolute(path);
        let Some(file) = path.parent().and_then(|folder| self.nearest(folder)) else {
            return self.base.clone();
        };
        let relative = file.path.parent().and_then(|folder| path.strip_prefix(folder).ok());
        let special = relative.is_some_and(|path| {
            file.config.overrides.iter().any(|layer| layer.files.matches(path))
        });
        if !special {
            return file.base.clone();
        }
        let mut settings = (*self.base).clone();
        file.config.apply(relative, &mut settings);
        settings.origins = choose(&file.config, relative, &file.origins);
        Arc::new(settings)
    }

    /// The settings file that counts for the manifest at `path`.
    pub fn file_for(&self, path: &Path) -> Option<Arc<ConfigFile>> {
        self.nearest(absolute(path).parent()?)
    }

    /// Every settings file met so far, by path.
    pub fn files(&self) -> Vec<Arc<ConfigFile>> {
        self.lock_files().values().cloned().collect()
    }

    /// The files that were read, or looked for, because a settings file names them.
    pub fn sources(&self) -> BTreeSet<PathBuf> {
        let files = self.lock_files();
        let named = files.values().flat_map(|file| {
            let folder = file.path.parent();
            let path = move |origin: &Arc<EmbedSource>| Some(absolute(&folder?.join(&origin.file)));
            file.origins.iter().filter_map(path)
        });
        named.collect()
    }

    /// Forgets what was read: to be called when a settings file, or a file that it names, was written, made
    /// or removed.
    pub fn invalidate(&self) {
        self.folders.write().unwrap_or_else(PoisonError::into_inner).clear();
        self.lock_files().clear();
    }

    fn nearest(&self, folder: &Path) -> Option<Arc<ConfigFile>> {
        let mut unknown = Vec::new();
        let mut found = None;
        for folder in folder.ancestors() {
            if let Some(known) = self.known(folder) {
                found = known;
                break;
            }
            unknown.push(folder);
            found = self.open(folder);
            if found.is_some() {
                break;
            }
        }
        if !unknown.is_empty() {
            let mut folders = self.folders.write().unwrap_or_else(PoisonError::into_inner);
            folders.extend(unknown.into_iter().map(|folder| (folder.to_owned(), found.clone())));
        }
        found
    }

    fn known(&self, folder: &Path) -> Option<Option<Arc<ConfigFile>>> {
        self.folders.read().unwrap_or_else(PoisonError::into_inner).get(folder).cloned()
    }

    fn open(&self, folder: &Path) -> Option<Arc<ConfigFile>> {
        let path = folder.join(FILE_NAME);
        let (text, unreadable) = match fs::read_text(&path) {
            Ok(text) => (text, None),
            Err(error) if is_absent(&error, &path) => return None,
            Err(error) => (String::new(), Some(error.to_string())),
        };
        let (config, problems) = Config::parse(&text);
        let mut base = (*self.base).clone();
        config.apply(None, &mut base);
        let origins = read_origins(&config, folder);
        base.origins = choose(&config, None, &origins);
        let base = Arc::new(base);
        let file =
            ConfigFile { path: path.clone(), text, config, problems, unreadable, origins, base };
        // Two threads may come here at once; the first file stays.
        Some(self.lock_files().entry(path).or_insert_with(|| Arc::new(file)).clone())
    }

    fn lock_files(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Arc<ConfigFile>>> {
        self.files.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Reads the files that the settings file in `folder` names, each once.
fn read_origins(config: &Config, folder: &Path) -> Vec<Arc<EmbedSource>> {
    let named = config.embed.iter();
    let named = named.chain(config.overrides.iter().flat_map(|layer| &layer.embed));
    let roots: Vec<PathBuf> = fs::real(folder).into_iter().collect();
    let mut origins: Vec<Arc<EmbedSource>> = Vec::new();
    for Embed { field, file } in named {
        if !origins.iter().any(|origin| origin.field == *field && origin.file == *file) {
            let read = fs::read_inside(&roots, folder, file, fs::MOST);
            origins.push(Arc::new(EmbedSource::new(field, file, read)));
        }
    }
    origins
}

/// Those of `origins` that count for the manifest at `path`; see [`Config::apply`].
fn choose(
    config: &Config,
    path: Option<&Path>,
    origins: &[Arc<EmbedSource>],
) -> Vec<Arc<EmbedSource>> {
    let find = |embed: &Embed| {
        let is_it =
            |origin: &&Arc<EmbedSource>| origin.field == embed.field && origin.file == embed.file;
        origins.iter().find(is_it).cloned()
    };
    config.embedded(path).into_iter().filter_map(find).collect()
}

fn is_absent(error: &io::Error, path: &Path) -> bool {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename => {
            true
        }
        // A folder above that may not be looked into holds no settings of this person's.
        io::ErrorKind::PermissionDenied => path.symlink_metadata().is_err(),
        _ => false,
    }
}

/// `path` from the root on, without `.` and `..`. Symbolic links stay, so that the path is below
/// the folders a person sees it in.
pub fn absolute(path: &Path) -> PathBuf {
    let path = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    if !path.components().any(|part| part == Component::ParentDir) {
        return path;
    }
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => {
                plain.pop();
            }
            part => plain.push(part),
        }
    }
    plain
}
