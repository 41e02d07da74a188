//! The list of all rules and of their checks.

use std::sync::LazyLock;

use super::check_table::CheckTable;
use super::{Rule, endpoint, publish, remote, semantics, syntax};

/// The checks of all rules.
pub(super) static CHECKS: &CheckTable = &semantics::CHECKS;

static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let groups = [syntax::RULES, endpoint::RULES, remote::RULES, semantics::RULES];
    groups.into_iter().flatten().copied().chain(publish::rules()).collect()
});

/// Every rule, group by group.
pub fn all() -> &'static [&'static Rule] {
    &ALL
}

/// The rule called `id`.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.id == id)
}
