//! The names of secrets.

use std::ops::Range;

use super::name_violation::{self, NameViolation};
use crate::embedded::javascript::PREFIX;
use crate::manifest::types::{EntryKind, Map};
use crate::rules::context::CheckContext;
use crate::rules::rule::rule;
use crate::syntax::Node;
use crate::util::casing::screaming_snake;

rule! {
    /// Secret name is not SCREAMING_SNAKE_CASE.
    ///
    /// ## What it finds
    /// Names in `secrets` that are not uppercase letters and digits with one `_` between words.
    /// Words are split as for `definition-name-case`, so `API__KEY` and `_KEY` are reported as
    /// well. Three names or more are one finding, with one fix.
    ///
    /// ## Why it matters
    /// The code reads the secret as the environment variable `SECRET_` plus its name, and the
    /// official command line rejects other names.
    ///
    /// ## Example
    /// ```json
    /// { "secrets": { "clientSecret": null } }
    /// ```
    ///
    /// ## Fix
    /// Rename the secret, here and in the scripts that read it. The name of the environment
    /// variable changes accordingly.
    /// ```json
    /// { "secrets": { "CLIENT_SECRET": null } }
    /// ```
    SECRET_NAME_FORMAT = "secret-name-format", Semantics, Some(Error);

    /// Secret name starts with `SECRET_`.
    ///
    /// ## What it finds
    /// Names in `secrets` that start with `SECRET_`.
    ///
    /// ## Why it matters
    /// The prefix `SECRET_` is added automatically. So the secret `SECRET_API_KEY` becomes the
    /// environment variable `SECRET_SECRET_API_KEY`, which is rarely the variable that the code
    /// reads.
    ///
    /// ## Example
    /// ```json
    /// { "secrets": { "SECRET_API_KEY": null } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "secrets": { "API_KEY": null } }
    /// ```
    SECRET_NAME_PREFIX = "secret-name-prefix", Semantics, Some(Warning);
}

/// The advice if the right name is taken.
const CLASH: &str = "remove one of them";

/// Checks the names in `secrets`.
pub fn check(context: &mut CheckContext, map: &'static Map, node: Node<'_>, _: &Range<usize>) {
    if map.kind != EntryKind::Secret {
        return;
    }
    name_violation::check(context, map, node, CLASH, |name| violations(name).collect());
}

/// The violations of a secret called `name`.
pub fn violations(name: &str) -> impl Iterator<Item = NameViolation> {
    let right = screaming_snake(name);
    let format = (right.as_deref() != Some(name)).then(|| NameViolation {
        rule: &SECRET_NAME_FORMAT,
        what: format!("Secret name `{name}` must be SCREAMING_SNAKE_CASE"),
        better: right,
    });
    let prefix = name.strip_prefix(PREFIX).map(|rest| NameViolation {
        rule: &SECRET_NAME_PREFIX,
        what: format!(
            "Remove the prefix `{PREFIX}`: it is added automatically, so the code reads \
             `{PREFIX}{name}`"
        ),
        better: Some(rest.to_owned()).filter(|rest| !rest.is_empty()),
    });
    format.into_iter().chain(prefix)
}
