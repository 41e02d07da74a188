//! The `[diff]` table of the settings file.

use std::path::Path;

use semver::Version;
use serde::Deserialize;

use super::args::{FailOn, ZeroPolicy};
use crate::cli::printer::path_error;
use crate::cli::sanitize::path_name;
use crate::config::Resolver;
use crate::diff::{Accepted, Level, LevelRule, Options, Part, checks};

/// Settings of `diff`.
#[derive(Debug, Default)]
pub(super) struct Settings {
    pub(super) against: Option<String>,
    pub(super) fail_on: Option<FailOn>,
    pub(super) options: Options,
}

#[derive(Deserialize)]
struct File {
    diff: Option<Table>,
}

#[derive(Deserialize)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
struct Table {
    against: Option<String>,
    fail_on: Option<String>,
    zero: Option<String>,
    #[serde(default)]
    levels: toml::Table,
    #[serde(default)]
    accept: Vec<Accept>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Accept {
    finding: Option<String>,
    id: Option<String>,
    pointer: Option<String>,
    until: Option<String>,
    reason: String,
}

/// Reads the settings for the manifest at `path`. Problems go to stderr; the error is a settings
/// file that cannot be used.
pub(super) fn read(resolver: &Resolver, path: &Path) -> Result<Settings, ()> {
    let Some(file) = resolver.file_for(path) else { return Ok(Settings::default()) };
    let name = path_name(&file.path);
    let table = match toml::from_str::<File>(&file.text) {
        Ok(File { diff: Some(table) }) => table,
        Ok(File { diff: None }) => return Ok(Settings::default()),
        Err(error) => {
            path_error(&name, &format!("`[diff]`: {}", error.message()));
            return Err(());
        }
    };
    let mut settings = Settings { against: table.against, ..Settings::default() };
    let mut problems = Vec::new();
    if let Some(word) = table.fail_on {
        match <FailOn as clap::ValueEnum>::from_str(&word, false) {
            Ok(fail_on) => settings.fail_on = Some(fail_on),
            Err(_) => problems.push(format!(
                "`diff.fail-on` must be version, breaking, risky, any or never, not `{word}`"
            )),
        }
    }
    if let Some(word) = table.zero {
        match <ZeroPolicy as clap::ValueEnum>::from_str(&word, false) {
            Ok(policy) => settings.options.zero = policy.zero(),
            Err(_) => {
                problems.push(format!("`diff.zero` must be platform or semver, not `{word}`"));
            }
        }
    }
    for (key, value) in &table.levels {
        match level_rule(key, value) {
            Ok(rule) => settings.options.levels.push(rule),
            Err(problem) => problems.push(problem),
        }
    }
    for entry in table.accept {
        match accepted(entry) {
            Ok(entry) => settings.options.accepted.push(entry),
            Err(problem) => problems.push(problem),
        }
    }
    for problem in &problems {
        path_error(&name, problem);
    }
    if problems.is_empty() { Ok(settings) } else { Err(()) }
}

fn level_rule(key: &str, value: &toml::Value) -> Result<LevelRule, String> {
    let word = value.as_str().unwrap_or_default();
    let level = match Level::ALL.into_iter().find(|level| level.name() == word) {
        Some(level) => Some(level),
        None if word == "off" => None,
        None => {
            return Err(format!(
                "`diff.levels.{key}` must be breaking, risky, addition, note or off"
            ));
        }
    };
    let part = |name: &str| Part::ALL.into_iter().find(|part| part.name() == name);
    let rule = match key.split_once('/') {
        Some((place, id)) => match (part(place), checks::find(id)) {
            (Some(part), Some(check)) => Some((Some(part), Some(check.id))),
            _ => None,
        },
        None => match (part(key), checks::find(key)) {
            (_, Some(check)) => Some((None, Some(check.id))),
            (Some(part), None) => Some((Some(part), None)),
            (None, None) => None,
        },
    };
    let (part, check) =
        rule.ok_or_else(|| format!("`diff.levels`: unknown check or part `{key}`"))?;
    Ok(LevelRule { check, part, level })
}

fn accepted(entry: Accept) -> Result<Accepted, String> {
    let Accept { finding, id, pointer, until, reason } = entry;
    if reason.trim().is_empty() {
        return Err("`diff.accept`: every entry needs a `reason`".to_owned());
    }
    if finding.is_none() && (id.is_none() || pointer.is_none()) {
        return Err("`diff.accept`: give `finding`, or `id` and `pointer`".to_owned());
    }
    let until = match until {
        Some(text) => Some(Version::parse(&text).map_err(|_| {
            format!("`diff.accept`: `until` must be a version such as `3.0.0`, not `{text}`")
        })?),
        None => None,
    };
    Ok(Accepted { finding, id, pointer, until, reason })
}
