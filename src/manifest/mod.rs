//! What a manifest is: the one declarative description of every field.

pub mod description;
mod file;
pub(crate) mod keyword;
pub mod known;
pub mod name;
mod path;
pub mod reference;
pub mod schema;
mod secret;
pub mod shape;
pub mod skeleton;

pub use description::INTEGRATION;
pub use file::{FILES, is_file_name};
pub use path::described;
pub use secret::redacted;
