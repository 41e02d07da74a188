//! Fields under another name.

use super::arrays::KEYS;
use super::repair::{Repair, Step, path};
use super::site::{Found, ObjectSite, is_property};
use super::values::intended_value;
use crate::manifest::types::{Object, Shape};
use crate::manifest::{INTEGRATION, field_names as names, fields};
use crate::syntax::{Member, Node, Value};

/// Other names of a field.
struct Alias {
    /// The objects with the field; empty for all.
    objects: &'static [&'static Object],
    /// The other names.
    from: &'static [&'static str],
    /// The path of the field from the object.
    to: &'static [&'static str],
}

/// Names of the SDK, of earlier versions and of other formats.
static ALIASES: &[Alias] = &[
    Alias {
        objects: &[&fields::ACTION],
        from: &[
            "inputSchema",
            "inputParameters",
            "inputFields",
            "parameters",
            "params",
            "arguments",
            "args",
            "request",
            "requestSchema",
            "inputs",
            names::PROPERTIES,
        ],
        to: &[names::INPUT, names::SCHEMA],
    },
    Alias {
        objects: &[&fields::ACTION],
        from: &[
            "outputSchema",
            "outputParameters",
            "outputFields",
            "returns",
            "result",
            "response",
            "responseSchema",
            "outputs",
        ],
        to: &[names::OUTPUT, names::SCHEMA],
    },
    Alias {
        objects: &[&fields::ACTION],
        from: &[names::SCHEMA],
        to: &[names::INPUT, names::SCHEMA],
    },
    Alias {
        objects: &[
            &fields::ACTION_INPUT,
            &fields::ACTION_OUTPUT,
            &fields::EVENT,
            &fields::STATE,
            &fields::ENTITY,
            &fields::MESSAGE_TYPE,
            &fields::CONFIGURATION,
        ],
        from: &[
            "payload",
            "jsonSchema",
            "zodSchema",
            "data",
            "shape",
            "fields",
            "input",
            "output",
            "body",
            "definition",
            "zui",
            "attributes",
            "columns",
            "model",
            "outputFields",
            "inputFields",
            "parameters",
            "params",
            "arguments",
            names::PROPERTIES,
        ],
        to: &[names::SCHEMA],
    },
    Alias { objects: &[&fields::STATE], from: &["scope", "kind"], to: &[names::TYPE] },
    Alias {
        objects: &[&fields::CHANNEL],
        from: &["messageTypes", "payloads"],
        to: &[names::MESSAGES],
    },
    Alias {
        objects: &[&fields::USER, &fields::CONVERSATION, &fields::MESSAGE],
        from: &["labels"],
        to: &[names::TAGS],
    },
    Alias {
        objects: &[&INTEGRATION],
        from: &["tools", "functions", "operations", "methods", "commands", "skills", "creates"],
        to: &[names::ACTIONS],
    },
    Alias { objects: &[&INTEGRATION], from: &["triggers"], to: &[names::EVENTS] },
    Alias {
        objects: &[&fields::CONFIGURATION],
        from: &["linkTemplateScript", "linkTemplate"],
        to: &[names::IDENTIFIER, names::LINK_TEMPLATE_SCRIPT],
    },
    Alias {
        objects: &[&INTEGRATION],
        from: &[names::ID, "slug", "integrationName", "integration"],
        to: &[names::NAME],
    },
    Alias { objects: &[&INTEGRATION], from: &["integrationVersion"], to: &[names::VERSION] },
    Alias { objects: &[&INTEGRATION], from: &["users"], to: &[names::USER] },
    Alias { objects: &[&INTEGRATION], from: &["config", "settings"], to: &[names::CONFIGURATION] },
    Alias { objects: &[&INTEGRATION], from: &["logo", "image"], to: &[names::ICON] },
    Alias { objects: &[&INTEGRATION], from: &["documentation", "docs"], to: &[names::README] },
    Alias {
        objects: &[&INTEGRATION],
        from: &["environment", "env", "environmentVariables"],
        to: &[names::SECRETS],
    },
    Alias {
        objects: &[&fields::INTERFACE],
        from: &["interfaceId", "versionId", "interfaceVersionId"],
        to: &[names::ID],
    },
    Alias {
        objects: &[
            &fields::TARGET_ACTION,
            &fields::TARGET_CHANNEL,
            &fields::TARGET_ENTITY,
            &fields::TARGET_EVENT,
        ],
        from: &["action", "channel", "entity", "event", "target", "ref", "to"],
        to: &[names::NAME],
    },
    Alias {
        objects: &[&fields::IDENTIFIER],
        from: &["script", "extract"],
        to: &[names::EXTRACT_SCRIPT],
    },
    Alias {
        objects: &[&fields::IDENTIFIER],
        from: &["fallbackHandler", "fallback"],
        to: &[names::FALLBACK_HANDLER_SCRIPT],
    },
    Alias {
        objects: &[&fields::CONFIGURATION_IDENTIFIER],
        from: &["linkTemplate", "script", "template"],
        to: &[names::LINK_TEMPLATE_SCRIPT],
    },
    Alias {
        objects: &[&fields::CREATION],
        from: &["tags", "required", "identifiers"],
        to: &[names::REQUIRED_TAGS],
    },
    Alias {
        objects: &[&fields::USER, &fields::CONVERSATION],
        from: &[names::REQUIRED_TAGS],
        to: &[names::CREATION, names::REQUIRED_TAGS],
    },
    Alias {
        objects: &[&fields::USER, &fields::CONVERSATION],
        from: &[names::ENABLED],
        to: &[names::CREATION, names::ENABLED],
    },
    Alias { objects: &[], from: &["displayName", "label"], to: &[names::TITLE] },
    Alias { objects: &[], from: &["summary", "desc", "help"], to: &[names::DESCRIPTION] },
];

/// Fields that are not set because another name is similar: they decide who can use the integration
/// and what it runs.
const GUARDED: &[&str] = &[names::VISIBILITY, names::PUBLIC, names::DEV, names::CODE];

/// Fields under another name.
pub fn renamed(site: &ObjectSite<'_>) -> Vec<Found> {
    let mut taken: Vec<&str> = Vec::new();
    let mut all = Vec::new();
    for (name, member) in &site.unknown {
        let Some(to) = target(site, name, member.value()) else { continue };
        if taken.contains(&to[0]) {
            continue;
        }
        taken.push(to[0]);
        let fills = site.lacks(&[to[0]]);
        let place = to.join(".");
        let message =
            format!("Unknown field `{name}` in {}; did you mean `{place}`?", site.object.noun);
        let steps = vec![Step::Move(path(&[name]), path(&to))];
        let title = match to.len() {
            1 => format!("Rename to `{place}`"),
            _ => format!("Move to `{place}`"),
        };
        let repair = Repair::new(title, 0, steps);
        all.push(Found::new(message, repair).explains(&[name], &fills));
    }
    all
}

/// Fields inside one more object that has only some of them.
pub fn in_group(site: &ObjectSite<'_>) -> Vec<Found> {
    let found = |(name, member): &(&str, Member<'_>)| {
        if !GROUPS.contains(&fold(name).as_str()) || !member.value().is_object() {
            return None;
        }
        let sent = |inner: &str| {
            let is_sent = inner == names::NAME && is_sent_by_tools(site.object, inner);
            (is_sent && site.node.get(inner).is_none()).then(|| vec![names::NAME])
        };
        let place = |(inner, member): (&'_ str, Member<'_>)| {
            let value = member.value();
            let field = site.object.fields.iter().map(|field| field.name).find(|it| *it == inner);
            let to = match field {
                Some(field) => is_free(site, &[field], value).then(|| vec![field]),
                None => target(site, inner, value).or_else(|| sent(inner)),
            }?;
            Some((inner.to_owned(), to))
        };
        let moves: Vec<_> = member.value().members().map(place).collect::<Option<_>>()?;
        let first: Vec<&str> = moves.iter().map(|(_, to)| to[0]).collect();
        let is_distinct = (1..first.len()).all(|at| !first[..at].contains(&first[at]));
        if moves.is_empty() || !is_distinct {
            return None;
        }
        let mut steps: Vec<Step> = (moves.iter())
            .filter(|(inner, to)| to[..] != [inner.as_str()])
            .map(|(inner, to)| {
                let to: Vec<&str> = [name].into_iter().chain(to.iter()).copied().collect();
                Step::Move(path(&[name, inner]), path(&to))
            })
            .collect();
        steps.push(Step::Unwrap(path(&[name])));
        let noun = site.object.noun;
        let message =
            format!("`{name}` contains fields of {noun}, one level too deep; move them up.");
        let repair = Repair::new(format!("Unwrap `{name}`"), 0, steps);
        Some(Found::new(message, repair).explains(&[name], &site.lacks(&first)))
    };
    site.unknown.iter().filter_map(found).collect()
}

/// Folded names of objects that group fields in other formats.
const GROUPS: &[&str] = &[
    "about",
    "display",
    "displayinformation",
    "details",
    "function",
    "general",
    "info",
    "io",
    "mapping",
    "mappings",
    "meta",
    "metadata",
    "operation",
    "options",
    "properties",
    "props",
    "schemas",
    "signature",
];

/// The path of the field that the unknown member `name` with this value means.
fn target(site: &ObjectSite<'_>, name: &str, value: Node<'_>) -> Option<Vec<&'static str>> {
    let folded = fold(name);
    let same = |field: &&str| is_folded(field, &folded) && !GUARDED.contains(field);
    let mut fields = site.object.fields.iter().map(|field| field.name);
    if let Some(field) = fields.find(same) {
        return is_free(site, &[field], value).then(|| vec![field]);
    }
    let is_property = |(_, member): &(&str, Member<'_>)| is_property(member.value(), site.source);
    // Beside other properties, `data` is a property, too.
    let among_properties = site.unknown.len() > 1 && site.unknown.iter().all(is_property);
    let applies = |alias: &&Alias| {
        let is_property = alias.to == [names::SCHEMA] && !folded.ends_with(names::SCHEMA);
        let object = alias.objects.is_empty() || alias.objects.iter().any(|one| site.is(one));
        object
            && !(is_property && among_properties)
            // The properties of a schema are another mistake.
            && (name != names::PROPERTIES || value.is_array())
            && alias.from.iter().any(|from| is_folded(from, &folded))
    };
    let alias = ALIASES.iter().filter(applies).map(|alias| alias.to);
    let alias = alias.filter(|to| site.object.field(to[0]).is_some()).map(|to| match to {
        // The value may have the inner object already.
        [first, second, ..] if value.get(second).is_some() => vec![*first],
        _ => to.to_vec(),
    });
    let similar = site.object.fields.iter().map(|field| field.name);
    let similar = similar.filter(|field| !GUARDED.contains(field) && is_similar(&folded, field));
    let mut all = alias.chain(similar.map(|name| vec![name]));
    all.find(|to| is_free(site, to, value))
}

/// Whether `value` fits the field at `to`, where nothing is yet that it would replace.
pub fn is_free(site: &ObjectSite<'_>, to: &[&str], value: Node<'_>) -> bool {
    let Some(field) = site.object.field(to[0]) else { return false };
    let shape = match (field.shape, to) {
        (Shape::Object(object), [_, second, ..]) => match object.field(second) {
            Some(field) => field.shape,
            None => return false,
        },
        (shape, _) => shape,
    };
    let fits = match (shape, value.value()) {
        (Shape::Text(text), Value::String(string)) => {
            let allowed = |text: &crate::manifest::types::Text| {
                let is_known =
                    |word: &str| text.has_value(word) || intended_value(text, word).is_some();
                value.text(site.source).is_some_and(|word| is_known(&word))
            };
            (text.values.is_empty() || allowed(&text)) && string.chars >= text.min
        }
        (Shape::Flag(_), Value::Bool(_)) => true,
        (Shape::Text(_) | Shape::Flag(_) | Shape::Number(_) | Shape::Any, _) => false,
        (Shape::Schema | Shape::Subschema, Value::Container(_)) => {
            let is_named = |it: Member<'_>| KEYS.iter().any(|key| it.value().get(key).is_some());
            value.is_object() || value.entries().next().is_some() && value.entries().all(is_named)
        }
        (_, Value::Container(_)) => true,
        _ => false,
    };
    let there = site.node.at(to);
    let merges = |there: Node<'_>| {
        there.is_object()
            && value.is_object()
            && value.members().all(|(name, _)| there.get(name).is_none())
    };
    // The objects on the path must be objects.
    let open = site.node.get(to[0]).is_none_or(|node| node.is_object());
    fits && open && there.is_none_or(merges)
}

/// `name` without its case and its separators.
fn fold(name: &str) -> String {
    folded(name).collect()
}

fn folded(name: &str) -> impl Iterator<Item = char> {
    let is_separator = |c: &char| matches!(c, '_' | '-' | ' ' | ':' | '"' | '\'' | '\u{200b}');
    name.chars().filter(move |c| !is_separator(c)).flat_map(char::to_lowercase)
}

/// Whether `other` is `name` without its case and its separators.
fn is_folded(name: &str, other: &str) -> bool {
    folded(name).eq(other.chars())
}

/// Whether `name` is a field of `object` in another spelling, or in the singular or plural.
pub fn is_near_field(object: &Object, name: &str) -> bool {
    let folded = fold(name);
    object.fields.iter().any(|field| is_similar(&folded, field.name))
}

/// Whether the folded name `folded` is `field`, or its singular or plural.
fn is_similar(folded: &str, field: &str) -> bool {
    // Most names start with another letter. The names of fields start with a lowercase letter.
    if folded.chars().next().is_some_and(|c| !field.starts_with(c)) {
        return false;
    }
    let field = fold(field);
    let plural = |one: &str, many: &str| {
        many.strip_suffix('s') == Some(one)
            || one.strip_suffix('y').is_some_and(|stem| many.strip_suffix("ies") == Some(stem))
    };
    folded == field || plural(folded, &field) || plural(&field, folded)
}

/// Fields that the official command line sends with every deployment, although the API ignores them.
static SENT_BY_TOOLS: &[(&Object, &[&str])] = &[
    (&fields::INTERFACE, &[names::NAME, names::VERSION]),
    (&fields::ACTION, &[names::NAME]),
    (&fields::EVENT, &[names::NAME, names::UI]),
];

/// Whether the official command line sends the unknown field `name` of `object`.
pub fn is_sent_by_tools(object: &'static Object, name: &str) -> bool {
    SENT_BY_TOOLS.iter().any(|(of, names)| std::ptr::eq(*of, object) && names.contains(&name))
}
