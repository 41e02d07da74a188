//! Document symbols: actions, their inputs, and so on.
//!
//! Purely structural members are skipped: the properties of a schema are listed directly below the
//! symbol that has the schema.

use std::ops::Range;

use super::role::Role;
use crate::manifest::field_names;
use crate::manifest::types::{EntryKind, Shape, StringFormat, Text};
use crate::snapshot::Snapshot;
use crate::syntax::{Member, Node, Value};
use crate::text::Source;
use crate::util::display::truncate;

/// A part of a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Symbol {
    /// Its name as the document has it; never empty.
    pub name: String,
    /// A word more about it: a title, a count, a type.
    pub detail: Option<String>,
    /// Kind of the symbol.
    pub kind: SymbolKind,
    /// Whether it should no longer be used.
    pub deprecated: bool,
    /// All of it, in bytes.
    pub range: Range<usize>,
    /// Its name, in bytes; inside `range`.
    pub selection: Range<usize>,
    /// Its parts, in the order of the document.
    pub children: Vec<Symbol>,
}

/// Kind of a [`Symbol`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SymbolKind {
    /// An entry of a map, such as a definition: the author chose its name.
    Entry(EntryKind),
    /// A member named in advance, or one that is not described, with a value of this kind.
    Field(ValueKind),
    /// A property that a schema describes.
    Property(ValueKind),
}

/// JSON type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueKind {
    /// An object.
    Object,
    /// An array.
    Array,
    /// A string.
    String,
    /// A number.
    Number,
    /// `true` or `false`
    Boolean,
    /// `null`, or an invalid value.
    Null,
}

impl ValueKind {
    fn from_value(value: Node<'_>) -> ValueKind {
        match value.value() {
            Value::Container(_) if value.is_array() => ValueKind::Array,
            Value::Container(_) | Value::Deep(_) => ValueKind::Object,
            Value::String(_) => ValueKind::String,
            Value::Number(_) => ValueKind::Number,
            Value::Bool(_) => ValueKind::Boolean,
            Value::Null | Value::Missing | Value::Invalid(_) => ValueKind::Null,
        }
    }

    /// The kind that a JSON Schema calls `name`.
    fn named(name: &str) -> ValueKind {
        match name {
            "object" => ValueKind::Object,
            "array" => ValueKind::Array,
            "string" => ValueKind::String,
            "number" | "integer" => ValueKind::Number,
            "boolean" => ValueKind::Boolean,
            _ => ValueKind::Null,
        }
    }
}

/// The parts of a document, the outermost ones with theirs inside.
pub fn symbols(snapshot: &Snapshot) -> Vec<Symbol> {
    list(snapshot, true)
}

/// Like [`symbols`], without the contents of schemas: for workspace symbols.
pub fn definitions(snapshot: &Snapshot) -> Vec<Symbol> {
    list(snapshot, false)
}

fn list(snapshot: &Snapshot, with_properties: bool) -> Vec<Symbol> {
    let Some(root) = snapshot.tree.root() else { return Vec::new() };
    List { source: &snapshot.buffer.reading(), with_properties }.inside(root, Role::Root)
}

struct List<'a> {
    source: &'a dyn Source,
    with_properties: bool,
}

impl List<'_> {
    /// The parts of a value with this role.
    fn inside(&self, node: Node<'_>, role: Role) -> Vec<Symbol> {
        let Some(container) = node.container() else { return Vec::new() };
        let mut found = Vec::new();
        for (key, member) in node.members() {
            let role_inside = role.inside(container.kind, Some(key));
            match role.shape() {
                Some(Shape::Map(map)) => {
                    found.push(self.entry(map.kind, key, member, role_inside));
                }
                // A definition's title and description are not symbols.
                _ if !matches!(role, Role::Root) && !member.value().is_object() => {}
                _ if matches!(role_inside.shape(), Some(Shape::Schema)) => {
                    if self.with_properties {
                        found.append(&mut self.properties(member.value()));
                    }
                }
                _ => found.push(self.field(key, member, role_inside)),
            }
        }
        found
    }

    fn entry(&self, kind: EntryKind, key: &str, member: Member<'_>, role: Role) -> Symbol {
        let value = member.value();
        let said = |field| value.get(field).and_then(|node| self.text(node));
        let detail = match kind {
            EntryKind::Secret => None,
            EntryKind::Target(_) => said(field_names::NAME),
            _ => said(field_names::TITLE).or_else(|| self.text(value)),
        };
        let children = self.inside(value, role);
        Symbol { detail, children, ..self.symbol(SymbolKind::Entry(kind), key, member) }
    }

    fn field(&self, key: &str, member: Member<'_>, role: Role) -> Symbol {
        let value = member.value();
        let detail = match role.shape() {
            Some(Shape::Map(map)) if value.is_object() => {
                let count = value.members().count();
                let (one, several) = map.kind.plural();
                Some(format!("{count} {}", if count == 1 { one } else { several }))
            }
            // A wrong value of `secrets` may contain a secret.
            Some(Shape::Map(_)) => None,
            Some(Shape::Text(text)) if text.holds == StringFormat::SecretValue => None,
            // Base64 says nothing to a reader.
            Some(Shape::Text(Text {
                holds: StringFormat::Icon | StringFormat::Readme, ..
            })) => None,
            _ => self.text(value),
        };
        let deprecated = matches!(role, Role::Field(field) if field.deprecated.is_some());
        let children = self.inside(value, role);
        let kind = SymbolKind::Field(ValueKind::from_value(value));
        Symbol { detail, deprecated, children, ..self.symbol(kind, key, member) }
    }

    /// The properties that a JSON Schema describes.
    fn properties(&self, schema: Node<'_>) -> Vec<Symbol> {
        let Some(properties) = schema.get(field_names::PROPERTIES) else { return Vec::new() };
        let property = |(key, member): (&str, Member<'_>)| {
            let schema = member.value();
            let detail = schema.get(field_names::TYPE).and_then(|node| self.text(node));
            let kind = ValueKind::named(detail.as_deref().unwrap_or_default());
            let children = self.properties(schema);
            Symbol { detail, children, ..self.symbol(SymbolKind::Property(kind), key, member) }
        };
        properties.members().map(property).collect()
    }

    fn symbol(&self, kind: SymbolKind, key: &str, member: Member<'_>) -> Symbol {
        Symbol {
            // Editors refuse a symbol without a name.
            name: if key.trim().is_empty() { format!("\"{key}\"") } else { brief(key) },
            detail: None,
            kind,
            deprecated: false,
            range: member.range(),
            selection: member.key_range(),
            children: Vec::new(),
        }
    }

    /// The text of a short string, or the beginning of a long one.
    fn text(&self, node: Node<'_>) -> Option<String> {
        const LONGEST: usize = 400;
        let range = node.string_range()?;
        if range.len() > LONGEST {
            return None;
        }
        Some(brief(&node.text(self.source)?)).filter(|text| !text.is_empty())
    }
}

/// `text` on one line, cut where it gets long.
fn brief(text: &str) -> String {
    const MAX_DETAIL: usize = 60;
    if text.len() <= MAX_DETAIL && text.bytes().all(|byte| (b' '..0x7f).contains(&byte)) {
        return text.to_owned();
    }
    truncate(&text.replace(['\n', '\r'], " "), MAX_DETAIL)
}

/// The query of a workspace symbol request.
#[derive(Debug, Clone)]
pub struct Query(Vec<char>);

impl Query {
    /// `text` as it was typed.
    pub fn new(text: &str) -> Query {
        Query(fold(text))
    }

    /// Ranks a name; lower is better. `None` if it does not contain the characters of the query in their
    /// order, regardless of case.
    pub fn rank(&self, name: &str) -> Option<usize> {
        let Query(query) = self;
        let name = fold(name);
        let mut at = 0;
        for wanted in query {
            at += name[at..].iter().position(|c| c == wanted)? + 1;
        }
        let place = name.windows(query.len().max(1)).position(|part| part == query);
        // Contiguous matches come first, by their offset in the name; all others follow.
        Some(if query.is_empty() { 0 } else { place.unwrap_or(1000 + at - query.len()) })
    }
}

fn fold(text: &str) -> Vec<char> {
    text.chars().flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{MANIFEST, snapshot};
    use crate::syntax::Dialect;

    fn render(symbols: &[Symbol], text: &str, depth: usize, out: &mut String) {
        for symbol in symbols {
            let Symbol { name, kind, detail, range, selection, .. } = symbol;
            assert!(range.start <= selection.start && selection.end <= range.end, "{symbol:?}");
            assert!(text.is_char_boundary(range.start) && text.is_char_boundary(range.end));
            assert!(!name.is_empty());
            let detail = detail.as_ref().map(|detail| format!(" · {detail}")).unwrap_or_default();
            let old = if symbol.deprecated { " (deprecated)" } else { "" };
            let _ = writeln!(out, "{}{name} · {kind:?}{detail}{old}", "  ".repeat(depth));
            for child in &symbol.children {
                assert!(range.start <= child.range.start && child.range.end <= range.end);
            }
            render(&symbol.children, text, depth + 1, out);
        }
    }

    fn outline(text: &str) -> String {
        let mut out = String::new();
        render(&symbols(&snapshot(text, Dialect::Json)), text, 0, &mut out);
        out
    }

    #[test]
    fn document_symbols_have_kind_and_detail() {
        assert_snapshot!(outline(
            r#"{
  "name": "acme/a",
  "public": true,
  "icon": "PHN2Zy8+",
  "actions": {
    "createIssue": {
      "title": "Create issue",
      "input": {
        "schema": {
          "type": "object",
          "properties": {
            "title": { "type": "string" },
            "owner": { "type": "object", "properties": { "id": { "type": "integer" } } }
          }
        }
      },
      "output": { "schema": {} }
    },
    "": {}
  },
  "events": { "shipped": { "schema": { "properties": { "at": true } } } },
  "secrets": { "KEY": "hush" },
  "odd": [1]
}"#
        ), @r#"
        name · Field(String) · acme/a
        public · Field(Boolean) (deprecated)
        icon · Field(String)
        actions · Field(Object) · 2 actions
          createIssue · Entry(Action) · Create issue
            input · Field(Object)
              title · Property(String) · string
              owner · Property(Object) · object
                id · Property(Number) · integer
            output · Field(Object)
          "" · Entry(Action)
        events · Field(Object) · 1 event
          shipped · Entry(Event)
            at · Property(Null)
        secrets · Field(Object) · 1 secret
          KEY · Entry(Secret)
        odd · Field(Array)
        "#);
    }

    #[test]
    fn document_symbols_of_broken_text() {
        assert_snapshot!(outline(
            r#"{ "actions": { "a": { "input": { "schema": { "properties": { "b": }, "c", { "#
        ), @"
        actions · Field(Object) · 1 action
          a · Entry(Action)
            input · Field(Object)
              b · Property(Null)
        ");
    }

    #[test]
    fn document_symbols_nest_for_truncated_input() {
        for end in (0..=MANIFEST.len()).filter(|at| MANIFEST.is_char_boundary(*at)) {
            assert!(!outline(&MANIFEST[..end]).contains("horse"));
        }
    }

    #[test]
    fn symbol_query_matches_subsequences() {
        let rank = |name, query| Query::new(query).rank(name);
        assert_eq!(rank("createIssue", "cris"), Some(1004));
        assert_eq!(rank("createIssue", "issue"), Some(6));
        assert_eq!(rank("createIssue", "CREATE"), Some(0));
        assert_eq!(rank("createIssue", ""), Some(0));
        assert_eq!(rank("createIssue", "eussi"), None);
        assert_eq!(rank("", "a"), None);
    }
}
