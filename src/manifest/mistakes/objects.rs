//! Mistakes in objects with missing or unknown fields.

use super::names::is_near_field;
use super::repair::{Repair, Step, excess_depth, path};
use super::site::{Found, ObjectSite, is_keyword, is_property, is_schema, only, shows_schema};
use crate::manifest::types::{Object, Shape};
use crate::manifest::{INTEGRATION, field_names as names, fields, known};
use crate::syntax::{Member, Node, Value, quoted};
use crate::util::casing::camel;
use crate::util::display::list;

/// Fields of API responses. Source: the type of an integration in the official client.
const RESPONSE: &[&str] = &[
    "id",
    "createdAt",
    "updatedAt",
    "iconUrl",
    "readmeUrl",
    "verificationStatus",
    "lifecycleStatus",
    "signingSecret",
    "sandbox",
    "ownerWorkspace",
    "workspaceId",
    "installCount",
    "meta",
];

/// Options of the SDK that are not deployed, and options of update requests.
const OPTIONS: &[&str] = &["maxExecutionTime", "limits", "__advanced", "shouldVerify"];

/// Fields of API responses and options of the SDK.
pub fn foreign(site: &ObjectSite<'_>) -> Vec<Found> {
    if !site.is(&INTEGRATION) {
        return Vec::new();
    }
    let found = |(table, of): (&[&str], &str)| {
        let named = site.unknown.iter().map(|(name, _)| *name);
        let members: Vec<&str> = named.filter(|name| table.contains(name)).collect();
        if members.is_empty() {
            return None;
        }
        let steps = members.iter().map(|name| Step::Remove(path(&[name]))).collect();
        let (field, is) = match members.len() {
            1 => ("Unknown field", "it is"),
            _ => ("Unknown fields", "they are"),
        };
        let shown = match members.as_slice() {
            [first, second, _, _, _, ..] => format!("`{first}`, `{second}` and others"),
            few => list(few, "and"),
        };
        let them = if members.len() == 1 { "it" } else { "them" };
        let message = format!(
            "{field} {shown}: {is} {of}, not of a manifest; the Botpress API ignores {them}."
        );
        let title = match members.as_slice() {
            [one] => format!("Remove `{one}`"),
            all => format!("Remove the {} fields", all.len()),
        };
        Some(Found::new(message, Repair::new(title, 0, steps)).explains(&members, &[]))
    };
    let all = [(RESPONSE, "part of API responses"), (OPTIONS, "options of the SDK")];
    all.into_iter().filter_map(found).collect()
}

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
        Some((keys, node, listed.is_some()))
    });
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
    let is_one = |node: Node<'_>| needed.iter().any(|name| node.get(name).is_some());
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
    let unknown = site.unknown.iter();
    let unknown = unknown.filter(|(name, member)| is_keyword(name) && !is_property(name, member));
    let unknown = unknown.map(|(name, _)| *name);
    unknown.chain(own.map(|_| names::TYPE)).collect()
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
    if members.is_empty() || site.node.get(keys[0]).is_some() {
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

/// Shared definitions at the top level of the manifest.
pub fn shared_definitions(site: &ObjectSite<'_>) -> Vec<Found> {
    let is_stray =
        |name: &str| [names::DEFINITIONS, names::DEFS, "components", "schemas"].contains(&name);
    let stray = site.unknown.iter().find(|(name, _)| is_stray(name));
    let Some((name, member)) = stray.filter(|_| site.is(&INTEGRATION)) else { return Vec::new() };
    let mut users = Vec::new();
    let mut budget = MAX_VALUES;
    let start = format!("#/{name}/");
    schemas_with_refs(site, site.node, &start, &mut Vec::new(), &mut budget, &mut users);
    let repair = match users.as_slice() {
        [user] => {
            let to = [user.as_slice(), &[(*name).to_owned()]].concat();
            let place = user.join(".");
            let steps = vec![Step::Move(path(&[name]), to)];
            Some(Repair::new(format!("Move to `{place}`"), 0, steps))
        }
        users => {
            let json = site.source.slice(member.value().range()).into_owned();
            let is_free = |user: &Vec<String>| {
                let user: Vec<&str> = user.iter().map(String::as_str).collect();
                site.node.at(&user).is_some_and(|schema| schema.get(name).is_none())
            };
            let is_short = (2..=MAX_OFFERED).contains(&users.len()) && json.len() <= MAX_COPIED;
            let copy = |user: &Vec<String>| {
                Step::Add(user.clone(), vec![((*name).to_owned(), json.clone())])
            };
            let mut steps: Vec<Step> = users.iter().map(copy).collect();
            steps.push(Step::Remove(path(&[name])));
            let title = "Copy to each schema that uses it";
            (is_short && users.iter().all(is_free)).then(|| Repair::new(title, 0, steps))
        }
    };
    let message = format!(
        "Unknown field `{name}` in {}; a JSON Schema can refer only to its own `{name}`. Move it into \
         the schema that uses it.",
        site.object.noun
    );
    vec![Found::new(message, repair).explains(&[name], &[])]
}

/// The most bytes that are copied to each of several schemas.
const MAX_COPIED: usize = 16 * 1024;

/// The number of values that are looked at.
const MAX_VALUES: usize = 100_000;

/// Adds the paths of the schemas in `node`, at `keys`, with references that begin with `start`.
fn schemas_with_refs(
    site: &ObjectSite<'_>,
    node: Node<'_>,
    start: &str,
    keys: &mut Vec<String>,
    budget: &mut usize,
    users: &mut Vec<Vec<String>>,
) {
    for (name, member) in node.members() {
        if *budget == 0 {
            return;
        }
        *budget -= 1;
        let text = || member.value().text(site.source);
        if name == names::REF && text().is_some_and(|to| to.starts_with(start)) {
            let end = keys.iter().position(|name| name == names::SCHEMA);
            let user = end.map(|end| keys[..=end].to_vec());
            users.extend(user.filter(|user| !users.contains(user)));
        }
        keys.push(name.to_owned());
        schemas_with_refs(site, member.value(), start, keys, budget, users);
        keys.pop();
    }
}

/// Schemas of requests and responses, as OpenAPI has them.
pub fn media_types(site: &ObjectSite<'_>) -> Vec<Found> {
    if !site.is(&fields::ACTION) {
        return Vec::new();
    }
    let found = |(name, member): &(&str, Member<'_>)| {
        let (name, to) = (*name, if *name == "requestBody" { names::INPUT } else { names::OUTPUT });
        let mut keys = vec![name];
        let mut node = member.value();
        if name == "responses" {
            let (status, response) = only(node.members())?;
            keys.push(status);
            node = response.value();
        }
        let other = |(part, _): (&str, Member<'_>)| !RESPONSE_PARTS.contains(&part);
        if !["requestBody", "responses"].contains(&name) || node.members().any(other) {
            return None;
        }
        let (kind, content) = only(node.get(CONTENT)?.members())?;
        let (schema, value) = only(content.value().members())?;
        let value = value.value();
        let is_free = schema == names::SCHEMA && site.node.get(to).is_none();
        keys.extend([CONTENT, kind]);
        let mut steps: Vec<Step> =
            (2..=keys.len()).rev().map(|len| Step::Unwrap(path(&keys[..len]))).collect();
        if node.get(names::REQUIRED).is_some() {
            steps.push(Step::Remove(path(&[name, names::REQUIRED])));
        }
        steps.push(Step::Move(path(&[name]), path(&[to])));
        if node.get(names::DESCRIPTION).is_some() {
            value.get(names::DESCRIPTION).is_none().then_some(())?;
            let place = path(&[to, schema, names::DESCRIPTION]);
            steps.push(Step::Move(path(&[to, names::DESCRIPTION]), place));
        }
        let message = format!(
            "Unknown field `{name}` in {}: it is a part of OpenAPI. Put the schema in `{to}.{schema}`.",
            site.object.noun
        );
        let repair = Repair::new(format!("Move to `{to}.{schema}`"), 0, steps);
        let is_object = is_free && value.is_object();
        is_object.then(|| Found::new(message, repair).explains(&[name], &site.lacks(&[to])))
    };
    site.unknown.iter().filter_map(found).collect()
}

const CONTENT: &str = "content";

/// The parts of a request or a response of OpenAPI that are moved or have no content.
const RESPONSE_PARTS: &[&str] = &[CONTENT, names::DESCRIPTION, names::REQUIRED];

/// The servers of OpenAPI.
pub fn servers(site: &ObjectSite<'_>) -> Vec<Found> {
    const SERVERS: &str = "servers";
    let found = || {
        let servers = site.node.get(SERVERS).filter(|it| site.is(&INTEGRATION) && it.is_array())?;
        let (name, url) = only(only(servers.entries())?.value().members())?;
        let is_url = name == names::URL && matches!(url.value().value(), Value::String(_));
        let message = format!(
            "Unknown field `{SERVERS}` in {}; the address of the integration belongs in `url`.",
            site.object.noun
        );
        // The array, then the object in it.
        let steps = vec![Step::Unwrap(path(&[SERVERS])), Step::Unwrap(path(&[SERVERS]))];
        let repair = Repair::new("Move to `url`", 0, steps);
        let is_free = is_url && site.node.get(name).is_none();
        is_free.then(|| Found::new(message, repair).explains(&[SERVERS], &[]))
    };
    found().into_iter().collect()
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
