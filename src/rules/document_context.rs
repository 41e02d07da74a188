//! Facts about the entire document on which the findings of its units depend.

use std::collections::HashSet;

use super::dump::Dump;
use super::settings::Settings;
use super::suppression::Suppressions;
use crate::manifest::field_names;
use crate::manifest::types::EntryKind;
use crate::references::{Which, targets};
use crate::syntax::{Node, Tree};
use crate::text::Source;

/// Facts that decide, besides settings, which findings of a unit count and how severe they are.
#[derive(Debug, Default, PartialEq)]
pub struct Context {
    /// The definitions that the publish group skips.
    pub(super) skipped: InterfaceImplementations,
    /// Whether the integration is visible outside its workspace.
    pub(super) published: bool,
    /// The findings that are not reported.
    pub(super) suppressions: Suppressions,
    /// The parts that are missing, if the manifest is the output of `bp read --json`.
    pub dump: Option<Dump>,
}

impl Context {
    /// The facts about the document `tree` of the text `source`.
    pub(super) fn of(source: &dyn Source, tree: &Tree, settings: &Settings) -> Context {
        let skipped = tree.root().map(|root| InterfaceImplementations::of(source, root));
        Context {
            skipped: skipped.unwrap_or_default(),
            published: is_published(source, tree.root()),
            suppressions: Suppressions::of(source, tree, settings),
            dump: tree.root().and_then(|root| match settings.is_dump {
                true => Some(Dump::of(source, root)),
                false => Dump::find(source, root),
            }),
        }
    }

    /// Whether the same findings are suppressed as in `other`.
    pub fn has_same_suppressions(&self, other: &Context) -> bool {
        // The places that a dump leaves out move with their units.
        self.suppressions == other.suppressions && self.dump.is_some() == other.dump.is_some()
    }
}

/// The actions and events that implement an interface. `bp lint` skips them, because the interface
/// defines them.
#[derive(Debug, Default, PartialEq)]
pub(super) struct InterfaceImplementations {
    actions: HashSet<String>,
    events: HashSet<String>,
}

impl InterfaceImplementations {
    /// The definitions that the manifest's interface statements refer to.
    fn of(source: &dyn Source, root: Node<'_>) -> InterfaceImplementations {
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

    /// Whether the definition of `kind` called `name` implements an interface.
    pub fn contains(&self, kind: EntryKind, name: &str) -> bool {
        match kind {
            EntryKind::Action => self.actions.contains(name),
            EntryKind::Event => self.events.contains(name),
            _ => false,
        }
    }
}

/// Whether the integration is visible outside its workspace.
pub fn is_published(source: &dyn Source, root: Option<Node<'_>>) -> bool {
    let visibility = root.and_then(|root| root.get(field_names::VISIBILITY)?.text(source));
    matches!(visibility.as_deref(), Some("public" | "unlisted"))
}
