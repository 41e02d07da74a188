//! Interface statements that changed their key, but not their meaning.

use std::collections::HashMap;

use crate::diff::value::Place;
use crate::manifest::field_names as names;
use crate::references::split_key;
use crate::util::casing::kebab;

type Entry<'p, 't> = (&'t str, &'p Place<'t>);

/// Moves removed and added statements of one interface to the result: the same base name in
/// kebab-case and the same entities, if there is one on each side.
pub(super) fn pair_renamed<'p, 't>(
    removed: &mut Vec<Entry<'p, 't>>,
    added: &mut Vec<Entry<'p, 't>>,
) -> Vec<(&'t str, &'p Place<'t>, &'p Place<'t>)> {
    let by_meaning = |entries: &[Entry<'p, 't>]| {
        let mut found: HashMap<_, Vec<usize>> = HashMap::new();
        for (index, (name, place)) in entries.iter().enumerate() {
            found.entry(meaning(name, place)).or_default().push(index);
        }
        found
    };
    let (old, new) = (by_meaning(removed), by_meaning(added));
    let mut pairs = Vec::new();
    for (meaning, from) in old {
        if let (&[from], Some(&[to])) = (&from[..], new.get(&meaning).map(Vec::as_slice)) {
            pairs.push((from, to));
        }
    }
    pairs.sort_unstable();
    let found = pairs.iter().map(|(from, to)| (added[*to].0, removed[*from].1, added[*to].1));
    let found: Vec<_> = found.collect();
    let remove = |entries: &mut Vec<Entry<'p, 't>>, indices: Vec<usize>| {
        let mut index = 0;
        entries.retain(|_| {
            index += 1;
            !indices.contains(&(index - 1))
        });
    };
    remove(removed, pairs.iter().map(|pair| pair.0).collect());
    remove(added, pairs.iter().map(|pair| pair.1).collect());
    found
}

/// Base name of a statement in kebab-case, and the entities that it names.
fn meaning(name: &str, statement: &Place<'_>) -> (String, Vec<String>) {
    let (base, in_key) = split_key(name).unwrap_or((name, Vec::new()));
    let base = kebab(base).unwrap_or_else(|| base.to_owned());
    let mut entities = entities(statement);
    if entities.is_empty() {
        entities = in_key.into_iter().map(str::to_owned).collect();
    }
    entities.sort_unstable();
    (base, entities)
}

/// Entities of the manifest that a statement names.
fn entities(statement: &Place<'_>) -> Vec<String> {
    let Some(entities) = statement.value.get(names::ENTITIES) else { return Vec::new() };
    let named = entities.named().filter_map(|(_, entity)| entity.get(names::NAME)?.string());
    named.map(|name| name.into_owned()).collect()
}

/// Whether an interface statement of the manifest at `root` names the entity `name`.
pub(super) fn names_entity(root: &Place<'_>, name: &str) -> bool {
    let Some(interfaces) = root.get(names::INTERFACES) else { return false };
    interfaces.members().any(|(_, statement)| entities(&statement).iter().any(|it| it == name))
}
