//! Hover: documentation of the element under the cursor.

mod contents;
mod example;
mod page;
mod reference;
mod schema;
mod script;

pub use page::Hover;
use page::introduce;
use std::fmt::Write as _;

use super::completion::{definitions_of, sibling_properties, sibling_tags};
use super::context::{CursorContext, Hit};
use super::locate::locate;
use super::markdown::code;
use super::role::Role;
use crate::manifest::docs::describe;
use crate::manifest::field_names;
use crate::manifest::fields::INTERFACE;
use crate::manifest::known::Known;
use crate::manifest::types::{
    Choice, EntryKind, Field, Flag, List, Map, Shape, StringFormat, Text,
};
use crate::snapshot::Snapshot;
use crate::syntax::{Node, Value};
use crate::util::display::group_digits;

/// Returns the hover for the member name or scalar value at the byte `offset`.
pub fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let cursor = locate(&snapshot.tree, snapshot.buffer.source(), offset);
    if let Some(found) =
        script::hover(snapshot, &cursor).or_else(|| reference::hover(snapshot, &cursor))
    {
        return Some(found);
    }
    let hit = cursor.hit?;
    let member = hit.member;
    let range = if hit.name { member.key_range() } else { member.value().range() };
    let page = HoverRenderer { snapshot, cursor: &cursor, hit };
    let mut picture = None;
    let markdown = match hit.role {
        Role::Field(field) => match page.contents(field) {
            Some(contents) => {
                picture = contents.picture;
                contents.markdown
            }
            None => page.field(field),
        },
        Role::Entry(map) => page.entry(map),
        Role::Element(list) => page.element(list),
        Role::Root | Role::Unknown => return None,
    };
    Some(Hover { range, picture, markdown })
}

/// Renderer of a hover. Writing to a `String` cannot fail, so results of `write!` are ignored.
struct HoverRenderer<'a, 't> {
    snapshot: &'a Snapshot,
    cursor: &'a CursorContext<'t>,
    hit: Hit<'t>,
}

impl HoverRenderer<'_, '_> {
    fn value(&self) -> Node<'_> {
        self.hit.member.value()
    }

    fn field(&self, field: &Field) -> String {
        let mut page = self.title(field);
        if let Some(instead) = field.deprecated {
            let _ = write!(page, " · deprecated\n\n**Deprecated.** {instead}");
        }
        let _ = write!(page, "\n\n{}", field.doc);
        self.about_value(&mut page, &field.shape);
        if let Some(map) = field.shape.map() {
            let _ = write!(page, "\n\n*Each name:* {}", map.doc());
        }
        if let Some(list) = field.shape.list() {
            let _ = write!(page, "\n\n*Each item:* {}", list.doc);
        }
        if !field.absent.is_empty() {
            let _ = write!(page, "\n\n*If absent:* {}", field.absent);
        }
        if !field.example.is_empty() {
            let _ = write!(page, "\n\n*Example:*\n\n```json\n{}\n```", field.example);
        }
        page
    }

    fn title(&self, field: &Field) -> String {
        let need = if field.required { "required" } else { "optional" };
        format!("**{}** · {} · {need}", field.name, type_in_words(&field.shape))
    }

    fn entry(&self, map: &Map) -> String {
        let name = self.hit.member.key().unwrap_or_default();
        let mut page = format!("**{}** · {}", code(name), map.kind.noun());
        if matches!(map.value, Shape::Text(_)) {
            let _ = write!(page, " · {}", type_in_words(&map.value));
        }
        if let Shape::Subschema = map.value {
            schema::head(
                &mut page,
                self.snapshot.buffer.source(),
                self.cursor,
                map.kind,
                &self.hit,
            );
        }
        let known = map.known(name);
        if let Some(instead) = known.and_then(|known| known.replaced_by) {
            let instead = code(instead);
            let _ = write!(page, " · deprecated\n\n**Deprecated.** Use {instead} instead.");
        }
        self.introduce(&mut page, self.value());
        if let Some(known) = known {
            self.known(&mut page, known);
        }
        if let EntryKind::Target(_) = map.kind
            && let Some(target) = self.value().get(field_names::NAME)
            && let Shape::Object(object) = map.value
            && let Some(Shape::Text(text)) =
                object.field(field_names::NAME).map(|field| field.shape)
        {
            self.refer(&mut page, &text, target);
        }
        let _ = write!(page, "\n\n{}", map.doc());
        self.about_value(&mut page, &map.value);
        example::examples(self.snapshot.buffer.source(), &mut page, map.kind, self.value());
        page
    }

    /// Describes a known name and its members.
    fn known(&self, page: &mut String, known: &Known) {
        let _ = write!(page, "\n\n{}", known.doc);
        self.choices(page, known.values());
        let Some(parts) = known.parts() else { return };
        page.push('\n');
        for field in INTERFACE.fields {
            if let Shape::Map(Map { kind: EntryKind::Target(kind), .. }) = field.shape
                && let [first, rest @ ..] = parts.of(*kind)
            {
                let _ = write!(page, "\n- {}: `{first}`", field.name);
                rest.iter().for_each(|name| *page += &format!(", `{name}`"));
            }
        }
    }

    fn element(&self, list: &List) -> String {
        let mut page = format!("**element** · {}\n\n{}", type_in_words(&list.item), list.doc);
        self.about_value(&mut page, &list.item);
        page
    }

    /// Describes the current value and how close it is to its limits.
    fn about_value(&self, page: &mut String, shape: &Shape) {
        let value = self.value();
        match shape {
            Shape::Text(text) => {
                self.choices(page, text.choices());
                self.refer(page, text, value);
                if let Some(used) = self.used(text) {
                    let _ = write!(page, "\n\n{used}");
                }
            }
            Shape::Flag(Flag { on, off }) => {
                page.push('\n');
                for (json, doc) in [("true", on), ("false", off)] {
                    choice(page, json, doc, *value.value() == Value::Bool(json == "true"));
                }
            }
            Shape::Map(map) if value.is_object() => {
                let count = value.members().count();
                let (singular, plural) = map.kind.plural();
                let noun = if count == 1 { singular } else { plural };
                let _ = match self.snapshot.settings.limits.of(map.kind) {
                    Some(limit) => write!(page, "\n\n{count} of {limit} {plural}"),
                    None => write!(page, "\n\n{count} {noun}"),
                };
            }
            Shape::Either(shapes) => shapes.iter().for_each(|shape| self.about_value(page, shape)),
            Shape::Map(_)
            | Shape::Object(_)
            | Shape::List(_)
            | Shape::Schema
            | Shape::Subschema
            | Shape::Number(_)
            | Shape::Any => {}
        }
    }

    fn choices(&self, page: &mut String, values: &[Choice]) {
        if values.is_empty() {
            return;
        }
        // A long string cannot match and is not read.
        let short = self.value().string().filter(|string| string.chars <= 64);
        let present = short.and_then(|_| self.value().text(self.snapshot.buffer.source()));
        page.push('\n');
        for one in values {
            let is_present = present.as_deref() == Some(one.value);
            choice(page, &format!("\"{}\"", one.value), one.doc, is_present);
        }
    }

    /// How much of its limits the string uses.
    fn used(&self, text: &Text) -> Option<String> {
        let string = self.value().string()?;
        match (text.holds, text.max) {
            (StringFormat::SecretValue | StringFormat::Icon | StringFormat::Readme, _) => None,
            (StringFormat::JavaScript, _) => {
                let range = self.value().string_range()?;
                let limit = self.snapshot.settings.limits.code_bytes;
                let about = if string.escaped { "about " } else { "" };
                Some(format!(
                    "{about}{} of {} bytes",
                    group_digits(range.len()),
                    group_digits(limit)
                ))
            }
            (_, Some(max)) => {
                let chars = group_digits(string.chars as usize);
                Some(format!("{chars} of {} characters", group_digits(max as usize)))
            }
            _ => None,
        }
    }

    /// Describes the target of a reference.
    fn refer(&self, page: &mut String, text: &Text, value: Node<'_>) {
        let (map, kind) = match text.holds {
            StringFormat::NameOf(kind) => (definitions_of(&self.snapshot.tree, kind), kind),
            StringFormat::SiblingTag => (sibling_tags(self.cursor), EntryKind::Tag),
            StringFormat::Property => (sibling_properties(self.cursor), EntryKind::Property),
            _ => return,
        };
        let Some(target) = value.text(self.snapshot.buffer.source()) else { return };
        let noun = kind.noun();
        match map.and_then(|map| map.get(&target)) {
            Some(definition) => {
                let _ = write!(page, "\n\nRefers to {noun}: **{}**", code(&target));
                self.introduce(page, definition);
            }
            None => {
                let (_, noun) = noun.split_once(' ').unwrap_or(("", noun));
                let _ = write!(page, "\n\nUnknown {noun} {}.", code(&target));
            }
        }
    }

    fn introduce(&self, page: &mut String, definition: Node<'_>) {
        introduce(self.snapshot.buffer.source(), page, definition);
    }
}

fn type_in_words(shape: &Shape) -> String {
    let words = describe(shape, &|object| object.noun.to_owned());
    match shape {
        Shape::Text(text) if !text.values.is_empty() => format!("string, {words}"),
        _ => words,
    }
}

/// A line for one of several values.
fn choice(page: &mut String, json: &str, doc: &str, present: bool) {
    let _ = match present {
        true => write!(page, "\n- **`{json}`** (current): {doc}"),
        false => write!(page, "\n- `{json}`: {doc}"),
    };
}

#[cfg(test)]
mod tests;
