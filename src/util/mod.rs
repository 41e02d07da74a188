//! Helpers without knowledge of manifests or protocols: file access, discovery, display, spelling.

pub(crate) mod budget;
pub(crate) mod casing;
#[cfg(feature = "files")]
pub(crate) mod discovery;
pub(crate) mod display;
#[cfg(feature = "files")]
pub(crate) mod fs;
#[cfg(feature = "files")]
pub(crate) mod git;
pub(crate) mod path;
pub(crate) mod suggest;
