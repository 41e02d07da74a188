//! Interface statements: their names, and what they have to name.

use std::fmt::Write;

use crate::manifest::types::EntryKind;
use crate::manifest::{field_names, known};
use crate::references::{join_key, split_key, wanted};
use crate::rules::checker::CheckContext;
use crate::rules::fix::quoted;
use crate::rules::{FixIntent, rule};
use crate::syntax::{Member, Node};

rule! {
    /// The name of an interface statement does not fit its entities.
    ///
    /// ## What it finds
    /// Statements whose name is not the interface's name followed, in angle brackets, by this
    /// manifest's entities that the statement names: `hitl<ticket>`. Without entities there are no
    /// brackets.
    ///
    /// ## Why it matters
    /// The official tools write the name in this way and read it so. Where name and content differ,
    /// one of the two was changed and the other forgotten.
    ///
    /// ## Example
    /// ```json
    /// {
    ///   "interfaces": {
    ///     "hitl<ticket>": {
    ///       "id": "ifver_01H0000000000000000000HITL",
    ///       "entities": { "hitlSession": { "name": "conversation" } }
    ///     }
    ///   }
    /// }
    /// ```
    ///
    /// ## Fix
    /// Name the statement `hitl<conversation>`, or let `hitlSession` be a `ticket`.
    INTERFACE_KEY_MISMATCH = "interface-key-mismatch", Semantics, Some(Warning);

    /// A well-known interface is stated without all of its members.
    ///
    /// ## What it finds
    /// Statements of the interfaces in Botpress' own repository (`hitl`, `typing-indicator`,
    /// `files-readonly`, `proactive-user`, `creatable` and so on) that lack some of the entities,
    /// actions, events or channels of that interface.
    ///
    /// ## Why it matters
    /// Whoever uses the integration through the interface relies on all of them. The finding is
    /// never more than a warning by default: interfaces have versions, and another version may ask
    /// for less or more.
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
    /// Add the missing ones, each with the name of the definition in this manifest that plays the
    /// part:
    /// ```json
    /// "stopTypingIndicator": { "name": "stopTyping" }
    /// ```
    INTERFACE_INCOMPLETE = "interface-incomplete", Semantics, Some(Warning);
}

/// An interface statement.
pub(super) fn entry(site: &mut CheckContext, kind: EntryKind, member: Member<'_>) {
    if kind != EntryKind::Interface || !member.value().is_object() {
        return;
    }
    let Some(key) = member.key() else { return };
    key_fits(site, key, member);
    incomplete(site, key, member);
}

fn key_fits(site: &mut CheckContext, key: &str, member: Member<'_>) {
    let source = site.source();
    let targets = member.value().get(field_names::ENTITIES);
    let mut named = Vec::new();
    if let Some(targets) = targets {
        if !targets.is_object() {
            return;
        }
        for (_, target) in targets.effective_members() {
            // A name that cannot be read is reported as that, and leaves this undecided.
            let Some(name) =
                target.value().get(field_names::NAME).and_then(|name| name.text(source))
            else {
                return;
            };
            named.push((name, target));
        }
    }
    let split = split_key(key);
    if let Some((_, entities)) = &split
        && entities.len() == named.len()
        && named.iter().all(|(name, _)| entities.contains(&&**name))
    {
        return;
    }
    let interface = key.split(['<', '>']).next().unwrap_or_default().trim();
    let names: Vec<&str> = named.iter().map(|(name, _)| &**name).collect();
    let right = join_key(interface, &names);
    let message = match &split {
        Some(_) if named.is_empty() => {
            format!("No entities are named here, so this should be called `{right}`.")
        }
        Some(_) => {
            format!("By the entities that are named here, this should be called `{right}`.")
        }
        None => format!("The angle brackets are not closed or nested; `{right}` would be right."),
    };
    let places: Vec<_> = named.iter().map(|(_, target)| target.range()).collect();
    let remedy = (right != key && !interface.is_empty()).then_some(FixIntent::RenameMember(right));
    site.report(&INTERFACE_KEY_MISMATCH, member.key_range(), message).remedy = remedy;
    for place in places {
        site.add_related(place, "an entity of the statement");
    }
}

fn incomplete(site: &mut CheckContext, key: &str, member: Member<'_>) {
    let Some(known) = known::interface(key) else { return };
    let Some(parts) = known.parts() else { return };
    for (part, wanted) in wanted(parts) {
        let stated = member.value().member(part);
        if stated.is_some_and(|stated| !stated.value().is_object()) {
            continue;
        }
        let has = |name: &&&str| stated.is_some_and(|stated| stated.value().get(name).is_some());
        let missing: Vec<&str> = wanted.iter().filter(|name| !has(name)).copied().collect();
        if !missing.is_empty() {
            report_missing(site, known.name, part, &missing, member, stated.map(Member::value));
        }
    }
}

fn report_missing(
    site: &mut CheckContext,
    interface: &str,
    part: &'static str,
    missing: &[&str],
    member: Member<'_>,
    stated: Option<Node<'_>>,
) {
    let mut message = format!("`{interface}` usually has ");
    for (index, name) in missing.iter().enumerate() {
        let joint = match index {
            0 => "",
            _ if index + 1 == missing.len() => " and ",
            _ => ", ",
        };
        // Writing to a string cannot fail.
        let _ = write!(message, "{joint}`{name}`");
    }
    let _ = write!(message, " in `{part}`, which this statement lacks.");
    // Of the entities, the statement's name says which ones are meant.
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
            site.report(&INTERFACE_INCOMPLETE, range, message)
                .at_member(part)
                .remedy(FixIntent::AddMembers(members));
        }
        None => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}: {value}", quoted(name))).collect();
            let value = format!("{{ {} }}", members.join(", "));
            site.report(&INTERFACE_INCOMPLETE, member.key_range(), message)
                .remedy(FixIntent::AddMembers(vec![(part.to_owned(), value)]));
        }
    }
}

fn node_key(member: Member<'_>, part: &str) -> Option<std::ops::Range<usize>> {
    member.value().member(part).map(Member::key_range)
}
