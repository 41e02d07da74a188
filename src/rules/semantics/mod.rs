//! The semantics group: what the endpoint's schema cannot say.

use super::Rule;
use super::registry::Check;

/// Every check of the group.
pub(super) static CHECKS: &[Check] = &[];

/// Every rule of the group.
pub(super) static RULES: &[&Rule] = &[];
