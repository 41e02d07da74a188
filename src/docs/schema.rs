//! Access to the JSON Schemas of a manifest: references, conjunctions, and a limit of the work.

use std::cell::{Cell, OnceCell};

use crate::manifest::field_names;
use crate::references::{Resolved, Resources};
use crate::syntax::{Node, Value};
use crate::text::Source;

/// Maximum number of references and `allOf` entries that are followed for one value.
const MAX_PARTS: usize = 64;

/// A JSON Schema of a manifest, and the work that is left for it.
pub(crate) struct Schema<'t> {
    /// Text of the manifest.
    pub source: &'t dyn Source,
    /// The entire schema.
    pub root: Node<'t>,
    resources: OnceCell<Resources<'t>>,
    work: Cell<u32>,
}

impl<'t> Schema<'t> {
    /// Creates the schema `root`, for which at most `work` steps are taken.
    pub(crate) fn new(source: &'t dyn Source, root: Node<'t>, work: u32) -> Schema<'t> {
        Schema { source, root, resources: OnceCell::new(), work: Cell::new(work) }
    }

    /// Counts one step; `None` if no work is left.
    pub(crate) fn step(&self) -> Option<()> {
        self.work.set(self.work.get().checked_sub(1)?);
        Some(())
    }

    /// Returns the schemas that `node` combines: itself, or the target of its `$ref`, and the entries of
    /// `allOf`. Returns `None` if a reference cannot be resolved, or refers to itself.
    pub(crate) fn parts(&self, node: Node<'t>) -> Option<Vec<Node<'t>>> {
        let mut parts: Vec<Node<'t>> = Vec::new();
        let mut pending = vec![node];
        let mut followed = 0;
        while let Some(node) = pending.pop() {
            followed += 1;
            if followed > MAX_PARTS {
                return None;
            }
            // Draft 7 ignores other keywords beside `$ref`.
            if let Some(reference) = node.get(field_names::REF) {
                pending.push(self.resolve(reference)?);
                continue;
            }
            parts.push(node);
            if let Some(all) = node.get(field_names::ALL_OF) {
                let mut entries: Vec<_> = all.entries().map(|entry| entry.value()).collect();
                entries.reverse();
                pending.append(&mut entries);
            }
        }
        Some(parts)
    }

    /// Returns the target of the `$ref` whose value is `reference`.
    pub(crate) fn resolve(&self, reference: Node<'t>) -> Option<Node<'t>> {
        self.step()?;
        let text = reference.text(self.source)?;
        let resources = self.resources.get_or_init(|| Resources::of(self.source, self.root));
        match resources.resolve(self.source, &[], &text) {
            Resolved::Target(node, _) => Some(node),
            _ => None,
        }
    }

    /// Returns the text of the string at the keyword `name`.
    pub(crate) fn text(&self, node: Node<'_>, name: &str) -> Option<String> {
        node.get(name)?.text(self.source).map(|text| text.into_owned())
    }

    /// Returns the number at the keyword `name`.
    pub(crate) fn number(&self, node: Node<'_>, name: &str) -> Option<f64> {
        let node = node.get(name)?;
        match node.value() {
            Value::Number(_) => self.source.slice(node.range()).parse().ok(),
            _ => None,
        }
    }
}

/// Whether a schema rejects every value.
pub(crate) fn is_false(node: Node<'_>) -> bool {
    *node.value() == Value::Bool(false)
}
