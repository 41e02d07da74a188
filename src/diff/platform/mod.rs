//! The platform's comparison of two schemas.
//!
//! Botpress compares schemas with the open-source library jex (MIT license,
//! <https://github.com/botpress/packages>), version 1.3.1. This module reproduces its verdicts: which
//! keywords it sees, how it reads them, and how it describes the reason of a rejection.

mod extends;
mod ty;

pub(crate) use extends::{Verdict, is_included};
pub(crate) use ty::of_schema;
