//! The values that a member or an element could have.

use super::{ItemKind, Proposal};
use crate::ide::locate::{Role, Spot};
use crate::ide::markdown;
use crate::ide::template::{self, Template};
use crate::manifest::name;
use crate::manifest::reference::in_words;
use crate::manifest::shape::{Flag, Holds, Kind, Shape, Text};
use crate::relations;
use crate::syntax::{Member, Node, Tree, Value};
use crate::text::Source;

/// Values for the member or element `edited`, or for a new element.
pub(super) fn proposals(
    source: &dyn Source,
    tree: &Tree,
    spot: &Spot<'_>,
    edited: Option<Member<'_>>,
    role: Role,
) -> Vec<Proposal> {
    let Some(shape) = role.shape() else { return Vec::new() };
    match shape {
        Shape::Flag(flag) => flags(flag),
        Shape::Text(text) => texts(source, tree, spot, edited, role, &text),
        // Where a value of another kind stands it is not for us to take it away.
        _ if !replaceable(edited) => Vec::new(),
        _ => vec![skeleton(role, &shape)],
    }
}

/// Whether nothing is lost when the value is replaced by something unlike it.
fn replaceable(edited: Option<Member<'_>>) -> bool {
    edited.is_none_or(|member| match member.value().value() {
        Value::Missing | Value::Invalid(_) | Value::Null => true,
        Value::String(string) => string.chars == 0 || !string.closed,
        _ => false,
    })
}

fn flags(flag: Flag) -> Vec<Proposal> {
    let literal = |label: &str, doc: &str| {
        let mut proposal = Proposal::bare(label, ItemKind::Literal, Template::text(label));
        proposal.documentation = Some(doc.to_owned());
        proposal
    };
    vec![literal("true", flag.on), literal("false", flag.off)]
}

fn texts(
    source: &dyn Source,
    tree: &Tree,
    spot: &Spot<'_>,
    edited: Option<Member<'_>>,
    role: Role,
    text: &Text,
) -> Vec<Proposal> {
    let mut proposals: Vec<_> = text
        .values
        .iter()
        .map(|choice| {
            let template = Template::text(format!("\"{}\"", choice.value));
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
        Holds::NameOf(kind) => proposals.extend(definitions(source, tree, kind)),
        Holds::SiblingTag => proposals.extend(tags(source, spot, edited)),
        _ => {}
    }
    if text.nullable && replaceable(edited) {
        let mut null = Proposal::bare("null", ItemKind::Literal, Template::text("null"));
        if text.holds == Holds::SecretValue {
            null.documentation = Some("Keeps the value that was set at deployment.".to_owned());
        }
        null.preselect = true;
        proposals.push(null);
    }
    if proposals.is_empty() && replaceable(edited) {
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
        Role::Entry(map) => template::entry(map),
        _ => template::value(shape, default),
    };
    let label = match shape {
        Shape::Text(text) if text.holds == Holds::Version => "\"0.1.0\"",
        Shape::Text(_) => "\"\"",
        Shape::List(_) => "[]",
        _ => "{}",
    };
    let mut proposal = Proposal::bare(label, ItemKind::Skeleton, template);
    proposal.detail = Some(in_words(shape, &|object| object.noun.to_owned()).replace('`', ""));
    if let Role::Field(field) = role {
        proposal.documentation = Some(field.doc.to_owned());
    }
    proposal
}

/// The names of the manifest's definitions of `kind`.
fn definitions(source: &dyn Source, tree: &Tree, kind: Kind) -> Vec<Proposal> {
    let map = definitions_of(tree, kind);
    references(source, map, kind, &|_| false)
}

/// The tags beside `creation` that are not listed yet.
fn tags(source: &dyn Source, spot: &Spot<'_>, edited: Option<Member<'_>>) -> Vec<Proposal> {
    let Some(list) = spot.innermost() else { return Vec::new() };
    let mut listed: Vec<_> = list
        .node()
        .entries()
        .filter(|element| edited.is_none_or(|edited| edited.index != element.index))
        .filter_map(|element| Some(element.value().text(source)?.into_owned()))
        .collect();
    listed.sort();
    let is_listed = |name: &str| listed.binary_search_by(|other| other.as_str().cmp(name)).is_ok();
    references(source, sibling_tags(spot), Kind::Tag, &is_listed)
}

/// The map of the manifest that defines things of `kind`.
pub(in crate::ide) fn definitions_of(tree: &Tree, kind: Kind) -> Option<Node<'_>> {
    relations::scope(tree.root()?, kind)?.definitions()
}

/// The `tags` beside the `creation` whose `requiredTags` is the innermost array.
pub(in crate::ide) fn sibling_tags<'t>(spot: &Spot<'t>) -> Option<Node<'t>> {
    let above = spot.levels.len().checked_sub(3)?;
    relations::tags(spot.levels[above].node()).definitions()
}

fn references(
    source: &dyn Source,
    map: Option<Node<'_>>,
    kind: Kind,
    leave_out: &dyn Fn(&str) -> bool,
) -> Vec<Proposal> {
    let Some(map) = map else { return Vec::new() };
    let members = map.effective_members().filter(|(name, _)| !leave_out(name));
    members
        .map(|(name, member)| {
            let quoted = serde_json::to_string(name).unwrap_or_default();
            let mut proposal = Proposal::quoted(name, ItemKind::Reference, Template::text(quoted));
            let said = |field| {
                let text = member.value().get(field)?.text(source)?;
                Some(markdown::escape(&text)).filter(|text| !text.is_empty())
            };
            proposal.detail = Some(kind.noun().to_owned());
            let said: Vec<_> =
                [said(name::TITLE), said(name::DESCRIPTION)].into_iter().flatten().collect();
            proposal.documentation = (!said.is_empty()).then(|| said.join("\n\n"));
            proposal
        })
        .collect()
}
