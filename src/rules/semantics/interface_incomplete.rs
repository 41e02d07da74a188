//! Interface statements without all members of the interface.

use std::fmt::Write;
use std::ops::Range;

use crate::manifest::types::EntryKind;
use crate::manifest::{field_names, known};
use crate::references::{split_key, wanted};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Member, Node, quoted};

rule! {
    /// Known interface is incompletely implemented.
    ///
    /// ## What it finds
    /// Implementations of the interfaces from Botpress' own repository (`hitl`,
    /// `typing-indicator`, `files-readonly`, `proactive-user`, `creatable` and so on) that do not
    /// map all entities, actions, events or channels of that interface.
    ///
    /// ## Why it matters
    /// A bot that uses the integration through the interface relies on all of them. Interfaces
    /// have versions: a `version` of the implementation, which the official command line writes,
    /// selects the members. The default severity is only a warning, because another version may
    /// require fewer or more definitions.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "interfaces": {
    ///     "typing-indicator": {
    ///       "id": "ifver_01H0000000000000000000TYPE",
    ///       "actions": { "startTypingIndicator": { "name": "startTyping" } }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Map the missing ones to definitions of this manifest:
    /// ```json
    /// "stopTypingIndicator": { "name": "stopTyping" }
    /// ```
    INTERFACE_INCOMPLETE = "interface-incomplete", Semantics, Some(Warning);
}

/// Checks that an interface statement has all members of a known interface.
pub fn check(context: &mut CheckContext, kind: EntryKind, member: Member<'_>) {
    if kind != EntryKind::Interface || !member.value().is_object() {
        return;
    }
    let Some(key) = member.key() else { return };
    let Some(known) = known::interface(key) else { return };
    let Some(parts) = known.parts() else { return };
    let version = member.value().get(field_names::VERSION);
    let version = version.and_then(|version| version.text(context.source()));
    for (part, wanted) in wanted(parts) {
        let stated = member.value().member(part);
        if stated.is_some_and(|stated| !stated.value().is_object()) {
            continue;
        }
        let has = |name: &&&str| stated.is_some_and(|stated| stated.value().get(name).is_some());
        let in_version = |name: &&&str| known::has_part(known, name, version.as_deref());
        let missing = wanted.iter().filter(in_version).filter(|name| !has(name));
        let missing: Vec<&str> = missing.copied().collect();
        if !missing.is_empty() {
            report_missing(context, known.name, part, &missing, member, stated.map(Member::value));
        }
    }
}

fn report_missing(
    context: &mut CheckContext,
    interface: &str,
    part: &'static str,
    missing: &[&str],
    member: Member<'_>,
    stated: Option<Node<'_>>,
) {
    let mut message = format!("The implementation of `{interface}` does not map ");
    for (index, name) in missing.iter().enumerate() {
        let joint = match index {
            0 => "",
            _ if index + 1 == missing.len() => " and ",
            _ => ", ",
        };
        // Writing to a string cannot fail.
        let _ = write!(message, "{joint}`{name}`");
    }
    let _ = write!(message, " in `{part}`.");
    // The key of the statement names the entities.
    let key = member.key().unwrap_or_default();
    let entities = split_key(key).map(|(_, entities)| entities).unwrap_or_default();
    let named =
        part == field_names::ENTITIES && entities.len() == missing.len() && stated.is_none();
    let targets = if named { &entities[..] } else { missing };
    let members = missing.iter().zip(targets).map(|(missing, target)| {
        ((*missing).to_owned(), format!("{{ \"{}\": {} }}", field_names::NAME, quoted(target)))
    });
    let members: Vec<(String, String)> = members.collect();
    match stated {
        Some(node) => {
            let range = node_key(member, part).unwrap_or_else(|| node.range());
            context
                .report(&INTERFACE_INCOMPLETE, range, message)
                .at_member(part)
                .fix(FixAction::AddMembers(members), Applicability::Unsafe);
        }
        None => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}: {value}", quoted(name))).collect();
            let value = format!("{{ {} }}", members.join(", "));
            context
                .report(&INTERFACE_INCOMPLETE, member.key_range(), message)
                .fix(FixAction::AddMembers(vec![(part.to_owned(), value)]), Applicability::Unsafe);
        }
    }
}

fn node_key(member: Member<'_>, part: &str) -> Option<Range<usize>> {
    member.value().member(part).map(Member::key_range)
}
