//! Addresses to open.

use std::ops::Range;

use crate::manifest::INTEGRATION;
use crate::manifest::shape::{Holds, Kind, Shape};
use crate::rules::wrong_url;
use crate::snapshot::Snapshot;
use crate::syntax::{Node, Str};
use crate::text::Source;

/// A string that leads somewhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The string, without its quotes, in bytes of the document.
    pub range: Range<usize>,
    /// The address, absolute, `http` or `https`.
    pub target: String,
}

/// Every string that holds an address, in the order of the text.
///
/// Files from which a string was made, once it is known which they are, belong here as well.
pub fn links(snapshot: &Snapshot) -> Vec<Link> {
    let source = snapshot.buffer.source();
    let mut found = Vec::new();
    if let Some(root) = snapshot.tree.root() {
        walk(source, root, Shape::Object(&INTEGRATION), None, &mut found);
    }
    found.sort_by_key(|link| link.range.start);
    found
}

/// The links in `node`, which should have `shape` and be an entry of `kind` of a map.
fn walk(
    source: &dyn Source,
    node: Node<'_>,
    shape: Shape,
    kind: Option<Kind>,
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
        // Attributes are free notes, of which some are addresses.
        Shape::Text(text) if text.holds == Holds::Url || kind == Some(Kind::Attribute) => {
            found.extend(link(source, node));
        }
        _ => {}
    }
}

fn link(source: &dyn Source, node: Node<'_>) -> Option<Link> {
    let is_address = |string: &Str| string.closed && string.chars <= 2048;
    node.string().filter(|string| is_address(string))?;
    let target = node.text(source)?.into_owned();
    wrong_url(&target).is_none().then_some(())?;
    Some(Link { range: node.string_range()?, target })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{draw, snapshot};
    use crate::syntax::Dialect;

    fn drawn(text: &str) -> String {
        let found = links(&snapshot(text, Dialect::Json));
        let lines: Vec<_> =
            found.iter().map(|link| (link.range.clone(), link.target.as_str())).collect();
        draw(text, &lines)
    }

    #[test]
    fn addresses_lead_somewhere() {
        assert_snapshot!(drawn(r#"{
  "url": "https:\/\/example.com/a",
  "title": "https://example.com/title",
  "attributes": { "repo": "https://example.com/repo", "guideSlug": "a-guide" },
  "actions": { "a": { "attributes": { "note": "http://example.com" } } }
}"#), @r#"
        "url": "https:\/\/example.com/a",
                ^^^^^^^^^^^^^^^^^^^^^^^ https://example.com/a
        "attributes": { "repo": "https://example.com/repo", "guideSlug": "a-guide" },
                                 ^^^^^^^^^^^^^^^^^^^^^^^^ https://example.com/repo
        "actions": { "a": { "attributes": { "note": "http://example.com" } } }
                                                     ^^^^^^^^^^^^^^^^^^ http://example.com
        "#);
    }

    #[test]
    fn other_things_do_not() {
        for url in ["example.com", "file:///etc/passwd", "javascript:alert(1)", "", "https://a b"] {
            let text = format!(r#"{{ "url": "{url}" }}"#);
            assert_eq!(links(&snapshot(&text, Dialect::Json)), [], "{url}");
        }
        assert_eq!(links(&snapshot(r#"{ "url": "https://a.b"#, Dialect::Json)), []);
    }
}
