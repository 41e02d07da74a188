//! Comparison of open manifests with the version that `[diff] against` names.
//!
//! One thread compares after a pause in typing, never on the path of a keystroke. In between, the findings
//! of the last comparison move with their members ([`crate::diff::Changes::relocate`]).

mod old_version;
mod worker;

use std::sync::Arc;

use parking_lot::RwLock;
use serde_json::Value;

use super::dirty_documents::DirtyDocuments;
pub use worker::spawn_worker;

/// Setting of the editor with the source of the old version.
const SETTING: &str = "/diff/against";

/// State of the comparisons.
#[derive(Default)]
pub struct Compatibility {
    /// Documents to compare.
    pub dirty: DirtyDocuments,
    /// The editor's setting, which applies without one in the settings file.
    against: RwLock<Option<Arc<str>>>,
}

impl Compatibility {
    /// Applies the editor's settings. Returns the problem in them, if any.
    pub fn set_configuration(&self, section: &Value) -> Option<String> {
        let (against, problem) = match section.pointer(SETTING) {
            None | Some(Value::Null) => (None, None),
            Some(Value::String(text)) if text.is_empty() => (None, None),
            Some(Value::String(text)) => (Some(text.as_str().into()), None),
            Some(_) => (None, Some(format!("{SETTING}: must be a string such as `git:main`"))),
        };
        *self.against.write() = against;
        problem
    }

    /// Returns the editor's setting.
    fn against(&self) -> Option<Arc<str>> {
        self.against.read().clone()
    }
}
