//! A changelog section for users of the integration, and the pages of the checks.

use std::fmt::Write;

use super::checks::{Check, Refused, Scope};
use super::finding::{Finding, Level, Platform};
use super::{Comparison, Part};
use crate::util::display::list_plain;

/// Maximum number of lines of one section.
const MAX_LINES: usize = 500;

/// Returns a changelog section in Markdown with the findings of at least `least`.
pub fn markdown(comparison: &Comparison, least: Level) -> String {
    let mut text = String::new();
    let version = comparison.new.as_ref().and_then(|new| new.version.as_deref());
    let heading = match (&comparison.next_version, version) {
        (Some(next), _) if !comparison.is_sufficient => next,
        (_, Some(version)) => version,
        (Some(next), None) => next,
        (None, None) => "Changes",
    };
    let _ = writeln!(text, "## {}", escaped(heading));
    let sections = [
        (Level::Breaking, "Breaking"),
        (Level::Risky, "Worth a look"),
        (Level::Addition, "New"),
        (Level::Note, "Other"),
    ];
    let mut is_empty = true;
    for (level, title) in sections.into_iter().filter(|(level, _)| *level >= least) {
        let findings: Vec<&Finding> = comparison
            .findings
            .iter()
            .filter(|it| it.level == level && it.part != Part::Version && !is_second_half(it))
            .collect();
        let omitted = findings.len().saturating_sub(MAX_LINES) + comparison.omitted.of(level);
        if findings.is_empty() && omitted == 0 {
            continue;
        }
        is_empty = false;
        let _ = write!(text, "\n### {title}\n\n");
        for group in groups(findings.iter().take(MAX_LINES)) {
            group.write(&mut text);
        }
        if omitted > 0 {
            let _ = writeln!(text, "- … and {omitted} more");
        }
    }
    if is_empty {
        text.push_str("\nNo changes that affect users.\n");
    }
    text
}

/// Whether the removal that belongs to this addition is listed, as a rename.
fn is_second_half(finding: &Finding) -> bool {
    finding.renamed.is_some() && finding.level == Level::Addition
}

/// Changes of one definition, or of several definitions that change alike.
struct Group {
    part: Part,
    /// The definitions with their titles. Empty if each change names what it is about.
    owners: Vec<String>,
    changes: Vec<Change>,
}

/// A change, or several changes that differ in one name.
#[derive(PartialEq)]
struct Change {
    before: String,
    names: Vec<String>,
    after: String,
}

/// Groups the findings of a section by definition, in the order of their first findings.
fn groups<'f>(findings: impl Iterator<Item = &'f &'f Finding>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for finding in findings {
        let part = match finding.part {
            Part::ActionInput | Part::ActionOutput => Part::Action,
            part => part,
        };
        let (owner, change) = change(finding, part);
        let owners: Vec<String> = owner.into_iter().collect();
        let same = |group: &&mut Group| group.part == part && group.owners == owners;
        match groups.iter_mut().find(same) {
            Some(group) => group.add(change),
            None => groups.push(Group { part, owners, changes: vec![change] }),
        }
    }
    let mut merged: Vec<Group> = Vec::new();
    for group in groups {
        let alike = merged.iter_mut().find(|other| {
            let has_owners = !other.owners.is_empty() && !group.owners.is_empty();
            has_owners && other.part == group.part && other.changes == group.changes
        });
        match alike {
            Some(other) => other.owners.extend(group.owners),
            None => merged.push(group),
        }
    }
    merged
}

impl Group {
    fn add(&mut self, change: Change) {
        let same = self.changes.iter_mut().find(|other| {
            !other.names.is_empty() && other.before == change.before && other.after == change.after
        });
        match same {
            Some(other) => other.names.extend(change.names),
            None => self.changes.push(change),
        }
    }

    fn write(&self, text: &mut String) {
        if self.owners.is_empty() {
            for change in &self.changes {
                let _ = writeln!(text, "- {}", change.sentence());
            }
            return;
        }
        let [one, several] = nouns(self.part);
        let noun = if self.owners.len() == 1 { one } else { several };
        let space = if noun.is_empty() { "" } else { " " };
        let _ = write!(text, "- {noun}{space}{}:", list_plain(&self.owners, "and"));
        match &self.changes[..] {
            [change] => {
                let _ = writeln!(text, " {}", change.sentence());
            }
            changes => {
                text.push('\n');
                for change in changes {
                    let _ = writeln!(text, "  - {}", change.sentence());
                }
            }
        }
    }
}

impl Change {
    fn sentence(&self) -> String {
        let Change { before, names, after } = self;
        if names.len() < 2 {
            return format!("{before}{}{after}.", names.concat());
        }
        let before = match before.trim_end() {
            "" => String::new(),
            noun => match noun.strip_suffix('y') {
                Some(stem) => format!("{stem}ies "),
                None => format!("{noun}s "),
            },
        };
        let verbs = [
            (" is ", " are "),
            (" now allows ", " now allow "),
            (" no longer allows ", " no longer allow "),
            (" no longer has ", " no longer have "),
            (" now has ", " now have "),
        ];
        let after = verbs
            .into_iter()
            .find(|(one, _)| after.contains(one))
            .map_or_else(|| after.clone(), |(one, several)| after.replacen(one, several, 1));
        format!("{before}{}{after}.", list_plain(names, "and"))
    }
}

/// Returns the definition that the change of a finding is in, and the change.
fn change(finding: &Finding, part: Part) -> (Option<String>, Change) {
    let definition = finding.definition.as_deref();
    let owner = definition.map(|name| match finding.title.as_deref() {
        Some(title) if title != name => format!("**{}** (`{}`)", escaped(title), code(name)),
        _ => format!("`{}`", code(name)),
    });
    if let (Some(new), Some(old)) = (&finding.renamed, &finding.subject)
        && finding.check.id.ends_with("-removed")
    {
        let is_inside = finding.direction.is_some() && owner.is_some();
        let before = match nouns(part)[0] {
            noun if !is_inside && !noun.is_empty() => format!("{noun} "),
            _ => String::new(),
        };
        let names = vec![format!("`{}`", code(old))];
        let after = format!(" is now `{}`", code(new));
        return (owner.filter(|_| is_inside), Change { before, names, after });
    }
    let message = escaped(finding.message.trim_end_matches('.'));
    let mut pieces = message.splitn(3, '`');
    let (Some(before), Some(name), Some(after)) = (pieces.next(), pieces.next(), pieces.next())
    else {
        return (
            owner,
            Change { before: message.clone(), names: Vec::new(), after: String::new() },
        );
    };
    let (before, mut after) = (before.to_owned(), after.to_owned());
    let Some(definition) = definition else {
        return (None, Change { before, names: vec![format!("`{name}`")], after });
    };
    if name == definition && before.starts_with("The ") {
        return (None, Change { before, names: owner.into_iter().collect(), after });
    }
    // The definition is named before the change.
    let definition = code(definition);
    for place in [" in the event", " in the state", " in the entity", " in the message type"]
        .into_iter()
        .chain([" in the configuration", " of"])
    {
        after = after.replacen(&format!("{place} `{definition}`"), "", 1);
    }
    (owner, Change { before, names: vec![format!("`{name}`")], after })
}

/// The noun before the names of one definition and of several. Actions have none.
fn nouns(part: Part) -> [&'static str; 2] {
    match part {
        Part::Event => ["Event", "Events"],
        Part::Channel => ["Channel", "Channels"],
        Part::Message => ["Message type", "Message types"],
        Part::Configuration => ["Configuration", "Configurations"],
        Part::State => ["State", "States"],
        Part::Entity => ["Entity", "Entities"],
        Part::Interface => ["Interface", "Interfaces"],
        Part::Secret => ["Secret", "Secrets"],
        _ => ["", ""],
    }
}

/// Text of a manifest as plain text in Markdown; code spans stay.
fn escaped(text: &str) -> String {
    let mut out = String::new();
    let mut is_code = false;
    for c in text.chars() {
        match c {
            '`' => {
                is_code = !is_code;
                out.push(c);
            }
            '\n' | '\r' => out.push(' '),
            '\\' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' if !is_code => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    if is_code {
        out.push('`');
    }
    out
}

/// Text inside a code span.
fn code(text: &str) -> String {
    text.replace('`', "'").replace(['\n', '\r'], " ")
}

/// Returns the page of a check in Markdown.
pub fn check_page(check: &Check) -> String {
    let mut page = format!("# {}\n\n", check.id);
    page += "<!-- Generated from src/diff/checks: change it there. -->\n\n";
    let _ = write!(page, "{}\n\n## Level\n\n", check.summary);
    match check.scope {
        Scope::Schema(refused) => {
            let _ = writeln!(page, "| where | level | Botpress |\n| --- | --- | --- |");
            let word = |is_refused| {
                if is_refused { "rejects without a new major version" } else { "accepts" }
            };
            let rows = [
                (
                    "action inputs, messages, configurations, states",
                    check.consumed,
                    matches!(refused, Refused::Consumed | Refused::Both),
                ),
                (
                    "action outputs, events",
                    check.produced,
                    matches!(refused, Refused::Produced | Refused::Both),
                ),
            ];
            for (place, level, is_refused) in rows {
                let _ = writeln!(page, "| {place} | {} | {} |", level.name(), word(is_refused));
            }
            page.push_str(
                "\nThe schemas of entities are never above `risky`. Botpress compares whole \
                 schemas, so the report names its result for each finding.\n",
            );
        }
        Scope::Manifest(platform) => {
            let result = match platform {
                Platform::Refuses => "Botpress rejects it without a new major version.",
                Platform::Accepts => "Botpress accepts it.",
                Platform::Unknown => "It is not known whether Botpress compares this.",
                Platform::NotCompared => "Botpress does not compare this.",
            };
            let _ = writeln!(page, "`{}`. {result}", check.consumed.name());
        }
    }
    let users = "Users";
    let _ =
        write!(page, "\n## Why it matters\n\n{}\n", check.why_consumed.replace("{users}", users));
    if check.why_produced != check.why_consumed {
        let _ = writeln!(
            page,
            "\nWhere bots read the value: {}",
            check.why_produced.replace("{users}", users)
        );
    }
    if !check.advice.is_empty() {
        let mut letters = check.advice.chars();
        let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
        let _ = write!(page, "\n## Fix\n\n{first}{}.\n", letters.as_str());
    }
    let [old, new] = check.example;
    let _ = write!(page, "\n## Example\n\nBefore:\n\n```json\n{old}\n```\n");
    if !new.is_empty() {
        let _ = write!(page, "\nAfter:\n\n```json\n{new}\n```\n");
    }
    page
}
