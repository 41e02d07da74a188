//! Completion in JSON Schemas beyond their description.

use std::collections::HashSet;

use crate::ide::context::CursorContext;
use crate::manifest::field_names;
use crate::manifest::types::Field;
use crate::syntax::Node;
use crate::text::Source;

/// The types that the schema `object` names, as far as they can be read.
pub(super) fn types(source: &dyn Source, object: Node<'_>) -> Vec<String> {
    let Some(types) = object.get(field_names::TYPE) else { return Vec::new() };
    let elements = types.entries().map(|element| element.value());
    let all = elements.chain([types]);
    all.filter_map(|node| Some(node.text(source)?.into_owned())).collect()
}

/// Returns the sort rank of a keyword in a schema of these types: keywords that apply to the types
/// come first, keywords of other types last.
pub(super) fn rank(field: &Field, types: &[String]) -> u8 {
    let of_type = |about: &str| {
        types.iter().any(|name| name == about || (about == "number" && name == "integer"))
    };
    match field.about {
        _ if types.is_empty() => 0,
        Some(about) if of_type(about) => 0,
        None => 1,
        Some(_) => 2,
    }
}

/// The names in the `required` of the schema around `cursor` that its `properties` do not have.
pub(super) fn undescribed(source: &dyn Source, cursor: &CursorContext<'_>) -> Vec<String> {
    let Some(schema) = cursor.schema() else { return Vec::new() };
    let mut known: HashSet<String> = schema
        .get(field_names::PROPERTIES)
        .into_iter()
        .flat_map(|properties| properties.members().map(|(name, _)| name.to_owned()))
        .collect();
    let required = schema.get(field_names::REQUIRED).into_iter().flat_map(|list| list.entries());
    let names = required.filter_map(|element| Some(element.value().text(source)?.into_owned()));
    names.filter(|name| known.insert(name.clone())).collect()
}
