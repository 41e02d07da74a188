//! Finding manifests in folders, for server and command line alike.

use std::path::{Path, PathBuf};

use ignore::WalkBuilder;

use crate::manifest::is_file_name;

/// The manifests below `folder`, and whatever could not be looked into, in no particular order. What is
/// hidden or ignored by git is left out.
///
/// One thread looks at two million files a second, so that several would mostly wait for each other.
pub(crate) fn find_manifests(
    folder: &Path,
) -> impl Iterator<Item = Result<PathBuf, ignore::Error>> {
    let walk = WalkBuilder::new(folder)
        // What git ignores stays out in an exported tree as well.
        .require_git(false)
        .follow_links(false)
        .build();
    walk.filter_map(|entry| match entry {
        Ok(entry) => {
            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
            let named = entry.file_name().to_str().is_some_and(is_file_name);
            (is_file && named).then(|| Ok(entry.into_path()))
        }
        Err(error) => Some(Err(error)),
    })
}
