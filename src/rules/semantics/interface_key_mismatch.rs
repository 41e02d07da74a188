//! The keys of interface statements.

use crate::manifest::field_names;
use crate::manifest::types::EntryKind;
use crate::references::{join_key, split_key};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::Member;

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
}

/// Checks that the key of an interface statement names its entities.
pub fn check(context: &mut CheckContext, kind: EntryKind, member: Member<'_>) {
    if kind != EntryKind::Interface || !member.value().is_object() {
        return;
    }
    let Some(key) = member.key() else { return };
    let source = context.source();
    let targets = member.value().get(field_names::ENTITIES);
    let mut named = Vec::new();
    if let Some(targets) = targets {
        if !targets.is_object() {
            return;
        }
        for (_, target) in targets.effective_members() {
            // A broken name is another finding.
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
            format!("The key must be `{right}`, because no entity is mapped.")
        }
        Some(_) => {
            format!("The key must be `{right}`: it contains the names of the mapped entities.")
        }
        None => format!("Invalid key: unclosed or nested angle brackets; expected `{right}`."),
    };
    let places: Vec<_> = named.iter().map(|(_, target)| target.range()).collect();
    let fix = (right != key && !interface.is_empty()).then_some(FixAction::RenameMember(right));
    let mut finding = context
        .report(&INTERFACE_KEY_MISMATCH, member.key_range(), message)
        .fix(fix, Applicability::Unsafe);
    for place in places {
        finding = finding.related(place, "entity of this interface");
    }
}
