//! Reads manifests from files and stdin.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use super::inputs::Source;
use crate::rules;
use crate::syntax::{Dialect, Tree};
use crate::util::budget;
use crate::util::fs::{decode, describe_io_error, open_regular};

/// Maximum size of a manifest in bytes.
const MAX_BYTES: u64 = budget::MAX_BYTES as u64;
const TOO_LARGE: &str = "larger than 64 MiB";

/// Initial buffer size, in bytes, for input of unknown length.
const INITIAL_BUFFER: usize = 4 << 10;

/// Reads `source` into `buffer` and returns its text.
///
/// The buffer grows as needed and keeps its length, so that a caller that reads many files zeroes it
/// only once.
pub(super) fn read<'b>(source: &Source, buffer: &'b mut Vec<u8>) -> Result<&'b str, String> {
    let read = match source {
        Source::Stdin => fill(io::stdin().lock(), 0, buffer),
        Source::File(path) => open(path).and_then(|file| {
            // The length of anything but a regular file is 0.
            let len = file.metadata()?.len();
            fill(file, len, buffer)
        }),
    };
    let len = read.map_err(|error| describe_io_error(&error))?;
    decode(&buffer[..len])
}

/// Parses a manifest whose members a command reads. The error says why there are none.
pub(super) fn parse(text: &str, dialect: Dialect) -> Result<Tree, String> {
    let tree = Tree::parse(text, dialect);
    match excess(text, &tree) {
        Some(message) => Err(message),
        None if tree.root().is_some_and(|root| root.is_object()) => Ok(tree),
        None => Err("not a JSON object".to_owned()),
    }
}

/// Describes how `text` exceeds the budget, and therefore is not parsed.
pub(super) fn excess(text: &str, tree: &Tree) -> Option<String> {
    tree.excess()?;
    rules::not_json(&text, tree, 1).0.pop().map(|finding| finding.message)
}

/// Opens a regular file, or a pipe of the shell, as in `check <(…)`. Any other pipe may have no writer.
pub(super) fn open(path: &Path) -> io::Result<File> {
    #[cfg(unix)]
    {
        use std::os::unix::fs::FileTypeExt;
        let is_system = path.starts_with("/dev") || path.starts_with("/proc");
        if is_system && path.metadata()?.file_type().is_fifo() {
            return File::open(path);
        }
    }
    open_regular(path)
}

/// Reads all of `from` into `buffer` and returns the number of bytes. `expected_len` is a hint.
fn fill(mut from: impl Read, expected_len: u64, buffer: &mut Vec<u8>) -> io::Result<usize> {
    let too_large = || io::Error::other(TOO_LARGE);
    if expected_len > MAX_BYTES {
        return Err(too_large());
    }
    let expected_len = expected_len as usize;
    // One byte more than expected, so that one read shows that the input has not grown.
    if buffer.len() <= expected_len {
        buffer.resize(expected_len + 1, 0);
    }
    let mut len = 0;
    loop {
        if len as u64 > MAX_BYTES {
            return Err(too_large());
        }
        if len == buffer.len() {
            buffer.resize(2 * len.max(INITIAL_BUFFER), 0);
        }
        len += match from.read(&mut buffer[len..]) {
            Ok(0) => return Ok(len),
            Ok(more) => more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            Err(error) => return Err(error),
        };
        if len == expected_len && len > 0 {
            return Ok(len);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn read_reports_offset_of_invalid_byte() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        fs::write(&path, b"{\"\xc3\xa9\": \"\xff\"}").unwrap();
        let message = read(&Source::File(path), &mut Vec::new()).unwrap_err();
        assert_eq!(message, "not UTF-8: byte 0xff at offset 8; save it as UTF-8");
    }

    #[test]
    fn read_recognizes_utf16() {
        let utf16 = |text: &str, to_bytes: fn(u16) -> [u8; 2]| -> Vec<u8> {
            text.encode_utf16().flat_map(to_bytes).collect()
        };
        for text in ["{}", "\u{feff}{}"] {
            for bytes in [utf16(text, u16::to_le_bytes), utf16(text, u16::to_be_bytes)] {
                let message = decode(&bytes).unwrap_err();
                assert_eq!(message, "not UTF-8 (looks like UTF-16); save it as UTF-8");
            }
        }
        assert_eq!(decode("\u{feff}{}".as_bytes()), Ok("\u{feff}{}"));
    }

    /// Returns at most three bytes per read, and is interrupted before each.
    struct Slow<'a>(&'a [u8], bool);

    impl Read for Slow<'_> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            let len = into.len().min(3);
            self.0.read(&mut into[..len])
        }
    }

    #[test]
    fn read_handles_short_reads_and_wrong_size_hints() {
        let text = "0123456789".repeat(1000);
        let mut buffer = Vec::new();
        for len in [0, 1, 2, 3, 4, 10, 4095, 4096, 4097, 10_000] {
            for expected in [0, 1, len, len + 1, 2 * len] {
                let before = buffer.len();
                let from = Slow(&text.as_bytes()[..len], false);
                let read = fill(from, expected as u64, &mut buffer).unwrap();
                // Reading stops at the expected length, even if the input has grown.
                assert!(
                    read == len || (1..len).contains(&expected) && read == expected,
                    "{len} {expected} {read}"
                );
                assert_eq!(buffer[..read], text.as_bytes()[..read]);
                assert!(buffer.len() >= before);
            }
        }
    }

    #[test]
    fn read_rejects_too_large_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        // A sparse file takes no space on the disk.
        File::create(&path).unwrap().set_len(MAX_BYTES + 1).unwrap();
        assert_eq!(read(&Source::File(path), &mut Vec::new()).unwrap_err(), TOO_LARGE);
    }
}
