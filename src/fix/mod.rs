//! Fixes as text edits.
//!
//! A rule proposes a fix as an intention, with its applicability (see `rules::FixIntent`). Here it
//! becomes the text edits of the current document. Whether a fix is safe is decided by the rule.

mod combine;
mod compute_fix;
mod fix_all;
mod members;
mod node_path;
mod rename;
mod reorder;
mod reshape;
mod set_value;
mod title;

pub use combine::combine;
pub use compute_fix::{Fix, compute_fix};
pub use fix_all::{FixAll, fix_all};
pub(crate) use reorder::reordered;
pub use set_value::set_value;
pub use title::title;
