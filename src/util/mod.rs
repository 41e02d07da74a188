//! Helpers without knowledge of manifests or protocols: file access, discovery, display, spelling.

pub(crate) mod casing;
pub(crate) mod discovery;
pub(crate) mod display;
pub(crate) mod fs;
pub(crate) mod git;
pub(crate) mod suggest;
