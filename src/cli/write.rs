//! Putting new text into files.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::Path;

/// Puts `new` in place of `old`, which is what the file at `path` held when it was read.
///
/// The text is written beside the file and takes its place at once, so that nobody ever sees a part
/// of it. Symbolic links stay, and what they lead to is replaced; permissions stay, and so does the
/// owner where the system lets us. An error leaves the file as it was; it is an error, too, if the
/// file does not hold `old` any more, or must not be written to.
pub(super) fn replace(path: &Path, old: &[u8], new: &[u8]) -> io::Result<()> {
    let path = path.canonicalize()?;
    let metadata = fs::metadata(&path)?;
    if !metadata.is_file() {
        return Err(io::Error::other("not a plain file, so it cannot be replaced"));
    }
    if metadata.permissions().readonly() {
        return Err(io::Error::other("the file is read-only"));
    }
    let folder = path.parent().ok_or_else(|| io::Error::other("not in a folder"))?;
    let mut file = tempfile::Builder::new().prefix(".").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(new)?;
    keep_owner(file.path(), &metadata);
    file.as_file().set_permissions(metadata.permissions())?;
    file.as_file().sync_all()?;
    if !holds(&path, old)? {
        return Err(io::Error::other("the file was changed by somebody else meanwhile"));
    }
    file.persist(&path)?;
    Ok(())
}

/// Whether the file holds `bytes` and nothing else.
fn holds(path: &Path, bytes: &[u8]) -> io::Result<bool> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() != bytes.len() as u64 {
        return Ok(false);
    }
    let mut rest = bytes;
    let mut piece = [0; 1 << 16];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(rest.is_empty()),
            len => match rest.strip_prefix(&piece[..len]) {
                Some(after) => rest = after,
                None => return Ok(false),
            },
        }
    }
}

#[cfg(unix)]
fn keep_owner(path: &Path, metadata: &fs::Metadata) {
    use std::os::unix::fs::MetadataExt;
    let ours = fs::metadata(path).map(|ours| (ours.uid(), ours.gid()));
    let (owner, group) = (metadata.uid(), metadata.gid());
    if ours.is_ok_and(|ours| ours != (owner, group)) {
        // Only the superuser may give files away, and a group may not be ours to choose.
        let _ = std::os::unix::fs::chown(path, Some(owner), Some(group))
            .or_else(|_| std::os::unix::fs::chown(path, None, Some(group)));
    }
}

#[cfg(not(unix))]
fn keep_owner(_: &Path, _: &fs::Metadata) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        fs::write(&path, "old").unwrap();
        replace(&path, b"old", b"new").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn what_somebody_else_wrote_stays() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.json");
        for other in ["odd", "older", ""] {
            fs::write(&path, other).unwrap();
            let error = replace(&path, b"old", b"new").unwrap_err();
            assert!(error.to_string().contains("meanwhile"), "{error}");
            assert_eq!(fs::read(&path).unwrap(), other.as_bytes());
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        assert!(replace(folder.path(), b"", b"").is_err());
        assert!(replace(&folder.path().join("none"), b"", b"").is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_and_permissions_stay() {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (folder.path().join("a.json"), folder.path().join("b.json"));
        fs::write(&path, "old").unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
        symlink("a.json", &link).unwrap();
        replace(&link, b"old", b"new").unwrap();
        assert!(link.symlink_metadata().unwrap().is_symlink());
        assert_eq!(fs::read(&path).unwrap(), b"new");
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
        fs::set_permissions(&path, fs::Permissions::from_mode(0o440)).unwrap();
        assert!(replace(&link, b"new", b"newer").is_err());
        assert_eq!(fs::read(&path).unwrap(), b"new");
    }
}
