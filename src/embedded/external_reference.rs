//! File paths and URLs in place of file content.

use crate::manifest::types::StringFormat;
use crate::util::display::starts_with_ignore_case;

/// A reference in place of content.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum ExternalReference {
    /// A file path, as written.
    File(String),
    /// A URL.
    Web(String),
}

/// Maximum length of a string with a path or a URL, in bytes as written.
pub(crate) const MAX_WRITTEN: u32 = 2000;

/// Maximum length of a path in bytes.
pub(crate) const MAX_PATH: usize = 400;

/// Returns the file path or URL in `text`, the value of a field with the format `holds`. Neither is
/// valid base64. The path of a script differs from a script by its extension and by containing only
/// characters of paths.
pub(crate) fn pointer(text: &str, holds: StringFormat) -> Option<ExternalReference> {
    let endings: &[&str] = match holds {
        StringFormat::Icon => &[
            "svg", "svgz", "png", "jpg", "jpeg", "gif", "webp", "ico", "bmp", "avif", "tif",
            "tiff", "pdf",
        ],
        StringFormat::Readme => {
            &["md", "markdown", "mdown", "mdx", "txt", "rst", "html", "htm", "adoc", "docx"]
        }
        StringFormat::JavaScript => &["js", "cjs", "mjs", "ts", "cts", "mts"],
        StringFormat::Script(_) => &["vrl"],
        _ => return None,
    };
    if text.len() > MAX_PATH {
        return None;
    }
    let text = text.trim();
    let encoded = matches!(holds, StringFormat::Icon | StringFormat::Readme);
    if text.is_empty() || text.contains(|c: char| c.is_control() || "<>\"|?*`{};,".contains(c)) {
        let address = encoded && is_address(text) && !text.contains(char::is_whitespace);
        return address.then(|| ExternalReference::Web(text.to_owned()));
    }
    if encoded && is_address(text) {
        return (!text.contains(char::is_whitespace))
            .then(|| ExternalReference::Web(text.to_owned()));
    }
    // A space, a `(` or a `:` may belong to a script.
    let odd = |c: char| !(c.is_alphanumeric() || "._-/\\@+~$".contains(c));
    let name = text.rsplit(['/', '\\']).next().unwrap_or(text);
    let (stem, ending) = name.rsplit_once('.').unwrap_or((name, ""));
    let known = endings.iter().any(|known| ending.eq_ignore_ascii_case(known));
    if encoded {
        let relative = ["./", "../", ".\\", "..\\"].iter().any(|start| text.starts_with(start));
        let is_bare = holds == StringFormat::Readme && text.eq_ignore_ascii_case("readme");
        let is_file =
            known && (!stem.is_empty() || text.contains(['/', '\\'])) || relative || is_bare;
        return is_file.then(|| ExternalReference::File(text.to_owned()));
    }
    // `.body.vrl` is a VRL path, `./body.vrl` a file path.
    let inside = text.starts_with('.') && !text.starts_with("./") && !text.starts_with("../");
    (known && !stem.is_empty() && !inside && !text.contains(odd))
        .then(|| ExternalReference::File(text.to_owned()))
}

fn is_address(text: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| starts_with_ignore_case(text, scheme))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::manifest::types::Script;

    #[test]
    fn paths_and_urls_are_distinguished_from_content() {
        let file =
            |text: &str, holds| matches!(pointer(text, holds), Some(ExternalReference::File(_)));
        let web =
            |text: &str, holds| matches!(pointer(text, holds), Some(ExternalReference::Web(_)));
        let script = StringFormat::Script(Script::Extract);
        for text in ["icon.svg", "./icon", "a b/Icon.PNG", r"C:\x\icon.svg", "../../é.svg"] {
            assert!(file(text, StringFormat::Icon), "{text}");
        }
        for text in ["hub.md", "README.md", "docs/hub.markdown", "readme.txt"] {
            assert!(file(text, StringFormat::Readme), "{text}");
        }
        for text in ["extract.vrl", "./extract.vrl", "../vrl/a-b.vrl"] {
            assert!(file(text, script), "{text}");
        }
        assert!(file("dist/index.cjs", StringFormat::JavaScript));
        assert!(web("https://example.com/icon.svg?x=1", StringFormat::Icon));
        for text in ["", "PHN2Zz4=", "icon", "svg", ".svg", "# See hub.md\nand more", "<svg/>"] {
            assert_eq!(pointer(text, StringFormat::Icon), None, "{text}");
        }
        for text in [".body.vrl", "a = b.vrl", ".vrl", "to_string!(.x.vrl", "https://a.b/c.vrl"] {
            assert_eq!(pointer(text, script), None, "{text}");
        }
        assert_eq!(pointer("require('./x.js')", StringFormat::JavaScript), None);
        assert_eq!(pointer("icon.svg", StringFormat::Prose), None);
    }
}
