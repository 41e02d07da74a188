//! Links between a removal and the addition that it probably became.

use crate::diff::finding::Finding;
use crate::diff::value::{Place, Value};
use crate::manifest::field_names as names;
use crate::util::suggest::closest;

/// Maximum number of removed or added names of one map that are compared.
const MAX_NAMES: usize = 50;

/// Sets the hints of removals in `findings` that are probably renames.
pub(super) fn link(
    findings: &mut [Finding],
    removed: &[(&str, &Place<'_>)],
    added: &[(&str, &Place<'_>)],
) {
    if removed.len() > MAX_NAMES || added.len() > MAX_NAMES {
        return;
    }
    let mut free: Vec<_> = added.to_vec();
    for (old_name, old) in removed {
        let same: Vec<&str> = free
            .iter()
            .filter(|(_, new)| is_equal_apart_from_words(old.value, new.value))
            .map(|(name, _)| *name)
            .collect();
        // A value without content is equal to any other one: only the name can tell.
        let is_telling = old.value.named().count() > 0;
        let new_name = match &same[..] {
            [one] if is_telling => Some(*one),
            _ => closest(old_name, same.iter().copied()),
        };
        let Some(new_name) = new_name else { continue };
        free.retain(|(name, _)| *name != new_name);
        set(findings, old_name, new_name, true);
        set(findings, new_name, old_name, false);
    }
}

fn set(findings: &mut [Finding], subject: &str, other: &str, is_removal: bool) {
    let found = findings.iter_mut().find(|finding| {
        finding.subject.as_deref() == Some(subject)
            && finding.check.id.ends_with("-removed") == is_removal
    });
    let Some(finding) = found else { return };
    finding.renamed = Some(other.to_owned());
    finding.hint = Some(if is_removal {
        format!("if it is renamed to `{other}`, keep `{subject}` as well")
    } else {
        format!("this may be the new name of `{other}`")
    });
}

/// Whether two values differ at most in their words for people.
fn is_equal_apart_from_words(old: Value<'_>, new: Value<'_>) -> bool {
    if old.equals(new) {
        return true;
    }
    if !old.is_object() || !new.is_object() {
        return false;
    }
    let is_word = |name: &str| {
        [names::TITLE, names::DESCRIPTION, names::X_ZUI, names::EXAMPLES].contains(&name)
    };
    let count = |value: Value<'_>| value.named().filter(|(name, _)| !is_word(name)).count();
    count(old) == count(new)
        && old
            .named()
            .filter(|(name, _)| !is_word(name))
            .all(|(name, from)| new.get(name).is_some_and(|to| is_equal_apart_from_words(from, to)))
}
