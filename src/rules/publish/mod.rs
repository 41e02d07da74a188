//! The publish group: the rules of `bp lint`.
//!
//! The linter's rules are uniform: at each value that a path matches, a member has to be present and
//! not empty (or has to be absent). So they are rows of a table, and the walk matches all paths at
//! once.

pub mod check;
mod docs;
pub mod matcher;
mod table;

pub use table::requires;
