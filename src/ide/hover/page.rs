//! The result of a hover, and the parts that several hovers share.

use std::fmt::Write as _;
use std::ops::Range;

use crate::ide::completion::title_of;
use crate::ide::markdown::escape;
use crate::manifest::field_names;
use crate::syntax::Node;
use crate::text::Source;

/// Result of a hover.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// Range of the documented element, in bytes of the document.
    pub range: Range<usize>,
    /// Inert preview image as a `data:` URL, small enough for a pop-up.
    pub picture: Option<String>,
    /// Documentation in Markdown.
    pub markdown: String,
}

/// The title and the description of a definition.
pub(super) fn introduce(source: &dyn Source, page: &mut String, definition: Node<'_>) {
    let said = |node: Option<Node<'_>>| {
        let text = node?.text(source)?;
        Some(escape(&text)).filter(|text| !text.is_empty())
    };
    if let Some(title) = said(title_of(definition)) {
        let _ = write!(page, "\n\n**{title}**");
    }
    if let Some(description) = said(definition.get(field_names::DESCRIPTION)) {
        let _ = write!(page, "\n\n{description}");
    }
}
