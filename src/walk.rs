//! Finding manifests in folders, for server and command line alike.

use std::path::{Path, PathBuf};
use std::sync::mpsc;

use ignore::{WalkBuilder, WalkState};

use crate::manifest::is_file_name;

/// Calls `found` for each manifest below `folder`, and for whatever could not be looked into, in no
/// particular order, until it returns false. What is hidden or ignored by git is left out.
pub(crate) fn manifests(
    folder: &Path,
    found: &mut dyn FnMut(Result<PathBuf, ignore::Error>) -> bool,
) {
    let (sender, paths) = mpsc::sync_channel(64);
    let walker = WalkBuilder::new(folder)
        // What git ignores stays out in an exported tree as well.
        .require_git(false)
        .follow_links(false)
        .build_parallel();
    std::thread::scope(|scope| {
        scope.spawn(move || {
            walker.run(|| {
                let sender = sender.clone();
                Box::new(move |entry| {
                    let message = match entry {
                        Ok(entry) => {
                            let is_file = entry.file_type().is_some_and(|kind| kind.is_file());
                            if !is_file || !entry.file_name().to_str().is_some_and(is_file_name) {
                                return WalkState::Continue;
                            }
                            Ok(entry.into_path())
                        }
                        Err(error) => Err(error),
                    };
                    match sender.send(message) {
                        Ok(()) => WalkState::Continue,
                        // Nobody wants to know more.
                        Err(_) => WalkState::Quit,
                    }
                })
            });
        });
        // Taken apart by this, the channel ends, and the walk with it.
        paths.into_iter().all(found);
    });
}
