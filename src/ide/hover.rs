//! What lies under the cursor, explained.

use std::fmt::Write as _;
use std::ops::Range;

use super::completion::{definitions_of, sibling_tags};
use super::locate::{Role, Spot, Touched, locate};
use super::markdown::{code, escape};
use super::script::{Inside, KEYWORDS, signature};
use crate::embedded::script;
use crate::embedded::script::token::Kind as Word;
use crate::manifest::description::INTERFACE;
use crate::manifest::known::Known;
use crate::manifest::name;
use crate::manifest::reference::in_words;
use crate::manifest::shape::{Choice, Field, Flag, Holds, Kind, List, Map, Shape, Text};
use crate::number::grouped;
use crate::snapshot::Snapshot;
use crate::syntax::{Node, Value};

/// An explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hover {
    /// What is explained, in bytes of the document.
    pub range: Range<usize>,
    /// The explanation, in Markdown.
    pub markdown: String,
}

/// What lies at the byte `offset`: a member's name or a scalar value.
pub fn hover(snapshot: &Snapshot, offset: usize) -> Option<Hover> {
    let source = snapshot.buffer.source();
    let spot = locate(&snapshot.tree, source, offset);
    if let Some(inside) = Inside::find(source, &spot)
        && let Some(hover) = in_script(snapshot, &inside)
    {
        return Some(hover);
    }
    let touched = spot.touched?;
    let member = touched.member;
    let range = if touched.name { member.key_range() } else { member.value().range() };
    let page = Page { snapshot, spot: &spot, touched };
    let markdown = match touched.role {
        Role::Field(field) => page.field(field),
        Role::Entry(map) => page.entry(map),
        Role::Element(list) => page.element(list),
        Role::Root | Role::Unknown => return None,
    };
    Some(Hover { range, markdown })
}

/// What stands in a script.
fn in_script(snapshot: &Snapshot, inside: &Inside<'_, '_>) -> Option<Hover> {
    let token = inside.token()?;
    let text = inside.text_of(token);
    let markdown = match token.kind {
        Word::Word { called: true } => {
            let function = script::function(text)?;
            let mut page =
                format!("```vrl\n{}\n```\n\n{}", signature(function), function.doc.trim());
            if !function.arguments.is_empty() {
                page.push('\n');
            }
            for argument in &function.arguments {
                let absent = if argument.required { "" } else { ", optional" };
                let doc = argument.doc.split_whitespace().collect::<Vec<_>>().join(" ");
                let _ = write!(page, "\n- `{}`{absent}: {doc}", argument.name);
            }
            if !function.failures.is_empty() {
                page += "\n\n*It fails if:*\n";
                function.failures.iter().for_each(|reason| {
                    let _ = write!(page, "\n- {reason}");
                });
            }
            page
        }
        Word::Word { called: false } => {
            if inside.variables().contains(&text) {
                format!("**{}** · a variable of this script", code(text))
            } else {
                let (word, doc) = KEYWORDS.iter().find(|(word, _)| *word == text)?;
                format!("**{}** · a word of VRL\n\n{doc}", code(word))
            }
        }
        Word::Input if text == "." => {
            let names =
                script::inputs(inside.kind).iter().map(|input| format!("`.{}`", input.name));
            let names = names.collect::<Vec<_>>().join(", ");
            format!("**{}** · the whole input: {names}", code("."))
        }
        Word::Input => {
            let name = text[1..].trim_matches('"');
            let input = script::inputs(inside.kind).iter().find(|input| input.name == name)?;
            format!("**{}** · a part of the input\n\n{}", code(text), input.doc)
        }
        Word::Secret if !text.is_empty() => {
            let secrets = snapshot.tree.root().and_then(|root| root.get(name::SECRETS));
            let declared = secrets.is_some_and(|secrets| secrets.get(text).is_some());
            let said = match (secrets, declared) {
                (_, true) => "It is declared in `secrets`. Its value is set at deployment.",
                (Some(_), false) => "`secrets` does not declare it.",
                (None, _) => "This manifest declares no secrets.",
            };
            format!("**{}** · a secret\n\n{said}", code(text))
        }
        _ => return None,
    };
    Some(Hover { range: inside.place(token.range.clone())?, markdown })
}

/// Writing to a `String` cannot fail, so the results of `write!` are not looked at.
struct Page<'a, 't> {
    snapshot: &'a Snapshot,
    spot: &'a Spot<'t>,
    touched: Touched<'t>,
}

impl Page<'_, '_> {
    fn value(&self) -> Node<'_> {
        self.touched.member.value()
    }

    fn field(&self, field: &Field) -> String {
        let mut page = format!("**{}** · {}", field.name, type_in_words(&field.shape));
        page += if field.required { " · required" } else { " · optional" };
        if let Some(instead) = field.deprecated {
            let _ = write!(page, " · deprecated\n\n**Deprecated.** {instead}");
        }
        let _ = write!(page, "\n\n{}", field.doc);
        self.about_value(&mut page, &field.shape);
        match field.shape {
            Shape::Map(map) => {
                let _ = write!(page, "\n\n*Each name:* {}", map.doc());
            }
            Shape::List(list) => {
                let _ = write!(page, "\n\n*Each element:* {}", list.doc);
            }
            _ => {}
        }
        if !field.absent.is_empty() {
            let _ = write!(page, "\n\n*If absent:* {}", field.absent);
        }
        if !field.example.is_empty() {
            let _ = write!(page, "\n\n*Example:*\n\n```json\n{}\n```", field.example);
        }
        page
    }

    fn entry(&self, map: &Map) -> String {
        let name = self.touched.member.key().unwrap_or_default();
        let mut page = format!("**{}** · {}", code(name), map.kind.noun());
        if matches!(map.value, Shape::Text(_)) {
            let _ = write!(page, " · {}", type_in_words(&map.value));
        }
        let known = map.known(name);
        if let Some(instead) = known.and_then(|known| known.replaced_by) {
            let instead = code(instead);
            let _ = write!(page, " · deprecated\n\n**Deprecated.** {instead} takes its place.");
        }
        self.introduce(&mut page, self.value());
        if let Some(known) = known {
            self.known(&mut page, known);
        }
        if let Kind::Target(_) = map.kind
            && let Some(target) = self.value().get(name::NAME)
            && let Shape::Object(object) = map.value
            && let Some(Shape::Text(text)) = object.field(name::NAME).map(|field| field.shape)
        {
            self.refer(&mut page, &text, target);
        }
        let _ = write!(page, "\n\n{}", map.doc());
        self.about_value(&mut page, &map.value);
        page
    }

    /// What a known name stands for, and what belongs to it.
    fn known(&self, page: &mut String, known: &Known) {
        let _ = write!(page, "\n\n{}", known.doc);
        self.choices(page, known.values());
        let Some(parts) = known.parts() else { return };
        page.push('\n');
        for field in INTERFACE.fields {
            if let Shape::Map(Map { kind: Kind::Target(kind), .. }) = field.shape
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

    /// What the present value means, and how much of its limits it uses.
    fn about_value(&self, page: &mut String, shape: &Shape) {
        let value = self.value();
        match shape {
            Shape::Text(text) => {
                self.choices(page, text.values);
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
                let (singular, plural) = map.kind.counted();
                let noun = if count == 1 { singular } else { plural };
                let _ = match self.snapshot.settings.limits.of(map.kind) {
                    Some(limit) => write!(page, "\n\n{count} of {limit} {plural}"),
                    None => write!(page, "\n\n{count} {noun}"),
                };
            }
            Shape::Map(_) | Shape::Object(_) | Shape::List(_) | Shape::Schema => {}
        }
    }

    fn choices(&self, page: &mut String, values: &[Choice]) {
        if values.is_empty() {
            return;
        }
        // A long string is none of them, and need not be read to tell.
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
            (Holds::SecretValue, _) => None,
            (Holds::Icon | Holds::Readme, _) => {
                let range = self.value().string_range()?;
                Some(format!("{} bytes, decoded", grouped(self.decoded_len(range))))
            }
            (Holds::JavaScript, _) => {
                let range = self.value().string_range()?;
                let limit = self.snapshot.settings.limits.code_bytes;
                let about = if string.escaped { "about " } else { "" };
                Some(format!("{about}{} of {} bytes", grouped(range.len()), grouped(limit)))
            }
            (_, Some(max)) => {
                let chars = grouped(string.chars as usize);
                Some(format!("{chars} of {} characters", grouped(max as usize)))
            }
            _ => None,
        }
    }

    /// How many bytes base64 stands for, told by its length alone.
    fn decoded_len(&self, range: Range<usize>) -> usize {
        let source = self.snapshot.buffer.source();
        let last = source.bytes_at(range.end).reversed().take(range.len().min(2));
        let padding = last.take_while(|byte| *byte == b'=').count();
        (range.len() - padding) * 3 / 4
    }

    /// What a name refers to.
    fn refer(&self, page: &mut String, text: &Text, value: Node<'_>) {
        let (map, kind) = match text.holds {
            Holds::NameOf(kind) => (definitions_of(&self.snapshot.tree, kind), kind),
            Holds::SiblingTag => (sibling_tags(self.spot), Kind::Tag),
            _ => return,
        };
        let Some(target) = value.text(self.snapshot.buffer.source()) else { return };
        let noun = kind.noun();
        match map.and_then(|map| map.get(&target)) {
            Some(definition) => {
                let _ = write!(page, "\n\nNames {noun}: **{}**", code(&target));
                self.introduce(page, definition);
            }
            None => {
                let (_, noun) = noun.split_once(' ').unwrap_or(("", noun));
                let _ = write!(page, "\n\nThere is no {noun} called {}.", code(&target));
            }
        }
    }

    /// The title and the description of a definition.
    fn introduce(&self, page: &mut String, definition: Node<'_>) {
        let said = |field| {
            let text = definition.get(field)?.text(self.snapshot.buffer.source())?;
            Some(escape(&text)).filter(|text| !text.is_empty())
        };
        if let Some(title) = said(name::TITLE) {
            let _ = write!(page, "\n\n**{title}**");
        }
        if let Some(description) = said(name::DESCRIPTION) {
            let _ = write!(page, "\n\n{description}");
        }
    }
}

fn type_in_words(shape: &Shape) -> String {
    let words = in_words(shape, &|object| object.noun.to_owned());
    match shape {
        Shape::Text(text) if !text.values.is_empty() => format!("string, {words}"),
        _ => words,
    }
}

/// A line for one of several values.
fn choice(page: &mut String, json: &str, doc: &str, present: bool) {
    let _ = match present {
        true => write!(page, "\n- **`{json}`** (chosen): {doc}"),
        false => write!(page, "\n- `{json}`: {doc}"),
    };
}

#[cfg(test)]
mod tests;
