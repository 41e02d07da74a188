//! Detection of file formats from the first bytes.

/// Returns the binary file format of `bytes`, with an article, if it is known.
pub(crate) fn binary(bytes: &[u8]) -> Option<&'static str> {
    const MAGIC: &[(&[u8], &str)] = &[
        (b"\x89PNG\r\n\x1a\n", "a PNG image"),
        (b"\xff\xd8\xff", "a JPEG image"),
        (b"GIF87a", "a GIF image"),
        (b"GIF89a", "a GIF image"),
        (b"BM", "a BMP image"),
        (b"II*\0", "a TIFF image"),
        (b"MM\0*", "a TIFF image"),
        (b"\0\0\x01\0", "an ICO file"),
        (b"%PDF-", "a PDF document"),
        (b"\x1f\x8b", "a gzip archive"),
        (b"PK\x03\x04", "a ZIP archive (or an Office document)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an Office document"),
        (b"{\\rtf", "an RTF document"),
    ];
    let is_text = || std::str::from_utf8(bytes).is_ok_and(|text| !text.contains('\0'));
    match bytes {
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("a WebP image"),
        [_, _, _, _, b'f', b't', b'y', b'p', b'a', b'v', b'i', b'f', ..] => Some("an AVIF image"),
        // Two letters are enough for a binary file, but a text may start with them.
        [b'B', b'M', ..] if is_text() => None,
        _ => MAGIC.iter().find(|(magic, _)| bytes.starts_with(magic)).map(|(_, name)| *name),
    }
}

/// Detects a wide encoding from the byte order mark or from alternating zero bytes.
pub(crate) fn wide_encoding(bytes: &[u8]) -> Option<Wide> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] => return Some(Wide::Utf32),
        [0, 0, 0xfe, 0xff, ..] => return Some(Wide::Utf32),
        [0xff, 0xfe, ..] => return Some(Wide::Utf16Little),
        [0xfe, 0xff, ..] => return Some(Wide::Utf16Big),
        _ => {}
    }
    // Without a byte order mark, every other byte of Latin letters in UTF-16 is zero.
    let pairs = bytes.len().min(256) / 2;
    let zeros = |odd: usize| (0..pairs).filter(|pair| bytes[pair * 2 + odd] == 0).count();
    let (first, second) = (zeros(0), zeros(1));
    match pairs {
        0 | 1 => None,
        _ if second * 10 >= pairs * 9 && first == 0 => Some(Wide::Utf16Little),
        _ if first * 10 >= pairs * 9 && second == 0 => Some(Wide::Utf16Big),
        _ => None,
    }
}

/// A Unicode encoding with more than one byte per code unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Wide {
    /// UTF-16, little-endian, as written by Windows.
    Utf16Little,
    /// UTF-16, big-endian.
    Utf16Big,
    /// UTF-32, in either byte order.
    Utf32,
}

impl Wide {
    /// Returns the name of the encoding.
    pub fn name(self) -> &'static str {
        match self {
            Wide::Utf16Little | Wide::Utf16Big => "UTF-16",
            Wide::Utf32 => "UTF-32",
        }
    }

    /// Decodes `bytes`, without a byte order mark.
    pub fn decode(self, bytes: &[u8]) -> Option<String> {
        let unit: fn([u8; 2]) -> u16 = match self {
            Wide::Utf16Little => u16::from_le_bytes,
            Wide::Utf16Big => u16::from_be_bytes,
            Wide::Utf32 => return None,
        };
        if !bytes.len().is_multiple_of(2) {
            return None;
        }
        let units = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]]));
        let text: String = char::decode_utf16(units).collect::<Result<_, _>>().ok()?;
        Some(text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sniffs_file_types() {
        assert_eq!(binary(b"\x89PNG\r\n\x1a\n\0"), Some("a PNG image"));
        assert_eq!(binary(b"RIFF\0\0\0\0WEBPVP8 "), Some("a WebP image"));
        assert_eq!(binary(b"\0\0\0\x20ftypavif"), Some("an AVIF image"));
        assert_eq!(binary(b"BM\x9a\0\0\0\0\0"), Some("a BMP image"));
        for text in ["BMW integration", "<svg/>", "", "GIF", "PK"] {
            assert_eq!(binary(text.as_bytes()), None, "{text}");
        }
    }

    #[test]
    fn utf16_round_trips() {
        let little: Vec<u8> = "Hé".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "\u{feff}Hé😀".encode_utf16().flat_map(u16::to_be_bytes).collect();
        assert_eq!(wide_encoding(&little), Some(Wide::Utf16Little));
        assert_eq!(wide_encoding(&big), Some(Wide::Utf16Big));
        assert_eq!(Wide::Utf16Little.decode(&little).as_deref(), Some("Hé"));
        assert_eq!(Wide::Utf16Big.decode(&big).as_deref(), Some("Hé😀"));
        assert_eq!(Wide::Utf16Big.decode(&big[1..]), None);
        for text in ["", "a", "# Title", "a\0\0b"] {
            assert_eq!(wide_encoding(text.as_bytes()), None, "{text}");
        }
    }
}
