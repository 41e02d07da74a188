//! The list of all rules.

use super::{Rule, rule};

rule! {
    /// The text is not JSON.
    ///
    /// ## Why
    /// The endpoint takes JSON and refuses everything else.
    SYNTAX_ERROR = "syntax-error", Syntax, Some(Error);
}

static ALL: &[&Rule] = &[&SYNTAX_ERROR];

/// Every rule, group by group.
pub fn all() -> &'static [&'static Rule] {
    ALL
}

/// The rule called `id`.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.id == id)
}
