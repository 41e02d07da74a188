//! The names that a member could have.

use super::{ItemKind, Proposal, schema};
use crate::ide::context::CursorContext;
use crate::ide::snippet::{self, Snippet};
use crate::manifest::docs::describe;
use crate::manifest::known::{self, Known};
use crate::manifest::types::{EntryKind, Field, Map, Object, TargetKind};
use crate::syntax::{Member, Node};
use crate::text::Source;

/// Returns names for the member `edited`, whose name is `typed` so far, or for a new member of the
/// innermost object; `alone` without a value after the name.
pub(super) fn proposals(
    source: &dyn Source,
    cursor: &CursorContext<'_>,
    edited: Option<Member<'_>>,
    typed: &str,
    name_only: bool,
) -> Vec<Proposal> {
    let Some(level) = cursor.innermost() else { return Vec::new() };
    let object = level.node();
    let taken = |name: &str| {
        let others = object.members().filter(|(_, m)| edited.is_none_or(|e| e.index != m.index));
        others.map(|(key, _)| key).any(|key| key == name)
    };
    let Some(shape) = level.role.shape() else { return Vec::new() };
    match (shape.object(), shape.map()) {
        (Some(description), _) => fields(source, description, object, edited, name_only),
        (None, Some(map)) => entries(source, cursor, map, &taken, typed, name_only),
        (None, None) => Vec::new(),
    }
}

fn fields(
    source: &dyn Source,
    description: &'static Object,
    object: Node<'_>,
    edited: Option<Member<'_>>,
    name_only: bool,
) -> Vec<Proposal> {
    // One pass over the members, however many fields there are.
    let mut present = vec![false; description.fields.len()];
    for (key, member) in object.members() {
        if edited.is_some_and(|edited| edited.index == member.index) {
            continue;
        }
        if let Some(index) = description.fields.iter().position(|field| field.name == key) {
            present[index] = true;
        }
    }
    let missing = description.fields.iter().zip(present);
    let mut missing: Vec<_> = missing.filter(|(_, here)| !here).map(|(field, _)| field).collect();
    let types = schema::types(source, object);
    missing.sort_by_key(|field| {
        (field.deprecated.is_some(), !field.required, schema::rank(field, &types))
    });
    missing.into_iter().map(|field| of_field(field, name_only)).collect()
}

fn of_field(field: &'static Field, name_only: bool) -> Proposal {
    let value = || snippet::value(&field.shape, field.default_value);
    let mut proposal = Proposal::quoted(
        field.name,
        ItemKind::Field,
        member(Snippet::text(field.name), name_only, value),
    );
    let words = describe(&field.shape, &|object| object.noun.to_owned()).replace('`', "");
    // A long detail would hide the end of the label.
    let words = words.trim_start_matches("object: ");
    let required = if field.required { "required, " } else { "" };
    proposal.detail = Some(format!("{required}{words}"));
    let mut documentation = field.doc.to_owned();
    if let Some(instead) = field.deprecated {
        documentation = format!("**Deprecated.** {instead}\n\n{documentation}");
    }
    if !field.absent.is_empty() {
        documentation += &format!("\n\n*If absent:* {}", field.absent);
    }
    proposal.documentation = Some(documentation);
    proposal.deprecated = field.deprecated.is_some();
    proposal.required = field.required;
    proposal
}

/// Creates `"name": value`, or only the name.
fn member(name: Snippet, name_only: bool, value: impl FnOnce() -> Snippet) -> Snippet {
    let mut template = Snippet::text("\"");
    template.append(name);
    template.push("\"");
    if !name_only {
        template.push(": ");
        template.append(value());
    }
    template
}

fn entries(
    source: &dyn Source,
    cursor: &CursorContext<'_>,
    map: &'static Map,
    taken: &dyn Fn(&str) -> bool,
    typed: &str,
    name_only: bool,
) -> Vec<Proposal> {
    let mut proposals = Vec::new();
    let mut propose = |name: &str, value: Snippet, doc: &str| {
        if taken(name) {
            return;
        }
        let template = member(Snippet::text(escaped(name)), name_only, || value);
        let mut proposal = Proposal::quoted(name, ItemKind::Entry, template);
        proposal.detail = Some(map.kind.noun().to_owned());
        proposal.documentation = Some(doc.to_owned());
        proposals.push(proposal);
    };
    for known in map.current() {
        let value = match known.properties() {
            [] if !known.values().is_empty() => snippet::known_value(known.values()),
            [] => snippet::entry(map),
            properties => snippet::message_type(properties),
        };
        propose(known.name, value, known.doc);
    }
    let doc = map.doc();
    if let EntryKind::Target(kind) = map.kind {
        parts(cursor, kind).iter().for_each(|name| propose(name, snippet::entry(map), &doc));
    }
    if map.kind == EntryKind::Property {
        let missing = schema::undescribed(source, cursor);
        missing.iter().for_each(|name| propose(name, snippet::entry(map), &doc));
    }
    // A placeholder name is not useful as the new name of an existing member.
    if name_only {
        return proposals;
    }
    let name = free_name(placeholder(map.kind), taken);
    // A typed name is not replaced.
    let begun = typed.trim_matches(['"', '\'']);
    let begun = Some(begun).filter(|name| !name.is_empty() && plain(name) && !taken(name));
    let mut placeholder = Snippet::default();
    placeholder.stop(begun.unwrap_or(&name));
    let template = member(placeholder, false, || snippet::entry(map));
    let label = begun.unwrap_or(&name);
    let mut proposal = Proposal::quoted(label, ItemKind::Entry, template);
    let (_, noun) = map.kind.noun().split_once(' ').unwrap_or(("", map.kind.noun()));
    proposal.detail = Some(format!("new {noun}"));
    proposal.documentation = Some(doc.into_owned());
    proposals.push(proposal);
    proposals
}

/// Returns a new entry of `map`, with a free placeholder as its name.
pub(in crate::ide) fn new_entry(map: &'static Map, taken: &dyn Fn(&str) -> bool) -> Snippet {
    let mut name = Snippet::default();
    name.stop(free_name(placeholder(map.kind), taken));
    member(name, false, || snippet::entry(map))
}

/// The names that the interface stated around `cursor` has for its members of `kind`.
fn parts(cursor: &CursorContext<'_>, kind: TargetKind) -> &'static [&'static str] {
    let statement = cursor.ancestors.iter().rev().nth(1).and_then(|level| level.member.key());
    let parts = statement.and_then(known::interface).and_then(Known::parts);
    parts.map_or(&[], |parts| parts.of(kind))
}

/// Escapes `name` for a JSON string, without quotes.
fn escaped(name: &str) -> String {
    let quoted = serde_json::Value::from(name).to_string();
    quoted[1..quoted.len() - 1].to_owned()
}

/// Whether `name` needs no escape in a JSON string.
fn plain(name: &str) -> bool {
    !name.contains(|c: char| c == '"' || c == '\\' || c.is_control())
}

fn free_name(wanted: &str, taken: &dyn Fn(&str) -> bool) -> String {
    if !taken(wanted) {
        return wanted.to_owned();
    }
    let numbered = (2..100).map(|number| format!("{wanted}{number}"));
    numbered.into_iter().find(|name| !taken(name)).unwrap_or_else(|| wanted.to_owned())
}

/// A name that shows how such names are written.
fn placeholder(kind: EntryKind) -> &'static str {
    match kind {
        EntryKind::Action => "actionName",
        EntryKind::Event => "eventName",
        EntryKind::State => "stateName",
        EntryKind::Entity => "entityName",
        EntryKind::Channel => "channelName",
        EntryKind::Message => "messageType",
        EntryKind::Configuration => "configurationName",
        EntryKind::Tag => "tagName",
        EntryKind::Interface => "interface-name",
        EntryKind::Target(_) => "nameInInterface",
        EntryKind::Secret => "API_KEY",
        EntryKind::Operation => "operation_name",
        EntryKind::Attribute => "key",
        EntryKind::Property => "propertyName",
        EntryKind::Subschema => "schemaName",
        EntryKind::Pattern => "^prefix",
        EntryKind::Dependency => "propertyName",
    }
}
