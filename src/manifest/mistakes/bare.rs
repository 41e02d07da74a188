//! Schemas, message types and tags directly in the object around their place.

use super::repair::{Repair, Step, path};
use super::site::{Found, ObjectSite, is_keyword, is_property, shows_schema};
use crate::manifest::types::{Object, Shape};
use crate::manifest::{INTEGRATION, field_names as names, fields, known};
use crate::syntax::{Member, Node, Value, quoted};

/// The path from an object to the schema that it contains.
fn schema_path(object: &'static Object) -> Option<&'static [&'static str]> {
    if std::ptr::eq(object, &fields::ACTION) {
        return Some(&[names::INPUT, names::SCHEMA]);
    }
    let is_root = std::ptr::eq(object, &INTEGRATION);
    let has = matches!(object.field(names::SCHEMA)?.shape, Shape::Schema);
    (has && !is_root).then_some(&[names::SCHEMA])
}

/// The keywords of a JSON Schema that are members of the object.
fn keywords<'a>(site: &ObjectSite<'a>) -> Vec<&'a str> {
    let shows =
        |(name, member): &&(&str, Member<'_>)| shows_schema(name, member.value(), site.source);
    // The `type` of a state is a field, but a state has no type `object`.
    let own = site.node.member(names::TYPE).filter(|_| site.is(&fields::STATE));
    let own = own.filter(|own| shows_schema(names::TYPE, own.value(), site.source));
    let is_beside = site.node.get(names::SCHEMA).is_some_and(|schema| schema.is_object());
    if own.is_none() && !is_beside && !site.unknown.iter().any(|one| shows(&one)) {
        return Vec::new();
    }
    // A property can be called `type`.
    let is_property =
        |name: &str, member: &Member<'_>| name == names::TYPE && member.value().is_object();
    let is_unknown = |name: &str| site.unknown.iter().any(|(other, _)| *other == name);
    let is_own = |name: &str| own.is_some() && name == names::TYPE;
    // In the order of the document, in which they are gathered.
    let members = site.node.members().filter(|(name, member)| {
        is_own(name) || is_unknown(name) && is_keyword(name) && !is_property(name, member)
    });
    members.map(|(name, _)| name).collect()
}

/// A JSON Schema directly in an object that should contain it.
pub fn bare_schema(site: &ObjectSite<'_>) -> Vec<Found> {
    let Some(keys) = schema_path(site.object) else { return Vec::new() };
    let members = keywords(site);
    if members.is_empty() {
        return Vec::new();
    }
    let place = keys.join(".");
    let existing = site.node.at(keys);
    let clash = members.iter().any(|name| existing.is_some_and(|it| it.get(name).is_some()));
    let owned: Vec<String> = members.iter().map(|name| (*name).to_owned()).collect();
    let mut steps: Vec<Step> = match keys {
        [first, second] if site.node.get(first).is_some() => {
            let to = |name: &str| path(&[first, second, name]);
            members.iter().map(|name| Step::Move(path(&[name]), to(name))).collect()
        }
        [first, second] => vec![
            Step::Gather(path(&[]), owned, (*second).to_owned()),
            Step::Move(path(&[second]), path(&[first, second])),
        ],
        _ => vec![Step::Gather(path(&[]), owned, names::SCHEMA.to_owned())],
    };
    let mut fills = site.lacks(&[keys[0]]);
    if site.is(&fields::STATE) && members.contains(&names::TYPE) {
        steps.push(Step::Add(
            path(&[]),
            vec![(names::TYPE.to_owned(), "\"integration\"".to_owned())],
        ));
        fills.extend(site.lacks(&[names::TYPE]));
    }
    let message = match existing {
        Some(_) => format!(
            "{} has keywords of a JSON Schema beside `{place}`; move them into it.",
            site.label()
        ),
        None => format!(
            "{} is written as a JSON Schema; put the schema in `{place}`: `\"{}\": {{ … }}`.",
            site.label(),
            keys.join("\": { \"")
        ),
    };
    let title = match existing {
        Some(_) => format!("Move into `{place}`"),
        None => format!("Wrap in `{place}`"),
    };
    let covers: Vec<&str> =
        members.iter().copied().filter(|name| site.object.field(name).is_none()).collect();
    let repair = (!clash).then(|| Repair::new(title, 0, steps));
    vec![Found::new(message, repair).explains(&covers, &fills)]
}

/// Properties directly in an object that should contain a schema.
pub fn bare_properties(site: &ObjectSite<'_>) -> Vec<Found> {
    let Some(keys) = schema_path(site.object) else { return Vec::new() };
    let is_property = |(_, member): &&(&str, Member<'_>)| is_property(member.value(), site.source);
    let members: Vec<&str> =
        site.unknown.iter().filter(is_property).map(|(name, _)| *name).collect();
    // Another mistake may contain the schema.
    let is_required = site.object.required().any(|field| field.name == keys[0]);
    let is_filled = is_required && site.lacks(&[keys[0]]).is_empty();
    if members.is_empty() || is_filled || site.node.get(keys[0]).is_some() {
        return Vec::new();
    }
    let owned = members.iter().map(|name| (*name).to_owned()).collect();
    let schema = [names::PROPERTIES.to_owned()];
    let steps = vec![
        Step::Gather(path(&[]), owned, names::PROPERTIES.to_owned()),
        Step::Gather(path(&[]), schema.to_vec(), names::SCHEMA.to_owned()),
        Step::Add(path(&[names::SCHEMA]), vec![(names::TYPE.to_owned(), "\"object\"".to_owned())]),
        Step::Move(path(&[names::SCHEMA]), path(keys)),
    ];
    let place = format!("{}.{}", keys.join("."), names::PROPERTIES);
    let message = format!("{} lists properties directly; put them in `{place}`.", site.label());
    let repair = Repair::new(format!("Wrap in `{place}`"), 0, steps);
    vec![Found::new(message, repair).explains(&members, &site.lacks(&[keys[0]]))]
}

/// Message types directly in a channel.
pub fn bare_messages(site: &ObjectSite<'_>) -> Vec<Found> {
    if !site.is(&fields::CHANNEL) {
        return Vec::new();
    }
    let is_message = |name: &str, node: Node<'_>| {
        node.is_object()
            && (node.get(names::SCHEMA).is_some() || known::find(known::MESSAGES, name).is_some())
    };
    let members = site.unknown.iter().filter(|(name, member)| is_message(name, member.value()));
    gathered(site, members.map(|(name, _)| *name).collect(), names::MESSAGES, "message types")
}

/// Tags directly in an object that should contain them in `tags`.
pub fn bare_tags(site: &ObjectSite<'_>) -> Vec<Found> {
    if !site.object.field(names::TAGS).is_some_and(|field| matches!(field.shape, Shape::Map(_))) {
        return Vec::new();
    }
    let is_text =
        |node: Option<Node<'_>>| node.is_some_and(|it| matches!(it.value(), Value::String(_)));
    let is_tag = |node: Node<'_>| {
        let other = |(name, _): (&str, Member<'_>)| fields::TAG.field(name).is_none();
        (is_text(node.get(names::TITLE)) || is_text(node.get(names::DESCRIPTION)))
            && !node.members().any(other)
    };
    let members = site.unknown.iter().filter(|(_, member)| is_tag(member.value()));
    gathered(site, members.map(|(name, _)| *name).collect(), names::TAGS, "tags")
}

/// The mistake that `members`, which are `what`, are not in the field `into`.
fn gathered(
    site: &ObjectSite<'_>,
    members: Vec<&str>,
    into: &'static str,
    what: &str,
) -> Vec<Found> {
    let there = site.node.get(into);
    let clash = members.iter().any(|name| there.is_some_and(|it| it.get(name).is_some()));
    if members.is_empty() || there.is_some_and(|it| !it.is_object()) {
        return Vec::new();
    }
    let owned = members.iter().map(|name| (*name).to_owned()).collect();
    let steps = vec![Step::Gather(path(&[]), owned, into.to_owned())];
    let message = format!("{} lists {what} directly; put them in `{into}`.", site.label());
    let repair = (!clash).then(|| Repair::new(format!("Wrap in `{into}`"), 0, steps));
    vec![Found::new(message, repair).explains(&members, &site.lacks(&[into]))]
}

/// A JSON Schema at the top level of the manifest.
pub fn schema_in_manifest(site: &ObjectSite<'_>) -> Vec<Found> {
    if !site.is(&INTEGRATION) {
        return Vec::new();
    }
    let members = keywords(site);
    if !members.contains(&names::PROPERTIES) && !members.contains(&names::TYPE) {
        return Vec::new();
    }
    let keys = [names::CONFIGURATION, names::SCHEMA];
    let owned = members.iter().map(|name| (*name).to_owned()).collect();
    let steps = vec![
        Step::Gather(path(&[]), owned, names::SCHEMA.to_owned()),
        Step::Move(path(&[names::SCHEMA]), path(&keys)),
    ];
    let place = keys.join(".");
    let free = site.node.at(&keys).is_none();
    let message = format!(
        "The manifest has keywords of a JSON Schema; the schema of the settings belongs in `{place}`."
    );
    let repair = free.then(|| Repair::new(format!("Move to `{place}`"), 0, steps));
    vec![Found::new(message, repair).explains(&members, &[])]
}

/// The most tags that are moved.
const MAX_TAGS: usize = 64;

/// Tags with switches in a creation setting.
pub fn creation_tags(site: &ObjectSite<'_>) -> Vec<Found> {
    let is_on =
        |(_, member): &(&str, Member<'_>)| matches!(member.value().value(), Value::Bool(true));
    let lacks = site.lacks(&[names::ENABLED, names::REQUIRED_TAGS]);
    if !site.is(&fields::CREATION)
        || site.unknown.len() > MAX_TAGS
        || !lacks.contains(&names::REQUIRED_TAGS)
        || !site.unknown.iter().all(is_on)
    {
        return Vec::new();
    }
    let tags: Vec<&str> = site.unknown.iter().map(|(name, _)| *name).collect();
    let json: Vec<String> = tags.iter().map(|name| quoted(name)).collect();
    let steps = vec![
        Step::Gather(
            path(&[]),
            tags.iter().map(|name| (*name).to_owned()).collect(),
            names::REQUIRED_TAGS.to_owned(),
        ),
        Step::Replace(path(&[names::REQUIRED_TAGS]), format!("[{}]", json.join(", "))),
        Step::Add(path(&[]), vec![(names::ENABLED.to_owned(), "true".to_owned())]),
    ];
    let message = format!(
        "{} lists tags directly; put their names in `{}`: `[{}]`.",
        site.label(),
        names::REQUIRED_TAGS,
        json.join(", ")
    );
    let repair = Repair::new(format!("Move to `{}`", names::REQUIRED_TAGS), 0, steps);
    vec![Found::new(message, repair).explains(&tags, &lacks)]
}
