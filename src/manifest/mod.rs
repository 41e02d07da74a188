//! What a manifest is: the one declarative description of every field.

pub mod shape;
