//! The source `hub:`: a published version of an integration, read from the Botpress API.

use serde_json::Value;

use super::pair::Text;
use crate::api::{ApiClient, ApiConfig, CancelToken, Failure, Options, Overrides};
use crate::manifest::field_names as names;
use crate::syntax::{Dialect, Tree};

/// Fields that a published version lacks: the API returns the URLs of the files, and no secrets or code.
const MISSING_FIELDS: [&str; 4] = [names::ICON, names::README, names::SECRETS, names::CODE];

/// Reads the version that `operand` names: `hub:NAME@VERSION`, `hub:NAME`, or `hub:`. Without a name, it is
/// that of `new`. Without a version, it is the last one before that of `new`. Fields that the API does not
/// return are taken from `new`, so that no difference is reported for them.
pub(super) fn read(operand: &str, new: &Text) -> Result<Text, String> {
    let tree = Tree::parse(new.text.as_str(), Dialect::of_path(&new.name));
    let field = |name| tree.root().and_then(|root| root.get(name));
    let string = |name| field(name).and_then(|value| value.text(new.text.as_str()));
    let (name, version) = operand.split_once('@').unwrap_or((operand, ""));
    let name = match (name, string(names::NAME)) {
        ("", Some(name)) => name.into_owned(),
        ("", None) => return Err(format!("{}: no `name` to look up; use `hub:NAME`", new.name)),
        (name, _) => name.to_owned(),
    };
    let version = match (version, string(names::VERSION)) {
        ("", Some(version)) => format!("<{version}"),
        ("", None) => "latest".to_owned(),
        (version, _) => version.to_owned(),
    };
    let client = ApiConfig::from_env(Overrides::default())
        .and_then(|config| ApiClient::new(config, Options::default()))?;
    let published = client.published(&name, &version, &CancelToken::default());
    let mut published = match published {
        Ok(Some(published)) => published,
        Ok(None) => {
            return Err(format!("hub:{name}@{version}: {} has no such version", client.host()));
        }
        Err(Failure::Failed(message) | Failure::Fatal(message)) => return Err(message),
        Err(Failure::Cancelled) => return Err("cancelled".to_owned()),
    };
    let version = match published.get(names::VERSION).and_then(Value::as_str) {
        Some(version) => version.to_owned(),
        None => version,
    };
    published.entry(names::VISIBILITY).or_insert_with(|| names::PUBLIC.into());
    for name in MISSING_FIELDS {
        published.remove(name);
        let value = field(name).map(|value| serde_json::from_str(&new.text[value.range()]));
        if let Some(Ok(value)) = value {
            published.insert(name.to_owned(), value);
        }
    }
    let text = serde_json::to_string_pretty(&published).map_err(|error| error.to_string())?;
    Ok(Text { name: format!("hub:{name}@{version}"), text, file: None })
}
