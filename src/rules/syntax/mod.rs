//! The syntax group: text that is not JSON, and JSON with duplicate keys.

pub mod consequence;
pub mod duplicate_key;
mod message;
pub mod syntax_error;
pub mod too_many_findings;
