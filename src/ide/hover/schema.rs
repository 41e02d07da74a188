//! Hovers for properties of a JSON Schema, beyond title and description.

use std::fmt::Write as _;

use crate::ide::context::{CursorContext, Hit};
use crate::ide::markdown::{code, escape};
use crate::manifest::field_names;
use crate::manifest::types::EntryKind;
use crate::syntax::Node;
use crate::text::Source;

/// How many of a schema's values are listed.
const SHOWN: usize = 8;

/// Adds the type of the property, and whether it has to be there, to the line with its name.
pub(super) fn head(
    page: &mut String,
    source: &dyn Source,
    cursor: &CursorContext<'_>,
    kind: EntryKind,
    hit: &Hit<'_>,
) {
    let schema = hit.member.value();
    if let Some(words) = type_in_words(source, schema) {
        let _ = write!(page, " · {words}");
    }
    if kind == EntryKind::Property
        && let (Some(around), Some(name)) = (cursor.schema(), hit.member.key())
    {
        let required =
            around.get(field_names::REQUIRED).into_iter().flat_map(|list| list.entries());
        let mut names = required.filter_map(|element| element.value().text(source));
        let is_required = names.any(|other| other == name);
        page.push_str(if is_required { " · required" } else { " · optional" });
    }
    let values = schema.get(field_names::ENUM).into_iter().flat_map(|list| list.entries());
    let values: Vec<_> = values
        .filter(|element| element.value().container().is_none())
        .take(SHOWN + 1)
        .map(|element| code(&source.slice(element.value().range())))
        .collect();
    if !values.is_empty() {
        let more = if values.len() > SHOWN { ", …" } else { "" };
        let shown = &values[..values.len().min(SHOWN)];
        let _ = write!(page, "\n\nOne of {}{more}", shown.join(", "));
    }
}

/// Describes the `type` of `schema`, if it has one.
fn type_in_words(source: &dyn Source, schema: Node<'_>) -> Option<String> {
    let types = schema.get(field_names::TYPE)?;
    let elements = types.entries().map(|element| element.value());
    let all = elements.chain([types]).filter_map(|node| node.text(source));
    let words: Vec<_> = all.take(SHOWN).map(|text| escape(&text)).collect();
    if words.is_empty() {
        return None;
    }
    let mut words = words.join(" or ");
    let items = schema.get(field_names::ITEMS).and_then(|items| items.get(field_names::TYPE));
    if let Some(items) = items.and_then(|items| items.text(source)) {
        let _ = write!(words, " of {}", escape(&items));
    }
    if let Some(format) = schema.get(field_names::FORMAT).and_then(|format| format.text(source)) {
        let _ = write!(words, ", {}", code(&format));
    }
    Some(words)
}
