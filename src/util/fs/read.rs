//! Safe reading of files.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::util::path::escapes_root;

/// Maximum size, in bytes, of a file that a settings file or a manifest refers to: larger than the code of
/// any integration.
pub(crate) const MAX_EMBEDDED_BYTES: u64 = 64 << 20;

/// The error for pipes, devices and the like, which may never end.
const NOT_A_REGULAR_FILE: &str = "not a regular file";

/// Maximum size of a settings file in bytes.
pub(crate) const MAX_SETTINGS: u64 = 4 << 20;

/// Reads the settings file at `path`, which may have at most `most` bytes.
pub(crate) fn read_text(path: &Path, most: u64) -> io::Result<String> {
    let bytes = read_regular(path, most)?;
    String::from_utf8(bytes).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// Opens the regular file at `path`. Does not wait for the other end of a pipe.
pub(crate) fn open_regular(path: &Path) -> io::Result<File> {
    let mut options = fs::OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOCTTY).bits() as i32);
    }
    let file = options.open(path)?;
    let metadata = file.metadata()?;
    if metadata.is_dir() {
        return Err(io::Error::other("it is a folder"));
    }
    if !metadata.is_file() {
        return Err(io::Error::other(NOT_A_REGULAR_FILE));
    }
    Ok(file)
}

/// Reads the regular file at `path`, which may have at most `most` bytes, also if it grows meanwhile.
pub(crate) fn read_regular(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut content = Vec::new();
    open_regular(path)?.take(most.saturating_add(1)).read_to_end(&mut content)?;
    if content.len() as u64 > most {
        return Err(io::Error::other(format!("larger than {most} bytes")));
    }
    Ok(content)
}

/// Returns `bytes` as text, or describes their encoding.
pub(crate) fn decode(bytes: &[u8]) -> Result<&str, String> {
    // ASCII in UTF-16 is valid UTF-8 with NUL characters, which a manifest cannot contain.
    let is_utf16 = bytes.starts_with(b"\xff\xfe")
        || bytes.starts_with(b"\xfe\xff")
        || bytes.iter().take(2).any(|byte| *byte == 0);
    if is_utf16 {
        return Err("not UTF-8 (looks like UTF-16); save it as UTF-8".to_owned());
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        format!("not UTF-8: byte 0x{:02x} at offset {at}; save it as UTF-8", bytes[at])
    })
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
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
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
    read_regular(&real, most).map_err(|error| describe_io_error(&error))
}

/// Returns `folder` with symbolic links resolved, as [`read_inside`] requires it.
pub(crate) fn real(folder: &Path) -> Option<PathBuf> {
    fs::canonicalize(folder).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn read_rejects_devices_and_pipes_without_waiting() {
        let folder = tempfile::tempdir().unwrap();
        let pipe = folder.path().join("pipe");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        std::os::unix::fs::symlink("/dev/zero", folder.path().join("zero")).unwrap();
        for name in ["pipe", "zero"] {
            let error = read_text(&folder.path().join(name), MAX_SETTINGS).unwrap_err();
            assert_eq!(error.to_string(), NOT_A_REGULAR_FILE);
        }
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
