//! The semantics group: what the endpoint's schema cannot say.
//!
//! A check that needs only one definition gets it while the manifest is walked, so that what it
//! found is kept with the definition; one that compares definitions with others looks at the whole
//! document, every time, and so has to look at few places. All of them are silent about values
//! that are missing or of the wrong type: that has been said.

mod deprecated;
mod embedded_copy;
mod external_reference;
mod icon;
mod interfaces;
mod invalid_base64;
mod known_names;
mod naming;
mod readme;
mod references;
pub(super) mod schema_keywords;
pub(super) mod schema_structure;
mod scripts;
mod secrets;
mod whole;

use super::Rule;
use super::check_table::CheckTable;
use crate::manifest::types::EntryKind;
pub(crate) use external_reference::FILE_NAME_INSTEAD_OF_CONTENT;
pub(crate) use naming::NameViolation;
pub(crate) use whole::wrong_url;

/// What there is to say against something of `kind` being called `name`.
pub(crate) fn objections(kind: EntryKind, name: &str) -> Vec<NameViolation> {
    match kind {
        EntryKind::Secret => secrets::objections(name).collect(),
        _ => naming::objection(kind, name).into_iter().collect(),
    }
}

/// Every check of the group.
pub(super) static CHECKS: CheckTable = CheckTable {
    entry: &[secrets::entry, interfaces::entry, known_names::entry],
    field: &[
        naming::field,
        scripts::field,
        whole::field,
        external_reference::field,
        invalid_base64::field,
        icon::field,
        readme::field,
    ],
    object: &[references::required_tags, deprecated::object, whole::object, known_names::object],
    map: &[naming::map, secrets::map, deprecated::map, whole::map],
    schema: &[whole::schema],
    document: &[
        secrets::readers,
        secrets::unused,
        references::interface_targets,
        whole::code,
        embedded_copy::document,
    ],
};

/// Every rule of the group.
pub(super) static RULES: &[&Rule] = &[
    &naming::NAME_FORMAT,
    &naming::NAME_STYLE,
    &naming::VERSION_FORMAT,
    &naming::DEFINITION_NAME_CASE,
    &naming::IDENTIFIER_FORMAT,
    &naming::TAG_NAME_FORMAT,
    &secrets::SECRET_NAME_FORMAT,
    &secrets::SECRET_NAME_PREFIX,
    &secrets::SECRET_VALUE_IN_FILE,
    &secrets::UNDECLARED_SECRET,
    &secrets::UNUSED_SECRET,
    &scripts::SCRIPT_SYNTAX,
    &scripts::SCRIPT_UNCHECKED,
    &scripts::SCRIPT_RESULT,
    &scripts::SCRIPT_UNKNOWN_PATH,
    &references::UNKNOWN_REQUIRED_TAG,
    &references::DUPLICATE_REQUIRED_TAG,
    &references::UNKNOWN_INTERFACE_TARGET,
    &interfaces::INTERFACE_KEY_MISMATCH,
    &interfaces::INTERFACE_INCOMPLETE,
    &external_reference::FILE_NAME_INSTEAD_OF_CONTENT,
    &invalid_base64::INVALID_BASE64,
    &icon::ICON_NOT_SVG,
    &icon::INVALID_SVG,
    &icon::SVG_WITHOUT_NAMESPACE,
    &icon::SVG_WITHOUT_SIZE,
    &icon::SVG_ACTIVE_CONTENT,
    &readme::README_NOT_UTF8,
    &readme::README_PLACEHOLDER,
    &readme::README_RELATIVE_LINK,
    &deprecated::DEPRECATED_PUBLIC,
    &deprecated::PUBLIC_CONTRADICTS_VISIBILITY,
    &deprecated::DEPRECATED_CREATION,
    &deprecated::DEPRECATED_MESSAGE_TYPE,
    &whole::IDENTIFIER_WITHOUT_SCRIPT,
    &whole::DEV_WITHOUT_URL,
    &whole::INVALID_URL,
    &whole::OVER_LIMIT,
    &embedded_copy::EMBEDDED_COPY_DIFFERS,
    &known_names::UNKNOWN_CATEGORY,
    &known_names::ATTRIBUTE_NEAR_MISS,
    &known_names::UNKNOWN_OPERATION,
    &schema_keywords::INVALID_SCHEMA,
    &schema_keywords::INVALID_PATTERN,
    &schema_keywords::SCHEMA_UNKNOWN_KEYWORD,
    &schema_keywords::SCHEMA_UNSUPPORTED_KEYWORD,
    &schema_keywords::UNKNOWN_ZUI_KEY,
    &schema_structure::SCHEMA_REQUIRED_UNKNOWN,
    &schema_structure::SCHEMA_ROOT,
    &schema_structure::SCHEMA_REF,
    &schema_structure::SCHEMA_EXTERNAL_REF,
];
