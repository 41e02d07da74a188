//! Checks that look at the whole manifest at once, and what the others need to know of it.

use std::ops::Range;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::{DiagnosticTag, EmbedSource, Finding, FixIntent, Limits, Related, Rule, Severity};
use crate::manifest::field_names;
use crate::manifest::types::EntryKind;
use crate::references::{Which, targets};
use crate::syntax::{Node, Tree, pointer};
use crate::text::Source;

/// The whole manifest while it is being checked.
pub(super) struct DocumentContext<'a> {
    /// The document's text.
    pub source: &'a dyn Source,
    /// The manifest.
    pub root: Node<'a>,
    /// The platform's limits.
    pub limits: &'a Limits,
    /// The files that fields are to hold copies of.
    pub origins: &'a [Arc<EmbedSource>],
    pub(super) found: &'a mut Vec<Finding>,
}

impl DocumentContext<'_> {
    /// Reports a finding about the member that `path` leads to; `range` is in bytes of the document.
    pub fn report(
        &mut self,
        rule: &'static Rule,
        path: &[&str],
        range: Range<usize>,
        message: impl Into<String>,
    ) -> FindingBuilder<'_> {
        let mut pointer = String::new();
        for name in path {
            pointer::push(&mut pointer, name);
        }
        self.found.push(Finding {
            rule,
            severity: Severity::Hint,
            range,
            pointer,
            message: message.into(),
            related: Vec::new(),
            tag: None,
            remedy: None,
            alternatives: Vec::new(),
        });
        let last = self.found.len() - 1;
        FindingBuilder(&mut self.found[last])
    }
}

/// A finding just reported, to add to.
pub(super) struct FindingBuilder<'a>(&'a mut Finding);

impl FindingBuilder<'_> {
    /// Says what would repair it.
    pub fn remedy(self, remedy: FixIntent) -> Self {
        self.0.remedy = Some(remedy);
        self
    }

    /// Says how the range is drawn.
    pub fn tag(self, tag: DiagnosticTag) -> Self {
        self.0.tag = Some(tag);
        self
    }

    /// Says what would repair it: the likeliest first.
    pub fn one_of(self, remedies: impl IntoIterator<Item = FixIntent>) -> Self {
        let mut remedies = remedies.into_iter();
        self.0.remedy = remedies.next();
        self.0.alternatives = remedies.collect();
        self
    }

    /// Explains it by another place.
    pub fn relate(self, range: Range<usize>, message: impl Into<String>) -> Self {
        self.0.related.push(Related { range, message: message.into() });
        self
    }
}

/// The actions and events that implement an interface: `bp lint` leaves them out, because it is the
/// interface that makes them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct InterfaceImplementations {
    actions: FxHashSet<String>,
    events: FxHashSet<String>,
}

impl InterfaceImplementations {
    /// Whether the definition of `kind` called `name` implements an interface.
    pub fn contains(&self, kind: EntryKind, name: &str) -> bool {
        match kind {
            EntryKind::Action => self.actions.contains(name),
            EntryKind::Event => self.events.contains(name),
            _ => false,
        }
    }
}

/// The definitions that the manifest's interface statements name.
pub(super) fn implementing(source: &dyn Source, root: Node<'_>) -> InterfaceImplementations {
    let mut found = InterfaceImplementations::default();
    for target in targets(root, Which::Effective) {
        let names = match target.kind {
            EntryKind::Action => &mut found.actions,
            EntryKind::Event => &mut found.events,
            _ => continue,
        };
        names.extend(target.named.text(source).map(|name| name.into_owned()));
    }
    found
}

/// Whether others than its workspace can see the integration.
pub(super) fn is_published(source: &dyn Source, tree: &Tree) -> bool {
    let visibility = tree.root().and_then(|root| root.get(field_names::VISIBILITY)?.text(source));
    matches!(visibility.as_deref(), Some("public" | "unlisted"))
}
