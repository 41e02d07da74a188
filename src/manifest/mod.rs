//! What a manifest is: the one declarative description of every field.

pub mod description;
pub mod name;
pub mod reference;
pub mod schema;
pub mod shape;
pub mod skeleton;

pub use description::INTEGRATION;
