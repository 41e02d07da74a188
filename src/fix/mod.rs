//! Fixes as text edits.
//!
//! A rule proposes a fix as an intention, with its applicability (see `rules::FixIntent`). Here it
//! becomes the text edits of the current document. Whether a fix is safe is decided by the rule, and
//! restricted for places and values where no fix is safe (`trust.rs`). [`fix_all`] applies a fix only if
//! its result passes a check, and [`SingleFixes`] offers only such fixes (`verify.rs`).

mod combine;
mod compute_fix;
mod edit_member;
mod fix_all;
mod identify;
mod line_starts;
mod members;
mod node_path;
mod rename;
mod reorder;
mod reshape;
mod set_value;
mod single_fix;
mod title;
mod trust;
mod verify;

pub use combine::combine;
pub use compute_fix::{Fix, Fixer, compute_fix};
pub use edit_member::{remove_member, rename_key};
pub use fix_all::{AppliedFix, FixAll, fix_all};
pub use identify::{ChoiceError, Identifier, choose};
pub(crate) use node_path::NodePath;
pub(crate) use reorder::reordered;
pub use set_value::set_value;
pub use single_fix::SingleFixes;
pub use title::title;
