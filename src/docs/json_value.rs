//! JSON values that keep the order of members.

use std::borrow::Cow;

use crate::syntax::{Node, Value as Syntax, quoted};
use crate::text::Source;

/// Maximum nesting of a value that is read from a manifest.
const MAX_DEPTH: usize = 32;

/// A JSON value.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number, as it is written.
    Number(String),
    /// A string.
    String(String),
    /// An array.
    Array(Vec<Json>),
    /// An object. Names are unique.
    Object(Vec<(String, Json)>),
}

impl Json {
    /// Reads the value `node`. Returns `None` if it is incomplete, nested too deeply, or larger than `bytes_max`.
    pub(crate) fn read(source: &dyn Source, node: Node<'_>, bytes_max: usize) -> Option<Json> {
        if node.range().len() > bytes_max {
            return None;
        }
        Json::read_at(source, node, 0)
    }

    fn read_at(source: &dyn Source, node: Node<'_>, depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return None;
        }
        Some(match node.value() {
            Syntax::Null => Json::Null,
            Syntax::Bool(value) => Json::Bool(*value),
            Syntax::Number(_) => {
                let text = source.slice(node.range());
                // `serde_json` rejects what is not a number in JSON.
                serde_json::from_str::<serde_json::Number>(&text).ok()?;
                Json::Number(text.into_owned())
            }
            Syntax::String(string) if string.closed && !string.has_errors => {
                Json::String(node.text(source).map(Cow::into_owned)?)
            }
            Syntax::Container(container) if !container.has_errors && node.is_object() => {
                let members = node.effective_members().map(|(name, member)| {
                    let value = Json::read_at(source, member.value(), depth + 1)?;
                    Some((name.to_owned(), value))
                });
                Json::Object(members.collect::<Option<_>>()?)
            }
            Syntax::Container(container) if !container.has_errors => {
                let items =
                    node.entries().map(|item| Json::read_at(source, item.value(), depth + 1));
                Json::Array(items.collect::<Option<_>>()?)
            }
            _ => return None,
        })
    }

    /// Returns the number, if the value is one that is finite.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Json::Number(text) => text.parse().ok().filter(|number: &f64| number.is_finite()),
            _ => None,
        }
    }

    /// Whether both are equal in JSON Schema: numbers by value, objects in any order.
    pub(crate) fn equals(&self, other: &Json) -> bool {
        match (self, other) {
            (Json::Number(a), Json::Number(b)) => {
                a == b
                    || a.parse::<f64>().ok().zip(b.parse::<f64>().ok()).is_some_and(|(a, b)| a == b)
            }
            (Json::Array(a), Json::Array(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| a.equals(b))
            }
            (Json::Object(a), Json::Object(b)) => {
                let same = |(name, value): &(String, Json)| {
                    b.iter().any(|(other, found)| other == name && found.equals(value))
                };
                a.len() == b.len() && a.iter().all(same)
            }
            _ => self == other,
        }
    }

    /// Returns the value as JSON text on one line.
    pub(crate) fn compact(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, None);
        out
    }

    /// Returns the value as JSON text with two spaces per level.
    pub(crate) fn pretty(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, Some(0));
        out
    }

    fn write(&self, out: &mut String, indent: Option<usize>) {
        let line = |out: &mut String, level: usize| {
            if indent.is_some() {
                out.push('\n');
                out.push_str(&"  ".repeat(level));
            }
        };
        let level = indent.unwrap_or_default();
        let inner = indent.map(|level| level + 1);
        match self {
            Json::Null => out.push_str("null"),
            Json::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Json::Number(text) => out.push_str(text),
            Json::String(text) => out.push_str(&quoted(text)),
            Json::Array(items) if items.is_empty() => out.push_str("[]"),
            Json::Object(members) if members.is_empty() => out.push_str("{}"),
            Json::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    separate(out, index, indent);
                    line(out, level + 1);
                    item.write(out, inner);
                }
                line(out, level);
                out.push(']');
            }
            Json::Object(members) => {
                out.push('{');
                for (index, (name, value)) in members.iter().enumerate() {
                    separate(out, index, indent);
                    line(out, level + 1);
                    out.push_str(&quoted(name));
                    out.push_str(": ");
                    value.write(out, inner);
                }
                line(out, level);
                out.push('}');
            }
        }
    }
}

fn separate(out: &mut String, index: usize, indent: Option<usize>) {
    if index > 0 {
        out.push_str(if indent.is_some() { "," } else { ", " });
    }
}
