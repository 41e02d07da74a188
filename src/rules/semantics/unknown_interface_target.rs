//! References of interface statements.

use crate::manifest::mistakes::{Repair, Step, path};
use crate::manifest::{INTEGRATION, field_names, lookup, skeleton};
use crate::references::{Target, Which, scope, targets};
use crate::rules::context::{CheckContext, Document};
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Node, quoted};
use crate::util::suggest::nearest;

rule! {
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

/// Maximum number of names for which similar names are searched.
const MAX_GUESSES: usize = 100;

/// Checks the definitions that interface statements refer to.
pub fn check(context: &mut CheckContext, document: &Document) {
    let (source, root) = (context.source(), document.root);
    let mut guesses = MAX_GUESSES;
    for target in targets(root, Which::Effective) {
        let Target { interface, map, kind, part, named } = target;
        let Some(scope) = scope(root, kind) else { continue };
        let own = root.member(scope.map);
        // A syntax error may hide the definition.
        let around = own.map_or(root, |own| own.value());
        if around.container().is_some_and(|container| container.doubtful) {
            continue;
        }
        if own.is_some_and(|own| !own.value().is_object()) {
            continue;
        }
        let Some(target) = named.text(source) else { continue };
        if scope.definition(&target).is_some() {
            continue;
        }
        if guesses > 0 && is_misplaced(root, own.map(|own| own.value()), &target) {
            continue;
        }
        let names = own.into_iter().flat_map(|own| own.value().members());
        let names = names.map(|(name, _)| name);
        let near = if guesses > 0 { nearest(&target, names) } else { Vec::new() };
        guesses = guesses.saturating_sub(1);
        let mut message =
            format!("`{part}` is mapped to `{target}`, which `{}` does not define", scope.map);
        // A name that is not misspelled, or a similar one that has another role, is to be created.
        let others = root.at(&[field_names::INTERFACES, interface, map]);
        let is_taken = |near: &str| {
            others.into_iter().flat_map(|others| others.members()).any(|(other, member)| {
                let name = member.value().get(field_names::NAME);
                other == near || name.and_then(|name| name.text(source)).as_deref() == Some(near)
            })
        };
        let (near, later): (Vec<&str>, Vec<&str>) =
            near.into_iter().partition(|near| *target != *part && !is_taken(near));
        match near.first() {
            Some(near) => message.push_str(&format!("; did you mean `{near}`?")),
            None => message.push('.'),
        }
        let pointer = [field_names::INTERFACES, interface, map, part, field_names::NAME];
        let replaced = |near: &&str| FixAction::ReplaceValue(quoted(near));
        let fixes = near
            .iter()
            .map(replaced)
            .chain(created(scope.map, &target, own.is_some(), pointer.len()))
            .chain(later.iter().map(replaced));
        let finding = context
            .report(&UNKNOWN_INTERFACE_TARGET, named.range(), message)
            .at_path(&pointer)
            .fixes(fixes, Applicability::Unsafe);
        if let Some(own) = own {
            finding.related(own.key_range(), format!("`{}` are defined here", scope.map));
        }
    }
}

/// Whether a definition called `target` is in a group of the map `own`, or in a member of the manifest
/// `root` that is not a field. That is another finding.
fn is_misplaced(root: Node<'_>, own: Option<Node<'_>>, target: &str) -> bool {
    let is_there = |node: Node<'_>| node.get(target).is_some_and(|it| it.is_object());
    let holds = |node: Node<'_>| node.members().any(|(_, member)| is_there(member.value()));
    let mut others = root.members().filter(|(name, _)| INTEGRATION.field(name).is_none());
    own.is_some_and(holds) || others.any(|(_, it)| is_there(it.value()) || holds(it.value()))
}

/// The fix that adds the definition `name` to the map `map` of the manifest, which is `up` levels
/// above the finding.
fn created(map: &str, name: &str, exists: bool, up: usize) -> Option<FixAction> {
    let value = skeleton::value(&lookup(&[map, name])?.0);
    let step = match exists {
        true => Step::Add(path(&[map]), vec![(name.to_owned(), value)]),
        false => {
            Step::Add(path(&[]), vec![(map.to_owned(), format!("{{ {}: {value} }}", quoted(name)))])
        }
    };
    let title = format!("Create `{name}` in `{map}`");
    Some(FixAction::Reshape(Box::new(Repair::new(title, up, vec![step]))))
}
