//! The semantics group: requirements that the API's schema cannot express.
//!
//! A check that needs only one definition gets it during the walk, so that its findings are cached
//! with the definition. A check that compares definitions gets the entire document after every edit,
//! so it has to look at few places. All checks are silent about values that are missing or have the
//! wrong type: the endpoint group reports those.

pub mod attribute_near_miss;
pub mod blank_title;
pub mod branded_title;
pub mod compiled_script;
pub mod definition_name;
pub mod deprecated_creation;
pub mod deprecated_message_type;
pub mod deprecated_public;
pub mod dev_without_url;
pub mod docs_outdated;
pub mod embedded_copy_differs;
pub mod file_name_instead_of_content;
mod foreign_type;
pub mod icon_not_svg;
pub mod identifier_without_script;
pub mod integration_name;
pub mod interface_incomplete;
pub mod interface_key_mismatch;
pub mod invalid_base64;
pub mod invalid_pattern;
pub mod invalid_schema;
pub mod invalid_svg;
pub mod invalid_url;
mod keyword_typo;
pub mod message_type_incompatible;
mod name_violation;
pub mod over_limit;
pub mod readme_not_utf8;
pub mod readme_placeholder;
pub mod readme_relative_link;
pub mod required_tags;
pub mod schema_ref;
pub mod schema_required_unknown;
pub mod schema_root;
pub mod schema_unknown_keyword;
pub mod schema_unsupported_keyword;
pub mod script_result;
pub mod script_syntax;
pub mod script_unchecked;
pub mod script_unknown_path;
pub mod secret_name;
pub mod secret_value_in_file;
pub mod svg_active_content;
pub mod svg_without_namespace;
pub mod svg_without_size;
pub mod undeclared_secret;
pub mod unknown_category;
pub mod unknown_interface_target;
pub mod unknown_operation;
pub mod unknown_zui_key;
pub mod unused_ignore_comment;
pub mod unused_secret;
pub mod version_format;

use crate::manifest::types::EntryKind;
use name_violation::NameViolation;

/// The violations of naming rules by a definition of `kind` called `name`.
pub fn name_violations(kind: EntryKind, name: &str) -> Vec<NameViolation> {
    match kind {
        EntryKind::Secret => secret_name::violations(name).collect(),
        _ => definition_name::violation(kind, name).into_iter().collect(),
    }
}
