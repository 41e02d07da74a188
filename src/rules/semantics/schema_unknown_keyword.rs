//! Possible typos in schema keywords.

use super::keyword_typo::typo;
use crate::manifest::field_names;
use crate::manifest::fields::SCHEMA;
use crate::manifest::mistakes;
use crate::rules::context::CheckContext;
use crate::rules::endpoint::mistaken_shape;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::json_type::is_of_type;
use crate::rules::rule::rule;
use crate::syntax::{Member, Node};

rule! {
    /// Possible typo in a JSON Schema keyword.
    ///
    /// ## What it finds
    /// Members of a schema that are similar to a keyword of draft-07: `propertys`, `desciption`,
    /// `maxlength`. Also an option of `x-zui` as a keyword of its own: `x-zui.title`; a keyword
    /// under a name of forms, Zod or OpenAPI: `fields`, `label`, `min`, `nullable`; properties without `properties` and internal
    /// data of Zod in a schema inside another one; a property that is marked as optional as in TypeScript:
    /// `code?`. Other unknown members are ignored.
    ///
    /// ## Why it matters
    /// Tools ignore unknown keywords, so a misspelled keyword has no effect and causes no error.
    ///
    /// ## Example
    /// ```json
    /// { "configuration": { "schema": { "type": "object", "propertys": {} } } }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "configuration": { "schema": { "type": "object", "properties": {} } } }
    /// ```
    SCHEMA_UNKNOWN_KEYWORD = "schema-unknown-keyword", Semantics, Some(Hint), shared;
}

/// Keywords of other drafts, OpenAPI and editors, which are similar to keywords of draft-07 by
/// chance.
const ELSEWHERE: &[&str] = &[
    field_names::ANCHOR,
    field_names::DEFS,
    "comment",
    "constraints",
    "contentSchema",
    field_names::DEPENDENT_REQUIRED,
    field_names::DEPENDENT_SCHEMAS,
    "deprecated",
    "example",
    "id",
    "maxContains",
    "minContains",
    "optional",
    "prefixItems",
    "schema",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Checks a member of the schema `node`, which is an entire schema if `is_root` is set, that is not a
/// keyword.
pub fn check(context: &mut CheckContext, node: Node<'_>, member: Member<'_>, is_root: bool) {
    let Some(name) = member.key() else { return };
    let found = mistakes::in_keyword(node, name, context.source());
    // The mistake in an entire schema is another finding.
    if found.is_some() && is_root && mistakes::in_schema(node, context.source()).is_some() {
        return;
    }
    if found.is_none() && ELSEWHERE.contains(&name) {
        return;
    }
    if let Some(found) = found {
        mistaken_shape::report(context, &SCHEMA_UNKNOWN_KEYWORD, member.key_range(), found, 1)
            .at_member(name);
        return;
    }
    let Some(near) = typo(name, &SCHEMA) else { return };
    // A property that is not in `properties` is another finding.
    let fits = SCHEMA.field(near).is_some_and(|field| is_of_type(&field.shape, member.value()));
    if node.get(near).is_some() || member.value().is_object() && !fits {
        return;
    }
    let message = format!("Unknown keyword `{name}`; did you mean `{near}`?");
    // A reference without a target is an error.
    let is_reference = near == field_names::REF;
    let applicability = if is_reference { Applicability::Manual } else { Applicability::Unsafe };
    context
        .report(&SCHEMA_UNKNOWN_KEYWORD, member.key_range(), message)
        .at_member(name)
        .fix(FixAction::RenameMember(near.to_owned()), applicability);
}

/// Checks the name of `member`, a property in `properties`: in TypeScript, it marks optional properties.
pub fn check_property(context: &mut CheckContext, properties: Node<'_>, member: Member<'_>) {
    let Some(name) = member.key() else { return };
    let Some(right) = name.strip_suffix('?') else { return };
    let is_identifier = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '$');
    if right.is_empty() || !right.chars().all(is_identifier) {
        return;
    }
    let message = format!(
        "The property is called `{name}` in JSON Schema, too; did you mean `{right}`? A property is optional \
         unless `required` of the object lists it."
    );
    let fix = properties.get(right).is_none().then(|| FixAction::RenameMember(right.to_owned()));
    context
        .report(&SCHEMA_UNKNOWN_KEYWORD, member.key_range(), message)
        .at_member(name)
        .fix(fix, Applicability::Unsafe);
}
