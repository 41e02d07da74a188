//! The fields of a payload, from its JSON Schema.

use std::ops::Range;

use super::schema::Schema;
use super::words::{MAX_DEPTH, limits, shown, type_name};
use crate::manifest::field_names as names;
use crate::syntax::{Node, pointer};
use crate::text::Source;

/// Maximum number of rows of a payload.
const MAX_ROWS: usize = 1000;

/// Maximum number of steps for a payload.
const MAX_WORK: u32 = 50_000;

/// The fields of a payload.
#[derive(Debug, Clone, Default)]
pub(crate) struct Table {
    /// Fields, each before the fields inside it.
    pub rows: Vec<Row>,
    /// Fields that depend on a choice.
    pub variants: Vec<Variant>,
    /// Whether fields are missing because there are too many.
    pub is_cut: bool,
}

/// A field.
#[derive(Debug, Clone)]
pub(crate) struct Row {
    /// Path from the payload, such as `a.b[].c`.
    pub path: String,
    /// Title in Botpress Studio.
    pub title: Option<String>,
    /// Type in words.
    pub type_name: String,
    /// Whether the field is required.
    pub is_required: bool,
    /// Description.
    pub description: Option<String>,
    /// Default value and limits.
    pub limits: Vec<String>,
    /// JSON Pointer of the property, if the row is one.
    pub pointer: String,
    /// Range of the property's name.
    pub place: Range<usize>,
}

/// One of several objects.
#[derive(Debug, Clone)]
pub(crate) struct Variant {
    /// Path of the object, empty for the payload.
    pub path: String,
    /// Name of the choice, or the field and the value that select it.
    pub choice: Choice,
    /// Fields of the object.
    pub rows: Vec<Row>,
}

impl Variant {
    /// Returns the line above the fields. `code` and `escape` write a name and a text in the format of the page.
    pub fn caption(&self, code: fn(&str) -> String, escape: fn(&str) -> String) -> String {
        let choice = match &self.choice {
            Choice::Value(name, value) => format!("{} is {}", code(name), code(value)),
            Choice::Name(name) => escape(name),
        };
        match self.path.as_str() {
            "" => choice,
            path => format!("{}: {choice}", code(path)),
        }
    }
}

/// The name of a variant.
#[derive(Debug, Clone)]
pub(crate) enum Choice {
    /// Selected by the value of a field.
    Value(String, String),
    /// Title, or number.
    Name(String),
}

impl Table {
    /// Whether there are no fields.
    pub(crate) fn is_empty(&self) -> bool {
        self.rows.is_empty() && self.variants.is_empty()
    }

    /// Returns the number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len() + self.variants.iter().map(|variant| variant.rows.len()).sum::<usize>()
    }
}

/// Returns the fields of the payload that the schema `root` at `pointer` describes.
pub(crate) fn table(source: &dyn Source, root: Node<'_>, pointer: &str) -> Table {
    let schema = Schema::new(source, root, MAX_WORK);
    let mut walk =
        Walk { schema: &schema, base: pointer, open: Vec::new(), table: Table::default() };
    let mut rows = Vec::new();
    if walk.inside(root, "", &mut rows).is_none() {
        walk.table.is_cut = true;
    }
    walk.table.rows = rows;
    walk.table
}

struct Walk<'s, 't> {
    schema: &'s Schema<'t>,
    base: &'s str,
    /// Starts of the schemas around the current one: a recursive schema is not entered again.
    open: Vec<usize>,
    table: Table,
}

impl<'t> Walk<'_, 't> {
    /// Adds the fields inside of the value `node`. `None` if there are too many.
    fn inside(&mut self, node: Node<'t>, path: &str, rows: &mut Vec<Row>) -> Option<()> {
        self.schema.step()?;
        let Some(parts) = self.schema.parts(node) else { return Some(()) };
        let start = parts.first().map_or(node.start(), |part| part.start());
        if self.open.contains(&start) || self.open.len() > MAX_DEPTH {
            return Some(());
        }
        self.open.push(start);
        let result = self.parts(&parts, path, rows);
        self.open.pop();
        result
    }

    fn parts(&mut self, parts: &[Node<'t>], path: &str, rows: &mut Vec<Row>) -> Option<()> {
        for part in parts {
            let properties = part.get(names::PROPERTIES).into_iter();
            for (name, member) in properties.flat_map(|map| map.effective_members()) {
                let is_required = parts.iter().any(|part| requires(self.schema, *part, name));
                let own = join(path, name);
                let pointer = self.pointer(*part, names::PROPERTIES, name);
                self.row(member.value(), own, is_required, pointer, member.key_range(), rows)?;
            }
            if let Some(items) = part.get(names::ITEMS) {
                match items.is_array() {
                    false => self.inside(items, &format!("{path}[]"), rows)?,
                    true => {
                        for (index, item) in items.entries().enumerate() {
                            self.inside(item.value(), &format!("{path}[{index}]"), rows)?;
                        }
                    }
                }
            }
            if let Some(others) = part.get(names::ADDITIONAL_PROPERTIES).filter(|it| it.is_object())
            {
                self.inside(others, &join(path, "*"), rows)?;
            }
        }
        for part in parts {
            self.alternatives(*part, path, rows)?;
        }
        Some(())
    }

    /// Returns the pointer of a property of the payload; empty for one inside another.
    fn pointer(&self, part: Node<'t>, map: &str, name: &str) -> String {
        if part.start() != self.schema.root.start() {
            return String::new();
        }
        let mut pointer = self.base.to_owned();
        pointer::push(&mut pointer, map);
        pointer::push(&mut pointer, name);
        pointer
    }

    fn row(
        &mut self,
        node: Node<'t>,
        path: String,
        is_required: bool,
        pointer: String,
        place: Range<usize>,
        rows: &mut Vec<Row>,
    ) -> Option<()> {
        if rows.len() + self.table.len() >= MAX_ROWS {
            return None;
        }
        let type_name = type_name(self.schema, node, 0);
        let parts = self.schema.parts(node).unwrap_or_default();
        let title =
            parts.iter().find_map(|part| self.schema.text(part.get(names::X_ZUI)?, names::TITLE));
        // Beside a reference, the description of the property itself is more specific.
        let own = self.schema.text(node, names::DESCRIPTION);
        let description = own
            .or_else(|| parts.iter().find_map(|part| self.schema.text(*part, names::DESCRIPTION)));
        rows.push(Row {
            path: path.clone(),
            title: title.filter(|text| !text.trim().is_empty()),
            type_name,
            is_required,
            description: description.filter(|text| !text.trim().is_empty()),
            limits: parts.iter().flat_map(|part| limits(self.schema, *part)).collect(),
            pointer,
            place,
        });
        self.inside(node, &path, rows)
    }

    fn alternatives(&mut self, part: Node<'t>, path: &str, rows: &mut Vec<Row>) -> Option<()> {
        for name in [names::ONE_OF, names::ANY_OF] {
            let Some(list) = part.get(name).filter(|list| list.is_array()) else { continue };
            let entries: Vec<Node<'t>> = list
                .entries()
                .map(|entry| entry.value())
                .filter(|entry| self.schema.text(*entry, names::TYPE).as_deref() != Some("null"))
                .collect();
            if let [only] = entries[..] {
                self.inside(only, path, rows)?;
                continue;
            }
            for (index, entry) in entries.into_iter().enumerate() {
                let mut inner = Vec::new();
                let result = self.inside(entry, path, &mut inner);
                if !inner.is_empty() {
                    let choice = self.choice(entry, index);
                    let variant = Variant { path: path.to_owned(), choice, rows: inner };
                    self.table.variants.push(variant);
                }
                result?;
            }
        }
        Some(())
    }

    fn choice(&self, entry: Node<'t>, index: usize) -> Choice {
        let parts = self.schema.parts(entry).unwrap_or_default();
        for part in &parts {
            let properties = part.get(names::PROPERTIES).into_iter();
            for (name, member) in properties.flat_map(|map| map.effective_members()) {
                let node = member.value();
                let mut values = node.get(names::ENUM).into_iter().flat_map(|list| list.entries());
                let single = match (values.next(), values.next()) {
                    (Some(one), None) => Some(one.value()),
                    _ => node.get(names::CONST),
                };
                if let Some(value) = single.and_then(|value| shown(self.schema, value)) {
                    return Choice::Value(name.to_owned(), value);
                }
            }
        }
        let title = parts.iter().find_map(|part| {
            let studio = part.get(names::X_ZUI).and_then(|zui| self.schema.text(zui, names::TITLE));
            studio.or_else(|| self.schema.text(*part, names::TITLE))
        });
        Choice::Name(title.unwrap_or_else(|| format!("Option {}", index + 1)))
    }
}

fn requires(schema: &Schema<'_>, part: Node<'_>, name: &str) -> bool {
    let Some(list) = part.get(names::REQUIRED) else { return false };
    list.entries().any(|entry| entry.value().text(schema.source).is_some_and(|text| text == name))
}

fn join(path: &str, name: &str) -> String {
    let is_plain = name == "*"
        || !name.is_empty() && name.chars().all(|c| c.is_alphanumeric() || "_-$@".contains(c));
    match (path, is_plain) {
        ("", true) => name.to_owned(),
        (path, true) => format!("{path}.{name}"),
        (path, false) => format!("{path}[{}]", crate::syntax::quoted(name)),
    }
}
