//! The reference of an integration for its users, made from the manifest: one model, and its renderers. No I/O.

mod anchors;
mod builder;
mod check;
mod fields;
mod formats;
pub(crate) mod html;
pub(crate) mod inject;
pub(crate) mod json;
mod json_value;
pub(crate) mod markdown;
mod model;
mod pattern;
mod readme;
mod sample;
mod sample_at;
mod schema;
mod section;
#[cfg(test)]
mod tests;
mod words;

use crate::syntax::Tree;
use crate::text::Source;

pub(crate) use anchors::anchors;
pub(crate) use model::Model;
pub use sample::Fields;
pub(crate) use sample::sample;
pub(crate) use sample_at::sample_at;
pub use section::{Options, SectionKind};

/// Returns the Markdown `text` with the reference of the manifest `tree` between its markers. An error is a clause.
pub fn updated(
    text: &str,
    source: &dyn Source,
    tree: &Tree,
    options: &Options,
) -> Result<String, String> {
    inject::inject(text, &Model::complete(source, tree, options), options)
}

/// Returns the reference of the manifest `tree` as an HTML page without scripts and without requests.
pub fn page(source: &dyn Source, tree: &Tree, options: &Options) -> String {
    html::page(&Model::new(source, tree, options), None)
}
