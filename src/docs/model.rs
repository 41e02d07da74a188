//! The reference of an integration as data.

use std::ops::Range;

use super::fields::Table;
use super::json_value::Json;
use super::section::SectionKind;

/// The reference of an integration.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    /// Title, or else the name.
    pub title: String,
    /// Name of the integration.
    pub name: String,
    /// Version.
    pub version: Option<String>,
    /// Description.
    pub description: Option<String>,
    /// Category.
    pub category: Option<String>,
    /// Inert picture of the icon, as a `data:` URL.
    pub icon: Option<String>,
    /// Text of the readme.
    pub readme: Option<String>,
    /// Sections with at least one entry.
    pub sections: Vec<Section>,
}

/// A section with its entries.
#[derive(Debug, Clone)]
pub(crate) struct Section {
    /// Kind of the section.
    pub kind: SectionKind,
    /// JSON Pointer of the field.
    pub pointer: String,
    /// Range of the field's name.
    pub place: Range<usize>,
    /// Definitions, in the order of the manifest.
    pub entries: Vec<Entry>,
}

/// A definition.
#[derive(Debug, Clone, Default)]
pub(crate) struct Entry {
    /// Name of the definition.
    pub name: String,
    /// Title, if there is one.
    pub title: Option<String>,
    /// Description, if there is one.
    pub description: Option<String>,
    /// Further facts, as sentences.
    pub facts: Vec<String>,
    /// JSON Pointer of the definition.
    pub pointer: String,
    /// Range of the definition's name.
    pub place: Range<usize>,
    /// Whether the definition contains a syntax error.
    pub is_broken: bool,
    /// Schemas, tags and references of the definition.
    pub parts: Vec<Part>,
    /// Definitions in the definition: the message types of a channel.
    pub children: Vec<Entry>,
}

/// A part of a definition.
#[derive(Debug, Clone)]
pub(crate) struct Part {
    /// Heading, empty for the only part of a definition.
    pub heading: &'static str,
    /// JSON Pointer of the part.
    pub pointer: String,
    /// Range of the part's name.
    pub place: Range<usize>,
    /// Content of the part.
    pub content: Content,
}

/// Content of a part.
#[derive(Debug, Clone)]
pub(crate) enum Content {
    /// Fields of a payload, with a valid payload if one was found and requested.
    Fields {
        /// The fields.
        table: Table,
        /// A valid payload.
        sample: Option<Json>,
        /// Whether there should be a payload, but no valid one was found.
        is_sample_missing: bool,
    },
    /// Tags: name, title and description.
    Tags(Vec<Tag>),
    /// Members of an interface: kind, name in the interface, name in the manifest.
    Members(Vec<(&'static str, String, String)>),
}

/// A tag.
#[derive(Debug, Clone)]
pub(crate) struct Tag {
    /// Name.
    pub name: String,
    /// Title, if there is one.
    pub title: Option<String>,
    /// Description, if there is one.
    pub description: Option<String>,
}

impl Model {
    /// Replaces the definitions that contain a syntax error with those of `earlier`, an older version.
    pub(crate) fn keep_broken(&mut self, earlier: &Model) {
        for section in &mut self.sections {
            let same = |old: &&Section| old.kind == section.kind;
            let Some(old) = earlier.sections.iter().find(same) else { continue };
            for entry in section.entries.iter_mut().filter(|entry| entry.is_broken) {
                let Some(old) = old.entries.iter().find(|old| old.pointer == entry.pointer) else {
                    continue;
                };
                let place = entry.place.clone();
                *entry = Entry { place, is_broken: true, ..old.clone() };
            }
        }
    }

    /// Returns the definitions that have no valid payload although they have a schema.
    pub(crate) fn without_sample(&self) -> Vec<&str> {
        fn visit<'m>(entries: &'m [Entry], found: &mut Vec<&'m str>) {
            for entry in entries {
                for part in &entry.parts {
                    if let Content::Fields { is_sample_missing: true, .. } = part.content {
                        found.push(&part.pointer);
                    }
                }
                visit(&entry.children, found);
            }
        }
        let mut found = Vec::new();
        self.sections.iter().for_each(|section| visit(&section.entries, &mut found));
        found
    }
}
