//! Fields of other formats.

use super::joined::MAX_SHARED;
use super::names::{is_free, is_sent_by_tools};
use super::repair::{Repair, Step, path};
use super::site::{Found, ObjectSite, has_content};
use crate::manifest::{INTEGRATION, field_names as names};
use crate::syntax::{Node, Value};
use crate::util::display::list;
use crate::util::suggest::nearest;

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

/// Fields of `package.json`. Source: its documentation by npm.
const PACKAGE: &[&str] = &[
    "author",
    "bin",
    "browser",
    "bugs",
    "bundleDependencies",
    "contributors",
    "dependencies",
    "devDependencies",
    "directories",
    "engines",
    "exports",
    "files",
    "funding",
    "homepage",
    "keywords",
    "license",
    "main",
    "maintainers",
    "module",
    "optionalDependencies",
    "overrides",
    "packageManager",
    "peerDependencies",
    "private",
    "publishConfig",
    "publisher",
    "repository",
    "scripts",
    "sideEffects",
    "types",
    "typings",
    "workspaces",
];

/// Fields of API responses and of `package.json`, and options of the SDK.
pub fn foreign(site: &ObjectSite<'_>) -> Vec<Found> {
    if !site.is(&INTEGRATION) {
        return Vec::new();
    }
    // Without a name, the manifest may have it in `id`. That of a response begins with `intver_`.
    let is_name = |name: &str, value: Node<'_>| {
        let is_text = matches!(value.value(), Value::String(_));
        let is_id = value.text(site.source).is_some_and(|text| text.contains('_'));
        name == names::ID && site.missing.contains(&names::NAME) && is_text && !is_id
    };
    let found = |(table, of, keep): (&[&str], &str, bool)| {
        let named = site.unknown.iter().filter(|(name, it)| !is_name(name, it.value()));
        let named = named.map(|(name, _)| *name);
        let members: Vec<&str> = named.filter(|name| table.contains(name)).collect();
        let (it, is) = match members.len() {
            0 => return None,
            1 => ("it", "it is"),
            _ => ("them", "they are"),
        };
        let message = format!(
            "{}: {is} {of}, not of a manifest; the Botpress API ignores {it}.",
            shown(&members)
        );
        let mut found = removal(&members, message);
        found.manual = keep;
        Some(found)
    };
    let all = [
        (RESPONSE, "part of API responses", false),
        (OPTIONS, "options of the SDK", false),
        // Their text is needed there.
        (PACKAGE, "part of `package.json`", true),
    ];
    all.into_iter().filter_map(found).collect()
}

/// Several unknown fields that nothing else explains.
pub fn unexplained(site: &ObjectSite<'_>) -> Option<Found> {
    let fields = || site.object.fields.iter().map(|field| field.name);
    let is_near = |name: &str, value: Node<'_>| {
        nearest(name, fields()).into_iter().any(|field| is_free(site, &[field], value))
    };
    let is_for_editors = |name: &str| site.is(&INTEGRATION) && name == names::DIALECT;
    let unknown = site.unknown.iter().filter(|(name, member)| {
        !is_near(name, member.value())
            && !is_for_editors(name)
            && !is_sent_by_tools(site.object, name)
    });
    let unknown: Vec<_> = unknown.collect();
    let members: Vec<&str> = unknown.iter().map(|(name, _)| *name).collect();
    if !(2..=MAX_SHARED).contains(&members.len()) {
        return None;
    }
    let noun = site.object.noun;
    let message = format!("{} in {noun}; the Botpress API ignores them.", shown(&members));
    let mut found = removal(&members, message);
    found.manual = unknown.iter().any(|(_, member)| has_content(member.value()));
    Some(found)
}

/// The unknown fields `members` at the start of a message.
fn shown(members: &[&str]) -> String {
    match members {
        [one] => format!("Unknown field `{one}`"),
        [first, second, _, _, _, ..] => format!("Unknown fields `{first}`, `{second}` and others"),
        few => format!("Unknown fields {}", list(few, "and")),
    }
}

/// The mistake `message` of `members`, which are removed.
fn removal(members: &[&str], message: String) -> Found {
    let steps = members.iter().map(|name| Step::Remove(path(&[name]))).collect();
    let title = match members {
        [one] => format!("Remove `{one}`"),
        all => format!("Remove the {} fields", all.len()),
    };
    let mut found = Found::new(message, Repair::new(title, 0, steps)).explains(members, &[]);
    found.places = u32::try_from(members.len()).unwrap_or(u32::MAX);
    found
}
