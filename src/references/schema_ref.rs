//! Resolution of `$ref` within a JSON Schema.

use std::borrow::Cow;
use std::collections::HashMap;
use std::ops::Range;

use percent_encoding::percent_decode_str;
use url::Url;

use super::schema::SchemaPosition;
use crate::manifest::field_names;
use crate::syntax::{Member, Node, Value};
use crate::text::Source;

/// The base of relative URIs in a schema without an absolute `$id`.
const BASE: &str = "schema:///";

/// The schemas of a manifest's schema that references can name: by `$id` and `$anchor`.
#[derive(Debug)]
pub(crate) struct Resources<'t> {
    root: Node<'t>,
    /// The base URI of the root.
    base: Option<Url>,
    /// Schemas by their URI, with `#name` for anchors.
    named: HashMap<String, Node<'t>>,
}

/// The target of a reference.
#[derive(Debug)]
pub(crate) enum Resolved<'t> {
    /// A value of the same schema, with the member or element that contains it.
    Target(Node<'t>, Option<Member<'t>>),
    /// The reference is internal, but its target does not exist.
    Dangling,
    /// The reference is to another document.
    External,
    /// The target is nested too deeply, or incomplete.
    Unknown,
}

/// A property name in the JSON Pointer of a reference.
#[derive(Debug)]
pub(crate) struct PointerName<'t> {
    /// Range in the decoded text of the reference.
    pub range: Range<usize>,
    /// Outermost schema of the group that defines the property.
    pub group: Node<'t>,
    /// The name, without escapes.
    pub name: String,
}

impl<'t> Resources<'t> {
    /// Collects the named schemas of the schema `root`.
    pub fn of(source: &dyn Source, root: Node<'t>) -> Resources<'t> {
        let base = Url::parse(BASE).ok();
        let mut resources = Resources { root, base, named: HashMap::new() };
        let base = resources.base.clone();
        resources.collect(source, root, SchemaPosition::Schema, base.as_ref());
        let own = resources.base.as_ref().and_then(|base| own_base(source, root, base));
        if own.is_some() {
            resources.base = own;
        }
        resources
    }

    fn collect(
        &mut self,
        source: &dyn Source,
        node: Node<'t>,
        position: SchemaPosition,
        base: Option<&Url>,
    ) {
        let mut own = None;
        if position == SchemaPosition::Schema
            && let Some(base) = base
        {
            own = own_base(source, node, base);
            if let Some(own) = &own {
                self.named.insert(own.to_string(), node);
            }
            let base = own.as_ref().unwrap_or(base);
            let anchor = node.get(field_names::ANCHOR).and_then(|it| it.text(source));
            let id = node.get(field_names::SCHEMA_ID).and_then(|it| it.text(source));
            let in_id = id.as_deref().and_then(|id| id.strip_prefix('#'));
            for name in anchor.as_deref().into_iter().chain(in_id) {
                self.named.insert(format!("{base}#{name}"), node);
            }
        }
        let base = own.as_ref().or(base);
        for member in node.entries() {
            let (next, _) = position.step(member);
            if !matches!(next, SchemaPosition::Other | SchemaPosition::Required) {
                self.collect(source, member.value(), next, base);
            }
        }
    }

    /// Resolves `reference`, the `$ref` of the last schema of `way`, the path from the root down.
    pub fn resolve(
        &self,
        source: &dyn Source,
        way: &[Member<'t>],
        reference: &str,
    ) -> Resolved<'t> {
        match self.document(source, way, reference) {
            Some((node, fragment)) => pointer(node, &fragment),
            None if self.is_internal(source, way, reference) => Resolved::Dangling,
            None => Resolved::External,
        }
    }

    /// Returns the property names in the JSON Pointer of `reference`.
    pub fn names(
        &self,
        source: &dyn Source,
        way: &[Member<'t>],
        reference: &str,
    ) -> Vec<PointerName<'t>> {
        let mut found = Vec::new();
        let Some((node, _)) = self.document(source, way, reference) else { return found };
        let Some((before, path)) = reference.split_once("#/") else { return found };
        let mut at = before.len() + 2;
        let (mut node, mut position, mut group) = (node, SchemaPosition::Schema, node);
        for written in path.split('/') {
            let name = decoded(written);
            let Some(member) = child(node, &name) else { break };
            if position == SchemaPosition::Properties {
                found.push(PointerName { range: at..at + written.len(), group, name });
            }
            let (next, same) = position.step(member);
            if next == SchemaPosition::Schema && !same {
                group = member.value();
            }
            (node, position) = (member.value(), next);
            at += written.len() + 1;
        }
        found
    }

    /// Returns the schema that `reference` names without its JSON Pointer, and the pointer.
    fn document(
        &self,
        source: &dyn Source,
        way: &[Member<'t>],
        reference: &str,
    ) -> Option<(Node<'t>, String)> {
        let (uri, fragment) = reference.split_once('#').unwrap_or((reference, ""));
        if self.named.is_empty() {
            let is_pointer = fragment.is_empty() || fragment.starts_with('/');
            return (uri.is_empty() && is_pointer).then(|| (self.root, fragment.to_owned()));
        }
        let document = self.uri(source, way, uri)?;
        if fragment.is_empty() || fragment.starts_with('/') {
            let node = match self.named.get(document.as_str()) {
                Some(node) => *node,
                None if Some(&document) == self.base.as_ref() => self.root,
                None => return None,
            };
            return Some((node, fragment.to_owned()));
        }
        let anchor = format!("{document}#{}", percent_decode_str(fragment).decode_utf8_lossy());
        Some((*self.named.get(&anchor)?, String::new()))
    }

    /// Whether `reference` names this schema or one of its parts, although the part may not exist.
    fn is_internal(&self, source: &dyn Source, way: &[Member<'t>], reference: &str) -> bool {
        let (uri, _) = reference.split_once('#').unwrap_or((reference, ""));
        uri.is_empty()
            || self.uri(source, way, uri).is_some_and(|uri| {
                self.named.contains_key(uri.as_str()) || Some(&uri) == self.base.as_ref()
            })
    }

    /// Resolves `uri` against the `$id` of the schemas on `way`.
    fn uri(&self, source: &dyn Source, way: &[Member<'t>], uri: &str) -> Option<Url> {
        let mut base = self.base.clone()?;
        for member in way {
            if let Some(own) = own_base(source, member.value(), &base) {
                base = own;
            }
        }
        let mut joined = base.join(uri).ok()?;
        joined.set_fragment(None);
        Some(joined)
    }
}

/// Returns the base URI that the `$id` of the schema `node` sets.
fn own_base(source: &dyn Source, node: Node<'_>, base: &Url) -> Option<Url> {
    /// Maximum length of an `$id` that is read.
    const MAX_LEN: u32 = 2048;
    let id = node.get(field_names::SCHEMA_ID)?;
    id.string().filter(|string| string.closed && string.chars <= MAX_LEN)?;
    let id = id.text(source)?;
    if id.is_empty() || id.starts_with('#') {
        return None;
    }
    let mut joined = base.join(&id).ok()?;
    joined.set_fragment(None);
    Some(joined)
}

/// Resolves the JSON Pointer `path` from `node`.
fn pointer<'t>(node: Node<'t>, path: &str) -> Resolved<'t> {
    let (mut node, mut last) = (node, None);
    for step in path.split('/').skip(1) {
        match child(node, &decoded(step)) {
            Some(member) => (node, last) = (member.value(), Some(member)),
            None => {
                return match node.value() {
                    Value::Deep(_) | Value::Missing => Resolved::Unknown,
                    _ => Resolved::Dangling,
                };
            }
        }
    }
    Resolved::Target(node, last)
}

fn child<'t>(node: Node<'t>, name: &str) -> Option<Member<'t>> {
    if !node.is_array() {
        return node.member(name);
    }
    node.entries().nth(name.parse().ok()?)
}

/// Decodes a step of a JSON Pointer in a URI.
fn decoded(step: &str) -> String {
    let step: Cow<'_, str> = percent_decode_str(step).decode_utf8_lossy();
    step.replace("~1", "/").replace("~0", "~")
}

/// Encodes a name as a step of a JSON Pointer in a URI.
pub(crate) fn encoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.chars() {
        match c {
            '~' => out.push_str("~0"),
            '/' => out.push_str("~1"),
            '%' => out.push_str("%25"),
            '#' => out.push_str("%23"),
            ' ' => out.push_str("%20"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Dialect, Tree};

    #[track_caller]
    fn resolved(schema: &str, reference: &str) -> String {
        let tree = Tree::parse(schema, Dialect::Json);
        let root = tree.root().expect("a schema");
        let resources = Resources::of(&schema, root);
        match resources.resolve(&schema, &[], reference) {
            Resolved::Target(node, _) => schema[node.range()].to_owned(),
            other => format!("{other:?}"),
        }
    }

    #[test]
    fn references_are_resolved_within_the_schema() {
        let schema = r##"{
  "$id": "http://localhost/tree",
  "properties": { "a": { "$anchor": "first" }, "b": { "$id": "#second" } },
  "definitions": { "node": { "$id": "node", "type": "object" }, "x y/z": {} }
}"##;
        for (reference, expected) in [
            ("node", r#"{ "$id": "node", "type": "object" }"#),
            ("http://localhost/node#/type", r#""object""#),
            ("#first", r#"{ "$anchor": "first" }"#),
            ("tree#second", r##"{ "$id": "#second" }"##),
            ("#/definitions/x%20y~1z", "{}"),
            ("#/definitions/none", "Dangling"),
            ("#none", "Dangling"),
            ("other", "External"),
            ("https://example.com/node", "External"),
        ] {
            assert_eq!(resolved(schema, reference), expected, "{reference}");
        }
        for reference in ["", "#"] {
            assert_eq!(resolved(schema, reference), schema, "{reference}");
            assert_eq!(resolved("{}", reference), "{}", "{reference}");
        }
        assert_eq!(resolved("{}", "node"), "External");
        assert_eq!(resolved("{}", "#node"), "Dangling");
    }
}
