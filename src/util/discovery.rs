//! File discovery in folders, for the server and the command line.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ignore::WalkBuilder;
use parking_lot::Mutex;

/// Maximum size of an ignore file in bytes.
const MAX_IGNORE_FILE_BYTES: u64 = 1 << 20;

/// The ignore files of a folder, and the files of git that lead to one.
const IGNORE_FILES: [&str; 6] =
    [".gitignore", ".ignore", ".git", ".git/info/exclude", ".git/commondir", ".git/config"];

/// Returns the files below `folder` whose names match `is_match`, and the errors on the way, in no
/// particular order. Hidden files and files that git ignores are skipped. A folder whose ignore file
/// cannot be read safely, such as a link to a device, is an error.
///
/// One thread visits two million files a second, so that more threads would mostly wait for each other.
pub(crate) fn find_files(
    folder: &Path,
    is_match: fn(&str) -> bool,
) -> impl Iterator<Item = Result<PathBuf, ignore::Error>> {
    let refused = Arc::<Mutex<Vec<ignore::Error>>>::default();
    let absolute = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    let blocked = absolute.ancestors().find_map(|folder| check_ignore_files(folder).err());
    let walk = blocked.is_none().then(|| {
        let refused = refused.clone();
        WalkBuilder::new(folder)
            // The same files are skipped in a tree without a `.git` folder.
            .require_git(false)
            .follow_links(false)
            // The filter sees a folder before its ignore files are read.
            .filter_entry(move |entry| {
                if !entry.file_type().is_some_and(|kind| kind.is_dir()) {
                    return true;
                }
                check_ignore_files(entry.path()).map_err(|error| refused.lock().push(error)).is_ok()
            })
            .build()
    });
    let found = walk.into_iter().flatten().filter_map(move |entry| match entry {
        Ok(entry) => {
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            let named = entry.file_name().to_str().is_some_and(is_match);
            (is_file && named).then(|| Ok(entry.into_path()))
        }
        Err(error) => Some(Err(error)),
    });
    let refused = std::iter::from_fn(move || refused.lock().pop());
    found.chain(blocked.into_iter().chain(refused).map(Err))
}

/// Maximum number of entries of folders that are read to find ignored files.
const MAX_IGNORED_ENTRIES: usize = 20_000;

/// Returns at most `most` of the files below `folder` whose names match `is_match`, whether git ignores
/// them or not. Hidden files and installed packages are skipped.
pub(crate) fn find_ignored_files(
    folder: &Path,
    is_match: fn(&str) -> bool,
    most: usize,
) -> Vec<PathBuf> {
    let walk = WalkBuilder::new(folder)
        .standard_filters(false)
        .hidden(true)
        .follow_links(false)
        .filter_entry(|entry| entry.file_name() != "node_modules")
        .build();
    let found = walk.take(MAX_IGNORED_ENTRIES).flatten().filter(|entry| {
        let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
        is_file && entry.file_name().to_str().is_some_and(is_match)
    });
    found.take(most).map(ignore::DirEntry::into_path).collect()
}

/// Returns an error if an ignore file in `folder` is not a regular file, or too large.
fn check_ignore_files(folder: &Path) -> Result<(), ignore::Error> {
    for name in IGNORE_FILES {
        let path = folder.join(name);
        let Ok(metadata) = path.metadata() else { continue };
        let reason = match name {
            _ if metadata.is_dir() => continue,
            _ if !metadata.is_file() => "not a regular file".to_owned(),
            _ if metadata.len() > MAX_IGNORE_FILE_BYTES => {
                format!("larger than {MAX_IGNORE_FILE_BYTES} bytes")
            }
            _ => continue,
        };
        let err = Box::new(ignore::Error::Io(io::Error::other(reason)));
        return Err(ignore::Error::WithPath { path, err });
    }
    Ok(())
}
