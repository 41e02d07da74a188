//! Interface statements without all members of the interface.

use std::ops::Range;

use crate::manifest::mistakes::{Repair, Step, path};
use crate::manifest::types::EntryKind;
use crate::manifest::{field_names, known, mistakes};
use crate::references::{split_key, wanted};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Member, Node, quoted};
use crate::util::display::list;

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
    // Without an id, the statement is another finding.
    let has_id = member.value().get(field_names::ID).is_some();
    if !has_id && mistakes::is_interface_version(member.value()) {
        return;
    }
    let Some(key) = member.key() else { return };
    let Some(known) = known::interface(key) else { return };
    let Some(parts) = known.parts() else { return };
    let version = member.value().get(field_names::VERSION);
    let version = version.and_then(|version| version.text(context.source()));
    let mut lacks = Vec::new();
    for (part, wanted) in wanted(parts) {
        let stated = member.value().member(part).map(Member::value);
        // A part of another type is another finding, after whose fix the rest is known.
        if stated.is_some_and(|stated| {
            !stated.is_object() || stated.entries().any(|entry| !entry.value().is_object())
        }) {
            continue;
        }
        let has = |name: &&&str| stated.is_some_and(|stated| stated.get(name).is_some());
        let in_version = |name: &&&str| known::has_part(known, name, version.as_deref());
        let missing = wanted.iter().filter(in_version).filter(|name| !has(name));
        let missing: Vec<&str> = missing.copied().collect();
        if !missing.is_empty() {
            lacks.push(Lack { part, missing, stated });
        }
    }
    report_missing(context, known.name, member, &lacks);
}

/// The members that one part of a statement lacks.
struct Lack<'a> {
    part: &'static str,
    missing: Vec<&'a str>,
    /// The part, if it is stated.
    stated: Option<Node<'a>>,
}

impl Lack<'_> {
    /// The members to add, each with its JSON text. `key` is the key of the statement.
    fn members(&self, key: &str) -> Vec<(String, String)> {
        // The key names the entities.
        let entities = split_key(key).map(|(_, entities)| entities).unwrap_or_default();
        let named = self.part == field_names::ENTITIES
            && entities.len() == self.missing.len()
            && self.stated.is_none();
        let targets = if named { &entities[..] } else { &self.missing[..] };
        let members = self.missing.iter().zip(targets).map(|(missing, target)| {
            ((*missing).to_owned(), format!("{{ \"{}\": {} }}", field_names::NAME, quoted(target)))
        });
        members.collect()
    }

    /// The step that adds the members to the statement.
    fn step(&self, key: &str) -> Step {
        let members = self.members(key);
        if self.stated.is_some() {
            return Step::Add(path(&[self.part]), members);
        }
        let members: Vec<String> =
            members.iter().map(|(name, value)| format!("{}: {value}", quoted(name))).collect();
        let value = format!("{{ {} }}", members.join(", "));
        Step::Add(path(&[]), vec![(self.part.to_owned(), value)])
    }
}

/// Reports all members that a statement of the interface `interface` lacks as one finding.
fn report_missing(
    context: &mut CheckContext,
    interface: &str,
    member: Member<'_>,
    lacks: &[Lack<'_>],
) {
    let parts: Vec<String> = lacks
        .iter()
        .map(|Lack { part, missing, .. }| format!("{} in `{part}`", list(missing, "and")))
        .collect();
    let message = format!("The implementation of `{interface}` does not map {}.", parts.join(", "));
    let key = member.key().unwrap_or_default();
    match lacks {
        [] => {}
        [Lack { part, stated: Some(node), .. }] => {
            let range = node_key(member, part).unwrap_or_else(|| node.range());
            context
                .report(&INTERFACE_INCOMPLETE, range, message)
                .at_member(part)
                .fix(FixAction::AddMembers(lacks[0].members(key)), Applicability::Unsafe);
        }
        all => {
            let names: Vec<&str> = all.iter().map(|lack| lack.part).collect();
            let title = match all {
                [Lack { part, .. }] => format!("Add `{part}`"),
                _ => format!("Add the missing members of {}", list(&names, "and")),
            };
            let steps = all.iter().map(|lack| lack.step(key)).collect();
            let repair = FixAction::Reshape(Box::new(Repair::new(title, 0, steps)));
            context
                .report(&INTERFACE_INCOMPLETE, member.key_range(), message)
                .fix(repair, Applicability::Unsafe);
        }
    }
}

fn node_key(member: Member<'_>, part: &str) -> Option<Range<usize>> {
    member.value().member(part).map(Member::key_range)
}
