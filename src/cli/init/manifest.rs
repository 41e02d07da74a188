//! The first manifest of an integration.

use crate::embedded::codec;
use crate::fix;
use crate::ide::format::{self, Options};
use crate::manifest::field_names;
use crate::manifest::types::StringFormat;
use crate::rules::{self, Finding, Settings};
use crate::syntax::{Dialect, Tree};
use crate::text;

/// The words that describe an integration.
#[derive(Clone)]
pub(super) struct Description {
    name: String,
    title: String,
    text: String,
}

/// One of the words.
#[derive(Debug, Clone, Copy)]
pub(super) enum Word {
    Name,
    Title,
    Text,
}

impl Word {
    /// The question for it.
    pub(super) fn question(self) -> &'static str {
        match self {
            Word::Name => "Name, such as `acme/weather`",
            Word::Title => "Title",
            Word::Text => "Description",
        }
    }

    fn field(self) -> &'static str {
        match self {
            Word::Name => field_names::NAME,
            Word::Title => field_names::TITLE,
            Word::Text => field_names::DESCRIPTION,
        }
    }
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
    /// The description of an integration with this name, and defaults for the other words.
    pub(super) fn new(name: &str) -> Description {
        let mut description =
            Description { name: name.to_owned(), title: String::new(), text: String::new() };
        description.set(Word::Title, &title_of(name));
        description
    }

    /// Returns a word.
    pub(super) fn get(&self, word: Word) -> &str {
        match word {
            Word::Name => &self.name,
            Word::Title => &self.title,
            Word::Text => &self.text,
        }
    }

    /// Sets a word, and the defaults of those that follow from it.
    pub(super) fn set(&mut self, word: Word, value: &str) {
        match word {
            Word::Name => *self = Description::new(value),
            Word::Title => {
                value.clone_into(&mut self.title);
                self.text = format!("Use {value} in your bots.");
            }
            Word::Text => value.clone_into(&mut self.text),
        }
    }

    /// Returns the message of the first finding in the manifest, or of the first one about `word`.
    pub(super) fn problem(&self, icon: &str, word: Option<Word>) -> Result<Option<String>, String> {
        let manifest = self.manifest(icon, &self.readme())?;
        let findings = rules::check(&manifest, Dialect::Json, &Settings::default());
        let is_wanted = |finding: &Finding| {
            word.is_none_or(|word| finding.pointer.strip_prefix('/') == Some(word.field()))
        };
        Ok(findings.into_iter().find(is_wanted).map(|finding| finding.message))
    }

    /// Returns the readme.
    pub(super) fn readme(&self) -> String {
        let Description { title, text, .. } = self;
        format!(
            "# {title}\n\n{text}\n\n## Setup\n\nInstall {title} in your bot. It needs no \
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
            (&[DESCRIPTION], string(&self.text)),
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
fn title_of(name: &str) -> String {
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

    #[test]
    fn first_manifest_has_no_findings_when_public() {
        let mut description = Description::new("acme/kite-desk");
        description.set(Word::Text, "Use \"kites\".");
        assert_eq!(description.title, "Kite Desk");
        let icon = include_str!("icon.svg");
        let manifest = description.manifest(icon, &description.readme()).unwrap();
        let tree = Tree::parse(manifest.as_str(), Dialect::Json);
        let path = [field_names::VISIBILITY];
        let edits = fix::set_value(&manifest.as_str(), &tree, &path, "\"public\"").unwrap();
        let public = text::apply(&manifest, &edits);
        let findings = rules::check(&public, Dialect::Json, &Settings::default());
        assert!(findings.is_empty(), "{findings:#?}\n{public}");
    }
}
