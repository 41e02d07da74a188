//! The value tree of settings, in TOML or JSON, so that both are parsed by the same code. Each node has
//! its location.

use std::fmt;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Problem;

/// A value with its location.
#[derive(Debug)]
pub(super) struct Node<P> {
    pub(super) place: P,
    pub(super) kind: Kind<P>,
}

/// The type of a value, and the value.
#[derive(Debug)]
pub(super) enum Kind<P> {
    Table(Vec<Entry<P>>),
    Array(Vec<Node<P>>),
    String(String),
    Integer(i128),
    Boolean(bool),
    Null,
    /// A type that no setting has, with its name for messages.
    Other(&'static str),
}

/// A key of a table with its value.
#[derive(Debug)]
pub(super) struct Entry<P> {
    pub(super) key: String,
    pub(super) key_place: P,
    pub(super) value: Node<P>,
}

impl<P> Node<P> {
    /// Returns the value of `key`, if this is a table with that key.
    pub(super) fn get(&self, key: &str) -> Option<&Node<P>> {
        self.entries().iter().find(|entry| entry.key == key).map(|entry| &entry.value)
    }

    /// Returns the entries of a table; any other value has none.
    pub(super) fn entries(&self) -> &[Entry<P>] {
        if let Kind::Table(entries) = &self.kind { entries } else { &[] }
    }

    /// Returns the items of an array; any other value has none.
    pub(super) fn items(&self) -> &[Node<P>] {
        if let Kind::Array(items) = &self.kind { items } else { &[] }
    }

    /// Returns the text of a string.
    pub(super) fn text(&self) -> Option<&str> {
        if let Kind::String(text) = &self.kind { Some(text) } else { None }
    }

    /// Returns the value of a whole number.
    pub(super) fn integer(&self) -> Option<i128> {
        if let Kind::Integer(number) = self.kind { Some(number) } else { None }
    }

    /// Returns the value of a boolean.
    pub(super) fn boolean(&self) -> Option<bool> {
        if let Kind::Boolean(value) = self.kind { Some(value) } else { None }
    }
}

impl<P> fmt::Display for Kind<P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Kind::Table(_) => f.write_str("a table"),
            Kind::Array(_) => f.write_str("an array"),
            Kind::String(text) => write!(f, "the string {text:?}"),
            Kind::Integer(number) => write!(f, "the number {number}"),
            Kind::Boolean(value) => write!(f, "`{value}`"),
            Kind::Null => f.write_str("`null`"),
            Kind::Other(name) => f.write_str(name),
        }
    }
}

/// Parses a TOML text. Returns its tree and the syntax errors.
pub(super) fn from_toml(text: &str) -> (Node<Range<usize>>, Vec<Problem>) {
    let (root, errors) = DeTable::parse_recoverable(text);
    let problems = errors
        .iter()
        .map(|error| Problem {
            place: error.span().unwrap_or(0..0),
            message: format!("invalid TOML: {}", error.message()),
            replacement: None,
        })
        .collect();
    let place = root.span();
    (Node { place, kind: toml_table(root.into_inner()) }, problems)
}

// The TOML parser limits the depth, so this recursion is limited too.
fn toml_value(value: Spanned<DeValue<'_>>) -> Node<Range<usize>> {
    let place = value.span();
    let kind = match value.into_inner() {
        DeValue::String(text) => Kind::String(text.into_owned()),
        DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
            .map_or(Kind::Other("an integer that is too large"), Kind::Integer),
        DeValue::Float(_) => Kind::Other("a fractional number"),
        DeValue::Boolean(value) => Kind::Boolean(value),
        DeValue::Datetime(_) => Kind::Other("a date"),
        DeValue::Array(items) => Kind::Array(items.into_iter().map(toml_value).collect()),
        DeValue::Table(table) => toml_table(table),
    };
    Node { place, kind }
}

fn toml_table(table: DeTable<'_>) -> Kind<Range<usize>> {
    Kind::Table(
        table
            .into_iter()
            .map(|(key, value)| Entry {
                key_place: key.span(),
                key: key.into_inner().into_owned(),
                value: toml_value(value),
            })
            .collect(),
    )
}

/// Converts a JSON value. The locations are JSON Pointers.
pub(super) fn from_json(value: &serde_json::Value) -> Node<String> {
    json_value(value, String::new())
}

// serde_json limits the depth to 128, so this recursion is limited too.
fn json_value(value: &serde_json::Value, place: String) -> Node<String> {
    use serde_json::Value;
    let kind = match value {
        Value::Null => Kind::Null,
        Value::Bool(value) => Kind::Boolean(*value),
        Value::String(text) => Kind::String(text.clone()),
        Value::Number(number) => {
            number.as_i128().map_or(Kind::Other("a fractional number"), Kind::Integer)
        }
        // Neovim sends an empty table as an empty array.
        Value::Array(items) if items.is_empty() => Kind::Null,
        Value::Array(items) => Kind::Array(
            items
                .iter()
                .enumerate()
                .map(|(index, item)| json_value(item, format!("{place}/{index}")))
                .collect(),
        ),
        Value::Object(members) => Kind::Table(
            members
                .iter()
                .map(|(key, value)| {
                    let place = format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
                    Entry {
                        key: key.clone(),
                        key_place: place.clone(),
                        value: json_value(value, place),
                    }
                })
                .collect(),
        ),
    };
    Node { place, kind }
}
