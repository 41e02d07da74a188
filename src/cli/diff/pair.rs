//! The two sides of a comparison, and how their texts are read.

use std::path::{Path, PathBuf};

use crate::cli::input::read;
use crate::cli::inputs::Source;
use crate::manifest::field_names as names;
use crate::syntax::{Dialect, Tree};

/// Text of one side of a comparison.
#[derive(Debug, Clone)]
pub(super) struct Text {
    /// The name in reports.
    pub(super) name: String,
    pub(super) text: String,
    /// The file, if it is one.
    pub(super) file: Option<PathBuf>,
}

/// Texts to compare. `None` is a manifest that does not exist.
#[derive(Debug)]
pub(super) struct Pair {
    pub(super) old: Option<Text>,
    pub(super) new: Option<Text>,
}

/// Reads a text, which messages call `name`.
pub(super) fn file(source: &Source, name: String) -> Result<Text, String> {
    let mut bytes = Vec::new();
    let text = read(source, &mut bytes).map_err(|what| format!("{name}: {what}"))?.to_owned();
    Ok(Text { name, text, file: source.path().map(Path::to_owned) })
}

/// Decodes a text, which messages call `name`.
pub(super) fn utf8(content: Vec<u8>, name: &str) -> Result<String, String> {
    String::from_utf8(content).map_err(|error| {
        format!("{name}: not UTF-8 at offset {}", error.utf8_error().valid_up_to())
    })
}

/// Name of the integration that a manifest describes.
pub(super) fn name_of(text: &str) -> Option<String> {
    let tree = Tree::parse(text, Dialect::Jsonc);
    let name = tree.root()?.get(names::NAME)?.text(text)?;
    Some(name.into_owned())
}
