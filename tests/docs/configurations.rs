//! Configuration files of editors.
