//! Reading what is to be checked.

use std::fs::File;
use std::io::{self, Read};

use super::inputs::Source;
use super::terminal::describe_io_error;

/// Offsets in a document fit into 32 bits.
const LARGEST: u64 = u32::MAX as u64;
const TOO_LARGE: &str = "larger than 4 GiB";

/// Reads what `source` names into `room`, which grows to what is needed and stays as it is otherwise:
/// who reads many files has it filled with zeros once.
pub(super) fn read<'b>(source: &Source, room: &'b mut Vec<u8>) -> Result<&'b str, String> {
    let read = match source {
        Source::Stdin => fill(io::stdin().lock(), 0, room),
        Source::File(path) => File::open(path).and_then(|file| {
            // Only a plain file's size is known beforehand; of others it is 0.
            let len = file.metadata()?.len();
            fill(file, len, room)
        }),
    };
    let len = read.map_err(|error| describe_io_error(&error))?;
    std::str::from_utf8(&room[..len]).map_err(|error| {
        let at = error.valid_up_to();
        format!("not UTF-8: byte 0x{:02x} at offset {at}", room[at])
    })
}

/// Reads all of `from`, probably `likely` bytes, into `room`. Returns how many there were.
fn fill(mut from: impl Read, likely: u64, room: &mut Vec<u8>) -> io::Result<usize> {
    let too_large = || io::Error::other(TOO_LARGE);
    if likely > LARGEST {
        return Err(too_large());
    }
    let likely = likely as usize;
    // There is room for one more, so what gives no more than these has ended.
    if room.len() <= likely {
        room.resize(likely + 1, 0);
    }
    let mut len = 0;
    loop {
        if len as u64 > LARGEST {
            return Err(too_large());
        }
        if len == room.len() {
            room.resize(2 * len.max(FIRST), 0);
        }
        len += match from.read(&mut room[len..]) {
            Ok(0) => return Ok(len),
            Ok(more) => more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            Err(error) => return Err(error),
        };
        if len == likely && len > 0 {
            return Ok(len);
        }
    }
}

/// How much room is made for what is of unknown length, in bytes.
const FIRST: usize = 4 << 10;

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn the_offset_of_a_bad_byte_is_said() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        fs::write(&path, b"{\"\xc3\xa9\": \"\xff\"}").unwrap();
        let what = read(&Source::File(path), &mut Vec::new()).unwrap_err();
        assert_eq!(what, "not UTF-8: byte 0xff at offset 8");
    }

    /// Gives its bytes in pieces of at most three, and is interrupted before each.
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
        let mut room = Vec::new();
        for len in [0, 1, 2, 3, 4, 10, 4095, 4096, 4097, 10_000] {
            for likely in [0, 1, len, len + 1, 2 * len] {
                let before = room.len();
                let from = Slow(&text.as_bytes()[..len], false);
                let read = fill(from, likely as u64, &mut room).unwrap();
                // What seems to have ended where it was expected to end may have begun to grow.
                assert!(
                    read == len || (1..len).contains(&likely) && read == likely,
                    "{len} {likely} {read}"
                );
                assert_eq!(room[..read], text.as_bytes()[..read]);
                assert!(room.len() >= before);
            }
        }
    }

    #[test]
    fn a_file_beyond_all_bounds_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        // Without content it takes no room on the disk.
        File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
        assert_eq!(read(&Source::File(path), &mut Vec::new()).unwrap_err(), TOO_LARGE);
    }
}
