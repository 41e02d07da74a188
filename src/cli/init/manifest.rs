//! The first manifest of an integration.

use crate::embedded::codec;
use crate::fix;
use crate::ide::format::{self, Options};
use crate::manifest::field_names;
use crate::manifest::types::StringFormat;
use crate::syntax::{Dialect, Tree};
use crate::text;

/// The words that describe an integration.
pub(super) struct Description {
    pub(super) name: String,
    pub(super) title: String,
    pub(super) description: String,
}

/// The JSON Schema of the input of the action.
const INPUT: &str = r#"{
  "type": "object",
  "properties": {
    "text": { "type": "string", "description": "The text to send back.", "x-zui": { "title": "Text" } }
  },
  "required": ["text"]
}"#;

/// The JSON Schema of its output.
const OUTPUT: &str = r#"{
  "type": "object",
  "properties": {
    "text": { "type": "string", "description": "The text of the input.", "x-zui": { "title": "Text" } }
  },
  "required": ["text"]
}"#;

impl Description {
    /// Returns the readme.
    pub(super) fn readme(&self) -> String {
        let Description { title, description, .. } = self;
        format!(
            "# {title}\n\n{description}\n\n## Setup\n\nInstall {title} in your bot. It needs no \
             configuration.\n\n## Actions\n\n**Echo** sends back the text that it receives.\n"
        )
    }

    /// Returns the manifest with an icon and a readme.
    pub(super) fn manifest(&self, icon: &str, readme: &str) -> Result<String, String> {
        use field_names::{
            ACTIONS, DESCRIPTION, ICON, INPUT as INPUT_FIELD, NAME, OUTPUT as OUTPUT_FIELD, README,
            SCHEMA, TITLE, VERSION,
        };
        let string = |text: &str| serde_json::Value::from(text).to_string();
        let icon = codec::encode(StringFormat::Icon, icon.as_bytes())?;
        let readme = codec::encode(StringFormat::Readme, readme.as_bytes())?;
        let action = "echo";
        let values: [(&[&str], String); 10] = [
            (&[NAME], string(&self.name)),
            (&[VERSION], string("0.1.0")),
            (&[TITLE], string(&self.title)),
            (&[DESCRIPTION], string(&self.description)),
            (&[ICON], string(&icon)),
            (&[README], string(&readme)),
            (&[ACTIONS, action, TITLE], string("Echo")),
            (&[ACTIONS, action, DESCRIPTION], string("Sends back the text that it receives.")),
            (&[ACTIONS, action, INPUT_FIELD, SCHEMA], INPUT.to_owned()),
            (&[ACTIONS, action, OUTPUT_FIELD, SCHEMA], OUTPUT.to_owned()),
        ];
        let mut manifest = "{}\n".to_owned();
        for (path, json) in values {
            let tree = Tree::parse(manifest.as_str(), Dialect::Json);
            let edits = fix::set_value(&manifest.as_str(), &tree, path, &json)?;
            manifest = text::apply(&manifest, &edits);
        }
        let tree = Tree::parse(manifest.as_str(), Dialect::Json);
        let edits = format::document(&manifest.as_str(), &tree, &Options::default());
        Ok(text::apply(&manifest, &edits))
    }
}

/// Returns a title for a name: `acme/kite-desk` becomes "Kite Desk".
pub(super) fn title_of(name: &str) -> String {
    let name = name.rsplit('/').next().unwrap_or(name);
    let words = name.split(['-', '_']).filter(|word| !word.is_empty()).map(|word| {
        let mut letters = word.chars();
        let first = letters.next().map(|first| first.to_uppercase().to_string());
        first.unwrap_or_default() + letters.as_str()
    });
    words.collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn first_manifest_has_no_findings_when_public() {
        let description = Description {
            name: "acme/kite-desk".to_owned(),
            title: title_of("acme/kite-desk"),
            description: "Use \"kites\".".to_owned(),
        };
        assert_eq!(description.title, "Kite Desk");
        let icon = include_str!("icon.svg");
        let manifest = description.manifest(icon, &description.readme()).unwrap();
        let tree = Tree::parse(manifest.as_str(), Dialect::Json);
        let path = [field_names::VISIBILITY];
        let edits = fix::set_value(&manifest.as_str(), &tree, &path, "\"public\"").unwrap();
        let public = text::apply(&manifest, &edits);
        let findings = rules::check(&public, Dialect::Json, &rules::Settings::default());
        assert!(findings.is_empty(), "{findings:#?}\n{public}");
    }
}
