//! Walking a JSON Schema.
//!
//! Schemas are most of a manifest, so this is where most of a check's time goes. One walk serves the
//! schema rules and those of `bp lint`; nothing is allocated for a schema in which nothing is wrong,
//! and strings are looked at only where their text matters.

use std::sync::LazyLock;

use super::{CheckContext, publish, syntax};
use crate::manifest::fields::SCHEMA;
use crate::manifest::types::{EntryKind, Shape};
use crate::manifest::{field_names, schema_keyword};
use crate::rules::publish::PathStates;
use crate::rules::semantics::schema_keywords::{self, UnsupportedWhen};
use crate::rules::semantics::schema_structure;
use crate::syntax::{Member, Node};

/// What a schema is part of.
#[derive(Clone, Copy)]
pub(in crate::rules) struct Scope<'t> {
    /// The whole schema, into which references go.
    pub root: Node<'t>,
    /// Whether another schema around it says something about the same value.
    pub shared: bool,
}

/// One schema, while its members are walked.
pub(in crate::rules) struct Schema<'t> {
    /// The object itself.
    pub node: Node<'t>,
    /// What it is part of.
    pub scope: Scope<'t>,
    /// `properties`
    pub properties: Option<Member<'t>>,
    /// `required`
    pub required: Option<Member<'t>>,
    /// `additionalProperties`
    pub additional: Option<Member<'t>>,
    /// `$ref`
    pub reference: Option<Member<'t>>,
    /// Whether something in it may describe further members of the same object.
    pub open: bool,
}

/// What the walk has to know of a keyword besides its field.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeywordRole {
    Properties,
    Required,
    Additional,
    Ref,
    /// It describes members by something else than their names.
    Pattern,
    /// The schemas in it describe the very value that the schema around them describes.
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

/// What the walk has to know of each keyword, and when it is not read.
static USES: LazyLock<Vec<(KeywordRole, Option<UnsupportedWhen>)>> = LazyLock::new(|| {
    let uses = SCHEMA.fields.iter().map(|field| field.name);
    uses.map(|name| (KeywordRole::of(name), UnsupportedWhen::of(name))).collect()
});

impl<'t> CheckContext<'_, '_, 't> {
    /// The schema that a member of the manifest holds.
    pub(super) fn schema(&mut self, node: Node<'t>, states: PathStates) {
        self.subschema(node, states, Scope { root: node, shared: false });
        schema_structure::root(self, node);
    }

    /// A schema inside another, or the outermost.
    fn subschema(&mut self, node: Node<'t>, states: PathStates, scope: Scope<'t>) {
        // Else it is `true` or `false`.
        let Some(container) = node.container() else { return };
        let uses = &*USES;
        syntax::duplicates(self, node);
        let states = if publish::cannot_match(states, container.names) { 0 } else { states };
        let mut schema = Schema {
            node,
            scope,
            properties: None,
            required: None,
            additional: None,
            reference: None,
            open: false,
        };
        for (_, member) in node.effective_members() {
            let states = if states == 0 { 0 } else { publish::advance(states, member) };
            let key = member.entry().key.as_ref();
            let Some((index, field)) =
                key.and_then(|key| schema_keyword::find(key.hash, &key.text))
            else {
                schema_keywords::unknown(self, node, member);
                self.path.push(member);
                self.untyped(member.value(), &member.key_range(), states);
                self.path.pop();
                continue;
            };
            let (role, unread) = uses[index];
            schema.note(role, member);
            if let Some(when) = unread {
                schema_keywords::unsupported(self, when, field, node, member);
            }
            let scope = Scope { root: scope.root, shared: role == KeywordRole::Branch };
            self.in_schema(&field.shape, member, states, scope);
        }
        schema_structure::members(self, &schema);
    }

    /// What a member inside a schema holds, which should have `shape`.
    #[inline(always)]
    fn in_schema(
        &mut self,
        shape: &'static Shape,
        member: Member<'t>,
        states: PathStates,
        scope: Scope<'t>,
    ) {
        // Most members of most schemas.
        if !publish::is_match(states) && schema_keywords::is_right(self, shape, member.value()) {
            return;
        }
        self.walked(shape, member, states, scope);
    }

    /// The same, for what has to be looked at.
    fn walked(
        &mut self,
        shape: &'static Shape,
        member: Member<'t>,
        states: PathStates,
        scope: Scope<'t>,
    ) {
        self.path.push(member);
        if publish::is_match(states) {
            publish::check(self, member.value(), &member.key_range(), states);
        }
        match schema_keywords::fitting(self, shape, member) {
            Some(shape) => self.fitting(shape, member.value(), states, scope),
            None => self.children(member.value(), states),
        }
        self.path.pop();
    }

    /// A value inside a schema that is of the type that `shape` wants.
    fn fitting(
        &mut self,
        shape: &'static Shape,
        node: Node<'t>,
        states: PathStates,
        scope: Scope<'t>,
    ) {
        match shape {
            Shape::Schema | Shape::Subschema => self.subschema(node, states, scope),
            Shape::Map(map) => {
                syntax::duplicates(self, node);
                for (_, member) in node.effective_members() {
                    let states = publish::advance(states, member);
                    if map.kind == EntryKind::Pattern {
                        schema_keywords::pattern_of_names(self, member);
                    }
                    self.in_schema(&map.value, member, states, scope);
                }
            }
            Shape::List(list) => {
                schema_keywords::list(self, list, node);
                for member in node.entries() {
                    self.in_schema(&list.item, member, publish::advance(states, member), scope);
                }
            }
            Shape::Object(object) => {
                schema_keywords::options(self, object, node);
                self.children(node, states);
            }
            Shape::Text(text) => schema_keywords::text(self, text, node),
            Shape::Number(number) => schema_keywords::number(self, *number, node),
            Shape::Any => self.children(node, states),
            Shape::Flag(_) | Shape::Either(_) => {}
        }
    }
}

impl<'t> Schema<'t> {
    fn note(&mut self, role: KeywordRole, member: Member<'t>) {
        match role {
            KeywordRole::Properties => self.properties = Some(member),
            KeywordRole::Required => self.required = Some(member),
            KeywordRole::Additional => self.additional = Some(member),
            KeywordRole::Ref => {
                self.reference = Some(member);
                self.open = true;
            }
            KeywordRole::Pattern | KeywordRole::Branch => self.open = true,
            KeywordRole::Other => {}
        }
    }
}
