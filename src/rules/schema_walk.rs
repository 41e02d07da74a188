//! The walk over a JSON Schema.
//!
//! Schemas are most of a manifest, so a check spends most of its time here. One walk serves the
//! schema rules and those of `bp lint`. It allocates nothing for a schema without findings, and
//! reads strings only if their text matters.

use std::cell::OnceCell;
use std::sync::LazyLock;

use super::context::CheckContext;
use super::publish;
use super::publish::matcher::{self, PathStates};
use super::same_mistake;
use super::schema_fast_path::is_right;
use super::schema_parts::{Schema, Scope};
use super::semantics::schema_unsupported_keyword::UnsupportedWhen;
use super::semantics::{
    invalid_pattern, invalid_schema, schema_ref, schema_required_unknown, schema_unknown_keyword,
    schema_unsupported_keyword, unknown_zui_key,
};
use super::syntax::duplicate_key;
use super::untyped_walk::{children, untyped};
use crate::manifest::fields::SCHEMA;
use crate::manifest::types::{EntryKind, Shape};
use crate::manifest::{field_names, schema_keyword};
use crate::syntax::{Member, Node};

/// The role of a keyword in the walk.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeywordRole {
    Properties,
    Required,
    Additional,
    Ref,
    /// It describes members, but not by their exact names.
    Pattern,
    /// Its schemas describe the same value as the schema around them.
    Branch,
    Other,
}

impl KeywordRole {
    fn of(keyword: &str) -> KeywordRole {
        match keyword {
            field_names::PROPERTIES => KeywordRole::Properties,
            field_names::REQUIRED => KeywordRole::Required,
            field_names::ADDITIONAL_PROPERTIES => KeywordRole::Additional,
            field_names::REF => KeywordRole::Ref,
            field_names::PATTERN_PROPERTIES => KeywordRole::Pattern,
            field_names::ALL_OF
            | field_names::ANY_OF
            | field_names::ONE_OF
            | field_names::NOT
            | field_names::IF
            | field_names::THEN
            | field_names::ELSE
            | field_names::DEPENDENCIES => KeywordRole::Branch,
            _ => KeywordRole::Other,
        }
    }
}

/// The role of each keyword, and when the official tools do not support it; by its field's index.
static KEYWORDS: LazyLock<Vec<(KeywordRole, Option<UnsupportedWhen>)>> = LazyLock::new(|| {
    let names = SCHEMA.fields.iter().map(|field| field.name);
    names.map(|name| (KeywordRole::of(name), UnsupportedWhen::of(name))).collect()
});

/// Checks the schema of a member of the manifest.
pub fn schema<'a>(context: &mut CheckContext<'a>, node: Node<'a>, states: PathStates) {
    let resources = OnceCell::new();
    let scope = Scope { root: node, shared: false, resources: &resources };
    subschema(context, node, states, scope);
}

/// Checks a schema: the entire one, or one inside it.
fn subschema<'a>(
    context: &mut CheckContext<'a>,
    node: Node<'a>,
    states: PathStates,
    scope: Scope<'_, 'a>,
) {
    // A schema can also be `true` or `false`.
    let Some(container) = node.container() else { return };
    let keywords = &*KEYWORDS;
    duplicate_key::check(context, node);
    let states = if matcher::cannot_match(states, container.names) { 0 } else { states };
    let mut schema = Schema {
        node,
        scope,
        properties: None,
        required: None,
        additional: None,
        reference: None,
        open: false,
        branched: false,
    };
    for (_, member) in node.effective_members() {
        let states = if states == 0 { 0 } else { matcher::advance(states, member) };
        let key = member.entry().key.as_ref();
        let Some((index, field)) = key.and_then(|key| schema_keyword::find(key.hash, &key.text))
        else {
            let is_root = scope.root.start() == node.start();
            schema_unknown_keyword::check(context, node, member, is_root);
            context.enter(member);
            untyped(context, member.value(), &member.key_range(), states);
            context.leave();
            continue;
        };
        let (role, unsupported) = keywords[index];
        note(&mut schema, role, member);
        if let Some(when) = unsupported {
            schema_unsupported_keyword::check(context, when, field, node, member);
        }
        let scope = Scope { shared: role == KeywordRole::Branch, ..scope };
        keyword_value(context, &field.shape, member, states, scope);
    }
    schema_required_unknown::check(context, &schema);
    schema_ref::check(context, &schema);
}

/// Records `member` if the rules about a schema's members need it.
fn note<'a>(schema: &mut Schema<'_, 'a>, role: KeywordRole, member: Member<'a>) {
    match role {
        KeywordRole::Properties => schema.properties = Some(member),
        KeywordRole::Required => schema.required = Some(member),
        KeywordRole::Additional => schema.additional = Some(member),
        KeywordRole::Ref => {
            schema.reference = Some(member);
            schema.open = true;
        }
        KeywordRole::Pattern => schema.open = true,
        KeywordRole::Branch => schema.branched = true,
        KeywordRole::Other => {}
    }
}

/// Checks the value of a member inside a schema, which should have `shape`.
#[inline(always)]
fn keyword_value<'a>(
    context: &mut CheckContext<'a>,
    shape: &'static Shape,
    member: Member<'a>,
    states: PathStates,
    scope: Scope<'_, 'a>,
) {
    // The fast path of most members of most schemas.
    if !matcher::is_match(states) && is_right(context.source(), shape, member.value()) {
        return;
    }
    walk_value(context, shape, member, states, scope);
}

/// Checks the value of a member that is not known to be right.
fn walk_value<'a>(
    context: &mut CheckContext<'a>,
    shape: &'static Shape,
    member: Member<'a>,
    states: PathStates,
    scope: Scope<'_, 'a>,
) {
    context.enter(member);
    if matcher::is_match(states) {
        publish::check::check(context, member.value(), &member.key_range(), states);
    }
    match invalid_schema::fitting(context, shape, member) {
        Some(shape) => fitting(context, shape, member.value(), states, scope),
        None if context.has_repair() => children(context, member.value(), matcher::nowhere()),
        None => children(context, member.value(), states),
    }
    context.leave();
}

/// Checks a value inside a schema whose type matches `shape`.
fn fitting<'a>(
    context: &mut CheckContext<'a>,
    shape: &'static Shape,
    node: Node<'a>,
    states: PathStates,
    scope: Scope<'_, 'a>,
) {
    match shape {
        Shape::Schema | Shape::Subschema => subschema(context, node, states, scope),
        Shape::Map(map) => {
            let first = context.findings().len();
            duplicate_key::check(context, node);
            for (_, member) in node.effective_members() {
                let states = match map.kind {
                    EntryKind::Property => matcher::advance_property(states, member),
                    _ => matcher::advance(states, member),
                };
                match map.kind {
                    EntryKind::Pattern => invalid_pattern::check_name(context, member),
                    EntryKind::Property => {
                        schema_unknown_keyword::check_property(context, node, member);
                    }
                    _ => {}
                }
                keyword_value(context, &map.value, member, states, scope);
            }
            same_mistake::merge(context, map, first);
        }
        Shape::List(list) => {
            invalid_schema::check_list(context, list, node);
            for member in node.entries() {
                let states = matcher::advance(states, member);
                keyword_value(context, &list.item, member, states, scope);
            }
        }
        Shape::Object(object) => {
            unknown_zui_key::check(context, object, node);
            children(context, node, states);
        }
        Shape::Text(text) => {
            invalid_pattern::check(context, text, node);
            invalid_schema::check_text(context, text, node);
        }
        Shape::Number(number) => invalid_schema::check_number(context, *number, node),
        Shape::Any => children(context, node, states),
        Shape::Flag(_) | Shape::Either(_) => {}
    }
}
