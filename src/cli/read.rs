//! Reading what is to be checked.

use std::fs::File;
use std::io::{self, Read};

use super::terminal::in_words;
use super::walk::Source;

/// Offsets in a document fit into 32 bits.
const LARGEST: u64 = u32::MAX as u64;
const TOO_LARGE: &str = "larger than 4 GiB";

/// Reads what `source` names into `bytes`.
pub(super) fn read<'b>(source: &Source, bytes: &'b mut Vec<u8>) -> Result<&'b str, String> {
    let read = match source {
        Source::Stdin => io::stdin().lock().take(LARGEST + 1).read_to_end(bytes),
        Source::File(path) => File::open(path).and_then(|file| {
            // Only a plain file's size is known beforehand.
            let len = file.metadata()?.len();
            if len > LARGEST {
                return Err(io::Error::other(TOO_LARGE));
            }
            bytes.reserve(len as usize + 1);
            file.take(LARGEST + 1).read_to_end(bytes)
        }),
    };
    read.map_err(|error| in_words(&error))?;
    if bytes.len() as u64 > LARGEST {
        return Err(TOO_LARGE.to_owned());
    }
    std::str::from_utf8(bytes).map_err(|error| {
        let at = error.valid_up_to();
        format!("not UTF-8: byte 0x{:02x} at offset {at}", bytes[at])
    })
}

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

    #[test]
    fn a_file_beyond_all_bounds_is_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("x.json");
        // Without content it takes no room on the disk.
        File::create(&path).unwrap().set_len(LARGEST + 1).unwrap();
        assert_eq!(read(&Source::File(path), &mut Vec::new()).unwrap_err(), TOO_LARGE);
    }
}
