//! The elements of the HTML page, with their places in the manifest.

use std::ops::Range;

use super::html::id_of;
use super::model::{Content, Entry, Model, Part};
use super::section::SectionKind;

/// An element of the page.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Anchor {
    /// JSON Pointer of the value that the element describes.
    pub pointer: String,
    /// `id` of the element.
    pub id: String,
    /// Range of the name of the value in the manifest.
    pub place: Range<usize>,
}

/// Returns the elements of the page, in the order of the page.
pub(crate) fn anchors(model: &Model) -> Vec<Anchor> {
    let mut found = vec![Anchor { pointer: String::new(), id: "title".to_owned(), place: 0..0 }];
    for section in model.sections.iter().filter(|one| one.kind != SectionKind::Identity) {
        add(&mut found, &section.pointer, &section.place);
        section.entries.iter().for_each(|entry| add_entry(&mut found, entry));
    }
    found
}

fn add(found: &mut Vec<Anchor>, pointer: &str, place: &Range<usize>) {
    let (id, pointer, place) = (id_of(pointer), pointer.to_owned(), place.clone());
    found.push(Anchor { pointer, id, place });
}

fn add_entry(found: &mut Vec<Anchor>, entry: &Entry) {
    if !entry.name.is_empty() || entry.title.is_some() {
        add(found, &entry.pointer, &entry.place);
    }
    // The places in an entry with a syntax error can be those of an earlier version.
    if entry.is_broken {
        return;
    }
    entry.children.iter().for_each(|child| add_entry(found, child));
    entry.parts.iter().for_each(|part| add_part(found, part));
}

fn add_part(found: &mut Vec<Anchor>, part: &Part) {
    if !part.heading.is_empty() {
        add(found, &part.pointer, &part.place);
    }
    if let Content::Fields { table, .. } = &part.content {
        let variants = table.variants.iter().flat_map(|variant| &variant.rows);
        for row in table.rows.iter().chain(variants).filter(|row| !row.pointer.is_empty()) {
            add(found, &row.pointer, &row.place);
        }
    }
}
