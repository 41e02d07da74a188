//! Hovers for icons and readmes.

use std::fmt::Write as _;

use super::{HoverRenderer, Text};
use crate::embedded::readme::{self, Readme, Shown, What};
use crate::embedded::svg::{self, Other, Picture, Preview, Size};
use crate::embedded::{self, Contents, base64};
use crate::ide::markdown::{code, escape};
use crate::manifest::types::{Field, Shape, StringFormat};
use crate::util::display::group_digits;

/// How many headings of a readme are listed.
const HEADINGS: usize = 12;

/// The rendered hover of a content field.
pub(super) struct RenderedContent {
    /// The picture that the content is, as a `data:` URL.
    pub picture: Option<String>,
    /// The rest, in Markdown.
    pub markdown: String,
}

impl HoverRenderer<'_, '_> {
    /// Renders an icon or a readme; `None` for any other field.
    pub(super) fn contents(&self, field: &Field) -> Option<RenderedContent> {
        let Shape::Text(Text { holds, .. }) = field.shape else { return None };
        let source = self.snapshot.buffer.source();
        match holds {
            StringFormat::Icon => self.icon(field, &*embedded::icon(source, self.value())?),
            StringFormat::Readme => self.readme(field, &*embedded::readme(source, self.value())?),
            _ => None,
        }
    }

    fn icon(&self, field: &Field, contents: &Contents<Picture>) -> Option<RenderedContent> {
        let bytes = contents.bytes.filter(|bytes| *bytes > 0)?;
        let count = group_digits(bytes);
        let mut picture = None;
        let said = match contents.inside.as_ref()? {
            Picture::Svg(svg) => {
                let size = measures(&svg.size);
                let mut said = format!("SVG{size}, {count} bytes");
                match self.preview(bytes) {
                    Preview::Svg(shown) => {
                        let encoded = base64::encode(shown.as_bytes());
                        picture = Some(format!("data:image/svg+xml;base64,{encoded}"));
                        if !svg.active.is_empty() {
                            said += "; displayed without active and external content";
                        }
                    }
                    Preview::TooLarge => said += "; too large for a preview",
                    Preview::Nothing => {}
                }
                said
            }
            Picture::Broken(broken) => format!(
                "Invalid SVG, {count} bytes, error at line {}, column {}",
                broken.line, broken.column
            ),
            Picture::Other(Other::Binary(what)) => format!(
                "Not an SVG, but {what}, {count} \
                                                            bytes"
            ),
            Picture::Other(Other::Html) => format!("Not an SVG, but HTML, {count} bytes"),
            Picture::Other(Other::Text | Other::Empty) => {
                format!("Not an SVG, but text, {count} bytes")
            }
            Picture::Other(_) => format!("Not an SVG, {count} bytes"),
            Picture::Unread => format!("{count} bytes"),
        };
        let markdown = format!("{}\n\n{said}\n\n{}", self.title(field), field.doc);
        Some(RenderedContent { picture, markdown })
    }

    /// Renders an icon with its size in bytes.
    fn preview(&self, bytes: usize) -> Preview {
        if bytes > svg::MAX_SHOWN {
            return Preview::TooLarge;
        }
        let bytes = embedded::bytes(self.snapshot.buffer.source(), self.value());
        bytes.map_or(Preview::Nothing, |bytes| svg::preview(&bytes))
    }

    fn readme(&self, field: &Field, contents: &Contents<Readme>) -> Option<RenderedContent> {
        let bytes = contents.bytes.filter(|bytes| *bytes > 0)?;
        let count = group_digits(bytes);
        let mut page = self.title(field);
        let text = match contents.inside.as_ref()? {
            Readme::Text(_) => {
                let _ = write!(page, "\n\nMarkdown, {count} bytes");
                embedded::bytes(self.snapshot.buffer.source(), self.value())
            }
            Readme::Other(other) => {
                let _ = match other.what {
                    What::Wide(wide) => {
                        write!(page, "\n\nText in {}, {count} bytes", wide.name())
                    }
                    What::Binary(what) => {
                        write!(page, "\n\nNot Markdown, but {what}, {count} bytes")
                    }
                    What::Byte { line, column, .. } => write!(
                        page,
                        "\n\nInvalid UTF-8, {count} bytes, error at line {line}, column \
                         {column}"
                    ),
                };
                None
            }
        };
        let _ = write!(page, "\n\n{}", field.doc);
        if let Some(text) = text {
            let Shown { headings, beginning, goes_on } = readme::shown(&text);
            outline(&mut page, &headings);
            if !beginning.is_empty() {
                let more = if goes_on { "\n\n…" } else { "" };
                let _ = write!(page, "\n\n---\n\n{beginning}{more}");
            }
        }
        Some(RenderedContent { picture: None, markdown: page })
    }
}

/// The headings as a list.
fn outline(page: &mut String, headings: &[(u8, String)]) {
    let Some(highest) = headings.iter().map(|(level, _)| *level).min() else { return };
    let mut depth = 0;
    page.push_str("\n\n*Headings:*\n");
    for (level, title) in headings.iter().take(HEADINGS) {
        // A level that was skipped would make code of the line.
        depth = usize::from(level - highest).min(depth + 1);
        if page.ends_with("*Headings:*\n") {
            depth = 0;
        }
        let _ = write!(page, "\n{}- {}", "  ".repeat(depth), escape(title));
    }
    let more = headings.len().saturating_sub(HEADINGS);
    if more > 0 {
        let _ = write!(page, "\n- … and {more} more");
    }
}

/// How large a picture is, as a part of a sentence.
fn measures(size: &Size) -> String {
    match (&size.width, &size.height, &size.view_box) {
        (Some(width), Some(height), _) => format!(", {} × {}", escape(width), escape(height)),
        (_, _, Some(view_box)) => format!(", viewBox {}", code(view_box)),
        _ => String::new(),
    }
}
