//! Message types that are deprecated.

use std::ops::Range;

use crate::manifest::field_names;
use crate::manifest::types::{EntryKind, Map};
use crate::rules::context::CheckContext;
use crate::rules::finding::DiagnosticTag;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::Node;

rule! {
    /// The message type `markdown` is deprecated in favor of `text`.
    ///
    /// ## What it finds
    /// A channel with a message type named `markdown`.
    ///
    /// ## Why it matters
    /// Bots send `text`, which may contain Markdown. The type `markdown` exists only for older
    /// bots.
    ///
    /// ## Example
    /// ```json
    /// { "channels": { "chat": { "messages": { "markdown": { "schema": {} } } } } }
    /// ```
    ///
    /// ## Fix
    /// Use `text` instead, and let the code treat its content as Markdown.
    DEPRECATED_MESSAGE_TYPE = "deprecated-message-type", Semantics, Some(Hint);
}

/// Checks a channel's message types. It looks at the map, because the replacement may exist.
pub fn check(context: &mut CheckContext, map: &'static Map, node: Node<'_>, _: &Range<usize>) {
    if map.kind != EntryKind::Message {
        return;
    }
    for known in map.known {
        let old = known.name;
        let Some(new) = known.replaced_by.and_then(|new| map.known(new)) else { continue };
        let Some(member) = node.member(old) else { continue };
        let (message, fix) = if node.get(new.name).is_some() {
            let message = format!(
                "`{old}` is deprecated; `{}` is already defined and replaces it.",
                new.name
            );
            (message, FixAction::Remove)
        } else {
            let value = format!("{{ \"{}\": {} }}", field_names::SCHEMA, new.schema());
            let message = format!("`{old}` is deprecated; use `{}` instead.", new.name);
            (message, FixAction::ReplaceMember(new.name.to_owned(), value))
        };
        context
            .report(&DEPRECATED_MESSAGE_TYPE, member.key_range(), message)
            .at_member(old)
            .tag(DiagnosticTag::Deprecated)
            .fix(fix, Applicability::Unsafe);
    }
}
