//! Names that should be the names of something else in the manifest.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::manifest::field_names;
use crate::manifest::types::Object;
use crate::references::{Target, Which, scope, targets};
use crate::rules::context::{CheckContext, Document};
use crate::rules::{Applicability, DiagnosticTag, FixAction, rule};
use crate::syntax::quoted;
use crate::syntax::{Member, Node};
use crate::util::suggest::nearest;

rule! {
    /// Required tag is not defined.
    ///
    /// ## What it finds
    /// Items of `creation.requiredTags` that are not keys of the `tags` next to `creation`, for
    /// users and for the conversations of a channel.
    ///
    /// ## Why it matters
    /// A request that creates a user or a conversation must set every required tag, but may only
    /// set tags that are defined. So every request would fail.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "user": {
    ///     "tags": { "customerId": {} },
    ///     "creation": { "enabled": true, "requiredTags": ["customerID"] }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Use the name of a tag in `tags`, or define the tag there.
    UNKNOWN_REQUIRED_TAG = "unknown-required-tag", Semantics, Some(Error);

    /// Duplicate required tag.
    ///
    /// ## What it finds
    /// Items of `creation.requiredTags` that repeat an earlier item.
    ///
    /// ## Why it matters
    /// The second item has no effect. Usually another tag was intended.
    ///
    /// ## Example
    /// ```json
    /// { "creation": { "enabled": true, "requiredTags": ["id", "id"] } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "creation": { "enabled": true, "requiredTags": ["id"] } }
    /// ```
    DUPLICATE_REQUIRED_TAG = "duplicate-required-tag", Semantics, Some(Warning);

    /// Interface refers to an undefined definition.
    ///
    /// ## What it finds
    /// A `name` in the `entities`, `actions`, `events` or `channels` of an interface
    /// implementation that is not a key of the map with the same name in the manifest.
    ///
    /// ## Why it matters
    /// The implementation maps each definition of the interface to a definition of this manifest.
    /// If that does not exist, a bot that uses the interface calls an undefined action.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "actions": { "startTyping": { "input": { "schema": {} }, "output": { "schema": {} } } },
    ///   "interfaces": {
    ///     "typing-indicator": {
    ///       "id": "ifver_01H0000000000000000000TYPE",
    ///       "actions": { "startTypingIndicator": { "name": "startTypping" } }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Use the name of the definition in this manifest: `startTyping`.
    UNKNOWN_INTERFACE_TARGET = "unknown-interface-target", Semantics, Some(Warning);
}

/// For so many names of one list, or of one manifest's interfaces, it is said what may be meant.
const GUESSES: usize = 100;

/// The required tags of users, or of a channel's conversations.
pub(super) fn required_tags(
    site: &mut CheckContext,
    object: &'static Object,
    node: Node<'_>,
    _: &Range<usize>,
) {
    if object.field(field_names::CREATION).is_none() {
        return;
    }
    let Some(required) = node.at(&[field_names::CREATION, field_names::REQUIRED_TAGS]) else {
        return;
    };
    let tags = node.member(field_names::TAGS);
    // With tags that cannot be read, nothing is known to be missing from them.
    if !required.is_array() || tags.is_some_and(|tags| !tags.value().is_object()) {
        return;
    }
    let source = site.source();
    let names = || tags.into_iter().flat_map(|tags| tags.value().members().map(|(name, _)| name));
    let known: FxHashSet<&str> = names().collect();
    let mut seen: FxHashMap<String, Member> = FxHashMap::default();
    let mut guesses = GUESSES;
    for element in required.entries() {
        let value = element.value();
        let Some(tag) = value.text(source) else { continue };
        let index = element.index.to_string();
        let path = [field_names::CREATION, field_names::REQUIRED_TAGS, &index];
        if let Some(first) = seen.get(&*tag) {
            let first = first.value().range();
            let message = format!("Duplicate required tag `{tag}`.");
            site.report(&DUPLICATE_REQUIRED_TAG, value.range(), message)
                .at_path(&path)
                .tag(DiagnosticTag::Unnecessary)
                .fix(FixAction::Remove, Applicability::Safe)
                .related(first, "first required here");
            continue;
        }
        if !known.contains(&*tag) {
            let near = if guesses > 0 { nearest(&tag, names()) } else { Vec::new() };
            guesses = guesses.saturating_sub(1);
            let message = match (near.first(), tags) {
                (Some(near), _) => {
                    format!("Unknown tag `{tag}`; did you mean `{near}`?")
                }
                (None, Some(_)) => format!("Unknown tag `{tag}`. Define it in `tags`."),
                (None, None) => {
                    format!("Unknown tag `{tag}`: `tags` is missing next to `creation`.")
                }
            };
            let fixes = near.iter().map(|near| FixAction::ReplaceValue(quoted(near)));
            let finding = site
                .report(&UNKNOWN_REQUIRED_TAG, value.range(), message)
                .at_path(&path)
                .fixes(fixes, Applicability::Unsafe);
            if let Some(tags) = tags {
                finding.related(tags.key_range(), "tags are defined here");
            }
        }
        seen.insert(tag.into_owned(), element);
    }
}

/// The definitions that interface statements name.
pub(super) fn interface_targets(site: &mut CheckContext, document: &Document) {
    let (source, root) = (site.source(), document.root);
    let mut guesses = GUESSES;
    for target in targets(root, Which::Effective) {
        let Target { interface, map, kind, part, named } = target;
        let Some(scope) = scope(root, kind) else { continue };
        let own = root.member(scope.map);
        if own.is_some_and(|own| !own.value().is_object()) {
            continue;
        }
        let Some(target) = named.text(source) else { continue };
        if scope.definition(&target).is_some() {
            continue;
        }
        let names = own.into_iter().flat_map(|own| own.value().members());
        let names = names.map(|(name, _)| name);
        let near = if guesses > 0 { nearest(&target, names) } else { Vec::new() };
        guesses = guesses.saturating_sub(1);
        let mut message =
            format!("`{target}` (mapped to `{part}`) is not defined in `{}`", scope.map);
        match near.first() {
            Some(near) => message.push_str(&format!("; did you mean `{near}`?")),
            None => message.push('.'),
        }
        let path = [field_names::INTERFACES, interface, map, part, field_names::NAME];
        let fixes = near.iter().map(|near| FixAction::ReplaceValue(quoted(near)));
        let finding = site
            .report(&UNKNOWN_INTERFACE_TARGET, named.range(), message)
            .at_path(&path)
            .fixes(fixes, Applicability::Unsafe);
        if let Some(own) = own {
            finding.related(own.key_range(), format!("`{}` are defined here", scope.map));
        }
    }
}
