//! Comparison of keywords that do not decide which values are valid.

use super::keyword::{Role, role};
use super::walk::Walk;
use crate::diff::checks;
use crate::diff::sink::Located;
use crate::diff::value::Place;
use crate::manifest::field_names as names;

impl<'t> Walk<'_, 't> {
    pub(super) fn compare_annotations(&mut self, old: &Place<'t>, new: &Place<'t>) {
        if !old.value.is_object() || !new.value.is_object() {
            return;
        }
        let added = new.members().filter(|(name, _)| !old.value.has(name));
        let names: Vec<&str> =
            old.members().map(|(name, _)| name).chain(added.map(|(name, _)| name)).collect();
        for name in names {
            let check = match role(name) {
                Some(Role::Default) => &checks::DEFAULT_CHANGED,
                Some(Role::Words) => &checks::WORDS_CHANGED,
                Some(Role::Display) => &checks::DISPLAY_CHANGED,
                _ => continue,
            };
            let (from, to) = (old.get(name), new.get(name));
            if from.as_ref().map(|it| it.value.digest()) == to.as_ref().map(|it| it.value.digest())
            {
                continue;
            }
            let is_secret = |place: &Option<Place<'t>>| {
                let secret = place.as_ref().and_then(|it| it.value.get(names::SECRET));
                secret.and_then(|secret| secret.bool()) == Some(true)
            };
            let check = match name {
                names::X_ZUI if is_secret(&from) && !is_secret(&to) => &checks::SECRET_SHOWN,
                _ => check,
            };
            let (from, to) = (Located::at(from.as_ref(), old), Located::at(to.as_ref(), new));
            self.report_subject(check, from, to, name);
        }
    }
}
