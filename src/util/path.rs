//! Checks of paths that a document contains, without access to files.

use std::path::{Component, Path};

/// Returns why the relative path `path` from a document cannot be a file in its folder; `None` if it can.
/// Does not read the file system, so that symbolic links are not resolved.
pub(crate) fn escapes_root(path: &str) -> Option<&'static str> {
    if path.is_empty() {
        return Some("the path is empty");
    }
    // Reject paths that are absolute on any system.
    let drive = path.as_bytes().get(1) == Some(&b':');
    if path.starts_with(['/', '\\']) || drive || Path::new(path).is_absolute() {
        return Some("the path must be relative to the folder");
    }
    if path.contains('\\') {
        return Some("folders are separated by `/`, not `\\`");
    }
    let mut depth = 0;
    for part in Path::new(path).components() {
        match part {
            Component::Normal(_) => depth += 1,
            Component::CurDir => {}
            _ => depth -= 1,
        }
        if depth < 0 {
            return Some("the path is outside the folder");
        }
    }
    (depth == 0).then_some("it is a folder")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_root_detects_paths_outside_the_folder() {
        for path in ["a", "./a", "a/../b", "a/b.svg"] {
            assert_eq!(escapes_root(path), None, "{path}");
        }
        for path in ["", ".", "..", "../a", "a/../../b", "/a", "\\a", "c:a", "a/..", "a\\b"] {
            assert!(escapes_root(path).is_some(), "{path}");
        }
    }
}
