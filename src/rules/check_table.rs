//! The checks of rules, by the kind of node they look at.

use std::ops::Range;

use super::context::{CheckContext, Document};
use super::rule::Rule;
use super::semantics::compiled_script::CompiledScript;
use crate::embedded::Contents;
use crate::embedded::readme::Readme;
use crate::embedded::svg::Picture;
use crate::manifest::types::{EntryKind, Field, Map, Object, Shape, StringFormat, Text};
use crate::syntax::{Member, Node};

/// A check, of the kind that determines when the checker calls it.
pub enum Check {
    /// Called with each entry of a map.
    Entry(EntryCheck),
    /// Called with each field whose string has a format: an icon, a script, a URL …
    Field(FieldCheck),
    /// Called with each icon that is a valid string.
    Icon(EmbeddedCheck<Picture>),
    /// Called with each readme that is a valid string.
    Readme(EmbeddedCheck<Readme>),
    /// Called with each script that the compiler reads.
    Script(ScriptCheck),
    /// Called with each field that contains a string.
    Text(TextCheck),
    /// Called with each value of the wrong type.
    WrongType(ShapeCheck),
    /// Called with each object that has known fields.
    Object(ObjectCheck),
    /// Called with each member of such an object that is not a field of it.
    UnknownMember(UnknownMemberCheck),
    /// Called with each map.
    Map(MapCheck),
    /// Called with each entire JSON Schema.
    Schema(SchemaCheck),
    /// Called with the entire document, after every edit.
    Document(DocumentCheck),
    /// Called by the walk itself, because it is on its hot path or needs its state.
    Walk,
    /// Made outside of this folder, from a response of the API or from another version.
    External,
}

/// Checks an entry of a map: its name and its value.
pub type EntryCheck = fn(&mut CheckContext, EntryKind, Member);

/// Checks a field whose string has a format.
pub type FieldCheck = fn(&mut CheckContext, StringFormat, &'static Field, Member);

/// Checks a field that contains a file.
pub type EmbeddedCheck<T> = fn(&mut CheckContext, &Embedded<'_, T>);

/// Checks a script.
pub type ScriptCheck = fn(&mut CheckContext, &CompiledScript);

/// Checks a string, or a value that should be one.
pub type TextCheck = fn(&mut CheckContext, &Text, Node);

/// Checks a value that should have a shape; the range is that of its name.
pub type ShapeCheck = fn(&mut CheckContext, &Shape, Node, &Range<usize>);

/// Checks an object that has known fields; the range is that of its name.
pub type ObjectCheck = fn(&mut CheckContext, &'static Object, Node, &Range<usize>);

/// Checks a member, by its name, that is not a field of its object.
pub type UnknownMemberCheck = fn(&mut CheckContext, &'static Object, &str, Member);

/// Checks a map; the range is that of its name.
pub type MapCheck = fn(&mut CheckContext, &'static Map, Node, &Range<usize>);

/// Checks an entire JSON Schema; the range is that of its name.
pub type SchemaCheck = fn(&mut CheckContext, Node, &Range<usize>);

/// Checks the entire document. Its result is not cached, so it must look at few places.
pub type DocumentCheck = fn(&mut CheckContext, &Document);

/// A field that contains a file in base64.
pub struct Embedded<'a, T> {
    /// The field.
    pub field: &'static Field,
    /// Its value, a string.
    pub value: Node<'a>,
    /// The decoded and analyzed file.
    pub contents: &'a Contents<T>,
}

impl<T> Embedded<'_, T> {
    /// Converts a range of the contents to a document range.
    pub fn range(&self, range: &Range<usize>) -> Range<usize> {
        Contents::<T>::range(self.value, range)
    }
}

/// A file of rules: the rules, and their checks.
pub struct Registration {
    /// The rules.
    pub rules: &'static [&'static Rule],
    /// Their checks.
    pub checks: &'static [Check],
}

/// The checks of a set of rules, by kind.
#[derive(Default)]
pub struct CheckTable {
    /// Those of [`Check::Entry`].
    pub entry: Vec<EntryCheck>,
    /// Those of [`Check::Field`].
    pub field: Vec<FieldCheck>,
    /// Those of [`Check::Icon`].
    pub icon: Vec<EmbeddedCheck<Picture>>,
    /// Those of [`Check::Readme`].
    pub readme: Vec<EmbeddedCheck<Readme>>,
    /// Those of [`Check::Script`].
    pub script: Vec<ScriptCheck>,
    /// Those of [`Check::Text`].
    pub text: Vec<TextCheck>,
    /// Those of [`Check::WrongType`].
    pub wrong_type: Vec<ShapeCheck>,
    /// Those of [`Check::Object`].
    pub object: Vec<ObjectCheck>,
    /// Those of [`Check::UnknownMember`].
    pub unknown_member: Vec<UnknownMemberCheck>,
    /// Those of [`Check::Map`].
    pub map: Vec<MapCheck>,
    /// Those of [`Check::Schema`].
    pub schema: Vec<SchemaCheck>,
    /// Those of [`Check::Document`].
    pub document: Vec<DocumentCheck>,
}

impl CheckTable {
    /// The table of the checks in `registrations`.
    pub fn new<'r>(registrations: impl IntoIterator<Item = &'r Registration>) -> CheckTable {
        let mut table = CheckTable::default();
        for check in registrations.into_iter().flat_map(|registration| registration.checks) {
            match *check {
                Check::Entry(check) => table.entry.push(check),
                Check::Field(check) => table.field.push(check),
                Check::Icon(check) => table.icon.push(check),
                Check::Readme(check) => table.readme.push(check),
                Check::Script(check) => table.script.push(check),
                Check::Text(check) => table.text.push(check),
                Check::WrongType(check) => table.wrong_type.push(check),
                Check::Object(check) => table.object.push(check),
                Check::UnknownMember(check) => table.unknown_member.push(check),
                Check::Map(check) => table.map.push(check),
                Check::Schema(check) => table.schema.push(check),
                Check::Document(check) => table.document.push(check),
                Check::Walk | Check::External => {}
            }
        }
        table
    }
}
