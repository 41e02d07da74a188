//! Comparison of two JSON Schemas, keyword by keyword.
//!
//! Objects count as open, as in the platform's comparison: a schema that gains an optional property
//! accepts the old values. `additionalProperties: false` has checks of its own.

mod align;
mod alternatives;
mod annotations;
mod compare;
mod keyword;
mod limits;
mod message;
mod normal;
mod walk;

pub(super) use walk::compare_schemas;
