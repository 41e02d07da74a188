//! The endpoint group: the API's own schema.

pub mod missing_field;
pub mod mistaken_shape;
pub mod refused_by_endpoint;
pub mod string_length;
pub mod unknown_field;
pub mod unknown_value;
pub mod wrong_type;
