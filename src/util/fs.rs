//! Safe reading and writing of files. All writes to files of users are in this file.

use std::fs::{self, File, Metadata};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::path::escapes_root;

/// Maximum size, in bytes, of a file that a settings file or a manifest refers to: larger than the code of
/// any integration.
pub(crate) const MOST: u64 = 64 << 20;

/// The error for pipes, devices and the like, which may never end.
const NOT_A_REGULAR_FILE: &str = "not a regular file";

/// Returns the text of the file at `path`, or an error if it is not a regular file.
pub(crate) fn read_text(path: &Path) -> io::Result<String> {
    if path.metadata().is_ok_and(|it| !it.is_file() && !it.is_dir()) {
        return Err(io::Error::other(NOT_A_REGULAR_FILE));
    }
    fs::read_to_string(path)
}

/// Version of a file: its modification time, its length in bytes, and its inode, which changes when the file
/// is replaced. All folders have the same version.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Version(Option<SystemTime>, u64, u64);

impl Version {
    /// Returns the current version of the file at `path`, or `None` if it does not exist.
    pub(crate) fn of(path: &Path) -> Option<Self> {
        let metadata = path.metadata().ok()?;
        if metadata.is_dir() {
            return Some(Self(None, 0, 0));
        }
        #[cfg(unix)]
        let identity = std::os::unix::fs::MetadataExt::ino(&metadata);
        #[cfg(not(unix))]
        let identity = 0;
        Some(Self(metadata.modified().ok(), metadata.len(), identity))
    }
}

/// Returns the message of a system error, without its number.
pub(crate) fn describe_io_error(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => {
            let text = error.to_string();
            match text.rfind(" (os error ") {
                Some(end) => text[..end].to_lowercase(),
                None => text,
            }
        }
    }
}

/// Returns the content of the file at `path`, relative to `folder`. After symbolic links are resolved, the
/// file must be in one of `roots` (see [`real`]). `most` is the maximum size in bytes.
pub(crate) fn read_inside(
    roots: &[PathBuf],
    folder: &Path,
    path: &str,
    most: u64,
) -> Result<Vec<u8>, String> {
    if let Some(why) = escapes_root(path) {
        return Err(why.to_owned());
    }
    let real = fs::canonicalize(folder.join(path)).map_err(|error| describe_io_error(&error))?;
    if !roots.iter().any(|root| real.starts_with(root)) {
        return Err("the path is outside the folder".to_owned());
    }
    // Only a regular file is known to end.
    let metadata = fs::metadata(&real).map_err(|error| describe_io_error(&error))?;
    if metadata.is_dir() {
        return Err("it is a folder".to_owned());
    }
    if !metadata.is_file() {
        return Err(NOT_A_REGULAR_FILE.to_owned());
    }
    let mut content = Vec::new();
    let file = File::open(&real).map_err(|error| describe_io_error(&error))?;
    file.take(most + 1).read_to_end(&mut content).map_err(|error| describe_io_error(&error))?;
    if content.len() as u64 > most {
        return Err(format!("larger than {most} bytes"));
    }
    Ok(content)
}

/// Returns `folder` with symbolic links resolved, as [`read_inside`] requires it.
pub(crate) fn real(folder: &Path) -> Option<PathBuf> {
    fs::canonicalize(folder).ok()
}

/// Writes `content` to the file at `path` atomically: to a temporary file in the same folder, which then
/// replaces the file. If `path` is a symbolic link, its target is written. With `before`, fails unless the
/// file still has this content.
pub(crate) fn write(path: &Path, before: Option<&[u8]>, content: &[u8]) -> Result<(), String> {
    let target = match fs::canonicalize(path) {
        Ok(target) => target,
        Err(error) if error.kind() == io::ErrorKind::NotFound && before.is_none() => {
            if path.is_symlink() {
                return Err("it is a broken symbolic link".to_owned());
            }
            path.to_owned()
        }
        Err(error) => return Err(describe_io_error(&error)),
    };
    let old = fs::metadata(&target).ok();
    if let Some(old) = &old {
        if !old.is_file() {
            return write_through(&target, content);
        }
        if old.permissions().readonly() {
            return Err("the file is read-only".to_owned());
        }
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = |error: io::Error| format!("not written: {}", describe_io_error(&error));
    let mut beside = create(folder, old.as_ref()).map_err(failed)?;
    beside.write_all(content).map_err(failed)?;
    // A full disk may be reported only here.
    beside.as_file().sync_all().map_err(failed)?;
    if let Some(before) = before
        && fs::read(&target).map_err(failed)? != before
    {
        return Err("changed by another program meanwhile; not written".to_owned());
    }
    beside.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Creates a temporary file in `folder`, with owner and permissions of `old`.
fn create(folder: &Path, old: Option<&Metadata>) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".integration-manifest-").suffix(".tmp");
    #[cfg(unix)]
    if old.is_none() {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    let file = builder.tempfile_in(folder)?;
    if let Some(old) = old {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            let new = file.as_file().metadata()?;
            if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
                // Changing the owner requires a privilege. Without it, the file belongs to the user.
                let _ = fchown(file.as_file(), Some(old.uid()), Some(old.gid()));
            }
        }
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
}

/// Writes to a file that is not regular, such as a terminal.
fn write_through(path: &Path, content: &[u8]) -> Result<(), String> {
    let open = fs::OpenOptions::new().write(true).open(path);
    open.and_then(|mut file| file.write_all(content)).map_err(|error| describe_io_error(&error))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Returns the names of the files in a folder.
    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        let mut names: Vec<String> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    #[test]
    fn write_is_atomic() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write(&path, None, b"one").unwrap();
        write(&path, Some(b"one"), b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(write(&path, Some(b"one"), b"three").unwrap_err().contains("meanwhile"));
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(write(&folder.path().join("b"), Some(b""), b"x").is_err());
        assert!(write(&folder.path().join("no/b"), None, b"x").is_err());
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[cfg(unix)]
    #[test]
    fn write_keeps_permissions_and_links() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a"), folder.path().join("link"));
        fs::write(&path, "one").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a", &link).unwrap();
        write(&link, Some(b"one"), b"two").unwrap();
        assert!(link.is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert_eq!(write(&link, None, b"x").unwrap_err(), "the file is read-only");
        symlink("nowhere", folder.path().join("loose")).unwrap();
        assert!(write(&folder.path().join("loose"), None, b"x").is_err());
        assert_eq!(names(folder.path()), ["a", "link", "loose"]);
        write(Path::new("/dev/null"), None, b"x").unwrap();
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn full_disk_error_message() {
        assert_eq!(
            write(Path::new("/dev/full"), None, b"x").unwrap_err(),
            "no space left on device"
        );
    }

    #[test]
    fn read_rejects_paths_outside_folder() {
        let outer = tempfile::tempdir().unwrap();
        let folder = outer.path().join("in");
        fs::create_dir_all(folder.join("deep")).unwrap();
        fs::write(outer.path().join("out"), "secret").unwrap();
        fs::write(folder.join("a"), "12345").unwrap();
        let roots = [real(&folder).unwrap()];
        let read = |path, most| read_inside(&roots, &folder, path, most);
        assert_eq!(read("a", 5).unwrap(), b"12345");
        assert_eq!(read("deep/../a", 5).unwrap(), b"12345");
        assert_eq!(read("a", 4).unwrap_err(), "larger than 4 bytes");
        assert_eq!(read("b", 4).unwrap_err(), "no such file or folder");
        assert_eq!(read("deep", 4).unwrap_err(), "it is a folder");
        assert_eq!(read("../out", 99).unwrap_err(), "the path is outside the folder");
        let absolute = outer.path().join("out");
        assert!(read(absolute.to_str().unwrap(), 99).is_err());
        #[cfg(unix)]
        {
            use std::os::unix::fs::symlink;
            symlink("../out", folder.join("file")).unwrap();
            symlink("..", folder.join("up")).unwrap();
            symlink("a", folder.join("fine")).unwrap();
            assert_eq!(read("file", 99).unwrap_err(), "the path is outside the folder");
            assert_eq!(read("up/out", 99).unwrap_err(), "the path is outside the folder");
            assert_eq!(read("fine", 99).unwrap(), b"12345");
        }
    }
}
