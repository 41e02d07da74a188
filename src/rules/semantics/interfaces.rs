//! Interface statements: their names, and what they have to name.

use std::fmt::Write;

use crate::manifest::types::EntryKind;
use crate::manifest::{field_names, known};
use crate::references::{join_key, split_key, wanted};
use crate::rules::context::CheckContext;
use crate::rules::{Applicability, FixAction, rule};
use crate::syntax::quoted;
use crate::syntax::{Member, Node};

rule! {
    /// Interface key does not match its entities.
    ///
    /// ## What it finds
    /// Interface implementations whose key is not the name of the interface followed by the mapped
    /// entities of this manifest in angle brackets: `hitl<ticket>`. Without entities, there are no
    /// brackets.
    ///
    /// ## Why it matters
    /// The official tools write and parse the key in this format. If key and content differ, one
    /// of the two was changed and the other was not.
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
    /// Rename the key to `hitl<conversation>`, or map `hitlSession` to `ticket`.
    INTERFACE_KEY_MISMATCH = "interface-key-mismatch", Semantics, Some(Warning);

    /// Known interface is incompletely implemented.
    ///
    /// ## What it finds
    /// Implementations of the interfaces from Botpress' own repository (`hitl`,
    /// `typing-indicator`, `files-readonly`, `proactive-user`, `creatable` and so on) that do not
    /// map all entities, actions, events or channels of that interface.
    ///
    /// ## Why it matters
    /// A bot that uses the integration through the interface relies on all of them. The default
    /// severity is only a warning, because interfaces have versions, and another version may
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
            format!("Key does not match its entities: no entity is mapped, expected `{right}`.")
        }
        Some(_) => {
            format!("Key does not match its entities: expected `{right}`.")
        }
        None => format!("Invalid key: unclosed or nested angle brackets; expected `{right}`."),
    };
    let places: Vec<_> = named.iter().map(|(_, target)| target.range()).collect();
    let remedy = (right != key && !interface.is_empty()).then_some(FixAction::RenameMember(right));
    let mut finding = site
        .report(&INTERFACE_KEY_MISMATCH, member.key_range(), message)
        .fix(remedy, Applicability::Unsafe);
    for place in places {
        finding = finding.related(place, "entity of this interface");
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
    let mut message = format!("Interface `{interface}` is missing ");
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
                .fix(FixAction::AddMembers(members), Applicability::Unsafe);
        }
        None => {
            let members: Vec<String> =
                members.iter().map(|(name, value)| format!("{}: {value}", quoted(name))).collect();
            let value = format!("{{ {} }}", members.join(", "));
            site.report(&INTERFACE_INCOMPLETE, member.key_range(), message)
                .fix(FixAction::AddMembers(vec![(part.to_owned(), value)]), Applicability::Unsafe);
        }
    }
}

fn node_key(member: Member<'_>, part: &str) -> Option<std::ops::Range<usize>> {
    member.value().member(part).map(Member::key_range)
}
