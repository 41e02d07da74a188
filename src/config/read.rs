//! Reads the valid settings of a value tree. Invalid ones are skipped: `validate.rs` reports them.

use std::path::Path;

use semver::Version;

use super::description::{Key, SETTINGS, Shape, diff_level};
use super::glob::{Builder, Globs};
use super::layers::{
    BaselineSetting, CheckSettings, DiffSettings, DocsSettings, Embed, FailOn, FormatSettings,
    Indent, Layer, LimitOf, Override, Severities,
};
use super::presets::Preset;
use super::validate::is_settings_path;
use super::value::{Kind, Node};
use crate::diff::{Accepted, Level, LevelRule, Options, Zero, checks};
use crate::docs::SectionKind;
use crate::embedded::content_field;
use crate::ide::format::Expand;
use crate::rules::{self, Severity};
use crate::util::path;

/// An entry of `extends`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Extends {
    Preset(Preset),
    /// The path of a settings file, relative to the folder of the file that names it.
    File(String),
}

/// Returns the entries of `extends`, each with its location.
pub(super) fn extends<P: Clone>(root: &Node<P>) -> Vec<(Extends, P)> {
    let items = root.get("extends").map(Node::items).unwrap_or_default();
    let read = |item: &Node<P>| {
        let text = item.text()?;
        let is_relative = !Path::new(text).is_absolute() && !text.starts_with(['/', '\\']);
        let entry = match Preset::find(text) {
            Some(preset) => Extends::Preset(preset),
            None if is_settings_path(text) && is_relative => Extends::File(text.to_owned()),
            None => return None,
        };
        Some((entry, item.place.clone()))
    };
    items.iter().filter_map(read).collect()
}

/// Returns the settings of `root`, a settings file in `folder`.
pub(super) fn layer<P>(root: &Node<P>, folder: Option<&Path>) -> Layer {
    let globs = |node: &Node<P>| globs(node, folder);
    Layer {
        resets_severities: false,
        severities: root.get("rules").map(severities).unwrap_or_default(),
        limits: root.get("limits").map(limits).unwrap_or_default(),
        overrides: root
            .get("overrides")
            .map(Node::items)
            .unwrap_or_default()
            .iter()
            .filter_map(|item| one_override(item, &globs))
            .collect(),
        embed: root.get("embed").map(embed).unwrap_or_default(),
        exclude: root.get("exclude").and_then(globs),
        format: root.get("format").map(format).unwrap_or_default(),
        check: root.get("check").map(check).unwrap_or_default(),
        diff: root.get("diff").map(diff).unwrap_or_default(),
        docs: root.get("docs").map(docs).unwrap_or_default(),
        baseline: root.get("baseline").and_then(|table| baseline(table.get("file")?.text()?)),
        shows_accepted: root.get("baseline").and_then(|table| table.get("show")?.boolean()),
    }
}

/// Returns the settings of the section of an editor.
pub(super) fn editor<P>(root: &Node<P>) -> Layer {
    Layer {
        severities: root.get("rules").map(severities).unwrap_or_default(),
        limits: root.get("limits").map(limits).unwrap_or_default(),
        ..Layer::default()
    }
}

/// Returns the severity with this name; `Some(None)` is off.
fn severity(name: &str) -> Option<Option<Severity>> {
    if name == "off" { Some(None) } else { Severity::by_name(name).map(Some) }
}

fn severities<P>(node: &Node<P>) -> Severities {
    let entries = node.entries().iter().filter(|entry| rules::is_rule_or_group(&entry.key));
    entries.filter_map(|entry| Some((entry.key.clone(), severity(entry.value.text()?)?))).collect()
}

fn limits<P>(node: &Node<P>) -> Vec<(LimitOf, usize)> {
    let described = SETTINGS.keys.iter().find(|key| key.name == "limits");
    let Some(Key { shape: Shape::Table(table), .. }) = described else { return Vec::new() };
    let read = |key: &Key| match key.shape {
        Shape::Limit(limit) => Some((limit, usize::try_from(node.get(key.name)?.integer()?).ok()?)),
        _ => None,
    };
    table.keys.iter().filter_map(read).collect()
}

fn one_override<P>(node: &Node<P>, globs: &dyn Fn(&Node<P>) -> Option<Globs>) -> Option<Override> {
    Some(Override {
        files: node.get("files").filter(|files| !files.items().is_empty()).and_then(globs)?,
        severities: node.get("rules").map(severities).unwrap_or_default(),
        embed: node.get("embed").map(embed).unwrap_or_default(),
    })
}

fn embed<P>(node: &Node<P>) -> Vec<Embed> {
    let read = |entry: &super::value::Entry<P>| {
        let file = entry.value.text()?;
        let is_valid =
            content_field::holds(&entry.key).is_ok() && path::escapes_root(file).is_none();
        is_valid.then(|| Embed { field: entry.key.clone(), file: file.to_owned() })
    };
    node.entries().iter().filter_map(read).collect()
}

fn globs<P>(node: &Node<P>, folder: Option<&Path>) -> Option<Globs> {
    let Kind::Array(items) = &node.kind else { return None };
    let mut builder = Builder::new(folder);
    for glob in items.iter().filter_map(Node::text) {
        // Without an exclusion, the other globs would match the files that it excludes.
        if glob.starts_with('!') {
            return None;
        }
        // An invalid glob is skipped.
        let _ = builder.add(glob);
    }
    builder.build().ok()
}

fn format<P>(node: &Node<P>) -> FormatSettings {
    let indent = node.get("indent").and_then(|indent| match &indent.kind {
        Kind::String(text) => (text == "tab").then_some(Indent::Tab),
        Kind::Integer(spaces @ 1..=16) => u32::try_from(*spaces).ok().map(Indent::Spaces),
        _ => None,
    });
    let line_width = node.get("line-width").and_then(Node::integer);
    let expand = node.get("expand").and_then(Node::text).and_then(|name| match name {
        "auto" => Some(Expand::Auto),
        "always" => Some(Expand::Always),
        "never" => Some(Expand::Never),
        _ => None,
    });
    let line_width = line_width.filter(|width| (20..=320).contains(width));
    FormatSettings {
        indent,
        line_width: line_width.and_then(|width| usize::try_from(width).ok()),
        expand,
    }
}

fn check<P>(node: &Node<P>) -> CheckSettings {
    let fail_on = |name: &str| match name {
        "never" => Some(FailOn::Never),
        _ => severity(name).flatten().map(FailOn::Severity),
    };
    CheckSettings {
        max_warnings: node
            .get("max-warnings")
            .and_then(Node::integer)
            .and_then(|number| u32::try_from(number).ok()),
        fail_on: node.get("fail-on").and_then(Node::text).and_then(fail_on),
        publish: node.get("publish").and_then(Node::boolean),
    }
}

fn docs<P>(node: &Node<P>) -> DocsSettings {
    let inject = node.get("inject").and_then(Node::text);
    let heading = node.get("heading").and_then(Node::integer);
    let sections = node.get("sections").map(Node::items).unwrap_or_default().iter();
    let sections: Vec<_> = sections.filter_map(|it| SectionKind::find(it.text()?)).collect();
    DocsSettings {
        sections: (!sections.is_empty()).then_some(sections),
        inject: inject.filter(|file| path::escapes_root(file).is_none()).map(str::to_owned),
        states: node.get("states").and_then(Node::boolean),
        heading: heading
            .and_then(|level| u8::try_from(level).ok())
            .filter(|it| (1..=4).contains(it)),
    }
}

fn diff<P>(node: &Node<P>) -> DiffSettings {
    let text = |key| node.get(key).and_then(Node::text).filter(|text| !text.trim().is_empty());
    let fail_on = text("fail-on")
        .filter(|name| ["version", "breaking", "risky", "any", "never"].contains(name));
    let zero = text("zero").and_then(|name| match name {
        "platform" => Some(Zero::Platform),
        "semver" => Some(Zero::Semver),
        _ => None,
    });
    let levels = node.get("levels").map(Node::entries).unwrap_or_default().iter();
    let levels = levels.filter_map(|entry| level_rule(&entry.key, entry.value.text()?)).collect();
    let accepted = node.get("accept").map(Node::items).unwrap_or_default().iter();
    let accepted = accepted.filter_map(accepted_difference).collect();
    DiffSettings {
        against: text("against").map(str::to_owned),
        fail_on: fail_on.map(str::to_owned),
        zero,
        options: Options { zero: zero.unwrap_or_default(), levels, accepted },
    }
}

fn baseline(file: &str) -> Option<BaselineSetting> {
    match file {
        "off" => Some(BaselineSetting::Off),
        _ => path::escapes_root(file).is_none().then(|| BaselineSetting::File(file.to_owned())),
    }
}

fn level_rule(key: &str, name: &str) -> Option<LevelRule> {
    let level = match name {
        "off" => None,
        _ => Some(Level::ALL.into_iter().find(|level| level.name() == name)?),
    };
    let (part, check) = diff_level(key)?;
    Some(LevelRule { check, part, level })
}

fn accepted_difference<P>(node: &Node<P>) -> Option<Accepted> {
    let text = |key| node.get(key).and_then(Node::text).map(str::to_owned);
    let until = match node.get("until") {
        Some(until) => Some(Version::parse(until.text()?).ok()?),
        None => None,
    };
    let id = text("id").filter(|id| checks::find(id).is_some());
    let (finding, pointer) = (text("finding"), text("pointer"));
    if finding.is_none() && (id.is_none() || pointer.is_none()) {
        return None;
    }
    let reason = text("reason").filter(|reason| !reason.trim().is_empty())?;
    Some(Accepted { finding, id, pointer, until, reason })
}
