//! Parts of OpenAPI: schemas of requests and responses, servers, shared definitions.

use super::repair::{Repair, Step, path};
use super::site::{Found, ObjectSite, only};
use crate::manifest::{INTEGRATION, field_names as names, fields};
use crate::syntax::{Member, Node, Value};

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
            let is_short = (2..=MAX_COPIES).contains(&users.len()) && json.len() <= MAX_COPIED;
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

/// The most schemas that get a copy.
const MAX_COPIES: usize = 5;

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
