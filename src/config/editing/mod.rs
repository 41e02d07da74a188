//! Editor features for a settings file: pure functions of its text and an offset.

mod completion;
mod hover;
mod quick_fix;
mod site;

#[cfg(test)]
mod tests;

pub use completion::{Completion, CompletionKind, completions};
pub use hover::{Hover, hover};
pub use quick_fix::{Fix, fixes};
