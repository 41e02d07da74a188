//! Names that are keys of a table.

use crate::diff::{Part, checks};
use crate::embedded::content_field;
use crate::rules::{self, Group};

/// A list of names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::config) enum Names {
    /// Rules and groups.
    Rules,
    /// Fields that contain a file.
    ContentFields,
    /// Checks of `diff`, parts of a manifest, and checks in a part.
    DiffLevels,
}

/// A name with its documentation in Markdown.
pub(in crate::config) struct Name {
    pub(in crate::config) name: String,
    pub(in crate::config) summary: String,
}

impl Names {
    /// Returns the names that completion offers.
    pub(in crate::config) fn all(self) -> Vec<Name> {
        let name = |name: &str, summary: &str| Name { name: name.into(), summary: summary.into() };
        match self {
            Names::Rules => {
                let groups = Group::ALL.iter().map(|group| {
                    let rules = rules::all().iter().filter(|rule| rule.group == *group).count();
                    name(group.name(), &format!("Group of {rules} rules."))
                });
                groups
                    .chain(rules::all().iter().map(|rule| name(rule.id, rule.summary())))
                    .collect()
            }
            Names::ContentFields => {
                let fields = content_field::names().into_iter();
                fields.map(|field| name(field, "Field that contains a file.")).collect()
            }
            Names::DiffLevels => {
                let parts =
                    Part::ALL.iter().map(|part| name(part.name(), "All checks in this part."));
                parts.chain(checks::all().map(|check| name(check.id, check.summary))).collect()
            }
        }
    }

    /// Returns why `key` is not one of the names; `None` if it is.
    pub(in crate::config) fn reject(self, key: &str) -> Option<String> {
        match self {
            Names::Rules => {
                (!rules::is_rule_or_group(key)).then(|| format!("unknown rule or group `{key}`"))
            }
            Names::ContentFields => content_field::holds(key).err(),
            Names::DiffLevels => {
                diff_level(key).is_none().then(|| format!("unknown check or part `{key}`"))
            }
        }
    }
}

/// Returns the part and the id of the check that a key of `[diff.levels]` names.
pub(in crate::config) fn diff_level(key: &str) -> Option<(Option<Part>, Option<&'static str>)> {
    let part = |name: &str| Part::ALL.into_iter().find(|part| part.name() == name);
    match key.split_once('/') {
        Some((place, id)) => Some((Some(part(place)?), Some(checks::find(id)?.id))),
        None => match checks::find(key) {
            Some(check) => Some((None, Some(check.id))),
            None => Some((Some(part(key)?), None)),
        },
    }
}
