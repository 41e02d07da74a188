//! Atomic writing of files. All writes to files of users are in this file.

use std::fs::{self, File, Metadata};
use std::io::{self, Write};
use std::path::Path;
#[cfg(unix)]
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use parking_lot::{RwLock, RwLockReadGuard};

use super::read::{describe_io_error, read_regular};

/// Held for reading while a temporary file exists, and for writing when the program ends.
static WRITES: RwLock<()> = RwLock::new(());

/// Whether the program handles SIGINT and SIGTERM itself.
static HANDLES_SIGNALS: AtomicBool = AtomicBool::new(false);

/// Leaves SIGINT and SIGTERM to the caller, which completes all writes before it ends.
#[cfg(feature = "serve")]
pub(crate) fn leave_signals_to_caller() {
    HANDLES_SIGNALS.store(true, Ordering::Relaxed);
}

/// Starts a write. SIGINT and SIGTERM do not end the program before the write has ended, so that no temporary
/// file stays behind.
fn begin_write() -> RwLockReadGuard<'static, ()> {
    #[cfg(unix)]
    {
        use signal_hook::consts::{SIGINT, SIGTERM};
        use signal_hook::iterator::Signals;
        static HANDLER: Once = Once::new();
        HANDLER.call_once(|| {
            if HANDLES_SIGNALS.load(Ordering::Relaxed) {
                return;
            }
            // Without a handler or a thread for it, the signals end the program immediately.
            let Ok(mut signals) = Signals::new([SIGINT, SIGTERM]) else { return };
            let wait = move || {
                for signal in signals.forever() {
                    let _all_written = WRITES.write();
                    let _ = signal_hook::low_level::emulate_default_handler(signal);
                }
            };
            let _ = std::thread::Builder::new().name("signals".to_owned()).spawn(wait);
        });
    }
    WRITES.read()
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
        #[cfg(unix)]
        if std::os::unix::fs::MetadataExt::nlink(old) > 1 {
            return Err(
                "not written: the file has several hard links, and the others would keep the \
                        old content; write to a copy"
                    .to_owned(),
            );
        }
    }
    let folder = match target.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = |error: io::Error| format!("not written: {}", describe_io_error(&error));
    let _writing = begin_write();
    remove_stale(folder);
    let old_file = old.as_ref().map(|old| (old, target.as_path()));
    let beside = create(folder, old_file, content).map_err(failed)?;
    let Some(before) = before else {
        return beside.persist(&target).map(drop).map_err(|error| failed(error.error));
    };
    let is_same = |path: &Path| match read_regular(path, before.len() as u64) {
        Ok(content) => content == before,
        Err(_) => false,
    };
    if !is_same(&target) {
        return Err(CHANGED.to_owned());
    }
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        let exchange = || renameat_with(CWD, beside.path(), CWD, &target, RenameFlags::EXCHANGE);
        // The old file gets the temporary name, so that a change since the comparison is not lost.
        if exchange().is_ok() {
            if is_same(beside.path()) {
                return Ok(());
            }
            return match exchange() {
                Ok(()) => Err(CHANGED.to_owned()),
                Err(error) => {
                    let kept =
                        beside.into_temp_path().keep().map_err(|error| failed(error.error))?;
                    let name = kept.file_name().unwrap_or_default().to_string_lossy().into_owned();
                    Err(format!(
                        "another program changed the file at the same time; its version was saved \
                         as {name} ({error})"
                    ))
                }
            };
        }
    }
    beside.persist(&target).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Writes `content` to a new file at `path` atomically. Fails if a file exists there.
pub(crate) fn write_new(path: &Path, content: &[u8]) -> Result<(), String> {
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let failed = |error: io::Error| match error.kind() {
        io::ErrorKind::AlreadyExists => "the file exists already; not written".to_owned(),
        _ => format!("not written: {}", describe_io_error(&error)),
    };
    let _writing = begin_write();
    let beside = create(folder, None, content).map_err(failed)?;
    beside.persist_noclobber(path).map(drop).map_err(|error| failed(error.error))
}

const CHANGED: &str = "not written: another program changed the file at the same time";

const TEMPORARY_PREFIX: &str = ".integration-manifest-";
const TEMPORARY_SUFFIX: &str = ".tmp";

/// Minimum age of a temporary file that no running program can need.
const STALE_AGE: std::time::Duration = std::time::Duration::from_secs(60 * 60);

/// Removes temporary files in `folder` that an interrupted program left behind.
fn remove_stale(folder: &Path) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let is_temporary = name.to_str().is_some_and(|name| {
            name.starts_with(TEMPORARY_PREFIX) && name.ends_with(TEMPORARY_SUFFIX)
        });
        let is_stale = || {
            let metadata = entry.metadata().ok().filter(Metadata::is_file)?;
            metadata.modified().ok()?.elapsed().ok().map(|age| age > STALE_AGE)
        };
        if is_temporary && is_stale() == Some(true) {
            // Another program may have removed it.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Writes a new file in `folder` that goes away unless it is kept, with owner, permissions and extended
/// attributes of `old`.
fn create(
    folder: &Path,
    old: Option<(&Metadata, &Path)>,
    content: &[u8],
) -> io::Result<tempfile::NamedTempFile> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(TEMPORARY_PREFIX).suffix(TEMPORARY_SUFFIX);
    #[cfg(unix)]
    if old.is_none() {
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    // A file without a name does not stay behind if the program is interrupted while it writes.
    #[cfg(target_os = "linux")]
    {
        use rustix::fs::{AtFlags, CWD, Mode, OFlags, linkat, open};
        let mode = Mode::from_raw_mode(if old.is_some() { 0o600 } else { 0o666 });
        if let Ok(unnamed) = open(folder, OFlags::TMPFILE | OFlags::RDWR | OFlags::CLOEXEC, mode) {
            use std::os::fd::AsRawFd;
            let mut file = File::from(unnamed);
            fill(&mut file, old, content)?;
            let link = format!("/proc/self/fd/{}", file.as_raw_fd());
            let named = builder.make_in(folder, |path| {
                linkat(CWD, &link, CWD, path, AtFlags::SYMLINK_FOLLOW)?;
                file.try_clone()
            });
            if let Ok(named) = named {
                let (file, path) = named.into_parts();
                return Ok(tempfile::NamedTempFile::from_parts(file, path));
            }
        }
    }
    let mut file = builder.tempfile_in(folder)?;
    fill(file.as_file_mut(), old, content)?;
    Ok(file)
}

/// Writes `content`, and the owner, permissions and extended attributes of `old`.
fn fill(file: &mut File, old: Option<(&Metadata, &Path)>, content: &[u8]) -> io::Result<()> {
    file.write_all(content)?;
    if let Some((old, path)) = old {
        #[cfg(unix)]
        {
            use std::os::unix::fs::{MetadataExt, fchown};
            let new = file.metadata()?;
            if (new.uid(), new.gid()) != (old.uid(), old.gid()) {
                // Changing the owner requires a privilege. Without it, the file belongs to the user.
                let _ = fchown(&*file, Some(old.uid()), Some(old.gid()));
            }
        }
        file.set_permissions(old.permissions())?;
        #[cfg(target_os = "linux")]
        copy_attributes(path, file);
        #[cfg(not(target_os = "linux"))]
        let _ = path;
    }
    // A full disk may be reported only here.
    file.sync_all()
}

/// Copies the extended attributes of the file at `from`. The system sets those that it reserves.
#[cfg(target_os = "linux")]
fn copy_attributes(from: &Path, to: &File) {
    use rustix::fs::{XattrFlags, fsetxattr, getxattr, listxattr};
    let mut names = vec![0; 64 << 10];
    let Ok(len) = listxattr(from, &mut names[..]) else { return };
    let mut value = vec![0; 64 << 10];
    for name in names[..len].split(|byte| *byte == 0).filter(|name| !name.is_empty()) {
        if let Ok(len) = getxattr(from, name, &mut value[..]) {
            let _ = fsetxattr(to, name, &value[..len], XattrFlags::empty());
        }
    }
}

/// Writes to a file that is not regular, such as a terminal or a pipe of the shell. Does not wait for a reader.
fn write_through(path: &Path, content: &[u8]) -> Result<(), String> {
    let mut options = fs::OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NONBLOCK | OFlags::NOCTTY).bits() as i32);
    }
    let write = |mut file: File| {
        #[cfg(unix)]
        {
            use rustix::fs::{OFlags, fcntl_getfl, fcntl_setfl};
            fcntl_setfl(&file, fcntl_getfl(&file)? - OFlags::NONBLOCK)?;
        }
        file.write_all(content)
    };
    options.open(path).and_then(write).map_err(|error| {
        #[cfg(unix)]
        if error.raw_os_error() == Some(rustix::io::Errno::NXIO.raw_os_error()) {
            return "it is a pipe without a reader, or a socket".to_owned();
        }
        describe_io_error(&error)
    })
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

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
        assert!(write(&path, Some(b"one"), b"three").unwrap_err().contains("at the same time"));
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert!(write(&folder.path().join("b"), Some(b""), b"x").is_err());
        assert!(write(&folder.path().join("no/b"), None, b"x").is_err());
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[test]
    fn write_new_keeps_existing_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        write_new(&path, b"one").unwrap();
        assert!(write_new(&path, b"two").unwrap_err().contains("exists already"));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(names(folder.path()), ["a"]);
    }

    #[cfg(unix)]
    #[test]
    fn write_keeps_hard_links_and_removes_stale_files() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        fs::write(&path, "one").unwrap();
        fs::hard_link(&path, folder.path().join("b")).unwrap();
        assert!(write(&path, Some(b"one"), b"two").unwrap_err().contains("hard link"));
        assert_eq!(fs::read(&path).unwrap(), b"one");
        fs::remove_file(folder.path().join("b")).unwrap();
        let stale = File::create(folder.path().join(".integration-manifest-x.tmp")).unwrap();
        stale.set_modified(SystemTime::now() - 2 * STALE_AGE).unwrap();
        File::create(folder.path().join(".integration-manifest-y.tmp")).unwrap();
        write(&path, Some(b"one"), b"two").unwrap();
        assert_eq!(names(folder.path()), [".integration-manifest-y.tmp", "a"]);
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
}
