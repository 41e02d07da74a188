//! A check of `diff`.

use crate::diff::level::{Level, Platform};

/// Direction in which the platform rejects a change of a schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The platform does not see the change.
    Never,
    /// Rejected where bots write the value.
    Consumed,
    /// Rejected where bots read the value.
    Produced,
    /// Rejected in both directions.
    Both,
}

/// Scope of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// A JSON Schema; the platform's comparison decides whether the change is rejected.
    Schema(Refused),
    /// Anything else in a manifest, with the platform's known behavior.
    Manifest(Platform),
}

/// A kind of difference.
#[derive(Debug)]
pub struct Check {
    /// Stable id.
    pub id: &'static str,
    /// Where it applies.
    pub scope: Scope,
    /// Level where bots write the value, and outside schemas.
    pub consumed: Level,
    /// Level where bots read the value, and outside schemas.
    pub produced: Level,
    /// The change that it reports, in one sentence.
    pub summary: &'static str,
    /// Message of a difference of schemas, or messages without and with a subject. `{thing}` is the place,
    /// `{subject}` the subject, `{types}` the change of the type, and `{old}` and `{new}` are the values.
    pub messages: &'static [&'static str],
    /// Effect where bots write the value; `{users}` is the part's users.
    pub why_consumed: &'static str,
    /// Effect where bots read the value.
    pub why_produced: &'static str,
    /// Advice as an imperative clause; may be empty.
    pub advice: &'static str,
    /// Example: a schema or manifest before and after the change.
    pub example: [&'static str; 2],
}

impl PartialEq for Check {
    fn eq(&self, other: &Check) -> bool {
        self.id == other.id
    }
}
