//! Addresses to open, and the files that strings were made of.

use std::ops::Range;

use crate::embedded::external_reference::{ExternalReference, MAX_PATH, pointer};
use crate::embedded::{codec, content_field};
use crate::manifest::INTEGRATION;
use crate::manifest::types::{EntryKind, Shape, StringFormat};
use crate::references::{self, Resolved, Resources};
use crate::rules::wrong_url;
use crate::snapshot::Snapshot;
use crate::syntax::{Node, StringInfo};
use crate::text::Source;

/// A link in the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// Range of the link without quotes, in bytes of the document.
    pub range: Range<usize>,
    /// Where it leads.
    pub target: Target,
}

/// Where a [`Link`] leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Target {
    /// To an address, absolute, `http` or `https`.
    Address(String),
    /// To an embedded file, with its path from the settings file.
    Embedded(String),
    /// To a file that a string names instead of containing its content, relative to the folder of the
    /// manifest.
    Named(String),
    /// To another place in the document, by its byte offset.
    Inside(usize),
}

/// Every link, in the order of the text: strings that are addresses or names of files, and the names
/// of members into which files are embedded.
pub fn links(snapshot: &Snapshot) -> Vec<Link> {
    let source = snapshot.buffer.source();
    let mut found = Vec::new();
    if let Some(root) = snapshot.tree.root() {
        walk(source, root, Shape::Object(&INTEGRATION), None, &mut found);
        found.extend(snapshot.settings.embed_sources.iter().filter_map(|embedded| {
            let member = content_field::find(Some(root), &embedded.field).ok()?.member?;
            let key = member.key_range();
            let start = key.start + 1;
            let written = Source::slice(source, key);
            let name = written.strip_prefix('"')?.strip_suffix('"')?;
            let target = Target::Embedded(embedded.file.clone());
            Some(Link { range: start..start + name.len(), target })
        }));
    }
    found.sort_by_key(|link| link.range.start);
    found
}

/// The links in `node`, which should have `shape` and be an entry of `kind` of a map.
fn walk(
    source: &dyn Source,
    node: Node<'_>,
    shape: Shape,
    kind: Option<EntryKind>,
    found: &mut Vec<Link>,
) {
    match shape {
        Shape::Object(object) => {
            for (name, member) in node.effective_members() {
                if let Some(field) = object.field(name) {
                    walk(source, member.value(), field.shape, None, found);
                }
            }
        }
        Shape::Map(map) => {
            for (_, member) in node.effective_members() {
                walk(source, member.value(), map.value, Some(map.kind), found);
            }
        }
        Shape::Schema => schema_links(source, node, found),
        // Attributes are free notes, of which some are addresses.
        Shape::Text(text)
            if text.holds == StringFormat::Url || kind == Some(EntryKind::Attribute) =>
        {
            found.extend(link(source, node));
        }
        Shape::Text(text) if codec::is_content(text.holds) => {
            found.extend(file(source, node, text.holds));
        }
        _ => {}
    }
}

/// The links of the references in the schema `root`.
fn schema_links(source: &dyn Source, root: Node<'_>, found: &mut Vec<Link>) {
    let mut resources = None;
    references::each_ref(root, &mut |way, member| {
        let node = member.value();
        let (Some(text), Some(range)) = (node.text(source), node.string_range()) else { return };
        if text.is_empty() || !node.string().is_some_and(|string| string.closed) {
            return;
        }
        let resources = resources.get_or_insert_with(|| Resources::of(source, root));
        match resources.resolve(source, way, &text) {
            Resolved::Target(target, member) => {
                let start = member.map_or(target.start(), |member| member.start());
                found.push(Link { range, target: Target::Inside(start) });
            }
            Resolved::External => found.extend(link(source, node)),
            Resolved::Dangling | Resolved::Unknown => {}
        }
    });
}

/// The name of a file that should be its content.
fn file(source: &dyn Source, node: Node<'_>, holds: StringFormat) -> Option<Link> {
    let short = |string: &StringInfo| string.closed && string.len <= MAX_PATH as u32;
    node.string().filter(|string| short(string))?;
    match pointer(&node.text(source)?, holds)? {
        ExternalReference::File(path) => {
            Some(Link { range: node.string_range()?, target: Target::Named(path) })
        }
        ExternalReference::Web(_) => None,
    }
}

fn link(source: &dyn Source, node: Node<'_>) -> Option<Link> {
    let is_address = |string: &StringInfo| string.closed && string.chars <= 2048;
    node.string().filter(|string| is_address(string))?;
    let target = node.text(source)?.into_owned();
    wrong_url(&target).is_none().then_some(())?;
    Some(Link { range: node.string_range()?, target: Target::Address(target) })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use std::sync::Arc;

    use super::*;
    use crate::ide::tests::{draw, snapshot};
    use crate::rules::{EmbedSource, Settings};
    use crate::syntax::Dialect;

    fn drawn(text: &str) -> String {
        let mut snapshot = snapshot(text, Dialect::Json);
        let embed_sources = [("icon", "art/icon.svg"), ("readme", "hub.md"), ("nothing", "x")];
        let origin = |(field, file)| Arc::new(EmbedSource::new(field, file, Ok(Vec::new())));
        let embed_sources = embed_sources.map(origin).to_vec();
        snapshot.settings = Arc::new(Settings { embed_sources, ..Settings::default() });
        let found = links(&snapshot);
        let shown: Vec<String> = found.iter().map(|link| format!("{:?}", link.target)).collect();
        let places = found.iter().map(|link| link.range.clone());
        draw(text, &places.zip(shown.iter().map(String::as_str)).collect::<Vec<_>>())
    }

    #[test]
    fn document_links_cover_url_fields() {
        assert_snapshot!(drawn(r#"{
  "url": "https:\/\/example.com/a",
  "title": "https://example.com/title",
  "attributes": { "repo": "https://example.com/repo", "guideSlug": "a-guide" },
  "actions": { "a": { "attributes": { "note": "http://example.com" } } }
}"#), @r#"
        "url": "https:\/\/example.com/a",
                ^^^^^^^^^^^^^^^^^^^^^^^ Address("https://example.com/a")
        "attributes": { "repo": "https://example.com/repo", "guideSlug": "a-guide" },
                                 ^^^^^^^^^^^^^^^^^^^^^^^^ Address("https://example.com/repo")
        "actions": { "a": { "attributes": { "note": "http://example.com" } } }
                                                     ^^^^^^^^^^^^^^^^^^ Address("http://example.com")
        "#);
    }

    #[test]
    fn schema_references_link_to_their_targets() {
        assert_snapshot!(drawn(r##"{ "configuration": { "schema": { "properties": {
  "a": { "$ref": "#/properties/b" }, "b": {}, "c": { "$ref": "#/none" },
  "d": { "$ref": "https://example.com/d.json" }
} } } }"##), @r##"
        "a": { "$ref": "#/properties/b" }, "b": {}, "c": { "$ref": "#/none" },
                        ^^^^^^^^^^^^^^ Inside(84)
        "d": { "$ref": "https://example.com/d.json" }
                        ^^^^^^^^^^^^^^^^^^^^^^^^^^ Address("https://example.com/d.json")
        "##);
    }

    #[test]
    fn document_links_cover_embedded_files() {
        assert_snapshot!(drawn(r#"{
  "icon": "PHN2Zy8+",
  "readme": "readme.md",
  "code": "dist/index.js",
  "identifier": { "extractScript": ".body" }
}"#), @r#"
        "icon": "PHN2Zy8+",
         ^^^^ Embedded("art/icon.svg")
        "readme": "readme.md",
         ^^^^^^ Embedded("hub.md")
                   ^^^^^^^^^ Named("readme.md")
        "code": "dist/index.js",
                 ^^^^^^^^^^^^^ Named("dist/index.js")
        "#);
    }

    #[test]
    fn document_links_skip_other_values() {
        for url in ["example.com", "file:///etc/passwd", "javascript:alert(1)", "", "https://a b"] {
            let text = format!(r#"{{ "url": "{url}" }}"#);
            assert_eq!(links(&snapshot(&text, Dialect::Json)), [], "{url}");
        }
        assert_eq!(links(&snapshot(r#"{ "url": "https://a.b"#, Dialect::Json)), []);
        for half in [r#"{ "icon"#, r#"{ icon: "" }"#] {
            assert_eq!(drawn(half), "nothing", "{half}");
        }
    }
}
