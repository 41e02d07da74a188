//! Examples of the payloads of a definition.

use std::fmt::Write as _;

use crate::docs::{Fields, sample};
use crate::ide::markdown::json_block;
use crate::manifest::field_names;
use crate::manifest::types::EntryKind;
use crate::syntax::Node;
use crate::text::Source;

/// Maximum length of an example in bytes.
const MAX_LENGTH: usize = 1500;

/// Adds examples of the payloads of `definition`, if it has some with fields.
pub(super) fn examples(
    source: &dyn Source,
    page: &mut String,
    kind: EntryKind,
    definition: Node<'_>,
) {
    let payloads: &[(&str, &[&str])] = match kind {
        EntryKind::Action => &[
            ("Example of the input", &[field_names::INPUT, field_names::SCHEMA]),
            ("Example of the output", &[field_names::OUTPUT, field_names::SCHEMA]),
        ],
        EntryKind::Event
        | EntryKind::State
        | EntryKind::Entity
        | EntryKind::Message
        | EntryKind::Configuration => &[("Example", &[field_names::SCHEMA])],
        _ => &[],
    };
    for (heading, path) in payloads {
        let Some(schema) = definition.at(path).filter(|schema| schema.is_object()) else {
            continue;
        };
        let texts = [Fields::Usual, Fields::Required]
            .into_iter()
            .filter_map(|fields| Some(sample(source, schema, fields)?.pretty()));
        let short = |text: &String| text.len() <= MAX_LENGTH && text != "{}";
        if let Some(text) = texts.into_iter().find(short) {
            let _ = write!(page, "\n\n*{heading}:*\n\n{}", json_block(&text));
        }
    }
}
