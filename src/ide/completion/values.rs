//! The values that a member or an element could have.

use std::collections::HashSet;

use super::{ItemKind, Proposal, schema};
use crate::ide::context::{Ancestor, CursorContext};
use crate::ide::markdown;
use crate::ide::role::Role;
use crate::ide::snippet::{self, Snippet};
use crate::manifest::docs::describe;
use crate::manifest::field_names;
use crate::manifest::types::{Choice, EntryKind, Flag, Shape, StringFormat, Text};
use crate::references;
use crate::syntax::{Member, Node, Tree, Value};
use crate::text::Source;

/// Values for the member or element `edited`, or for a new element.
pub(super) fn proposals(
    source: &dyn Source,
    tree: &Tree,
    cursor: &CursorContext<'_>,
    edited: Option<Member<'_>>,
    role: Role,
) -> Vec<Proposal> {
    let Some(shape) = role.shape() else { return Vec::new() };
    if tree.root().is_none_or(|root| matches!(root.value(), Value::Missing)) {
        return vec![manifest()];
    }
    let place = Place { source, tree, cursor, edited, role };
    of_shape(&place, &shape)
}

/// A whole manifest, for an empty document.
fn manifest() -> Proposal {
    let mut proposal =
        Proposal::bare("integration manifest", ItemKind::Skeleton, snippet::manifest());
    proposal.detail = Some("a new manifest".to_owned());
    proposal.preselect = true;
    proposal
}

/// The values that the description knows for the entry `edited` of a map.
fn known_values(role: Role, edited: Option<Member<'_>>) -> &'static [Choice] {
    match role {
        Role::Entry(map) => {
            edited.and_then(|member| map.known(member.key()?)).map_or(&[], |known| known.values())
        }
        _ => &[],
    }
}

/// Where a value goes.
struct Place<'a, 't> {
    source: &'a dyn Source,
    tree: &'a Tree,
    cursor: &'a CursorContext<'t>,
    edited: Option<Member<'t>>,
    role: Role,
}

fn of_shape(place: &Place<'_, '_>, shape: &Shape) -> Vec<Proposal> {
    let &Place { source, tree, cursor, edited, role } = place;
    match *shape {
        Shape::Flag(flag) => flags(flag),
        Shape::Text(text) => texts(source, tree, cursor, edited, role, &text),
        Shape::Either(shapes) => {
            let mut proposals: Vec<Proposal> = Vec::new();
            for proposal in shapes.iter().flat_map(|shape| of_shape(place, shape)) {
                if proposals.iter().all(|other| other.label != proposal.label) {
                    proposals.push(proposal);
                }
            }
            proposals
        }
        Shape::Subschema => {
            let mut proposals = Vec::new();
            if replaceable(edited) {
                proposals.push(skeleton(role, shape));
            }
            proposals.extend(flags(ANYTHING_OR_NOTHING));
            proposals
        }
        Shape::Any => any(place),
        Shape::Number(_) => Vec::new(),
        // A present value of another type is not replaced.
        _ if !replaceable(edited) => Vec::new(),
        _ => vec![skeleton(role, shape)],
    }
}

/// A schema that is `true` or `false`.
const ANYTHING_OR_NOTHING: Flag = Flag { on: "Any value is valid.", off: "No value is valid." };

/// A value that only the surrounding schema describes.
fn any(place: &Place<'_, '_>) -> Vec<Proposal> {
    let &Place { source, cursor, edited, .. } = place;
    let Some(schema) = cursor.schema() else { return Vec::new() };
    let types = schema::types(source, schema);
    let has = |name: &str| types.iter().any(|other| other == name);
    let mut proposals = Vec::new();
    // The values that there are can be chosen from, unless it is the list of these itself.
    let listed = schema.get(field_names::ENUM);
    let in_list = cursor.innermost().is_some_and(|level| level.node().is_array());
    for value in listed.filter(|_| !in_list).into_iter().flat_map(|list| list.entries()) {
        let value = value.value();
        if value.container().is_some() || value.string().is_some_and(|string| !string.closed) {
            continue;
        }
        let written = source.slice(value.range());
        let template = Snippet::text(written.clone());
        proposals.push(match value.text(source) {
            Some(text) => Proposal::quoted(&text, ItemKind::Choice, template),
            None if serde_json::from_str::<serde_json::Value>(&written).is_ok() => {
                Proposal::bare(&written, ItemKind::Literal, template)
            }
            None => continue,
        });
    }
    if has("boolean") {
        for label in ["true", "false"] {
            proposals.push(Proposal::bare(label, ItemKind::Literal, Snippet::text(label)));
        }
    }
    if has("null") {
        proposals.push(Proposal::bare("null", ItemKind::Literal, Snippet::text("null")));
    }
    if proposals.is_empty() && replaceable(edited) && !is_string(edited) && has("string") {
        proposals.push(skeleton(place.role, &Shape::Text(Text::any())));
    }
    proposals
}

/// Whether a completion may replace the value by one of another type.
fn replaceable(edited: Option<Member<'_>>) -> bool {
    edited.is_none_or(|member| match member.value().value() {
        Value::Missing | Value::Invalid(_) | Value::Null => true,
        Value::String(string) => string.chars == 0 || !string.closed,
        _ => false,
    })
}

/// Whether the value is a string already, in which only listed values are useful.
fn is_string(edited: Option<Member<'_>>) -> bool {
    edited.is_some_and(|member| member.value().string().is_some())
}

fn flags(flag: Flag) -> Vec<Proposal> {
    let literal = |label: &str, doc: &str| {
        let mut proposal = Proposal::bare(label, ItemKind::Literal, Snippet::text(label));
        proposal.documentation = Some(doc.to_owned());
        proposal
    };
    vec![literal("true", flag.on), literal("false", flag.off)]
}

fn texts(
    source: &dyn Source,
    tree: &Tree,
    cursor: &CursorContext<'_>,
    edited: Option<Member<'_>>,
    role: Role,
    text: &Text,
) -> Vec<Proposal> {
    let known = known_values(role, edited);
    let mut proposals: Vec<_> = text
        .choices()
        .iter()
        .chain(known)
        .filter(|choice| !is_listed(source, cursor, edited, choice.value))
        .map(|choice| {
            let template = Snippet::text(format!("\"{}\"", choice.value));
            let mut proposal = Proposal::quoted(choice.value, ItemKind::Choice, template);
            proposal.documentation = Some(choice.doc.to_owned());
            if let Role::Field(field) = role
                && field.default_value.is_some_and(|json| json.trim_matches('"') == choice.value)
            {
                proposal.detail = Some("default".to_owned());
                proposal.preselect = true;
            }
            proposal
        })
        .collect();
    match text.holds {
        StringFormat::NameOf(kind) => proposals.extend(definitions(source, tree, kind)),
        StringFormat::SiblingTag => {
            proposals.extend(unlisted(source, cursor, edited, EntryKind::Tag))
        }
        StringFormat::Property => {
            proposals.extend(unlisted(source, cursor, edited, EntryKind::Property))
        }
        _ => {}
    }
    if text.nullable && replaceable(edited) && !is_string(edited) {
        let mut null = Proposal::bare("null", ItemKind::Literal, Snippet::text("null"));
        if text.holds == StringFormat::SecretValue {
            null.documentation = Some("Keeps the value that was set at deployment.".to_owned());
        }
        null.preselect = true;
        proposals.push(null);
    }
    if proposals.is_empty() && replaceable(edited) && !is_string(edited) {
        proposals.push(skeleton(role, &Shape::Text(*text)));
    }
    proposals
}

/// A value to be filled in.
fn skeleton(role: Role, shape: &Shape) -> Proposal {
    let default = match role {
        Role::Field(field) => field.default_value,
        _ => None,
    };
    let template = match role {
        Role::Entry(map) => snippet::entry(map),
        _ => snippet::value(shape, default),
    };
    let label = match shape {
        Shape::Text(text) if text.holds == StringFormat::Version => "\"0.1.0\"",
        Shape::Text(_) => "\"\"",
        Shape::List(_) => "[]",
        _ => "{}",
    };
    let mut proposal = Proposal::bare(label, ItemKind::Skeleton, template);
    proposal.detail = Some(describe(shape, &|object| object.noun.to_owned()).replace('`', ""));
    if let Role::Field(field) = role {
        proposal.documentation = Some(field.doc.to_owned());
    }
    proposal
}

/// The names of the manifest's definitions of `kind`.
fn definitions(source: &dyn Source, tree: &Tree, kind: EntryKind) -> Vec<Proposal> {
    let map = definitions_of(tree, kind);
    references(source, map, kind, &|_| false)
}

/// The tags or properties around the innermost array that are not listed in it yet.
fn unlisted(
    source: &dyn Source,
    cursor: &CursorContext<'_>,
    edited: Option<Member<'_>>,
    kind: EntryKind,
) -> Vec<Proposal> {
    let map = match kind {
        EntryKind::Property => sibling_properties(cursor),
        _ => sibling_tags(cursor),
    };
    let listed = listed(source, cursor, edited);
    references(source, map, kind, &|name| listed.contains(name))
}

/// The strings in the innermost array, without the one that is edited.
fn listed(
    source: &dyn Source,
    cursor: &CursorContext<'_>,
    edited: Option<Member<'_>>,
) -> HashSet<String> {
    let Some(list) = cursor.innermost().map(Ancestor::node).filter(|node| node.is_array()) else {
        return HashSet::new();
    };
    let others =
        list.entries().filter(|element| edited.is_none_or(|edited| edited.index != element.index));
    others.filter_map(|element| Some(element.value().text(source)?.into_owned())).collect()
}

/// Whether the innermost array has `value` already, in another place than the one that is edited.
fn is_listed(
    source: &dyn Source,
    cursor: &CursorContext<'_>,
    edited: Option<Member<'_>>,
    value: &str,
) -> bool {
    let list = cursor.innermost().map(Ancestor::node).filter(|node| node.is_array());
    list.is_some_and(|list| {
        list.entries().any(|element| {
            let other = edited.is_none_or(|edited| edited.index != element.index);
            // A long string cannot match and is not read.
            let short = element.value().string().is_some_and(|string| string.chars <= 64);
            other && short && element.value().text(source).as_deref() == Some(value)
        })
    })
}

/// The map of the manifest that defines things of `kind`.
pub(in crate::ide) fn definitions_of(tree: &Tree, kind: EntryKind) -> Option<Node<'_>> {
    references::scope(tree.root()?, kind)?.definitions()
}

/// The `tags` beside the `creation` whose `requiredTags` is the innermost array.
pub(in crate::ide) fn sibling_tags<'t>(cursor: &CursorContext<'t>) -> Option<Node<'t>> {
    let above = cursor.ancestors.len().checked_sub(3)?;
    references::tags(cursor.ancestors[above].node()).definitions()
}

/// The `properties` of the schema whose list of names is the innermost array.
pub(in crate::ide) fn sibling_properties<'t>(cursor: &CursorContext<'t>) -> Option<Node<'t>> {
    cursor.schema()?.get(field_names::PROPERTIES)
}

/// Returns the title of a definition or property.
pub(in crate::ide) fn title_of(definition: Node<'_>) -> Option<Node<'_>> {
    definition
        .at(&[field_names::X_ZUI, field_names::TITLE])
        .or_else(|| definition.get(field_names::TITLE))
}

fn references(
    source: &dyn Source,
    map: Option<Node<'_>>,
    kind: EntryKind,
    leave_out: &dyn Fn(&str) -> bool,
) -> Vec<Proposal> {
    let Some(map) = map else { return Vec::new() };
    let members = map.effective_members().filter(|(name, _)| !leave_out(name));
    members
        .map(|(name, member)| {
            let quoted = serde_json::to_string(name).unwrap_or_default();
            let mut proposal = Proposal::quoted(name, ItemKind::Reference, Snippet::text(quoted));
            let said = |node: Option<Node<'_>>| {
                let text = node?.text(source)?;
                Some(markdown::escape(&text)).filter(|text| !text.is_empty())
            };
            let (title, description) =
                (title_of(member.value()), member.value().get(field_names::DESCRIPTION));
            proposal.detail = Some(kind.noun().to_owned());
            let said: Vec<_> = [said(title), said(description)].into_iter().flatten().collect();
            proposal.documentation = (!said.is_empty()).then(|| said.join("\n\n"));
            proposal
        })
        .collect()
}
