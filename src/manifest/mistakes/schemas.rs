//! JSON Schemas and their properties in a wrong place.

use super::arrays::add_type;
use super::repair::{Repair, Step, excess_depth, path};
use super::site::{Found, ValueSite, is_keyword, is_property, is_schema, is_type, only};
use super::values::switch;
use crate::manifest::field_names as names;
use crate::manifest::fields::json_schema::OBJECT;
use crate::manifest::types::Shape;
use crate::syntax::{Member, Node, Value};
use crate::text::Source;

/// Members of the objects that Zod builds. Source: the types of Zod 3 and 4.
const ZOD: &[&str] = &["_def", "~standard", "_zod", "_cached", "_type", "_output", "_input"];

/// Keywords whose values are not objects.
const TEXTS: &[&str] = &[
    names::TYPE,
    names::TITLE,
    names::DESCRIPTION,
    names::FORMAT,
    names::PATTERN,
    names::ENUM,
    names::REQUIRED,
];

/// Whether `name` is a keyword of another draft or an extension whose value can be a schema.
fn is_elsewhere(name: &str) -> bool {
    name.starts_with(['$', '_'])
        || name.starts_with("x-")
        || ["unevaluatedProperties", "unevaluatedItems", "contentSchema", "schema"].contains(&name)
}

/// The number of members that are looked at.
const MEMBERS: usize = 100;

/// The internal data of a Zod schema.
pub fn zod(schema: Node<'_>, source: &dyn Source) -> Option<Found> {
    let is_zod = |(name, member): &(&str, crate::syntax::Member<'_>)| {
        let text = || member.value().text(source);
        ZOD.contains(name) || *name == "typeName" && text().is_some_and(|it| it.starts_with("Zod"))
    };
    let (name, _) = schema.members().take(MEMBERS).find(is_zod)?;
    let message = format!(
        "`{name}` is internal data of a Zod schema, not JSON Schema. Convert the schema with \
         `toJSONSchema()`, or let `bp build` do it."
    );
    Some(Found::new(message, None::<Repair>).explains(&[name], &[]))
}

/// A schema in a schema.
pub fn nested(schema: Node<'_>, source: &dyn Source) -> Option<Found> {
    const MAX_LEVELS: usize = 4;
    let mut keys: Vec<&str> = Vec::new();
    let mut node = schema;
    loop {
        let (name, member) = only(node.members())?;
        if !NESTED.contains(&name) || keys.len() == MAX_LEVELS {
            return None;
        }
        keys.push(name);
        node = member.value();
        if is_schema(node, source) && !is_map(node, source) {
            break;
        }
    }
    let message =
        format!("The JSON Schema is in `{}`, {}; move it up.", keys.join("."), excess_depth(&keys));
    Some(Found::new(message, Repair::unwrap(&keys)).explains(&keys[..1], &[]))
}

/// Names of objects around a schema.
const NESTED: &[&str] =
    &["schema", "jsonSchema", "json_schema", "definition", "input", "output", "payload"];

/// Whether all members of `node` look like properties.
pub fn is_map(node: Node<'_>, source: &dyn Source) -> bool {
    let mut members = node.members().take(MEMBERS);
    node.entries().next().is_some()
        && members.all(|(_, member)| is_property(member.value(), source))
        && !node
            .members()
            .take(MEMBERS)
            .any(|(name, member)| name == names::TYPE && !member.value().is_object())
}

/// Properties instead of a schema.
pub fn properties(schema: Node<'_>, source: &dyn Source) -> Option<Found> {
    // The fast path of nearly all schemas.
    let is_typed = schema.get(names::TYPE).is_some_and(|value| value.string().is_some());
    if is_typed && schema.get(names::PROPERTIES).is_some() {
        return None;
    }
    let is_all = is_map(schema, source);
    let described = [names::TYPE, names::PROPERTIES, names::REF, names::ANY_OF, names::ONE_OF];
    // Without `properties`, an object lists them directly.
    let describes = |name: &&str| {
        let is_bare = |value: Node<'_>| {
            let is_object = || value.text(source).as_deref() == Some(OBJECT);
            **name == *names::TYPE && (value.is_object() || is_object())
        };
        schema.get(name).is_some_and(|value| !is_bare(value))
    };
    if !is_all && described.iter().any(describes) || schema.entries().count() > MEMBERS {
        return None;
    }
    let strays = || {
        let strays = schema.members().filter(|(name, member)| {
            is_property(member.value(), source)
                && !is_elsewhere(name)
                && (!is_keyword(name) || TEXTS.contains(name) && member.value().is_object())
        });
        strays.map(|(name, _)| name).collect()
    };
    let members: Vec<&str> = match is_all {
        true => schema.members().map(|(name, _)| name).collect(),
        false => strays(),
    };
    let first = *members.iter().find(|name| !is_keyword(name)).or(members.first())?;
    let owned = members.iter().map(|name| (*name).to_owned()).collect();
    let steps =
        vec![Step::Gather(path(&[]), owned, names::PROPERTIES.to_owned()), add_type(path(&[]))];
    let message = format!(
        "The schema lists properties directly, such as `{first}`; put them in `properties`: \
         `{{ \"type\": \"object\", \"properties\": {{ … }} }}`."
    );
    let repair = Repair::new("Wrap in `properties`", 0, steps);
    Some(Found::new(message, repair).explains(&[first], &[]))
}

/// `required` in a property.
pub fn required_property(site: &ValueSite<'_>) -> Option<Found> {
    let [.., properties, property, required] = site.path.as_slice() else { return None };
    if *required != names::REQUIRED || *properties != names::PROPERTIES {
        return None;
    }
    let (on, word) = match site.node.value() {
        Value::Bool(on) => (*on, "a boolean"),
        Value::String(_) => (switch(&site.text()?)?, "a string"),
        _ => return None,
    };
    let mut steps = vec![Step::Remove(path(&[properties, property, required]))];
    if on {
        steps.push(Step::Require(path(&[]), (*property).to_owned()));
    }
    let message = format!(
        "`required` must be a list of property names, not {word}: `\"required\": [\"{property}\"]` in \
         the object around `{property}`."
    );
    let title = match on {
        true => format!("Add `{property}` to `required` of the object"),
        false => "Remove `required`".to_owned(),
    };
    Some(Found::new(message, Repair::new(title, 3, steps)))
}

/// A schema in `type`.
pub fn schema_in_type(site: &ValueSite<'_>) -> Option<Found> {
    let is_keyword = site.name() == names::TYPE && !matches!(site.shape, Shape::Subschema);
    let inner = site.node.get(names::TYPE).filter(|_| is_keyword)?;
    is_type(inner, site.source).then_some(())?;
    let steps = vec![Step::Unwrap(path(&[names::TYPE]))];
    let message = "`type` must be the name of a type, not a schema: move the schema up.";
    Some(Found::new(message, Repair::new("Unwrap `type`", 1, steps)))
}

/// Properties, or the internal data of a Zod schema, in a schema inside another one.
pub fn in_subschema(schema: Node<'_>, name: &str, source: &dyn Source) -> Option<Found> {
    let found = zod(schema, source).or_else(|| properties(schema, source))?;
    (found.covers.first().map(String::as_str) == Some(name)).then_some(found)
}

/// A schema in a property, such as a parameter of OpenAPI.
pub fn nested_in_property(schema: Node<'_>, name: &str, source: &dyn Source) -> Option<Found> {
    let inner = schema.get(name)?;
    let is_free = |(name, _): (&str, Member<'_>)| schema.get(name).is_none();
    let is_other_property =
        |(other, member): (&str, Member<'_>)| other != name && is_property(member.value(), source);
    let fits = [names::SCHEMA, "jsonSchema", "json_schema"].contains(&name)
        && !schema.members().take(MEMBERS).any(is_other_property)
        && is_schema(inner, source)
        && !is_schema(schema, source)
        && inner.members().take(MEMBERS).all(is_free);
    let message = format!("The JSON Schema is in `{name}`, one level too deep; move it up.");
    fits.then(|| Found::new(message, Repair::unwrap(&[name])).explains(&[name], &[]))
}
