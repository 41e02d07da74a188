//! Snippets: inserted text with placeholders, rendered as plain text and in the syntax of the LSP.

use std::fmt::Write as _;

use crate::manifest::fields::SCHEMA;
use crate::manifest::known::Property;
use crate::manifest::types::{
    Choice, EntryKind, Field, Map, Number, Object, Shape, StringFormat, Text,
};
use crate::manifest::{INTEGRATION, field_names};

/// Indentation style at the insertion point.
#[derive(Debug, Clone)]
pub(super) struct Layout {
    /// Indentation of the line at the insertion point.
    pub indent: String,
    /// One level of indentation.
    pub unit: String,
    /// The line break.
    pub eol: &'static str,
}

#[derive(Debug, Clone)]
enum Piece {
    Text(String),
    /// A line break and the number of indentation levels.
    Line(usize),
    /// An empty object with a placeholder. It is open over several lines if it is the only place to fill in,
    /// because a place that is skipped would leave an empty line. Its end has this level of indentation.
    Block(usize),
    /// A placeholder and its default text.
    Stop(String),
    /// A placeholder with a choice of values.
    Choice(Vec<String>),
}

/// Text with placeholders.
#[derive(Debug, Clone, Default)]
pub(super) struct Snippet(Vec<Piece>);

impl Snippet {
    /// Creates a snippet without placeholders.
    pub fn text(text: impl Into<String>) -> Snippet {
        Snippet(vec![Piece::Text(text.into())])
    }

    /// Adds text.
    pub fn push(&mut self, text: impl Into<String>) {
        self.0.push(Piece::Text(text.into()));
    }

    /// Adds a place to fill in.
    pub fn stop(&mut self, default: impl Into<String>) {
        self.0.push(Piece::Stop(default.into()));
    }

    /// Adds a place to fill in with one of `values`.
    pub fn choice(&mut self, values: Vec<String>) {
        self.0.push(Piece::Choice(values));
    }

    /// Adds a line break and the given number of indentation levels.
    pub fn line(&mut self, depth: usize) {
        self.0.push(Piece::Line(depth));
    }

    /// Adds an empty object to fill in. If it is open, it ends at the given level of indentation.
    pub fn block(&mut self, depth: usize) {
        self.0.push(Piece::Block(depth));
    }

    /// Returns the template with one more level of indentation after its first line.
    pub fn indented(mut self) -> Snippet {
        for piece in &mut self.0 {
            if let Piece::Line(depth) | Piece::Block(depth) = piece {
                *depth += 1;
            }
        }
        self
    }

    /// Adds another template.
    pub fn append(&mut self, other: Snippet) {
        self.0.extend(other.0);
    }

    fn has_one_stop(&self) -> bool {
        let is_stop = |piece: &&Piece| !matches!(piece, Piece::Text(_) | Piece::Line(_));
        self.0.iter().filter(is_stop).count() == 1
    }

    /// The text with each placeholder replaced by its default.
    pub fn plain(&self, layout: &Layout) -> String {
        let mut out = String::new();
        let is_open = self.has_one_stop();
        for piece in &self.0 {
            match piece {
                Piece::Text(text) | Piece::Stop(text) => out += text,
                Piece::Block(_) if !is_open => out += "{}",
                Piece::Block(depth) => {
                    let Layout { indent, unit, eol } = layout;
                    let (inner, outer) = (unit.repeat(depth + 1), unit.repeat(*depth));
                    let _ = write!(out, "{{{eol}{indent}{inner}{eol}{indent}{outer}}}");
                }
                Piece::Choice(values) => out += values.first().map_or("", String::as_str),
                Piece::Line(depth) => {
                    out += layout.eol;
                    out += &layout.indent;
                    out += &layout.unit.repeat(*depth);
                }
            }
        }
        out
    }

    /// Returns the text in LSP snippet syntax, which the client indents; `None` without placeholders.
    pub fn snippet(&self, layout: &Layout) -> Option<String> {
        let mut out = String::new();
        let mut stops = 0;
        let is_open = self.has_one_stop();
        for piece in &self.0 {
            // Writing to a string cannot fail.
            match piece {
                Piece::Text(text) => out += &escaped(text, &['\\', '$']),
                Piece::Line(depth) => {
                    out += layout.eol;
                    out += &layout.unit.repeat(*depth);
                }
                Piece::Block(depth) => {
                    stops += 1;
                    let (eol, unit) = (layout.eol, &layout.unit);
                    let (inner, outer) = (unit.repeat(depth + 1), unit.repeat(*depth));
                    let _ = match is_open {
                        true => write!(out, "{{{eol}{inner}${{{stops}}}{eol}{outer}}}"),
                        false => write!(out, "{{${{{stops}}}}}"),
                    };
                }
                Piece::Stop(text) => {
                    stops += 1;
                    let _ = match text.as_str() {
                        "" => write!(out, "${{{stops}}}"),
                        text => write!(out, "${{{stops}:{}}}", escaped(text, &['\\', '$', '}'])),
                    };
                }
                Piece::Choice(values) => {
                    stops += 1;
                    let values: Vec<_> =
                        values.iter().map(|v| escaped(v, &['\\', '$', '}', ',', '|'])).collect();
                    let _ = write!(out, "${{{stops}|{}|}}", values.join(","));
                }
            }
        }
        (stops > 0).then_some(out)
    }
}

/// Returns a text in LSP snippet syntax whose only placeholder selects `selected`.
pub(super) fn final_stop(before: &str, selected: &str, after: &str) -> String {
    let [before, after] = [before, after].map(|text| escaped(text, &['\\', '$']));
    match selected.trim() {
        "" => format!("{before}$0{selected}{after}"),
        _ => format!("{before}${{0:{}}}{after}", escaped(selected, &['\\', '$', '}'])),
    }
}

fn escaped(text: &str, special: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if special.contains(&c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Returns the minimal value of `shape`, with placeholders.
pub(super) fn value(shape: &Shape, default: Option<&str>) -> Snippet {
    let mut template = Snippet::default();
    write_value(&mut template, shape, default, 0);
    template
}

/// Returns a new manifest: its required fields, its title and its description, with example values.
pub(super) fn manifest() -> Snippet {
    let mut template = Snippet::default();
    template.push("{");
    let wanted = |field: &&Field| {
        field.required || matches!(field.name, field_names::TITLE | field_names::DESCRIPTION)
    };
    for (index, field) in INTEGRATION.fields.iter().filter(wanted).enumerate() {
        if index > 0 {
            template.push(",");
        }
        template.line(1);
        template.push(format!("\"{}\": \"", field.name));
        template.stop(field.example.trim_matches('"'));
        template.push("\"");
    }
    template.line(0);
    template.push("}");
    template
}

/// Returns one of `values` as a string.
pub(super) fn known_value(values: &[Choice]) -> Snippet {
    let mut template = Snippet::text("\"");
    template.choice(values.iter().map(|choice| choice.value.to_owned()).collect());
    template.push("\"");
    template
}

/// Returns the value of a new entry of `map`, with its required fields, and with a title and a
/// description if the schema has them, because published definitions need them.
pub(super) fn entry(map: &Map) -> Snippet {
    let mut template = Snippet::default();
    match map.value {
        Shape::Object(object) => {
            let wanted = |field: &&Field| {
                field.required
                    || matches!(field.name, field_names::TITLE | field_names::DESCRIPTION)
            };
            write_object(&mut template, object, &wanted, 0);
        }
        // Fields required for publishing.
        Shape::Subschema if map.kind == EntryKind::Property => {
            template.push("{");
            template.line(1);
            template.push(format!("\"{}\": ", field_names::TYPE));
            write_type(&mut template);
            template.push(",");
            template.line(1);
            template.push(format!("\"{}\": \"", field_names::DESCRIPTION));
            template.stop("");
            template.push("\",");
            template.line(1);
            template.push(format!("\"{}\": {{ \"{}\": \"", field_names::X_ZUI, field_names::TITLE));
            template.stop("");
            template.push("\" }");
            template.line(0);
            template.push("}");
        }
        ref shape => write_value(&mut template, shape, None, 0),
    }
    template
}

/// The value of a new message type whose messages carry `properties`.
pub(super) fn message_type(properties: &[Property]) -> Snippet {
    let mut template = Snippet::default();
    template.push("{");
    template.line(1);
    template.push("\"schema\": {");
    template.line(2);
    template.push("\"type\": \"object\",");
    template.line(2);
    template.push("\"properties\": {");
    for (index, property) in properties.iter().enumerate() {
        if index > 0 {
            template.push(",");
        }
        template.line(3);
        template.push(format!("\"{}\": {}", property.name, property.schema));
    }
    template.line(2);
    template.push("},");
    template.line(2);
    let required: Vec<_> =
        properties.iter().filter(|p| p.required).map(|p| format!("\"{}\"", p.name)).collect();
    template.push(format!("\"required\": [{}]", required.join(", ")));
    template.line(1);
    template.push("}");
    template.line(0);
    template.push("}");
    template
}

fn write_value(template: &mut Snippet, shape: &Shape, default: Option<&str>, depth: usize) {
    match shape {
        Shape::Text(text) => write_text(template, text, default),
        Shape::Flag(_) => {
            let off_first = default != Some("true");
            let mut values = vec!["false".to_owned(), "true".to_owned()];
            if !off_first {
                values.reverse();
            }
            template.choice(values);
        }
        Shape::Object(object) => write_object(template, object, &|field| field.required, depth),
        Shape::Map(_) => template.block(depth),
        Shape::List(_) => {
            template.push("[");
            template.stop("");
            template.push("]");
        }
        Shape::Subschema => write_subschema(template),
        Shape::Number(number) => template.stop(default.unwrap_or(match number {
            Number::Positive => "1",
            Number::Any | Number::Count => "0",
        })),
        Shape::Any => template.stop("null"),
        Shape::Either(shapes) => {
            if let Some(first) = shapes.first() {
                write_value(template, first, default, depth);
            }
        }
        Shape::Schema => {
            template.push("{");
            template.line(depth + 1);
            template.push("\"type\": \"object\",");
            template.line(depth + 1);
            template.push("\"properties\": ");
            template.block(depth + 1);
            template.line(depth);
            template.push("}");
        }
    }
}

/// A schema with at least a `type`.
fn write_subschema(template: &mut Snippet) {
    template.push(format!("{{ \"{}\": ", field_names::TYPE));
    write_type(template);
    template.push(" }");
}

fn write_type(template: &mut Snippet) {
    if let Some(field) = SCHEMA.field(field_names::TYPE) {
        write_value(template, &field.shape, None, 0);
    }
}

fn write_text(template: &mut Snippet, text: &Text, default: Option<&str>) {
    if text.nullable {
        template.stop("null");
        return;
    }
    template.push("\"");
    if text.values.is_empty() {
        template.stop(if text.holds == StringFormat::Version { "0.1.0" } else { "" });
    } else {
        // The default value comes first, because it changes nothing.
        let default = default.map(|json| json.trim_matches('"'));
        let mut values: Vec<_> = text.values.iter().map(|c| c.value.to_owned()).collect();
        values.sort_by_key(|value| Some(value.as_str()) != default);
        template.choice(values);
    }
    template.push("\"");
}

fn write_object(
    template: &mut Snippet,
    object: &Object,
    wanted: &dyn Fn(&&Field) -> bool,
    depth: usize,
) {
    let fields: Vec<_> = object.fields.iter().filter(wanted).collect();
    if fields.is_empty() {
        return template.block(depth);
    }
    template.push("{");
    for (index, field) in fields.iter().enumerate() {
        if index > 0 {
            template.push(",");
        }
        template.line(depth + 1);
        template.push(format!("\"{}\": ", field.name));
        write_value(template, &field.shape, field.default_value, depth + 1);
    }
    template.line(depth);
    template.push("}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn snippet_metacharacters_are_escaped() {
        let layout = Layout { indent: String::new(), unit: "  ".to_owned(), eol: "\n" };
        let mut template = Snippet::text(r"a$\}");
        template.stop("b$}");
        template.choice(vec!["c,d".to_owned(), "e|".to_owned()]);
        assert_eq!(template.plain(&layout), r"a$\}b$}c,d");
        let snippet = template.snippet(&layout).expect("there are places to fill in");
        assert_eq!(snippet, r"a\$\\}${1:b\$\}}${2|c\,d,e\||}");
    }

    #[test]
    fn default_value_is_first_placeholder() {
        let layout = Layout { indent: String::new(), unit: "  ".to_owned(), eol: "\n" };
        let field =
            crate::manifest::INTEGRATION.field(field_names::VISIBILITY).expect("visibility");
        let template = value(&field.shape, field.default_value);
        assert_eq!(template.plain(&layout), "\"private\"");
    }
}
