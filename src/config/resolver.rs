//! Finds the settings for a manifest.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};
use rustc_hash::FxHashMap;

use super::layers::Embed;
use super::load::{BaseFile, Loaded, load};
use super::paths::{absolute, describe_error};
use super::{Config, FILE_NAME, FormatSettings, Problem};
use crate::rules::{EmbedSource, Settings};
use crate::util::fs;

/// A settings file with its contents and problems.
#[derive(Debug)]
pub struct ConfigFile {
    /// The path of the file.
    pub path: PathBuf,
    /// The text that the problems refer to, empty if the file could not be read.
    pub text: String,
    /// The settings in it, and in the files that it extends.
    pub config: Config,
    /// The problems in it.
    pub problems: Vec<Problem>,
    /// The files that it extends, directly and indirectly.
    pub bases: Vec<BaseFile>,
    /// Why the file could not be read.
    pub unreadable: Option<String>,
    /// The files that it embeds, with their contents.
    pub origins: Vec<Arc<EmbedSource>>,
    /// The settings of manifests without an override.
    base: Arc<Settings>,
}

/// Finds the settings for manifests, from many threads. Caches the settings file of each folder until
/// [`invalidate`](Self::invalidate) is called.
#[derive(Debug, Default)]
pub struct Resolver {
    /// The settings without a settings file: those of the editor.
    base: Arc<Settings>,
    /// The nearest settings file of each folder, in it or a parent.
    folders: RwLock<FxHashMap<PathBuf, Option<Arc<ConfigFile>>>>,
    /// All settings files that were read, by path.
    files: Mutex<BTreeMap<PathBuf, Arc<ConfigFile>>>,
}

impl Resolver {
    /// Creates a resolver without editor settings.
    pub fn new() -> Resolver {
        Resolver::default()
    }

    /// Creates a resolver with the section `integrationManifest` of the editor's settings. Settings
    /// files take precedence over it. Also returns the problems in the section.
    pub fn with_editor(section: &serde_json::Value) -> (Resolver, Vec<Problem<String>>) {
        let (editor, problems) = Config::from_editor(section);
        let base = Arc::new(editor.settings_for(Path::new("")));
        (Resolver { base, ..Resolver::default() }, problems)
    }

    /// Returns the settings for the manifest at `path`, absolute or relative to the current folder.
    pub fn settings_for(&self, path: &Path) -> Arc<Settings> {
        let path = absolute(path);
        let Some(file) = path.parent().and_then(|folder| self.nearest(folder)) else {
            return self.base.clone();
        };
        let relative = file.path.parent().and_then(|folder| path.strip_prefix(folder).ok());
        if !relative.is_some_and(|path| file.config.has_override(path)) {
            return file.base.clone();
        }
        let mut settings = (*self.base).clone();
        file.config.apply(relative, &mut settings);
        settings.origins = select_embed_sources(&file.config, relative, &file.origins);
        Arc::new(settings)
    }

    /// Returns the `[format]` table for the manifest at `path`.
    pub fn format_for(&self, path: &Path) -> FormatSettings {
        self.file_for(path).map(|file| file.config.format).unwrap_or_default()
    }

    /// Returns whether `exclude` in the settings file matches the manifest at `path`.
    pub fn is_excluded(&self, path: &Path) -> bool {
        let path = absolute(path);
        self.file_for(&path).is_some_and(|file| {
            let relative = file.path.parent().and_then(|folder| path.strip_prefix(folder).ok());
            relative.is_some_and(|path| file.config.is_excluded(path))
        })
    }

    /// Returns the settings file for the manifest at `path`.
    pub fn file_for(&self, path: &Path) -> Option<Arc<ConfigFile>> {
        self.nearest(absolute(path).parent()?)
    }

    /// Returns all settings files that were read, sorted by path.
    pub fn files(&self) -> Vec<Arc<ConfigFile>> {
        self.files.lock().values().cloned().collect()
    }

    /// Returns the paths of all files that the settings files embed or extend, including missing ones that
    /// they embed.
    pub fn sources(&self) -> BTreeSet<PathBuf> {
        let files = self.files.lock();
        let bases = files.values().flat_map(|file| &file.bases).map(|base| base.path.clone());
        let named = files.values().flat_map(|file| {
            let folder = file.path.parent();
            let path = move |origin: &Arc<EmbedSource>| Some(absolute(&folder?.join(&origin.file)));
            file.origins.iter().filter_map(path)
        });
        named.chain(bases).collect()
    }

    /// Clears the cache. Call it after a settings file or an embedded file changed, was created or
    /// deleted.
    pub fn invalidate(&self) {
        self.folders.write().clear();
        self.files.lock().clear();
    }

    fn nearest(&self, folder: &Path) -> Option<Arc<ConfigFile>> {
        let mut uncached = Vec::new();
        let mut found = None;
        for folder in folder.ancestors() {
            if let Some(cached) = self.cached(folder) {
                found = cached;
                break;
            }
            uncached.push(folder);
            found = self.read(folder);
            if found.is_some() {
                break;
            }
        }
        if !uncached.is_empty() {
            let mut folders = self.folders.write();
            folders.extend(uncached.into_iter().map(|folder| (folder.to_owned(), found.clone())));
        }
        found
    }

    fn cached(&self, folder: &Path) -> Option<Option<Arc<ConfigFile>>> {
        self.folders.read().get(folder).cloned()
    }

    fn read(&self, folder: &Path) -> Option<Arc<ConfigFile>> {
        let path = folder.join(FILE_NAME);
        let (text, unreadable) = match fs::read_text(&path) {
            Ok(text) => (text, None),
            Err(error) if is_absent(&error, &path) => return None,
            Err(error) => (String::new(), Some(describe_error(&error))),
        };
        let Loaded { config, problems, bases } = load(&path, &text);
        let mut base = (*self.base).clone();
        config.apply(None, &mut base);
        let origins = read_embed_sources(&config, folder);
        base.origins = select_embed_sources(&config, None, &origins);
        let base = Arc::new(base);
        let file = ConfigFile {
            path: path.clone(),
            text,
            config,
            problems,
            bases,
            unreadable,
            origins,
            base,
        };
        // Another thread may have read the file at the same time; then its result is used.
        Some(self.files.lock().entry(path).or_insert_with(|| Arc::new(file)).clone())
    }
}

/// Reads the files that the settings file in `folder` embeds.
fn read_embed_sources(config: &Config, folder: &Path) -> Vec<Arc<EmbedSource>> {
    let roots: Vec<PathBuf> = fs::real(folder).into_iter().collect();
    let mut origins: Vec<Arc<EmbedSource>> = Vec::new();
    // All files together have the limit of one.
    let mut left = fs::MOST;
    let mut contents: HashMap<&str, Result<Vec<u8>, String>> = HashMap::new();
    for Embed { field, file } in config.all_embedded() {
        if !origins.iter().any(|origin| origin.field == *field && origin.file == *file) {
            // A file in several fields is read once.
            let read = contents.entry(file.as_str()).or_insert_with(|| {
                let read = fs::read_inside(&roots, folder, file, left);
                left -= read.as_ref().map_or(0, |it| it.len() as u64);
                read
            });
            origins.push(Arc::new(EmbedSource::new(field, file, read.clone())));
        }
    }
    origins
}

/// Returns the embedded files for the manifest at `path`. Without a path, no override applies.
fn select_embed_sources(
    config: &Config,
    path: Option<&Path>,
    origins: &[Arc<EmbedSource>],
) -> Vec<Arc<EmbedSource>> {
    let matches = |origin: &&Arc<EmbedSource>, embed: &Embed| {
        origin.field == embed.field && origin.file == embed.file
    };
    let find = |embed: &Embed| origins.iter().find(|origin| matches(origin, embed)).cloned();
    config.embedded(path).into_iter().filter_map(find).collect()
}

/// Whether an error means that there is no settings file at `path`.
fn is_absent(error: &io::Error, path: &Path) -> bool {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory | io::ErrorKind::InvalidFilename => {
            true
        }
        // A parent folder without read permission cannot contain settings of this user.
        io::ErrorKind::PermissionDenied => path.symlink_metadata().is_err(),
        _ => false,
    }
}
