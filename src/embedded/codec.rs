//! Conversion between the content of a file and the string in a field.
//!
//! Content of the wrong format (bytes that are not text, an image that is not an SVG) is rejected,
//! with the reason as a clause: “it is a PNG image”.

use super::base64::{self, EncodingErrorKind};
use super::sniff;
use super::svg::{self, Picture};
use crate::manifest::types::StringFormat;

const BYTE_ORDER_MARK: &str = "\u{feff}";

/// Whether a field of this format contains file content.
pub(crate) fn is_content(holds: StringFormat) -> bool {
    kind(holds).is_some()
}

/// Returns the language of the content, for clients: unlike the file extension, it is always known.
pub(crate) fn kind(holds: StringFormat) -> Option<&'static str> {
    match holds {
        StringFormat::Icon => Some("svg"),
        StringFormat::Readme => Some("markdown"),
        StringFormat::JavaScript => Some("javascript"),
        StringFormat::Script(_) => Some("vrl"),
        _ => None,
    }
}

/// Returns the default file name for the content of the field `name`.
pub(crate) fn file_name(holds: StringFormat, name: &str) -> String {
    match holds {
        StringFormat::Icon => "icon.svg".to_owned(),
        StringFormat::Readme => "README.md".to_owned(),
        StringFormat::JavaScript => "index.js".to_owned(),
        _ => format!("{name}.vrl"),
    }
}

/// Encodes `content` as the string of such a field, without quotes and escapes.
pub(crate) fn encode(holds: StringFormat, content: &[u8]) -> Result<String, String> {
    match holds {
        StringFormat::Icon => {
            let text = text(content)?;
            // Errors inside an SVG are reported by a rule.
            match svg::picture(text.as_bytes()) {
                Picture::Other(_) => Err("it is not an SVG (no `<svg` at the start)".to_owned()),
                Picture::Svg(_) | Picture::Broken(_) | Picture::Unread => {
                    Ok(base64::encode(text.as_bytes()))
                }
            }
        }
        StringFormat::Readme => Ok(base64::encode(text(content)?.as_bytes())),
        StringFormat::JavaScript | StringFormat::Script(_) => Ok(text(content)?.to_owned()),
        StringFormat::SecretValue => Err("secret values must not be stored in a file".to_owned()),
        _ => Err("this field cannot be embedded or extracted".to_owned()),
    }
}

/// Decodes `string`, without quotes and escapes, from such a field.
pub(crate) fn decode(holds: StringFormat, string: &str) -> Result<Vec<u8>, String> {
    match holds {
        StringFormat::Icon | StringFormat::Readme => from_base64(string),
        StringFormat::JavaScript | StringFormat::Script(_) => Ok(string.as_bytes().to_vec()),
        StringFormat::SecretValue => Err("secret values are not displayed".to_owned()),
        _ => Err("this field cannot be embedded or extracted".to_owned()),
    }
}

/// Whether two contents are equal, ignoring the kind of line breaks, which a checkout may change,
/// and trailing line breaks, which an editor may add.
pub(crate) fn same(one: &[u8], other: &[u8]) -> bool {
    fn lines(content: &[u8]) -> impl Iterator<Item = &[u8]> {
        let content = content.strip_prefix(BYTE_ORDER_MARK.as_bytes()).unwrap_or(content);
        let end = content.iter().rposition(|byte| !matches!(byte, b'\n' | b'\r'));
        let content = &content[..end.map_or(0, |end| end + 1)];
        content.split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
    }
    lines(one).eq(lines(other))
}

/// Returns `content` as text, without a byte order mark.
fn text(content: &[u8]) -> Result<&str, String> {
    if let Some(encoding) = sniff::wide_encoding(content) {
        return Err(format!("it is {}, not UTF-8", encoding.name()));
    }
    if let Some(what) = sniff::binary(content) {
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

/// Decodes base64 leniently: an error in its form does not matter if the content is unambiguous.
fn from_base64(string: &str) -> Result<Vec<u8>, String> {
    let decoded = base64::decode(string);
    for error in decoded.errors {
        match error.kind {
            EncodingErrorKind::DataUrl { encoded: false } => {
                return Err("it is a `data:` URL that is not in base64".to_owned());
            }
            EncodingErrorKind::Plain => return Err("it is plain text, not base64".to_owned()),
            EncodingErrorKind::Foreign(c) => {
                return Err(format!(
                    "it is not valid base64: unexpected character `{}`",
                    c.escape_debug()
                ));
            }
            EncodingErrorKind::InnerPadding => {
                return Err("it is not valid base64: `=` is allowed only at the end".to_owned());
            }
            _ => {}
        }
    }
    decoded.bytes.ok_or_else(|| "it is not valid base64: unexpected end".to_owned())
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
                    let bytes = text.as_bytes();
                    prop_assert!(sniff::binary(bytes).or(sniff::wide_encoding(bytes).map(|w| w.name())).is_some());
                    continue;
                };
                prop_assert_eq!(decode(holds, &string).unwrap(), text.as_bytes());
            }
        }

        #[test]
        fn encode_accepts_any_bytes(content in proptest::collection::vec(any::<u8>(), 0..40)) {
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
        assert_eq!(refused(StringFormat::Icon, b"\x89PNG\r\n\x1a\n"), "it is a PNG image");
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
    fn encode_accepts_only_svg_for_icons() {
        for svg in [
            "<svg/>",
            "\u{feff}\n<?xml version=\"1.0\"?>\n<!-- <p> -->\n<svg xmlns=\"x\">",
            "<!DOCTYPE svg PUBLIC \"a\" \"b\"><svg>",
            "<!DOCTYPE svg [ <!ENTITY a \"b\"> ]><s:svg>",
        ] {
            assert!(encode(StringFormat::Icon, svg.as_bytes()).is_ok(), "{svg}");
        }
        for other in ["<svgx/>", "<html><svg/></html>", "<p/>", "<?xml", "svg"] {
            assert!(encode(StringFormat::Icon, other.as_bytes()).is_err(), "{other}");
        }
    }

    #[test]
    fn decode_accepts_url_safe_and_unpadded_base64() {
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
        assert_eq!(read("<svg/>").unwrap_err(), "it is plain text, not base64");
        assert!(read("data:text/plain,hi").is_err());
    }

    #[test]
    fn comparison_ignores_line_breaks() {
        assert!(same(b"a\r\nb\r\n", b"a\nb"));
        assert!(same(b"\xef\xbb\xbfa", b"a\n\n"));
        assert!(same(b"", b"\n"));
        assert!(!same(b"a\n\nb", b"a\nb"));
        assert!(!same(b"\na", b"a"));
    }
}
