//! The outline of a manifest as short lines: definitions with their titles, and schemas as short types.

use super::role::Role;
use crate::manifest::field_names as names;
use crate::manifest::types::{Shape, StringFormat};
use crate::snapshot::Snapshot;
use crate::syntax::{Node, Value, pointer};
use crate::text::Source;
use crate::util::budget::MAX_FINDING_TEXT;
use crate::util::display::{group_digits, truncate};

/// Maximum length of a title, in characters.
const MAX_TITLE: usize = 80;

/// Maximum length of a type, in characters.
const MAX_TYPE: usize = 300;

/// Maximum nesting of objects in a type.
const MAX_TYPE_DEPTH: usize = 3;

/// Maximum number of parts.
const MAX_PARTS: usize = 2_000;

/// A part of a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// Its JSON Pointer.
    pub pointer: String,
    /// Its title, or its value if it is a short one.
    pub title: Option<String>,
    /// The type that its schema describes, or the size of its content.
    pub ty: Option<String>,
}

/// The parts of a manifest.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Parts {
    /// The parts in document order, within the limits.
    pub listed: Vec<Part>,
    /// The number of the others.
    pub omitted: usize,
}

/// Returns the parts of the value at `pointer`, down to `depth` levels; `None` if there is no such value.
pub fn outline(snapshot: &Snapshot, pointer: &str, depth: usize) -> Option<Parts> {
    let mut node = snapshot.tree.root()?;
    let mut role = Role::Root;
    for name in pointer::tokens(pointer) {
        let kind = node.container()?.kind;
        let member = match node.is_array() {
            true => node.entries().nth(name.parse().ok()?)?,
            false => node.member(&name)?,
        };
        role = role.inside(kind, member.key());
        node = member.value();
    }
    let source = &snapshot.buffer.reading();
    let mut outline = Outline { source, parts: Parts::default(), pointers_left: MAX_FINDING_TEXT };
    let mut pointer = pointer.to_owned();
    outline.value(&mut pointer, node, role, depth);
    Some(outline.parts)
}

struct Outline<'a> {
    source: &'a dyn Source,
    parts: Parts,
    /// The number of bytes that pointers may still have.
    pointers_left: usize,
}

impl Outline<'_> {
    fn value(&mut self, pointer: &mut String, node: Node<'_>, role: Role, depth: usize) {
        let shape = role.shape();
        if let Some(Shape::Schema | Shape::Subschema) = shape {
            let ty = truncate(&schema_type(self.source, node, 0), MAX_TYPE);
            return self.push(pointer, None, Some(ty));
        }
        if !node.is_object() {
            return self.scalar(pointer, node, shape);
        }
        let title = node.get(names::TITLE).and_then(|title| title.text(self.source));
        let title = title.map(|title| truncate(&title, MAX_TITLE));
        if !pointer.is_empty() && (title.is_some() || matches!(role, Role::Entry(_))) {
            self.push(pointer, title, None);
        }
        let Some(depth) = depth.checked_sub(1) else { return };
        let Some(container) = node.container() else { return };
        for (key, member) in node.members() {
            // The title is already in the line of its object.
            if key == names::TITLE && !pointer.is_empty() {
                continue;
            }
            let len = pointer.len();
            pointer::push(pointer, key);
            self.value(pointer, member.value(), role.inside(container.kind, Some(key)), depth);
            pointer.truncate(len);
        }
    }

    fn scalar(&mut self, pointer: &str, node: Node<'_>, shape: Option<Shape>) {
        let is_secret = pointer::tokens(pointer).next().is_some_and(|name| name == names::SECRETS);
        if is_secret {
            // In a damaged entry, the name may be the value.
            if matches!(node.value(), Value::Missing) {
                return;
            }
            return self.push(pointer, None, None);
        }
        let is_content = matches!(
            shape,
            Some(Shape::Text(text)) if matches!(
                text.holds,
                StringFormat::Icon | StringFormat::Readme | StringFormat::JavaScript | StringFormat::Script(_)
            )
        );
        match node.value() {
            Value::String(_) if is_content => {
                let len = node.string_range().map_or(0, |range| range.len());
                self.push(pointer, None, Some(format!("{} bytes", group_digits(len))));
            }
            Value::String(_) => {
                let text = node.text(self.source).unwrap_or_default();
                self.push(pointer, Some(truncate(&text, MAX_TITLE)), None);
            }
            Value::Container(_) => {
                let count = node.entries().count();
                let items = if count == 1 { "item" } else { "items" };
                self.push(pointer, None, Some(format!("{count} {items}")));
            }
            _ => {
                let text = truncate(&self.source.slice(node.range()), MAX_TITLE);
                self.push(pointer, Some(text), None);
            }
        }
    }

    fn push(&mut self, pointer: &str, title: Option<String>, ty: Option<String>) {
        let left = self.pointers_left.checked_sub(pointer.len());
        match left.filter(|_| self.parts.listed.len() < MAX_PARTS) {
            Some(left) => {
                self.pointers_left = left;
                self.parts.listed.push(Part { pointer: pointer.to_owned(), title, ty });
            }
            None => self.parts.omitted += 1,
        }
    }
}

/// The type that a JSON Schema describes, as in TypeScript.
fn schema_type(source: &dyn Source, schema: Node<'_>, depth: usize) -> String {
    let text = |name: &str| schema.get(name).and_then(|value| value.text(source));
    if let Some(name) = text(names::REF) {
        return truncate(&name, MAX_TITLE);
    }
    if let Some(values) = schema.get(names::ENUM).filter(|values| values.is_array()) {
        let values =
            values.entries().take(8).map(|it| source.slice(it.value().range()).into_owned());
        return values.collect::<Vec<_>>().join(" | ");
    }
    for name in [names::ANY_OF, names::ONE_OF] {
        if let Some(parts) =
            schema.get(name).filter(|parts| parts.is_array() && depth < MAX_TYPE_DEPTH)
        {
            let parts =
                parts.entries().take(8).map(|it| schema_type(source, it.value(), depth + 1));
            return parts.collect::<Vec<_>>().join(" | ");
        }
    }
    let item = |schema: Node<'_>| {
        let items = schema.get(names::ITEMS).filter(|items| items.is_object());
        items.filter(|_| depth < MAX_TYPE_DEPTH).map(|items| schema_type(source, items, depth + 1))
    };
    match text(names::TYPE).as_deref() {
        Some("array") => match item(schema) {
            Some(item) if item.contains([' ', '|']) && !item.starts_with('{') => {
                format!("({item})[]")
            }
            Some(item) => format!("{item}[]"),
            None => "array".to_owned(),
        },
        Some("object") | None => object_type(source, schema, depth),
        Some(name) => truncate(name, 20),
    }
}

fn object_type(source: &dyn Source, schema: Node<'_>, depth: usize) -> String {
    let properties = schema.get(names::PROPERTIES).filter(|properties| properties.is_object());
    let Some(properties) = properties.filter(|_| depth < MAX_TYPE_DEPTH) else {
        return match schema.get(names::TYPE) {
            Some(_) => "object".to_owned(),
            None => "any".to_owned(),
        };
    };
    let required: Vec<_> = schema
        .get(names::REQUIRED)
        .into_iter()
        .flat_map(|required| required.entries())
        .filter_map(|entry| entry.value().text(source).map(std::borrow::Cow::into_owned))
        .collect();
    let members: Vec<String> = properties
        .members()
        .take(40)
        .map(|(name, member)| {
            let mark = if required.iter().any(|it| it == name) { "" } else { "?" };
            let ty = schema_type(source, member.value(), depth + 1);
            format!("{}{mark}: {ty}", truncate(name, MAX_TITLE))
        })
        .collect();
    if members.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", members.join(", ")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::tests::snapshot;
    use crate::syntax::Dialect;

    fn lines(text: &str, pointer: &str, depth: usize) -> String {
        let parts = outline(&snapshot(text, Dialect::Json), pointer, depth).unwrap();
        let lines = parts.listed.iter().map(|part| {
            let title = part.title.as_deref().unwrap_or_default();
            format!("{} {title} {}", part.pointer, part.ty.as_deref().unwrap_or_default())
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    const TEXT: &str = r#"{ "name": "acme/a", "code": "exports.a = 1", "secrets": { "KEY": "hunter2" },
  "actions": { "open": { "title": "Open", "input": { "schema": { "type": "object",
    "properties": { "id": { "type": "string" }, "tags": { "type": "array", "items": { "enum": ["a", "b"] } } },
    "required": ["id"] } }, "output": { "schema": {} } } } }"#;

    #[test]
    fn outline_lists_definitions_with_types() {
        insta::assert_snapshot!(lines(TEXT, "", 5), @r#"
        /name acme/a 
        /code  13 bytes
        /secrets/KEY  
        /actions/open Open 
        /actions/open/input/schema  { id: string, tags?: ("a" | "b")[] }
        /actions/open/output/schema  any
        "#);
        insta::assert_snapshot!(lines(TEXT, "/actions/open/output", 1), @"/actions/open/output/schema  any");
    }

    #[test]
    fn outline_stops_at_its_depth_and_at_missing_values() {
        assert!(!lines(TEXT, "", 2).contains("input"));
        assert_eq!(outline(&snapshot(TEXT, Dialect::Json), "/events", 2), None);
        let deep = "[".repeat(300);
        assert!(outline(&snapshot(&deep, Dialect::Json), "", 9).is_some());
    }
}
