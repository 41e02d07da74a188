//! Containment of panics.

use std::panic::{AssertUnwindSafe, catch_unwind};

/// Runs `action` on one file. A panic becomes an error message, so that the other files are still
/// processed.
pub(super) fn catch_panic<T>(action: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(action))
        .map_err(|_| "internal error; this is a bug in integration-manifest-ls".to_owned())
}
