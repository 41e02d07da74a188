//! The registration of all rules, one line for each file of them.

use std::sync::LazyLock;

use super::check_table::{Check, CheckTable, Registration};
use super::publish;
use super::rule::{Group, Rule};

/// Registers rules with their checks: `FILE { RULES } => KIND(FUNCTION);`, for each kind of
/// [`Check`]. A line without a rule or without a check does not compile, and a file that has no line
/// is unused code.
macro_rules! rules {
    ($(
        $($module:ident)::+ { $($rule:ident),+ } => $($kind:ident $(($check:ident))?),+;
    )+) => {
        static REGISTRATIONS: &[Registration] = &[$({
            use super::$($module)::+ as module;
            Registration {
                rules: &[$(&module::$rule),+],
                checks: &[$(check!($kind $(module::$check)?)),+],
            }
        }),+];
    };
}

macro_rules! check {
    (External) => {
        Check::External
    };
    (Walk $check:path) => {{
        // Only proves that it exists: the walk calls it by its name.
        let _ = $check;
        Check::Walk
    }};
    ($kind:ident $check:path) => {
        Check::$kind($check)
    };
}

rules! {
    syntax::syntax_error { SYNTAX_ERROR } => Walk(check);
    syntax::duplicate_key { DUPLICATE_KEY } => Walk(check);
    syntax::too_many_findings { TOO_MANY_FINDINGS } => External;

    endpoint::missing_field { MISSING_FIELD } => Object(check);
    endpoint::unknown_field { UNKNOWN_FIELD } => UnknownMember(check);
    endpoint::wrong_type { WRONG_TYPE } => WrongType(check);
    endpoint::string_length { TOO_LONG, TOO_SHORT } => Text(check);
    endpoint::unknown_value { UNKNOWN_VALUE } => Text(check);
    endpoint::refused_by_endpoint { REFUSED_BY_ENDPOINT } => External;

    semantics::integration_name { NAME_FORMAT, NAME_STYLE } => Field(check);
    semantics::version_format { VERSION_FORMAT } => Field(check);
    semantics::blank_title { BLANK_TITLE } => Object(check);
    semantics::branded_title { BRANDED_TITLE } => Object(check);
    semantics::definition_name { DEFINITION_NAME_CASE, IDENTIFIER_FORMAT, TAG_NAME_FORMAT } =>
        Map(check);
    semantics::secret_name { SECRET_NAME_FORMAT, SECRET_NAME_PREFIX } => Map(check);
    semantics::secret_value_in_file { SECRET_VALUE_IN_FILE } => Entry(check);
    semantics::undeclared_secret { UNDECLARED_SECRET } => Document(check);
    semantics::unused_secret { UNUSED_SECRET } => Document(check);
    semantics::script_syntax { SCRIPT_SYNTAX } => Script(check);
    semantics::script_unchecked { SCRIPT_UNCHECKED } => Field(check_length), Script(check);
    semantics::script_result { SCRIPT_RESULT } => Script(check);
    semantics::script_unknown_path { SCRIPT_UNKNOWN_PATH } => Script(check);
    semantics::required_tags { UNKNOWN_REQUIRED_TAG, DUPLICATE_REQUIRED_TAG } => Object(check);
    semantics::unknown_interface_target { UNKNOWN_INTERFACE_TARGET } => Document(check);
    semantics::interface_key_mismatch { INTERFACE_KEY_MISMATCH } => Entry(check);
    semantics::interface_incomplete { INTERFACE_INCOMPLETE } => Entry(check);
    semantics::file_name_instead_of_content { FILE_NAME_INSTEAD_OF_CONTENT } => Field(check);
    semantics::invalid_base64 { INVALID_BASE64 } => Icon(check), Readme(check);
    semantics::icon_not_svg { ICON_NOT_SVG } => Icon(check);
    semantics::invalid_svg { INVALID_SVG } => Icon(check);
    semantics::svg_without_namespace { SVG_WITHOUT_NAMESPACE } => Icon(check);
    semantics::svg_without_size { SVG_WITHOUT_SIZE } => Icon(check);
    semantics::svg_active_content { SVG_ACTIVE_CONTENT } => Icon(check);
    semantics::readme_not_utf8 { README_NOT_UTF8 } => Readme(check);
    semantics::readme_placeholder { README_PLACEHOLDER } => Readme(check);
    semantics::readme_relative_link { README_RELATIVE_LINK } => Readme(check);
    semantics::deprecated_public { DEPRECATED_PUBLIC, PUBLIC_CONTRADICTS_VISIBILITY } =>
        Object(check);
    semantics::deprecated_creation { DEPRECATED_CREATION } => Object(check);
    semantics::deprecated_message_type { DEPRECATED_MESSAGE_TYPE } => Map(check);
    semantics::message_type_incompatible { MESSAGE_TYPE_INCOMPATIBLE } => Entry(check);
    semantics::identifier_without_script { IDENTIFIER_WITHOUT_SCRIPT } => Object(check);
    semantics::dev_without_url { DEV_WITHOUT_URL } => Object(check);
    semantics::invalid_url { INVALID_URL } => Field(check);
    semantics::over_limit { OVER_LIMIT } =>
        Map(check_map), Schema(check_schema), Document(check_code);
    semantics::embedded_copy_differs { EMBEDDED_COPY_DIFFERS } => Document(check);
    semantics::docs_outdated { DOCS_OUTDATED } => Document(check);
    semantics::unknown_category { UNKNOWN_CATEGORY } => Object(check);
    semantics::attribute_near_miss { ATTRIBUTE_NEAR_MISS } => Object(check);
    semantics::unknown_operation { UNKNOWN_OPERATION } => Entry(check);
    semantics::invalid_schema { INVALID_SCHEMA } => Walk(fitting);
    semantics::invalid_pattern { INVALID_PATTERN } => Walk(check);
    semantics::schema_unknown_keyword { SCHEMA_UNKNOWN_KEYWORD } => Walk(check);
    semantics::schema_unsupported_keyword { SCHEMA_UNSUPPORTED_KEYWORD } => Walk(check);
    semantics::unknown_zui_key { UNKNOWN_ZUI_KEY } => Walk(check);
    semantics::schema_required_unknown { SCHEMA_REQUIRED_UNKNOWN } => Walk(check);
    semantics::schema_root { SCHEMA_ROOT } => Schema(check);
    semantics::schema_ref { SCHEMA_REF, SCHEMA_EXTERNAL_REF } => Walk(check);
    semantics::unused_ignore_comment { UNUSED_IGNORE_COMMENT } => External;

    compatibility { BREAKING_CHANGE, RISKY_CHANGE, VERSION_TOO_LOW } => External;
}

/// The checks of all rules.
pub(super) static CHECKS: LazyLock<CheckTable> = LazyLock::new(|| CheckTable::new(REGISTRATIONS));

/// The checks of the syntax and endpoint groups.
pub(super) static ENDPOINT_CHECKS: LazyLock<CheckTable> = LazyLock::new(|| {
    let included = |rule: &&Rule| matches!(rule.group, Group::Syntax | Group::Endpoint);
    CheckTable::new(REGISTRATIONS.iter().filter(|it| it.rules.iter().all(included)))
});

static ALL: LazyLock<Vec<&'static Rule>> = LazyLock::new(|| {
    let registered = REGISTRATIONS.iter().flat_map(|registration| registration.rules).copied();
    registered.chain(publish::check::rules()).collect()
});

/// Every rule, group by group.
pub fn all() -> &'static [&'static Rule] {
    &ALL
}

/// The rule called `id`.
pub fn find(id: &str) -> Option<&'static Rule> {
    all().iter().copied().find(|rule| rule.id == id)
}

/// Whether `name` is the id of a rule or the name of a group.
pub fn is_rule_or_group(name: &str) -> bool {
    find(name).is_some() || Group::by_name(name).is_some()
}
