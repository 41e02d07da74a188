//! The reference as JSON.

use super::fields::{Choice, Row};
use super::json_value::Json;
use super::model::{Content, Entry, Model, Part};
use super::section::SectionKind;

/// Returns the reference as JSON text.
pub(crate) fn document(model: &Model) -> String {
    let mut members = vec![
        ("name", text(&model.name)),
        ("title", text(&model.title)),
        ("version", optional(model.version.as_ref())),
        ("description", optional(model.description.as_ref())),
        ("category", optional(model.category.as_ref())),
    ];
    for section in model.sections.iter().filter(|section| section.kind != SectionKind::Identity) {
        let entries = section.entries.iter().map(entry).collect();
        members.push((section.kind.name(), Json::Array(entries)));
    }
    let mut out = object(members).pretty();
    out.push('\n');
    out
}

fn entry(entry: &Entry) -> Json {
    let mut members = vec![
        ("name", text(&entry.name)),
        ("title", optional(entry.title.as_ref())),
        ("description", optional(entry.description.as_ref())),
        ("pointer", text(&entry.pointer)),
        ("facts", Json::Array(entry.facts.iter().map(|fact| text(fact)).collect())),
        ("parts", Json::Array(entry.parts.iter().map(part).collect())),
    ];
    if entry.is_broken {
        members.push(("hasSyntaxError", Json::Bool(true)));
    }
    if !entry.children.is_empty() {
        let children = entry.children.iter().map(self::entry).collect();
        members.push(("messages", Json::Array(children)));
    }
    object(members)
}

fn part(part: &Part) -> Json {
    let mut members = vec![("heading", text(part.heading)), ("pointer", text(&part.pointer))];
    match &part.content {
        Content::Fields { table, sample, .. } => {
            members.push(("fields", Json::Array(table.rows.iter().map(row).collect())));
            let variants = table.variants.iter().map(|variant| {
                let choice = match &variant.choice {
                    Choice::Value(name, value) => {
                        object(vec![("field", text(name)), ("value", text(value))])
                    }
                    Choice::Name(name) => object(vec![("name", text(name))]),
                };
                object(vec![
                    ("path", text(&variant.path)),
                    ("choice", choice),
                    ("fields", Json::Array(variant.rows.iter().map(row).collect())),
                ])
            });
            members.push(("variants", Json::Array(variants.collect())));
            if let Some(sample) = sample {
                members.push(("example", sample.clone()));
            }
        }
        Content::Tags(tags) => {
            let tags = tags.iter().map(|tag| {
                object(vec![
                    ("name", text(&tag.name)),
                    ("title", optional(tag.title.as_ref())),
                    ("description", optional(tag.description.as_ref())),
                ])
            });
            members.push(("tags", Json::Array(tags.collect())));
        }
        Content::Members(found) => {
            let found = found.iter().map(|(kind, own, target)| {
                object(vec![("kind", text(kind)), ("name", text(own)), ("target", text(target))])
            });
            members.push(("members", Json::Array(found.collect())));
        }
    }
    object(members)
}

fn row(row: &Row) -> Json {
    object(vec![
        ("path", text(&row.path)),
        ("title", optional(row.title.as_ref())),
        ("type", text(&row.type_name)),
        ("required", Json::Bool(row.is_required)),
        ("description", optional(row.description.as_ref())),
        ("limits", Json::Array(row.limits.iter().map(|limit| text(limit)).collect())),
    ])
}

fn object(members: Vec<(&str, Json)>) -> Json {
    Json::Object(members.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn text(text: &str) -> Json {
    Json::String(text.to_owned())
}

fn optional(text: Option<&String>) -> Json {
    text.map_or(Json::Null, |text| Json::String(text.clone()))
}
