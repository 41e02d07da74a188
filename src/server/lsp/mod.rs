//! Conversion between this crate's types and those of the protocol.

pub mod from_proto;
pub mod json_writer;
pub mod position;
pub mod to_proto;
