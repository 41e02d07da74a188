//! Field reference: the whole description as one Markdown page.

use std::fmt::Write as _;
use std::ptr;

use super::field_names;
use super::fields::{INTEGRATION, SCHEMA};
use super::types::{Flag, List, Map, Number, Object, Shape, Text};

/// Returns the field reference in Markdown: a section for each kind of object, with all of its
/// fields.
pub fn markdown() -> String {
    let mut page = String::from(
        "# Fields of an integration manifest\n\n\
         <!-- Generated from src/manifest/fields: change it there. -->\n\n\
         Each kind of object in a manifest has a section, with the type, the purpose and an \
         example of each field, and the effect of omitting it. Lengths are in Unicode code points. \
         In paths, `*` is an arbitrary key or index.\n",
    );
    for section in sections() {
        write_section(&mut page, &section);
    }
    page
}

/// Describes a shape in Markdown: "string, at most 64 characters".
///
/// `name_of` returns the name of an object, which may be a link.
pub fn describe(shape: &Shape, name_of: &dyn Fn(&Object) -> String) -> String {
    match shape {
        Shape::Text(text) => text_in_words(text),
        Shape::Flag(_) => "`true` or `false`".to_owned(),
        Shape::Schema => format!("object: {}", name_of(&SCHEMA)),
        Shape::Subschema => format!("{}, `true` or `false`", name_of(&SCHEMA)),
        Shape::Number(Number::Any) => "number".to_owned(),
        Shape::Number(Number::Positive) => "number greater than 0".to_owned(),
        Shape::Number(Number::Count) => "integer, 0 or more".to_owned(),
        Shape::Any => "any value".to_owned(),
        Shape::Either(shapes) => {
            let words = shapes.iter().map(|shape| match shape {
                // The values are already listed.
                Shape::List(List { item: Shape::Text(text), .. }) if !text.values.is_empty() => {
                    "an array of them".to_owned()
                }
                shape => describe(shape, name_of),
            });
            words.collect::<Vec<_>>().join("; or ")
        }
        Shape::Object(object) => format!("object: {}", name_of(object)),
        Shape::Map(map) => match map.value {
            Shape::Object(object) => format!("object: by name, {} each", name_of(object)),
            Shape::Subschema => format!("object: by name, {} each", name_of(&SCHEMA)),
            ref value => format!("object: by name, each a {}", describe(value, name_of)),
        },
        Shape::List(list) => match list.item {
            Shape::Object(object) => format!("array: {} each", name_of(object)),
            Shape::Subschema => format!("array: {} each", name_of(&SCHEMA)),
            Shape::Any => "array of any values".to_owned(),
            Shape::Text(ref text) if !text.values.is_empty() => {
                format!("array: each {}", text_in_words(text))
            }
            ref item => format!("array: each item a {}", describe(item, name_of)),
        },
    }
}

fn text_in_words(text: &Text) -> String {
    let mut words = if text.values.is_empty() {
        "string".to_owned()
    } else {
        let values: Vec<_> = text.values.iter().map(|c| format!("`\"{}\"`", c.value)).collect();
        format!("one of {}", values.join(", "))
    };
    if text.nullable {
        words += " or `null`";
    }
    match (text.min, text.max) {
        (0, None) => {}
        (0, Some(max)) => words += &format!(", at most {max} characters"),
        (min, None) => words += &format!(", at least {min} characters"),
        (min, Some(max)) => words += &format!(", {min} to {max} characters"),
    }
    words
}

/// A kind of object with all paths at which it occurs.
struct Section {
    object: &'static Object,
    paths: Vec<String>,
}

/// Returns the kinds of objects in the order of their first occurrence.
fn sections() -> Vec<Section> {
    let mut sections = Vec::new();
    collect(&Shape::Object(&INTEGRATION), "", &mut sections);
    // JSON Schemas occur early, but belong at the end.
    if let Some(index) =
        sections.iter().position(|section| ptr::eq(section.object, &raw const SCHEMA))
    {
        let section = sections.remove(index);
        sections.push(section);
        for field in SCHEMA.fields {
            collect(
                &field.shape,
                &format!("{}.**.{}", field_names::SCHEMA, field.name),
                &mut sections,
            );
        }
    }
    sections
}

fn collect(shape: &Shape, path: &str, sections: &mut Vec<Section>) {
    match shape {
        Shape::Schema => {
            enter(&SCHEMA, path, sections);
        }
        Shape::Object(object) => {
            // Visiting the fields of a known object again would not terminate for a recursive
            // object.
            if !enter(object, path, sections) {
                return;
            }
            for field in object.fields {
                let dot = if path.is_empty() { "" } else { "." };
                collect(&field.shape, &format!("{path}{dot}{}", field.name), sections);
            }
        }
        Shape::Map(map) => collect(&map.value, &format!("{path}.*"), sections),
        Shape::List(list) => collect(&list.item, &format!("{path}.*"), sections),
        Shape::Either(shapes) => shapes.iter().for_each(|shape| collect(shape, path, sections)),
        Shape::Text(_) | Shape::Flag(_) | Shape::Subschema | Shape::Number(_) | Shape::Any => {}
    }
}

/// Records that `object` occurs at `path`. Returns whether this is its first occurrence.
fn enter(object: &'static Object, path: &str, sections: &mut Vec<Section>) -> bool {
    if let Some(section) = sections.iter_mut().find(|section| ptr::eq(section.object, object)) {
        section.paths.push(path.to_owned());
        return false;
    }
    sections.push(Section { object, paths: vec![path.to_owned()] });
    true
}

/// Writes a section. Writing to a `String` cannot fail, so the results of `writeln!` are ignored.
fn write_section(page: &mut String, section: &Section) {
    let object = section.object;
    let _ = writeln!(page, "\n## {}\n", heading(object));
    let paths: Vec<_> = section
        .paths
        .iter()
        .map(|path| if path.is_empty() { "the whole file".to_owned() } else { format!("`{path}`") })
        .collect();
    let _ = writeln!(page, "Location: {}.\n", paths.join(", "));

    let _ = writeln!(page, "| field | value | required |\n|---|---|---|");
    for field in object.fields {
        let required = if field.required {
            "yes"
        } else if field.deprecated.is_some() {
            "deprecated"
        } else {
            "no"
        };
        let value = describe(&field.shape, &link);
        let _ = writeln!(page, "| `{}` | {value} | {required} |", field.name);
    }

    for field in object.fields {
        let _ = writeln!(page, "\n### `{}`\n\n{}", field.name, field.doc);
        if let Some(instead) = field.deprecated {
            let _ = writeln!(page, "\n**Deprecated.** {instead}");
        }
        write_values(page, &field.shape);
        if !field.absent.is_empty() {
            let _ = writeln!(page, "\n*If absent:* {}", field.absent);
        }
        let _ = writeln!(page, "\n```json\n{}\n```", field.example);
    }
}

/// Writes the meanings of the values of `shape`, and of the values inside them.
fn write_values(page: &mut String, shape: &Shape) {
    match shape {
        Shape::Flag(Flag { on, off }) => {
            let _ = writeln!(page, "\n- `true`: {on}\n- `false`: {off}");
        }
        Shape::Text(text) if !text.choices().is_empty() => {
            let _ = writeln!(page);
            for choice in text.choices() {
                let _ = writeln!(page, "- `\"{}\"`: {}", choice.value, choice.doc);
            }
        }
        Shape::Map(map) => {
            let _ = writeln!(page, "\n*Each name:* {}", map.doc());
            write_known(page, map);
        }
        Shape::List(list) => {
            let _ = writeln!(page, "\n*Each item:* {}", list.doc);
        }
        Shape::Either(shapes) => shapes.iter().for_each(|shape| write_values(page, shape)),
        Shape::Text(_)
        | Shape::Object(_)
        | Shape::Schema
        | Shape::Subschema
        | Shape::Number(_)
        | Shape::Any => {}
    }
}

/// Writes the known names, with their meanings and values.
fn write_known(page: &mut String, map: &Map) {
    let mut before = "\n";
    for known in map.current() {
        let _ = writeln!(page, "{before}- `{}`: {}", known.name, known.doc);
        before = "";
        for choice in known.values() {
            let _ = writeln!(page, "  - `\"{}\"`: {}", choice.value, choice.doc);
        }
    }
}

/// "a tag" → "A tag".
fn heading(object: &Object) -> String {
    let mut letters = object.noun.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// Returns a link to the section of an object.
fn link(object: &Object) -> String {
    let anchor: String = object
        .noun
        .chars()
        .filter(|letter| letter.is_alphanumeric() || *letter == ' ')
        .map(|letter| if letter == ' ' { '-' } else { letter.to_ascii_lowercase() })
        .collect();
    format!("[{}](#{anchor})", object.noun)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn page_lists_every_field() {
        let page = markdown();
        for section in sections() {
            let start = page.find(&format!("\n## {}\n", heading(section.object))).expect("section");
            let text = &page[start + 1..];
            let text = &text[..text.find("\n## ").unwrap_or(text.len())];
            for field in section.object.fields {
                assert!(text.contains(&format!("\n### `{}`\n", field.name)), "{}", field.name);
                assert!(text.contains(field.doc), "{}", field.name);
            }
        }
    }

    #[test]
    fn page_describes_shared_objects_once() {
        let sections = sections();
        let tags = sections.iter().find(|section| section.object.noun == "a tag").expect("tags");
        assert_eq!(
            tags.paths,
            ["channels.*.conversation.tags.*", "channels.*.message.tags.*", "user.tags.*"]
        );
    }

    #[test]
    fn page_describes_limits() {
        let words = |text: Text| text_in_words(&text);
        assert_eq!(words(Text::any()), "string");
        assert_eq!(words(Text::up_to(64)), "string, at most 64 characters");
        assert_eq!(words(Text::between(1, 64)), "string, 1 to 64 characters");
        assert_eq!(words(Text::up_to(9).or_null()), "string or `null`, at most 9 characters");
    }

    /// `UPDATE_DOCS=1 cargo test --lib` regenerates the page.
    #[test]
    fn fields_page_is_up_to_date() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/fields.md");
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(path, markdown()).expect("docs/fields.md can be written");
        }
        let committed = std::fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
        assert!(committed == markdown(), "docs/fields.md is out of date: see this test's comment");
    }
}
