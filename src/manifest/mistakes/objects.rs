//! Mistakes in objects with missing or unknown fields.

use super::names::{is_near_field, is_sent_by_tools};
use super::repair::{Repair, Step, excess_depth, path};
use super::site::{Found, ObjectSite, is_schema, only};
use crate::manifest::types::{Object, Shape};
use crate::manifest::{INTEGRATION, field_names as names, fields};
use crate::syntax::{Member, Node, quoted};
use crate::util::casing::camel;
use crate::util::display::list;

/// All fields inside one more object, or inside several.
pub fn wrapped(site: &ObjectSite<'_>) -> Vec<Found> {
    let holds = |node: Node<'_>, depth: usize| {
        // A member without a value is being typed.
        let has = |name: &str| node.member(name).is_some_and(Member::has_value);
        // A name that is there twice is one field. Every definition has a title.
        let is_text = |name: &str| depth > 1 && [names::TITLE, names::DESCRIPTION].contains(&name);
        let fields = site.object.fields.iter().filter(|it| has(it.name));
        let known = fields.filter(|it| !is_text(it.name)).count();
        match site.is(&INTEGRATION) {
            true => known > 1 || has(names::NAME) && known > 0,
            false => !site.missing.is_empty() && site.missing.iter().all(|it| has(it)),
        }
    };
    // The values of `Actions` are definitions.
    let is_section = |name: &str| site.is(&INTEGRATION) && is_near_field(site.object, name);
    let unknown = site.unknown.iter().filter(|(name, _)| !is_section(name));
    let inner = unknown.filter_map(|(name, member)| {
        let mut keys = vec![*name];
        let listed = only(member.value().entries()).filter(|_| member.value().is_array());
        let mut node = listed.map_or(member.value(), Member::value);
        while !holds(node, keys.len()) {
            let objects = node.members().filter(|(_, member)| member.value().is_object());
            let (name, member) = only(objects)?;
            keys.push(name);
            node = member.value();
            let is_other = is_schema(node, site.source) || !site.is(&INTEGRATION);
            if keys.len() > MAX_WRAPPERS || is_other {
                return None;
            }
        }
        // Another object, such as an author, can have a name, too.
        let mut fields = node.members().filter(|(name, _)| site.object.field(name).is_some());
        let is_new = !site.missing.is_empty() || fields.any(|(it, _)| site.node.get(it).is_none());
        is_new.then_some((keys, node, listed.is_some()))
    });
    let inner: Vec<_> = inner.collect();
    if inner.len() > 1 {
        let is_plain = inner.iter().all(|(keys, _, is_listed)| keys.len() == 1 && !is_listed);
        let wrappers = inner.iter().map(|(keys, node, _)| (keys[0], *node));
        return is_plain
            .then(|| in_several(site, wrappers.collect()))
            .flatten()
            .into_iter()
            .collect();
    }
    let Some((keys, node, is_listed)) = only(inner) else { return Vec::new() };
    let name = keys[0];
    // The value of `{ "tickets": { "create": { … } } }` is a group.
    if is_definition(site.object) && !WRAPPERS.contains(&name) && site.name != name {
        return Vec::new();
    }
    let twice = node.members().any(|(inner, _)| inner != name && site.node.get(inner).is_some());
    let message = format!(
        "The fields of {} are in `{}`, {}; move them up.",
        if site.name.is_empty() { "the manifest".to_owned() } else { format!("`{}`", site.name) },
        keys.join("."),
        excess_depth(&keys)
    );
    let repair = (!twice).then(|| {
        let mut repair = Repair::unwrap(&keys);
        if is_listed {
            repair.steps.insert(0, Step::Unwrap(path(&keys[..1])));
        }
        repair
    });
    let mut found = Found::new(message, repair).explains(&[name], &site.missing);
    found.whole = true;
    vec![found]
}

/// The fields of the manifest in several objects, such as `metadata` and `spec` of Kubernetes.
fn in_several(site: &ObjectSite<'_>, wrappers: Vec<(&str, Node<'_>)>) -> Option<Found> {
    let names: Vec<&str> = wrappers.iter().map(|(name, _)| *name).collect();
    let has = |name: &str| wrappers.iter().any(|(_, node)| node.get(name).is_some());
    if !site.is(&INTEGRATION) || site.missing.is_empty() || !site.missing.iter().all(|it| has(it)) {
        return None;
    }
    let mut inner: Vec<&str> =
        wrappers.iter().flat_map(|(_, node)| node.members()).map(|(name, _)| name).collect();
    let count = inner.len();
    inner.sort_unstable();
    inner.dedup();
    let is_free = |name: &&str| site.node.get(name).is_none() || names.contains(name);
    let is_clear = inner.len() == count && inner.iter().all(is_free);
    let header = |name: &&str| KUBERNETES.contains(name) && names.contains(&"spec");
    let headers: Vec<&str> = site.unknown.iter().map(|(name, _)| *name).filter(header).collect();
    let steps = names.iter().map(|name| Step::Unwrap(path(&[name])));
    let steps = steps.chain(headers.iter().map(|name| Step::Remove(path(&[name]))));
    let shown = list(&names, "and");
    let message =
        format!("The fields of the manifest are in {shown}, one level too deep; move them up.");
    let repair = is_clear.then(|| Repair::new(format!("Unwrap {shown}"), 0, steps.collect()));
    let covers = [&names[..], &headers[..]].concat();
    let mut found = Found::new(message, repair).explains(&covers, &site.missing);
    found.whole = true;
    Some(found)
}

/// Fields of every resource of Kubernetes.
const KUBERNETES: &[&str] = &["apiVersion", "kind"];

/// The most objects around a manifest that are removed.
const MAX_WRAPPERS: usize = 3;

/// Names of objects around a definition.
const WRAPPERS: &[&str] = &[
    "definition",
    "props",
    "properties",
    "body",
    "data",
    "payload",
    "config",
    "spec",
    "options",
    "value",
    "schema",
    "input",
    "output",
    "action",
    "event",
    "state",
    "entity",
    "channel",
];

/// Names of groups of all definitions.
const LISTS: &[&str] = &["items", "list", "all", "data", "entries", "values", "definitions"];

/// Whether `object` describes a definition.
fn is_definition(object: &'static Object) -> bool {
    let all = [&fields::ACTION, &fields::EVENT, &fields::STATE, &fields::ENTITY, &fields::CHANNEL];
    all.into_iter().any(|one| std::ptr::eq(object, one))
}

/// Definitions in a group.
pub fn grouped(site: &ObjectSite<'_>) -> Vec<Found> {
    if !is_definition(site.object) || site.unknown.len() != site.node.entries().count() {
        return Vec::new();
    }
    let scope = match site.object.field(names::TYPE).map(|field| field.shape) {
        Some(Shape::Text(text)) if text.has_value(site.name) => Some(site.name),
        _ => None,
    };
    let needed = site.missing.iter().filter(|name| scope.is_none() || **name != names::TYPE);
    let needed: Vec<&str> = needed.copied().collect();
    let is_one = |node: Node<'_>| {
        !is_schema(node, site.source) && needed.iter().any(|name| node.get(name).is_some())
    };
    if !site.unknown.iter().all(|(_, member)| is_one(member.value())) {
        return Vec::new();
    }
    let mut steps = Vec::new();
    let is_plain = INTEGRATION.field(site.name).is_some() || LISTS.contains(&site.name);
    for (name, _) in &site.unknown {
        let mut at = *name;
        // A name of one word, such as `create`, needs the name of the group.
        let is_word = name.chars().all(|c| c.is_ascii_lowercase());
        let joined = camel(&format!("{}_{name}", site.name));
        let joins = scope.is_none() && !is_plain && is_word;
        if let Some(joined) = joined.as_deref().filter(|_| joins) {
            steps.push(Step::Move(path(&[site.name, name]), path(&[site.name, joined])));
            at = joined;
        }
        if let Some(scope) = scope {
            let member = (names::TYPE.to_owned(), quoted(scope));
            steps.push(Step::Add(path(&[site.name, at]), vec![member]));
        }
    }
    steps.push(Step::Unwrap(path(&[site.name])));
    let message = match scope {
        Some(scope) => format!(
            "States cannot be grouped by type. Move those in `{scope}` up one level, and set their \
             `type` to `\"{scope}\"`."
        ),
        None => format!(
            "`{}` is a group, not {}. Definitions cannot be grouped: move them up one level.",
            site.name, site.object.noun
        ),
    };
    let covers: Vec<&str> = site.unknown.iter().map(|(name, _)| *name).collect();
    let repair = Repair::new(format!("Unwrap `{}`", site.name), 1, steps);
    let mut found = Found::new(message, repair).explains(&covers, &site.missing);
    found.whole = true;
    vec![found]
}

/// The repair that moves the member `from` to the path `to`.
fn moved(from: &[&str], to: &[&str], up: usize) -> Repair {
    let steps = vec![Step::Move(path(from), path(to))];
    Repair::new(format!("Move to `{}`", to.join(".")), up, steps)
}

/// Tags outside of the object to which they belong.
pub fn tags_elsewhere(site: &ObjectSite<'_>) -> Vec<Found> {
    let unknown = |name: &str| site.unknown.iter().find(|(other, _)| *other == name);
    let Some((name, member)) = unknown(names::TAGS) else { return Vec::new() };
    let message =
        |to: &str| format!("Unknown field `{name}` in {}; tags belong in {to}.", site.object.noun);
    let found = if site.is(&INTEGRATION) {
        let to = "`user.tags`, or in `conversation.tags` or `message.tags` of a channel";
        Found::new(message(to), moved(&[name], &[names::USER, names::TAGS], 0))
    } else if site.is(&fields::CHANNEL) {
        let parts: Vec<(&str, &str)> = (member.value().members())
            .filter_map(|(part, _)| Some((part, *SCOPES.iter().find(|(old, _)| *old == part)?)))
            .map(|(part, (_, new))| (part, new))
            .collect();
        let to = "`conversation.tags` or `message.tags`";
        if parts.is_empty() || parts.len() < member.value().members().count() {
            let of = |object| moved(&[name], &[object, names::TAGS], 0);
            let mut found = Found::new(message(to), of(names::CONVERSATION));
            found.repairs.push(of(names::MESSAGE));
            found
        } else {
            let carry = |&(part, new): &(&str, &str)| {
                Step::Move(path(&[name, part]), path(&[new, names::TAGS]))
            };
            let mut steps: Vec<Step> = parts.iter().map(carry).collect();
            steps.push(Step::Remove(path(&[name])));
            Found::new(message(to), Repair::new("Move to `conversation` and `message`", 0, steps))
        }
    } else if site.is(&fields::MESSAGE_TYPE) {
        let from = [names::MESSAGES, site.name, *name];
        Found::new(
            message("`message.tags` of the channel"),
            moved(&from, &[names::MESSAGE, names::TAGS], 2),
        )
    } else {
        return Vec::new();
    };
    vec![found.explains(&[name], &[])]
}

/// Parts of a channel at the top level of the manifest.
pub fn channel_parts(site: &ObjectSite<'_>) -> Vec<Found> {
    if !site.is(&INTEGRATION) {
        return Vec::new();
    }
    let channels = site.node.get(names::CHANNELS);
    let known: Vec<&str> = channels.iter().flat_map(|it| it.members()).map(|(it, _)| it).collect();
    let named = if known.is_empty() { vec!["channel"] } else { known };
    let is_part =
        |name: &str| [names::MESSAGES, names::CONVERSATION, names::MESSAGE].contains(&name);
    let parts = site.unknown.iter().filter(|(name, it)| is_part(name) && it.value().is_object());
    let found = |(name, _): &(&str, Member<'_>)| {
        let to = |channel: &&str| moved(&[name], &[names::CHANNELS, channel, name], 0);
        let message =
            format!("Unknown field `{name}` in {}; it belongs in a channel.", site.object.noun);
        let found = Found::new(message, None::<Repair>).explains(&[name], &[]);
        let repairs: Vec<Repair> = named.iter().take(MAX_OFFERED).map(to).collect();
        Found { manual: named.len() > 1, repairs, ..found }
    };
    parts.map(found).collect()
}

/// The most channels that are offered.
const MAX_OFFERED: usize = 5;

/// The objects of a channel with tags, by their names in the first SDK.
const SCOPES: &[(&str, &str)] = &[
    ("message", names::MESSAGE),
    ("messages", names::MESSAGE),
    ("conversation", names::CONVERSATION),
    ("conversations", names::CONVERSATION),
];

/// Whether `node` states an interface only by its name and its version.
pub fn is_interface_version(node: Node<'_>) -> bool {
    let is_sent = |(name, _): (&str, Member<'_>)| is_sent_by_tools(&fields::INTERFACE, name);
    let is_empty = |(_, member): (&str, Member<'_>)| {
        member.value().is_object() && member.value().entries().next().is_none()
    };
    node.members().any(is_sent) && node.members().all(|it| is_sent(it) || is_empty(it))
}

/// An interface that is stated only by its name and its version.
pub fn interface_version(site: &ObjectSite<'_>) -> Vec<Found> {
    let lacks = site.lacks(&[names::ID]);
    if !site.is(&fields::INTERFACE) || lacks.is_empty() || !is_interface_version(site.node) {
        return Vec::new();
    }
    let sent: Vec<&str> = site.unknown.iter().map(|(name, _)| *name).collect();
    let message = format!(
        "{} names only a version of the interface. Use the id of that version, and map the parts of \
         the interface: `\"id\": \"ifver_…\"`.",
        site.label()
    );
    let steps = vec![Step::Add(path(&[]), vec![(names::ID.to_owned(), quoted(""))])];
    let repair = Repair::new(format!("Add `{}`", names::ID), 0, steps);
    vec![Found::new(message, repair).explains(&sent, &lacks).manual()]
}
