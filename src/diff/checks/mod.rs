//! The checks of `diff`: ids, levels and words.
//!
//! The pages in `docs/diff` are generated from the two tables, and `tests/diff.rs` runs each example in
//! both directions.

mod check;
mod manifest;
mod schema;

pub use check::{Check, Refused, Scope};
pub use manifest::*;
pub use schema::*;

/// Returns every check: those of schemas first.
pub fn all() -> impl Iterator<Item = &'static Check> + Clone {
    schema::ALL.iter().chain(manifest::ALL).copied()
}

/// Returns the check called `id`.
pub fn find(id: &str) -> Option<&'static Check> {
    all().find(|check| check.id == id)
}
