//! The prompts: the order of work for two tasks.

use rmcp::ErrorData;
use rmcp::model::{GetPromptResult, JsonObject, Prompt, PromptArgument, PromptMessage, Role};

use crate::manifest::INTEGRATION;
use crate::manifest::field_names as names;
use crate::manifest::skeleton;
use crate::manifest::types::Shape;
use crate::util::display::truncate;

/// Maximum length of an argument, in characters.
const MAX_ARGUMENT: usize = 2_000;

const NEW: &str = "new-integration";
const RELEASE: &str = "prepare-release";

/// The prompts.
pub fn list() -> Vec<Prompt> {
    let argument = |name: &str, description: &str, required| {
        PromptArgument::new(name).with_description(description).with_required(required)
    };
    vec![
        Prompt::new(
            NEW,
            Some("Write the manifest of a new integration"),
            Some(vec![
                argument("name", "Name, such as acme/tracker", true),
                argument("purpose", "What the integration does", true),
            ]),
        ),
        Prompt::new(
            RELEASE,
            Some("Set the version that the changes need, and write a changelog"),
            Some(vec![
                argument("path", "Manifest", true),
                argument("against", "Last release, such as git:v1.2.0", true),
            ]),
        ),
    ]
}

/// Returns the prompt `name` with its arguments.
pub fn get(name: &str, arguments: &JsonObject) -> Result<GetPromptResult, ErrorData> {
    let argument = |name: &str| {
        let value = arguments.get(name).and_then(|value| value.as_str());
        let value = value.filter(|value| !value.trim().is_empty());
        let value = value.map(|value| truncate(value, MAX_ARGUMENT));
        value.ok_or_else(|| ErrorData::invalid_params(format!("`{name}` is missing"), None))
    };
    let text = match name {
        NEW => new_integration(&argument("name")?, &argument("purpose")?),
        RELEASE => prepare_release(&argument("path")?, &argument("against")?),
        other => {
            let other = truncate(other, 80);
            return Err(ErrorData::invalid_params(format!("there is no prompt `{other}`"), None));
        }
    };
    Ok(GetPromptResult::new(vec![PromptMessage::new_text(Role::User, text)]))
}

fn new_integration(name: &str, purpose: &str) -> String {
    format!(
        "Write the manifest `integration.json` of a new Botpress integration.\n\
         Name: {name}\nPurpose: {purpose}\n\n\
         Start with this file:\n\n```json\n{}\n```\n\n\
         Then, one part at a time, with `check` after each (`text` before the file exists, `path` \
         after):\n\
         1. `{configuration}`: what users of an installation fill in. Secrets of the integration \
         itself are in `{secrets}`: names without values.\n\
         2. `{actions}`: for each, `{title}`, `{description}`, and JSON Schemas of `{input}` and \
         `{output}`.\n\
         3. `{events}`, `{channels}` and `{states}`, only if the integration needs them.\n\
         Call `schema` or `explain` with the JSON pointer of a part before you write it, and `fix` \
         for findings that have a fix. Finish with `format` and a `check` without findings.\n",
        start(name),
        configuration = names::CONFIGURATION,
        secrets = names::SECRETS,
        actions = names::ACTIONS,
        title = names::TITLE,
        description = names::DESCRIPTION,
        input = names::INPUT,
        output = names::OUTPUT,
        events = names::EVENTS,
        channels = names::CHANNELS,
        states = names::STATES,
    )
}

/// The smallest manifest, with this name.
fn start(name: &str) -> String {
    let text = skeleton::value(&Shape::Object(&INTEGRATION));
    let mut manifest: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    manifest[names::NAME] = name.into();
    manifest[names::VERSION] = "0.1.0".into();
    format!("{manifest:#}")
}

fn prepare_release(path: &str, against: &str) -> String {
    format!(
        "Prepare the release of the integration whose manifest is `{path}`; the last release is \
         `{against}`.\n\n\
         1. Call `check` with the path. Repair all errors first.\n\
         2. Call `diff` with the path and `against`. Report each breaking change with its reason, and \
         ask whether it is intended.\n\
         3. Set `/{version}` to the next version of `diff` with `edit` and `dry_run: false`, unless it \
         is already that high.\n\
         4. Write a changelog section for users of the integration: breaking changes first, titles \
         instead of names.\n",
        version = names::VERSION,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn text(name: &str, arguments: serde_json::Value) -> Result<String, ErrorData> {
        let arguments = arguments.as_object().unwrap();
        let result = serde_json::to_value(get(name, arguments)?).unwrap();
        Ok(result["messages"][0]["content"]["text"].as_str().unwrap().to_owned())
    }

    #[test]
    fn prompts_contain_their_arguments() {
        let new =
            text(NEW, json!({ "name": "acme/a", "purpose": "Tracks \u{1b} orders" })).unwrap();
        assert!(new.contains("\"name\": \"acme/a\",\n  \"version\": \"0.1.0\""), "{new}");
        assert!(new.contains("Tracks ␛ orders"), "{new}");
        let release = text(RELEASE, json!({ "path": "a.json", "against": "git:v1" })).unwrap();
        assert!(release.contains("`git:v1`") && release.contains("`a.json`"), "{release}");
    }

    #[test]
    fn missing_arguments_are_errors() {
        assert!(text(NEW, json!({ "name": "a" })).is_err());
        assert!(text(RELEASE, json!({ "path": 1, "against": "git:v1" })).is_err());
        assert!(text("other", json!({})).is_err());
    }
}
