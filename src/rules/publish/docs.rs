//! The pages of the publish rules.

use std::fmt::Write;

use super::table::{MIGRATE, Requirement, Step, Target};

/// The page of the rule `want` about the values of `row`.
pub fn page(row: &Target, want: &Requirement) -> String {
    let field = want.field.join(".");
    let noun = row.noun;
    let path = path(row.path);
    if want.id == MIGRATE {
        return "A single `configuration` where several `configurations` are possible.\n\n\
             ## What it finds\nManifests that have `configuration`, or have no `configurations`. The \
             rule is off by default.\n\n\
             ## Why it matters\n`bp lint` suggests the newer form, in which a user selects one of \
             several named configurations.\n\n\
             ## Example\n```json\n{ \"configuration\": { \"schema\": {} } }\n```\n\n\
             ## Fix\nMove the object from `configuration` to an entry of `configurations`, and add a \
             title and a description.\n"
            .to_owned();
    }
    let (finds, why, fix) = if want.present {
        (
            format!("Every {noun} (`{path}`) in which `{field}` is missing or empty."),
            if row.schema {
                "Botpress Studio displays it next to the field; without it, users see only the name of \
                 the property. A member of `anyOf` or `allOf` may contain it instead."
            } else {
                "Botpress displays it to users."
            },
            format!("Add a short `{field}`."),
        )
    } else {
        (
            format!("Every {noun} (`{path}`) that has `{field}`."),
            "Older versions of the SDK described fields in `ui`. It is no longer used.",
            format!("Remove `{field}`. The title of a field is the `x-zui.title` of its schema."),
        )
    };
    let summary = if want.present {
        format!("The {noun} has no `{field}`.")
    } else {
        format!("The {noun} has a deprecated `{field}`.")
    };
    format!(
        "{summary}\n\n## What it finds\n{finds}\n\n## Why it matters\n{why} `bp lint` reports it \
         under the same name before an integration is published. If `visibility` is neither \
         `public` nor `unlisted`, the severity is lower.\n\n## Example\n```json\n{}\n```\n\n## Fix\n{fix}\n",
        example(row, want)
    )
}

fn path(steps: &[Step]) -> String {
    let mut out = String::from("$");
    for step in steps {
        let _ = match step {
            Step::Name(name) => write!(out, ".{name}"),
            Step::Any => write!(out, "[*]"),
            Step::Below(name) => write!(out, "..{name}"),
        };
    }
    out
}

/// A manifest that violates the rule.
fn example(row: &Target, want: &Requirement) -> String {
    let field = want.field.last().copied().unwrap_or_default();
    let mut value =
        if want.present { "{ … }".to_owned() } else { format!("{{ \"{field}\": \"…\" }}") };
    if row.schema {
        value = "{ \"type\": \"string\" }".to_owned();
    }
    for step in row.path.iter().rev() {
        let name = match step {
            Step::Name(name) | Step::Below(name) => name,
            Step::Any => "example",
        };
        value = format!("{{ \"{name}\": {value} }}");
    }
    value
}
