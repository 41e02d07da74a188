//! The required tags of users and conversations.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::types::Object;
use crate::rules::context::CheckContext;
use crate::rules::finding::DiagnosticTag;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Member, Node, quoted};
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
}

/// Maximum number of names for which similar names are searched.
const MAX_GUESSES: usize = 100;

/// Checks the required tags of users, or of a channel's conversations.
pub fn check(
    context: &mut CheckContext,
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
    // If the tags are broken, none is known to be missing.
    if !required.is_array() || tags.is_some_and(|tags| !tags.value().is_object()) {
        return;
    }
    let source = context.source();
    let names = || tags.into_iter().flat_map(|tags| tags.value().members().map(|(name, _)| name));
    let known: HashSet<&str> = names().collect();
    let mut seen: HashMap<String, Member> = HashMap::new();
    let mut guesses = MAX_GUESSES;
    for element in required.entries() {
        let value = element.value();
        let Some(tag) = value.text(source) else { continue };
        let index = element.index.to_string();
        let path = [field_names::CREATION, field_names::REQUIRED_TAGS, &index];
        if let Some(first) = seen.get(&*tag) {
            let first = first.value().range();
            let message = format!("Duplicate required tag `{tag}`.");
            context
                .report(&DUPLICATE_REQUIRED_TAG, value.range(), message)
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
            let finding = context
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
