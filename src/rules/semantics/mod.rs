//! The semantics group: what the endpoint's schema cannot say.
//!
//! A check that needs only one definition gets it while the manifest is walked, so that what it
//! found is kept with the definition; one that compares definitions with others looks at the whole
//! document, every time, and so has to look at few places. All of them are silent about values
//! that are missing or of the wrong type: that has been said.

mod base64;
mod copies;
mod deprecated;
mod file_name;
mod icon;
mod interfaces;
pub(super) mod keywords;
mod names;
mod readme;
mod references;
pub(super) mod schemas;
mod scripts;
mod secrets;
mod vocabulary;
mod whole;

pub(super) use deprecated::DEPRECATED_PUBLIC;
pub(super) use references::DUPLICATE_REQUIRED_TAG;

use super::Rule;
use super::registry::Checks;
use crate::manifest::types::Kind;
pub(crate) use names::Objection;
pub(crate) use whole::wrong_url;

/// What there is to say against something of `kind` being called `name`.
pub(crate) fn objections(kind: Kind, name: &str) -> Vec<Objection> {
    match kind {
        Kind::Secret => secrets::objections(name).collect(),
        _ => names::objection(kind, name).into_iter().collect(),
    }
}

/// Every check of the group.
pub(super) static CHECKS: Checks = Checks {
    entry: &[secrets::entry, interfaces::entry, vocabulary::entry],
    field: &[
        names::field,
        scripts::field,
        whole::field,
        file_name::field,
        base64::field,
        icon::field,
        readme::field,
    ],
    object: &[references::required_tags, deprecated::object, whole::object, vocabulary::object],
    map: &[names::map, secrets::map, deprecated::map, whole::map],
    schema: &[whole::schema],
    document: &[
        secrets::readers,
        secrets::unused,
        references::interface_targets,
        whole::code,
        copies::document,
    ],
};

/// Every rule of the group.
pub(super) static RULES: &[&Rule] = &[
    &names::NAME_FORMAT,
    &names::NAME_STYLE,
    &names::VERSION_FORMAT,
    &names::DEFINITION_NAME_CASE,
    &names::IDENTIFIER_FORMAT,
    &names::TAG_NAME_FORMAT,
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
    &file_name::FILE_NAME_INSTEAD_OF_CONTENT,
    &base64::INVALID_BASE64,
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
    &copies::EMBEDDED_COPY_DIFFERS,
    &vocabulary::UNKNOWN_CATEGORY,
    &vocabulary::ATTRIBUTE_NEAR_MISS,
    &vocabulary::UNKNOWN_OPERATION,
    &keywords::INVALID_SCHEMA,
    &keywords::INVALID_PATTERN,
    &keywords::SCHEMA_UNKNOWN_KEYWORD,
    &keywords::SCHEMA_UNSUPPORTED_KEYWORD,
    &keywords::UNKNOWN_ZUI_KEY,
    &schemas::SCHEMA_REQUIRED_UNKNOWN,
    &schemas::SCHEMA_ROOT,
    &schemas::SCHEMA_REF,
    &schemas::SCHEMA_EXTERNAL_REF,
];
