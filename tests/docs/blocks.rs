//! What is shown as code works.
