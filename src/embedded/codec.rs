//! A file's content ↔ the string that a field holds of it.
//!
//! What cannot be told apart from other content (bytes that are no text, a picture of the wrong
//! kind) is refused with the reason as a clause: “it is a PNG image, not SVG”.

use std::borrow::Cow;

use base64::DecodeError;
use base64::alphabet::STANDARD as ALPHABET;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig, STANDARD};
use base64::engine::{DecodePaddingMode, Engine};

use crate::manifest::types::StringFormat;

/// Reads base64 as leniently as its sense is clear: what exactly is wrong about it is not the
/// question when somebody wants the content.
const LENIENT: GeneralPurpose = GeneralPurpose::new(
    &ALPHABET,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Whether a field of this kind holds what could be a file's content.
pub(crate) fn is_content(holds: StringFormat) -> bool {
    kind(holds).is_some()
}

/// What the content of such a field is called by programs: what its file ends in is not always
/// known, but this is.
pub(crate) fn kind(holds: StringFormat) -> Option<&'static str> {
    match holds {
        StringFormat::Icon => Some("svg"),
        StringFormat::Readme => Some("markdown"),
        StringFormat::JavaScript => Some("javascript"),
        StringFormat::Script(_) => Some("vrl"),
        _ => None,
    }
}

/// What a file with the content of the field `name` is usually called.
pub(crate) fn file_name(holds: StringFormat, name: &str) -> String {
    match holds {
        StringFormat::Icon => "icon.svg".to_owned(),
        StringFormat::Readme => "README.md".to_owned(),
        StringFormat::JavaScript => "index.js".to_owned(),
        _ => format!("{name}.vrl"),
    }
}

/// The string (without quotes and escapes) that holds `content` in such a field.
pub(crate) fn encode(holds: StringFormat, content: &[u8]) -> Result<String, String> {
    match holds {
        StringFormat::Icon => {
            let svg = text(content)?;
            if !is_svg(svg) {
                return Err("it is not an SVG (no `<svg` at the start)".to_owned());
            }
            Ok(STANDARD.encode(svg))
        }
        StringFormat::Readme => Ok(STANDARD.encode(text(content)?)),
        StringFormat::JavaScript | StringFormat::Script(_) => Ok(text(content)?.to_owned()),
        StringFormat::SecretValue => Err("secret values must not be stored in a file".to_owned()),
        _ => Err("this field cannot be embedded or extracted".to_owned()),
    }
}

/// The content that `string` (without quotes and escapes) stands for in such a field.
pub(crate) fn decode(holds: StringFormat, string: &str) -> Result<Vec<u8>, String> {
    match holds {
        StringFormat::Icon | StringFormat::Readme => from_base64(string),
        StringFormat::JavaScript | StringFormat::Script(_) => Ok(string.as_bytes().to_vec()),
        StringFormat::SecretValue => Err("secret values are not displayed".to_owned()),
        _ => Err("this field cannot be embedded or extracted".to_owned()),
    }
}

/// Whether two contents say the same: neither the kind of line breaks, which a checkout may change,
/// nor line breaks at the end, which an editor may add, count.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    fn lines(content: &[u8]) -> impl Iterator<Item = &[u8]> {
        let content = content.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(content);
        let end = content.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'));
        let content = &content[..end.map_or(0, |end| end + 1)];
        content.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    }
    lines(one).eq(lines(other))
}

/// `content` as text, without a byte order mark.
fn text(content: &[u8]) -> Result<&str, String> {
    if let Some(what) = picture(content) {
        return Err(format!("it is {what}"));
    }
    let text = std::str::from_utf8(content).map_err(|error| {
        let at = error.valid_up_to();
        format!("it is not UTF-8: byte 0x{:02x} at offset {at}", content[at])
    })?;
    if let Some(at) = memchr::memchr(0, content) {
        return Err(format!("it is not text: byte 0x00 at offset {at}"));
    }
    Ok(text.strip_prefix(BYTE_ORDER_MARK).unwrap_or(text))
}

/// What kind of file this is, for some that are taken for an icon or put there by mistake.
fn picture(content: &[u8]) -> Option<&'static str> {
    match content {
        [0x89, b'P', b'N', b'G', ..] => Some("a PNG image"),
        [0xff, 0xd8, 0xff, ..] => Some("a JPEG image"),
        [b'G', b'I', b'F', b'8', ..] => Some("a GIF image"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("a WebP image"),
        [0x1f, 0x8b, ..] => Some("compressed with gzip"),
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] => Some("UTF-16, not UTF-8"),
        _ => None,
    }
}

/// Whether the first element of `text` is `svg`. The rest is not looked at.
fn is_svg(text: &str) -> bool {
    let mut rest = text.trim_start();
    loop {
        let end = if rest.starts_with("<!--") {
            rest.find("-->").map(|at| at + 3)
        } else if rest.starts_with("<?") {
            rest.find("?>").map(|at| at + 2)
        } else if rest.get(..9).is_some_and(|start| start.eq_ignore_ascii_case("<!doctype")) {
            let declarations = rest.find('[').filter(|at| !rest[..*at].contains('>'));
            let from = match declarations {
                Some(at) => rest[at..].find(']').map(|len| at + len),
                None => Some(0),
            };
            from.and_then(|from| rest[from..].find('>').map(|len| from + len + 1))
        } else {
            break;
        };
        let Some(end) = end else { return false };
        rest = rest[end..].trim_start();
    }
    let Some(tag) = rest.strip_prefix('<') else { return false };
    let end = tag.find(|c: char| c.is_whitespace() || matches!(c, '>' | '/')).unwrap_or(tag.len());
    let name = &tag[..end];
    name.rsplit_once(':').map_or(name, |(_, local)| local) == "svg"
}

fn from_base64(string: &str) -> Result<Vec<u8>, String> {
    let bare = match string.strip_prefix("data:") {
        Some(rest) => match rest.split_once(";base64,") {
            Some((_, bare)) => bare,
            None => return Err("it is a `data:` URL without base64".to_owned()),
        },
        None => string,
    };
    let odd = |c: char| c.is_ascii_whitespace() || matches!(c, '-' | '_');
    let plain: Cow<'_, str> = if bare.contains(odd) {
        let kept = bare.chars().filter(|c| !c.is_ascii_whitespace());
        Cow::Owned(
            kept.map(|c| match c {
                '-' => '+',
                '_' => '/',
                c => c,
            })
            .collect(),
        )
    } else {
        Cow::Borrowed(bare)
    };
    LENIENT.decode(plain.as_bytes()).map_err(|error| match error {
        DecodeError::InvalidByte(at, _) if plain.is_char_boundary(at) => {
            let c = plain[at..].chars().next().unwrap_or_default();
            format!("it is not valid base64: unexpected character `{}`", c.escape_debug())
        }
        _ => "it is not valid base64: unexpected end".to_owned(),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::manifest::types::Script;

    const SCRIPT: StringFormat = StringFormat::Script(Script::Extract);

    proptest! {
        #[test]
        fn encode_then_decode_round_trips(text in "[^\0\u{feff}]*") {
            for holds in [StringFormat::Readme, StringFormat::JavaScript, SCRIPT] {
                let Ok(string) = encode(holds, text.as_bytes()) else {
                    prop_assert!(picture(text.as_bytes()).is_some());
                    continue;
                };
                prop_assert_eq!(decode(holds, &string).unwrap(), text.as_bytes());
            }
        }

        #[test]
        fn any_bytes_get_an_answer(content in proptest::collection::vec(any::<u8>(), 0..40)) {
            for holds in [StringFormat::Icon, StringFormat::Readme, StringFormat::JavaScript, SCRIPT] {
                let _ = encode(holds, &content);
                let _ = decode(holds, &String::from_utf8_lossy(&content));
            }
            prop_assert!(same(&content, &content));
        }
    }

    fn refused(holds: StringFormat, content: &[u8]) -> String {
        encode(holds, content).unwrap_err()
    }

    #[test]
    fn encode_reports_reason() {
        assert_eq!(refused(StringFormat::Icon, b"\x89PNG\r\n"), "it is a PNG image");
        assert_eq!(
            refused(StringFormat::Icon, b"# Hi"),
            "it is not an SVG (no `<svg` at the start)"
        );
        assert_eq!(refused(StringFormat::Icon, b""), "it is not an SVG (no `<svg` at the start)");
        assert_eq!(
            refused(StringFormat::Readme, b"a\xe9"),
            "it is not UTF-8: byte 0xe9 at offset 1"
        );
        assert_eq!(refused(SCRIPT, b"a\0"), "it is not text: byte 0x00 at offset 1");
        assert_eq!(refused(SCRIPT, b"\xff\xfea\0"), "it is UTF-16, not UTF-8");
        assert_eq!(
            refused(StringFormat::Prose, b"a"),
            "this field cannot be embedded or extracted"
        );
        assert!(refused(StringFormat::SecretValue, b"a").contains("secret"));
        assert!(decode(StringFormat::SecretValue, "hunter2").is_err());
    }

    #[test]
    fn icons_begin_with_an_svg_element() {
        for svg in [
            "<svg/>",
            "\u{feff}\n<?xml version=\"1.0\"?>\n<!-- <p> -->\n<svg xmlns=\"x\">",
            "<!DOCTYPE svg PUBLIC \"a\" \"b\"><svg>",
            "<!DOCTYPE svg [ <!ENTITY a \"b\"> ]><s:svg>",
        ] {
            assert!(encode(StringFormat::Icon, svg.as_bytes()).is_ok(), "{svg}");
        }
        for other in ["<svgx/>", "<html><svg/></html>", "<!-- <svg/>", "<?xml", "<!DOCTYPE svg"] {
            assert!(encode(StringFormat::Icon, other.as_bytes()).is_err(), "{other}");
        }
    }

    #[test]
    fn base64_is_read_leniently() {
        let read = |string| decode(StringFormat::Readme, string);
        assert_eq!(read("PD8-Pw").unwrap(), b"<?>?");
        assert_eq!(read("PD8+Pw==").unwrap(), b"<?>?");
        assert_eq!(read("PD8+\n Pw==").unwrap(), b"<?>?");
        assert_eq!(read("data:image/svg+xml;base64,PD8+Pw==").unwrap(), b"<?>?");
        assert_eq!(
            read("README.md").unwrap_err(),
            "it is not valid base64: unexpected character `.`"
        );
        assert_eq!(read("é").unwrap_err(), "it is not valid base64: unexpected character `é`");
        assert_eq!(read("PD8+P").unwrap_err(), "it is not valid base64: unexpected end");
        assert!(read("data:text/plain,hi").is_err());
    }

    #[test]
    fn line_breaks_do_not_make_a_difference() {
        assert!(same(b"a\r\nb\r\n", b"a\nb"));
        assert!(same(b"\xef\xbb\xbfa", b"a\n\n"));
        assert!(same(b"", b"\n"));
        assert!(!same(b"a\n\nb", b"a\nb"));
        assert!(!same(b"\na", b"a"));
    }
}
