//! Parses the value tree of the settings, and reports a problem for each setting that is ignored.

use std::collections::BTreeMap;
use std::path::Path;

use super::layers::BaselineSetting;
use super::value::{Entry, Kind};
use super::{Config, Embed, Node, Override, PartialLimits, Problem, Severities, glob};
use crate::embedded::content_field;
use crate::rules::{self, Group, Severity};
use crate::util::path;
use crate::util::suggest::closest;

/// The names of the severities in the settings.
pub(super) const SEVERITIES: [(&str, Option<Severity>); 5] = [
    ("off", None),
    ("hint", Some(Severity::Hint)),
    ("info", Some(Severity::Info)),
    ("warning", Some(Severity::Warning)),
    ("error", Some(Severity::Error)),
];

/// Parses a settings file.
pub(super) fn file<P: Clone>(
    root: &Node<P>,
    folder: Option<&Path>,
    problems: &mut Vec<Problem<P>>,
) -> Config {
    let mut config = Config::default();
    for entry in entries(root, "the settings", problems) {
        match entry.key.as_str() {
            "rules" => config.severities = severities(&entry.value, "rules", problems),
            "limits" => config.limits = limits(&entry.value, problems),
            "overrides" => config.overrides = overrides(&entry.value, folder, problems),
            "embed" => config.embed = embed(&entry.value, problems),
            "baseline" => config.baseline = baseline(&entry.value, problems),
            // The command `diff` reads it.
            "diff" => {}
            key => {
                unknown_key(
                    key,
                    entry,
                    &["rules", "limits", "overrides", "embed", "baseline", "diff"],
                    problems,
                );
            }
        }
    }
    config
}

/// Parses the section of an editor.
pub(super) fn editor<P: Clone>(root: &Node<P>, problems: &mut Vec<Problem<P>>) -> Config {
    let mut config = Config::default();
    for entry in entries(root, "`integrationManifest`", problems) {
        match entry.key.as_str() {
            "rules" => config.severities = severities(&entry.value, "rules", problems),
            "limits" => config.limits = limits(&entry.value, problems),
            _ => {}
        }
    }
    config
}

/// Returns the entries of a table. Editors send `null` for a setting without a value.
fn entries<'a, P: Clone>(
    node: &'a Node<P>,
    name: &str,
    problems: &mut Vec<Problem<P>>,
) -> &'a [Entry<P>] {
    match &node.kind {
        Kind::Table(entries) => entries,
        Kind::Null => &[],
        kind => {
            report(&node.place, format!("{name} must be a table, not {kind}"), problems);
            &[]
        }
    }
}

fn severities<P: Clone>(node: &Node<P>, name: &str, problems: &mut Vec<Problem<P>>) -> Severities {
    let mut severities = BTreeMap::new();
    for entry in entries(node, &format!("`{name}`"), problems) {
        let known = rules::find(&entry.key).is_some()
            || Group::ALL.iter().any(|group| group.name() == entry.key);
        if !known {
            let names = rules::all().iter().map(|rule| rule.id);
            let names = names.chain(Group::ALL.iter().map(|group| group.name()));
            let hint = did_you_mean(&entry.key, names);
            let message = format!("unknown rule or group `{}`{hint}", entry.key);
            report(&entry.key_place, message, problems);
        }
        // The severity of an unknown rule is parsed too, so that both problems are reported at once.
        if let Some(severity) = severity(&entry.value, &format!("{name}.{}", entry.key), problems)
            && known
        {
            severities.insert(entry.key.clone(), severity);
        }
    }
    severities
}

fn severity<P: Clone>(
    node: &Node<P>,
    name: &str,
    problems: &mut Vec<Problem<P>>,
) -> Option<Option<Severity>> {
    let hint = match &node.kind {
        Kind::String(text) => match SEVERITIES.iter().find(|(name, _)| name == text) {
            Some((_, severity)) => return Some(*severity),
            None => did_you_mean(text, SEVERITIES.map(|(name, _)| name)),
        },
        Kind::Null => return None,
        Kind::Boolean(false) => "; did you mean `\"off\"`?".to_owned(),
        _ => String::new(),
    };
    let message =
        format!("`{name}` must be off, hint, info, warning or error, not {}{hint}", node.kind);
    report(&node.place, message, problems);
    None
}

fn limits<P: Clone>(node: &Node<P>, problems: &mut Vec<Problem<P>>) -> PartialLimits {
    let mut limits = PartialLimits::default();
    for entry in entries(node, "`limits`", problems) {
        let Some(limit) = limits.get_mut(&entry.key) else {
            let hint = did_you_mean(&entry.key, PartialLimits::NAMES);
            let message = format!("unknown limit `{}`{hint}", entry.key);
            report(&entry.key_place, message, problems);
            continue;
        };
        match &entry.value.kind {
            Kind::Integer(number) if usize::try_from(*number).is_ok() => {
                *limit = usize::try_from(*number).ok();
            }
            Kind::Null => {}
            kind => {
                let message =
                    format!("`limits.{}` must be a whole number from 0, not {kind}", entry.key);
                report(&entry.value.place, message, problems);
            }
        }
    }
    limits
}

fn overrides<P: Clone>(
    node: &Node<P>,
    folder: Option<&Path>,
    problems: &mut Vec<Problem<P>>,
) -> Vec<Override> {
    let Kind::Array(items) = &node.kind else {
        let message =
            format!("`overrides` must be an array of tables (`[[overrides]]`), not {}", node.kind);
        report(&node.place, message, problems);
        return Vec::new();
    };
    items.iter().filter_map(|item| one_override(item, folder, problems)).collect()
}

fn one_override<P: Clone>(
    node: &Node<P>,
    folder: Option<&Path>,
    problems: &mut Vec<Problem<P>>,
) -> Option<Override> {
    let mut files = None;
    let mut rules = BTreeMap::new();
    let mut embedded = Vec::new();
    let before = problems.len();
    for entry in entries(node, "an entry of `overrides`", problems) {
        match entry.key.as_str() {
            "files" => files = globs(&entry.value, folder, problems),
            "rules" => rules = severities(&entry.value, "rules", problems),
            "embed" => embedded = embed(&entry.value, problems),
            key => unknown_key(key, entry, &["files", "rules", "embed"], problems),
        }
    }
    if files.is_none() && problems.len() == before {
        let message = "this override has no effect because it has no `files`".to_owned();
        report(&node.place, message, problems);
    }
    Some(Override { files: files?, severities: rules, embed: embedded })
}

fn embed<P: Clone>(node: &Node<P>, problems: &mut Vec<Problem<P>>) -> Vec<Embed> {
    let mut found = Vec::new();
    for entry in entries(node, "`embed`", problems) {
        let known = content_field::holds(&entry.key);
        if let Err(why) = &known {
            report(&entry.key_place, why.clone(), problems);
        }
        let file = match &entry.value.kind {
            Kind::String(file) => file,
            kind => {
                let message =
                    format!("`embed.{}` must be the path of a file, not {kind}", entry.key);
                report(&entry.value.place, message, problems);
                continue;
            }
        };
        if let Some(why) = path::escapes_root(file) {
            let message = format!("`{file}` cannot be embedded: {why}");
            report(&entry.value.place, message, problems);
        } else if known.is_ok() {
            found.push(Embed { field: entry.key.clone(), file: file.clone() });
        }
    }
    found
}

fn baseline<P: Clone>(node: &Node<P>, problems: &mut Vec<Problem<P>>) -> BaselineSetting {
    let mut setting = BaselineSetting::default();
    for entry in entries(node, "`baseline`", problems) {
        if entry.key != "file" {
            unknown_key(&entry.key, entry, &["file"], problems);
            continue;
        }
        match &entry.value.kind {
            Kind::String(file) if file == "off" => setting = BaselineSetting::Off,
            Kind::String(file) => match path::escapes_root(file) {
                None => setting = BaselineSetting::File(file.clone()),
                Some(why) => {
                    let message = format!("`{file}` cannot be the baseline: {why}");
                    report(&entry.value.place, message, problems);
                }
            },
            kind => {
                let message =
                    format!("`baseline.file` must be the path of a file or `off`, not {kind}");
                report(&entry.value.place, message, problems);
            }
        }
    }
    setting
}

fn globs<P: Clone>(
    node: &Node<P>,
    folder: Option<&Path>,
    problems: &mut Vec<Problem<P>>,
) -> Option<glob::Globs> {
    let Kind::Array(items) = &node.kind else {
        let message = format!("`files` must be an array of globs, not {}", node.kind);
        report(&node.place, message, problems);
        return None;
    };
    if items.is_empty() {
        let message = "this override has no effect because `files` is empty".to_owned();
        report(&node.place, message, problems);
        return None;
    }
    let mut builder = glob::Builder::new(folder);
    for item in items {
        match &item.kind {
            Kind::String(text) => {
                if let Err(error) = builder.add(text) {
                    report(&item.place, error, problems);
                }
            }
            kind => report(&item.place, format!("a glob must be a string, not {kind}"), problems),
        }
    }
    // Without an exclusion, the other globs would match the files that it excludes.
    let excludes =
        |item: &Node<P>| matches!(&item.kind, Kind::String(glob) if glob.starts_with('!'));
    if items.iter().any(excludes) {
        return None;
    }
    builder
        .build()
        .map_err(|error| report(&node.place, format!("invalid globs: {error}"), problems))
        .ok()
}

fn unknown_key<P: Clone>(
    key: &str,
    entry: &Entry<P>,
    known: &[&str],
    problems: &mut Vec<Problem<P>>,
) {
    // A rule at the top level is a common mistake.
    let is_rule = rules::find(key).is_some() || Group::ALL.iter().any(|group| group.name() == key);
    let hint = if is_rule && !known.contains(&"files") {
        "; move it to `[rules]`".to_owned()
    } else {
        did_you_mean(key, known.iter().copied())
    };
    report(&entry.key_place, format!("unknown setting `{key}`{hint}"), problems);
}

fn report<P: Clone>(place: &P, message: String, problems: &mut Vec<Problem<P>>) {
    problems.push(Problem { place: place.clone(), message });
}

/// Returns the suggestion for an unknown name: `; did you mean …?`, or an empty string.
fn did_you_mean<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> String {
    closest(word, candidates).map_or_else(String::new, |near| format!("; did you mean `{near}`?"))
}
