//! The resources: the rules, the fields and the JSON Schema.

use std::fmt::Write as _;

use rmcp::ErrorData;
use rmcp::model::{ReadResourceResult, Resource, ResourceContents, ResourceTemplate};
use serde_json::json;

use super::answer::{MAX_CHARS, cut_lines};
use super::tools::{prune, schema_at};
use crate::manifest::docs;
use crate::report::fixes::rule_of_page;
use crate::rules::{self, Severity};
use crate::util::display::truncate;

const RULES: &str = "integration-manifest://rules";
const FIELDS: &str = "integration-manifest://fields";
const SCHEMA: &str = "integration-manifest://schema";

const MARKDOWN: &str = "text/markdown";

/// Maximum length of a resource in characters: that of an answer, without its envelope and escapes.
const MAX_TEXT: usize = MAX_CHARS - 2_000;

/// The resources without parameters.
pub fn list() -> Vec<Resource> {
    let resource = |uri: &str, name: &str, description: &str, mime: &str| {
        Resource::new(uri, name).with_description(description).with_mime_type(mime)
    };
    vec![
        resource(RULES, "rules", "The rules of `check`", MARKDOWN),
        resource(FIELDS, "fields", "The kinds of objects in a manifest", MARKDOWN),
        resource(
            SCHEMA,
            "schema",
            "The JSON Schema of manifests, its first levels",
            "application/schema+json",
        ),
    ]
}

/// The resources with a parameter.
pub fn templates() -> Vec<ResourceTemplate> {
    vec![
        ResourceTemplate::new(format!("{RULES}/{{id}}"), "rule")
            .with_description("The page of a rule")
            .with_mime_type(MARKDOWN),
        ResourceTemplate::new(format!("{FIELDS}/{{section}}"), "fields of an object")
            .with_description("The fields of one kind of object")
            .with_mime_type(MARKDOWN),
    ]
}

/// Reads a resource.
pub fn read(uri: &str) -> Result<ReadResourceResult, ErrorData> {
    let (text, mime) = match uri {
        RULES => (rules_page(), MARKDOWN),
        FIELDS => (fields_page(), MARKDOWN),
        SCHEMA => (schema(), "application/schema+json"),
        _ => {
            let rule = rule_of_page(uri).map(rules::Rule::markdown);
            let section = || section(uri.strip_prefix(FIELDS)?.strip_prefix('/')?);
            let page = rule.or_else(section).ok_or_else(|| unknown(uri))?;
            (page, MARKDOWN)
        }
    };
    let text = match cut_lines(&text, MAX_TEXT) {
        (text, 0) => text.to_owned(),
        (start, omitted) => format!("{start}\n{omitted} characters omitted.\n"),
    };
    let contents = ResourceContents::text(text, uri).with_mime_type(mime);
    Ok(ReadResourceResult::new(vec![contents]))
}

fn unknown(uri: &str) -> ErrorData {
    let uri = truncate(uri, 200);
    ErrorData::resource_not_found(format!("unknown resource `{uri}`"), None)
}

fn rules_page() -> String {
    let mut page = String::from("# Rules\n\n");
    for rule in rules::all() {
        let severity = rule.severity.map_or("off", Severity::name);
        // Writing to a string cannot fail.
        let _ = writeln!(page, "- `{}` ({}, {severity}): {}", rule.id, rule.group, rule.summary());
    }
    page
}

/// The sections of the field reference, each with its heading.
fn sections() -> Vec<(String, String)> {
    let page = docs::markdown();
    let sections = page.split("\n## ").skip(1);
    let sections = sections.filter_map(|section| {
        let (heading, _) = section.split_once('\n')?;
        let slug = heading.chars().filter_map(|c| match c {
            ' ' => Some('-'),
            c if c.is_ascii_alphanumeric() => Some(c.to_ascii_lowercase()),
            _ => None,
        });
        let name: String = slug.collect();
        Some((name, format!("## {section}")))
    });
    sections.collect()
}

fn fields_page() -> String {
    let mut page = String::from("# Fields\n\n");
    for (name, text) in sections() {
        let heading = text.lines().next().unwrap_or_default().trim_start_matches("## ");
        let _ = writeln!(page, "- {heading}: {FIELDS}/{name}");
    }
    page
}

fn section(name: &str) -> Option<String> {
    sections().into_iter().find(|(known, _)| known == name).map(|(_, text)| text)
}

/// The levels of the JSON Schema that fit.
fn schema() -> String {
    let whole = schema_at("").unwrap_or_default();
    for levels in (0..8).rev() {
        let mut part = whole.clone();
        prune(&mut part, levels);
        part["$comment"] = json!("Without inner levels; the tool `schema` has them.");
        let text = part.to_string();
        // Quotes are escaped in the response.
        if text.len() + text.matches(['"', '\\']).count() <= MAX_TEXT {
            return text;
        }
    }
    String::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resources_have_text_within_their_limit() {
        let fields = sections().into_iter().map(|(name, _)| format!("{FIELDS}/{name}"));
        let rules = rules::all().iter().map(|rule| format!("{RULES}/{}", rule.id));
        let all = list().into_iter().map(|it| it.uri).chain(fields).chain(rules);
        for uri in all {
            let result = serde_json::to_value(read(&uri).unwrap()).unwrap();
            let text = result["contents"][0]["text"].as_str().unwrap();
            assert!(text.len() > 100, "{uri}: {text}");
            assert!(result.to_string().chars().count() <= MAX_CHARS, "{uri}");
        }
        let schema = serde_json::to_value(read(SCHEMA).unwrap()).unwrap();
        let text = schema["contents"][0]["text"].as_str().unwrap();
        assert!(serde_json::from_str::<serde_json::Value>(text).is_ok());
    }

    #[test]
    fn unknown_resources_are_errors() {
        for uri in [
            "",
            "file:///etc/passwd",
            "integration-manifest://rules/x",
            "integration-manifest://fields/",
        ] {
            assert!(read(uri).is_err(), "{uri}");
        }
    }
}
