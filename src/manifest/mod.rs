//! Declarative description of every field of a manifest.

mod builders;
pub mod docs;
pub mod field_names;
pub mod fields;
mod file;
pub mod known;
mod lookup;
pub mod mistakes;
mod nouns;
mod redact;
pub mod schema;
pub(crate) mod schema_keyword;
pub mod skeleton;
pub mod types;

pub use fields::INTEGRATION;
pub use file::{FILES, is_file_name};
pub use lookup::{lookup, object_at};
pub use redact::{redacted, secret_sections, secret_values};
