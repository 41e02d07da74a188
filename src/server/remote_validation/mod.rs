//! Validation of open manifests with the Botpress API, on request of the user only.

pub mod active;
pub mod outcome;
