//! A manifest to check, and the functions that check one.

use super::outcome::CheckError;
use crate::rules::{Finding, Settings};
use crate::syntax::Dialect;

/// A manifest that was read, with everything that a check depends on.
pub(in crate::cli) struct Manifest<'a> {
    /// The name in reports.
    pub(in crate::cli) name: &'a str,
    pub(in crate::cli) text: &'a str,
    pub(in crate::cli) dialect: Dialect,
    pub(in crate::cli) settings: &'a Settings,
}

/// Finds the findings in a manifest: locally for `check`, with the Botpress API for `validate`.
pub(in crate::cli) type Checker<'a> =
    dyn Fn(&Manifest<'_>) -> Result<Vec<Finding>, CheckError> + Sync + 'a;
