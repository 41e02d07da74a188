//! Finds the settings for a manifest.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::{Mutex, RwLock};

use super::baseline_file::{self, BaselineFile};
use super::layers::{BaselineSetting, Embed, Severities, apply_severities};
use super::load::{BaseFile, Loaded, load};
use super::paths::{absolute, describe_error};
use super::{BASELINE_NAME, Config, FILE_NAME, FormatSettings, Problem};
use crate::rules::{DocsTarget, EmbedSource, Settings};
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
    pub embed_sources: Vec<Arc<EmbedSource>>,
    /// The settings of manifests without an override.
    base: Arc<Settings>,
}

impl ConfigFile {
    /// Whether the file, or one that it extends, cannot be read or contains a mistake.
    pub fn has_problems(&self) -> bool {
        self.unreadable.is_some()
            || !self.problems.is_empty()
            || self.bases.iter().any(|base| !base.problems.is_empty())
    }
}

/// Finds the settings for manifests, from many threads. Caches the settings file of each folder until
/// [`invalidate`](Self::invalidate) is called.
#[derive(Debug, Default)]
pub struct Resolver {
    /// The settings without a settings file: those of the editor.
    base: Arc<Settings>,
    /// The nearest settings file of each folder, in it or a parent.
    folders: RwLock<HashMap<PathBuf, Option<Arc<ConfigFile>>>>,
    /// All settings files that were read, by path.
    files: Mutex<BTreeMap<PathBuf, Arc<ConfigFile>>>,
    /// The settings that take precedence over all files.
    overlay: Overlay,
    /// All baseline files that were looked for, by path.
    baselines: Mutex<BTreeMap<PathBuf, Arc<BaselineFile>>>,
    /// The folder of the baseline file of each folder without a settings file.
    baseline_folders: RwLock<HashMap<PathBuf, Option<PathBuf>>>,
    /// The settings of manifests with accepted findings, by path.
    accepting: RwLock<HashMap<PathBuf, Arc<Settings>>>,
}

/// Settings that take precedence over those of all files: the options of a command.
#[derive(Debug, Default)]
pub struct Overlay {
    /// The settings file for all manifests, instead of the nearest.
    pub file: Option<PathBuf>,
    /// Severities by rule ID or group name; `None` is off.
    pub severities: Severities,
    /// Whether no baseline applies.
    pub no_baseline: bool,
    /// Whether accepted findings are shown if the settings file requests it: in an editor.
    pub shows_accepted: bool,
    /// Whether the publish group is off for private integrations.
    pub skip_private_publish: bool,
}

impl Overlay {
    fn apply(&self, settings: &mut Settings) {
        apply_severities(&self.severities, &mut settings.severities);
        settings.skip_private_publish |= self.skip_private_publish;
    }
}

impl Resolver {
    /// Creates a resolver without editor settings.
    pub fn new() -> Resolver {
        Resolver::default()
    }

    /// Creates a resolver without editor settings, for a command with options.
    pub fn with_overlay(overlay: Overlay) -> Resolver {
        let mut base = Settings::default();
        overlay.apply(&mut base);
        Resolver { base: Arc::new(base), overlay, ..Resolver::default() }
    }

    /// Creates a resolver with the section `integrationManifest` of the editor's settings. Settings
    /// files take precedence over it. Also returns the problems in the section.
    pub fn with_editor(section: &serde_json::Value) -> (Resolver, Vec<Problem<String>>) {
        let (editor, problems) = Config::from_editor(section);
        let base = Arc::new(editor.settings_for(Path::new("")));
        let overlay = Overlay { shows_accepted: true, ..Overlay::default() };
        (Resolver { base, overlay, ..Resolver::default() }, problems)
    }

    /// Returns the settings for the manifest at `path`, absolute or relative to the current folder.
    pub fn settings_for(&self, path: &Path) -> Arc<Settings> {
        let path = absolute(path);
        if let Some(settings) = self.accepting.read().get(&path) {
            return settings.clone();
        }
        let file = path.parent().and_then(|folder| self.nearest(folder));
        let file = file.as_deref();
        let settings = self.configured(&path, file);
        let accepted = self.baseline_of(&path, file).and_then(|file| file.accepted(&path));
        let Some(accepted) = accepted else { return settings };
        let shows_accepted =
            self.overlay.shows_accepted && file.is_some_and(|file| file.config.shows_accepted);
        let settings = Settings { accepted, shows_accepted, ..(*settings).clone() };
        let settings = Arc::new(settings);
        self.accepting.write().entry(path).or_insert(settings).clone()
    }

    /// Returns the baseline file for the manifest at `path`, which may not exist yet; `None` if the
    /// settings turn it off, or if there is no settings file and no work tree.
    pub fn baseline_for(&self, path: &Path) -> Option<Arc<BaselineFile>> {
        let path = absolute(path);
        self.baseline_of(&path, self.nearest(path.parent()?).as_deref())
    }

    /// Returns the baseline file for the manifest at the absolute `path`, whose settings file is `file`.
    fn baseline_of(&self, path: &Path, file: Option<&ConfigFile>) -> Option<Arc<BaselineFile>> {
        if self.overlay.no_baseline {
            return None;
        }
        let folder = path.parent()?;
        let pinned = self.overlay.file.is_some();
        let beside = file.and_then(|file| Some((file.path.parent()?, &file.config.baseline)));
        let (folder, name) = match beside {
            Some((_, BaselineSetting::Off)) => return None,
            Some((folder, BaselineSetting::File(name))) => (folder.to_owned(), name.as_str()),
            Some((folder, BaselineSetting::Beside)) if !pinned => {
                (folder.to_owned(), BASELINE_NAME)
            }
            _ => (self.baseline_folder(folder)?, BASELINE_NAME),
        };
        let path = folder.join(name);
        let mut baselines = self.baselines.lock();
        let entry = baselines.entry(path.clone());
        Some(entry.or_insert_with(|| Arc::new(BaselineFile::read(path, folder))).clone())
    }

    /// Whether the settings for the manifest at `path` turn the baseline off.
    pub fn is_baseline_off(&self, path: &Path) -> bool {
        let file = self.file_for(path);
        file.is_some_and(|file| file.config.baseline == BaselineSetting::Off)
    }

    /// Returns all baseline files that were read, sorted by path.
    pub fn baselines(&self) -> Vec<Arc<BaselineFile>> {
        self.baselines.lock().values().cloned().collect()
    }

    fn baseline_folder(&self, folder: &Path) -> Option<PathBuf> {
        if let Some(cached) = self.baseline_folders.read().get(folder) {
            return cached.clone();
        }
        let found = baseline_file::folder_without_settings(folder);
        self.baseline_folders.write().insert(folder.to_owned(), found.clone());
        found
    }

    /// Returns the settings for the manifest at the absolute `path`, whose settings file is `file`, without a
    /// baseline.
    fn configured(&self, path: &Path, file: Option<&ConfigFile>) -> Arc<Settings> {
        let Some(file) = file else { return self.base.clone() };
        let relative = file.path.parent().and_then(|folder| path.strip_prefix(folder).ok());
        if !relative.is_some_and(|path| file.config.has_override(path)) {
            return file.base.clone();
        }
        let mut settings = (*self.base).clone();
        file.config.apply(relative, &mut settings);
        settings.embed_sources = select_embed_sources(&file.config, relative, &file.embed_sources);
        settings.docs = file.base.docs.clone();
        self.overlay.apply(&mut settings);
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

    /// Returns whether some of the settings or of the accepted findings of the manifest at `path` are unknown,
    /// because a file has a problem.
    pub fn has_problems(&self, path: &Path) -> bool {
        let in_settings = self.file_for(path).is_some_and(|file| file.has_problems());
        in_settings || self.baseline_for(path).is_some_and(|file| file.problem.is_some())
    }

    /// Returns all settings files that were read, sorted by path.
    pub fn files(&self) -> Vec<Arc<ConfigFile>> {
        self.files.lock().values().cloned().collect()
    }

    /// Returns the paths of all files that the settings files embed or extend, and of the baseline files that
    /// they name, including missing ones.
    pub fn sources(&self) -> BTreeSet<PathBuf> {
        let files = self.files.lock();
        let bases = files.values().flat_map(|file| &file.bases).map(|base| base.path.clone());
        let named = files.values().flat_map(|file| {
            let folder = file.path.parent();
            let path = move |source: &Arc<EmbedSource>| Some(absolute(&folder?.join(&source.file)));
            let docs = file.config.docs.inject.as_ref();
            let docs = docs.and_then(|target| Some(absolute(&folder?.join(target))));
            file.embed_sources.iter().filter_map(path).chain(docs)
        });
        let baselines = files.values().filter_map(|file| match &file.config.baseline {
            BaselineSetting::File(name) => Some(absolute(&file.path.parent()?.join(name))),
            BaselineSetting::Beside | BaselineSetting::Off => None,
        });
        named.chain(bases).chain(baselines).collect()
    }

    /// Clears the cache. Call it after a settings file or an embedded file changed, was created or
    /// deleted.
    pub fn invalidate(&self) {
        self.folders.write().clear();
        self.files.lock().clear();
        self.baselines.lock().clear();
        self.baseline_folders.write().clear();
        self.accepting.write().clear();
    }

    fn nearest(&self, folder: &Path) -> Option<Arc<ConfigFile>> {
        if let Some(file) = &self.overlay.file {
            let file = absolute(file);
            if let Some(cached) = self.files.lock().get(&file) {
                return Some(cached.clone());
            }
            return Some(self.read_file(file));
        }
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
        match fs::read_text(&path, fs::MAX_SETTINGS) {
            Err(error) if is_absent(&error, &path) => None,
            read => Some(self.parse(path, read)),
        }
    }

    /// Reads the settings file at `path`, which a user named.
    fn read_file(&self, path: PathBuf) -> Arc<ConfigFile> {
        let read = fs::read_text(&path, fs::MAX_SETTINGS);
        self.parse(path, read)
    }

    fn parse(&self, path: PathBuf, read: io::Result<String>) -> Arc<ConfigFile> {
        let (text, unreadable) = match read {
            Ok(text) => (text, None),
            Err(error) => (String::new(), Some(describe_error(&error))),
        };
        let folder = path.parent().unwrap_or(Path::new(""));
        let Loaded { config, problems, bases } = load(&path, &text);
        let mut base = (*self.base).clone();
        config.apply(None, &mut base);
        let embed_sources = read_embed_sources(&config, folder);
        base.embed_sources = select_embed_sources(&config, None, &embed_sources);
        base.docs = read_docs_target(&config, folder);
        self.overlay.apply(&mut base);
        let base = Arc::new(base);
        let file = ConfigFile {
            path: path.clone(),
            text,
            config,
            problems,
            bases,
            unreadable,
            embed_sources,
            base,
        };
        // Another thread may have read the file at the same time; then its result is used.
        self.files.lock().entry(path).or_insert_with(|| Arc::new(file)).clone()
    }
}

/// Reads the files that the settings file in `folder` embeds.
fn read_embed_sources(config: &Config, folder: &Path) -> Vec<Arc<EmbedSource>> {
    let roots: Vec<PathBuf> = fs::real(folder).into_iter().collect();
    let mut embed_sources: Vec<Arc<EmbedSource>> = Vec::new();
    // All files together have the limit of one.
    let mut left = fs::MAX_EMBEDDED_BYTES;
    let mut contents: HashMap<&str, Result<Vec<u8>, String>> = HashMap::new();
    for Embed { field, file } in config.all_embedded() {
        if !embed_sources.iter().any(|source| source.field == *field && source.file == *file) {
            // A file in several fields is read once.
            let read = contents.entry(file.as_str()).or_insert_with(|| {
                let read = fs::read_inside(&roots, folder, file, left);
                left -= read.as_ref().map_or(0, |it| it.len() as u64);
                read
            });
            embed_sources.push(Arc::new(EmbedSource::new(field, file, read.clone())));
        }
    }
    embed_sources
}

/// Reads the Markdown file of `[docs]`.
fn read_docs_target(config: &Config, folder: &Path) -> Option<Arc<DocsTarget>> {
    let file = config.docs.inject.as_ref()?;
    let roots: Vec<PathBuf> = fs::real(folder).into_iter().collect();
    let content = fs::read_inside(&roots, folder, file, fs::MAX_EMBEDDED_BYTES);
    Some(Arc::new(DocsTarget::new(file, config.docs.options(), content)))
}

/// Returns the embedded files for the manifest at `path`. Without a path, no override applies.
fn select_embed_sources(
    config: &Config,
    path: Option<&Path>,
    embed_sources: &[Arc<EmbedSource>],
) -> Vec<Arc<EmbedSource>> {
    let matches = |source: &&Arc<EmbedSource>, embed: &Embed| {
        source.field == embed.field && source.file == embed.file
    };
    let find = |embed: &Embed| embed_sources.iter().find(|source| matches(source, embed)).cloned();
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
