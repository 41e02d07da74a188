//! The `[diff]` table of the settings file.

use semver::Version;
use serde::Deserialize;

use crate::diff::{Accepted, Level, LevelRule, Options, Part, Zero, checks};

/// The values of `fail-on`.
const FAIL_ON: [&str; 5] = ["version", "breaking", "risky", "any", "never"];

/// The settings of comparisons.
#[derive(Debug, Default)]
pub struct DiffSettings {
    /// The source of the old version: `git:REV` or `hub:`.
    pub against: Option<String>,
    /// The findings that make the exit code of `diff` 1: one of `version`, `breaking`, `risky`, `any` and
    /// `never`.
    pub fail_on: Option<String>,
    /// Levels and accepted differences.
    pub options: Options,
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

/// Parses the `[diff]` table of the settings file `text`. The error is a list of problems.
pub fn diff_settings(text: &str) -> Result<DiffSettings, Vec<String>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let table = match toml::from_str::<File>(text) {
        Ok(File { diff: Some(table) }) => table,
        Ok(File { diff: None }) => return Ok(DiffSettings::default()),
        Err(error) => return Err(vec![format!("`[diff]`: {}", error.message())]),
    };
    let mut settings = DiffSettings { against: table.against, ..DiffSettings::default() };
    let mut problems = Vec::new();
    if let Some(word) = table.fail_on {
        if FAIL_ON.contains(&word.as_str()) {
            settings.fail_on = Some(word);
        } else {
            problems.push(format!(
                "`diff.fail-on` must be version, breaking, risky, any or never, not `{word}`"
            ));
        }
    }
    match table.zero.as_deref() {
        None => {}
        Some("platform") => settings.options.zero = Zero::Platform,
        Some("semver") => settings.options.zero = Zero::Semver,
        Some(word) => {
            problems.push(format!("`diff.zero` must be platform or semver, not `{word}`"));
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
    if problems.is_empty() { Ok(settings) } else { Err(problems) }
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
