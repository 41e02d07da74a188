//! Edits a settings file, and keeps its format and comments.

use std::path::{Component, Path};

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::Config;
use super::baseline::Baseline;
use crate::rules::{Rule, Severity};
use crate::text::TextEdit;

/// Returns the edit of the settings file `text` that sets the severity of `rule` (`None` is off): in
/// `[rules]`, or with `only_path` in an override for the manifest at `path` alone, which is relative to
/// the folder of the file. Returns `None` if the file is not valid TOML, or if another setting in it
/// takes precedence for that manifest.
pub fn set_severity(
    text: &str,
    rule: &Rule,
    severity: Option<Severity>,
    path: &Path,
    only_path: bool,
) -> Option<TextEdit> {
    let name = severity.map_or("off", Severity::name);
    let entry = Entry { table: "rules", key: rule.id, value: name };
    set_entry(text, &entry, path, only_path, |config| {
        config.settings_for(path).severities.get(rule.id) == Some(&severity)
    })
}

/// Returns the edit of the settings file `text` that adds `file` as the embedded file of `field`: in
/// `[embed]`, or in an override if the manifest at `path` is in another folder than the settings file.
/// Both paths are relative to that folder. Returns `None` if the field has an entry, or as [`set_severity`]
/// does.
pub fn add_embed(text: &str, field: &str, file: &str, path: &Path) -> Option<TextEdit> {
    let embedded = |config: &Config| -> Option<String> {
        let found = config.embedded(Some(path)).into_iter().find(|it| it.field == field)?;
        Some(found.file.clone())
    };
    if embedded(&Config::parse(text).0).is_some() {
        return None;
    }
    let only_path = path.components().count() > 1;
    let entry = Entry { table: "embed", key: field, value: file };
    set_entry(text, &entry, path, only_path, |config| embedded(config).as_deref() == Some(file))
}

/// An entry `key = "value"` of a table.
struct Entry<'a> {
    table: &'static str,
    key: &'a str,
    value: &'a str,
}

/// Sets an entry at the top level, or with `only_path` in an override for the manifest at `path`. Returns
/// `None` if the result does not satisfy `is_effective`.
fn set_entry(
    text: &str,
    entry: &Entry<'_>,
    path: &Path,
    only_path: bool,
    is_effective: impl Fn(&Config) -> bool,
) -> Option<TextEdit> {
    let document: DocumentMut = text.strip_prefix('\u{feff}').unwrap_or(text).parse().ok()?;
    let try_edit = |add_override: bool| {
        let mut document = document.clone();
        let parent = match only_path {
            true => override_for(&mut document, &glob_of(path)?, add_override, entry.table)?,
            false => document.as_table_mut(),
        };
        insert_value(table_in(parent, entry.table)?, entry.key, entry.value);
        let new = restore_format(text, document.to_string());
        is_effective(&Config::parse(&new).0).then_some(new)
    };
    // If a later override takes precedence over an existing one, a new override is added at the end.
    let new = try_edit(false).or_else(|| only_path.then(|| try_edit(true)).flatten())?;
    Some(TextEdit::difference(text, &new))
}

/// A difference between two versions that `[[diff.accept]]` accepts.
pub struct AcceptedDifference<'a> {
    /// The fingerprint of the finding.
    pub fingerprint: &'a str,
    /// The message of the finding, which becomes a comment.
    pub message: &'a str,
}

/// Returns the settings file `text` with the differences in `[[diff.accept]]`, each with `reason`. Returns
/// `None` if the file is not valid TOML, or if `diff.accept` is not an array of tables.
pub fn accept_differences(
    text: &str,
    differences: &[AcceptedDifference<'_>],
    reason: &str,
) -> Option<String> {
    let mut document: DocumentMut = text.strip_prefix('\u{feff}').unwrap_or(text).parse().ok()?;
    let mut parent = Table::new();
    parent.set_implicit(true);
    let diff = document.entry("diff").or_insert(Item::Table(parent)).as_table_mut()?;
    let entries = diff.entry("accept").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    let entries = entries.as_array_of_tables_mut()?;
    for AcceptedDifference { fingerprint, message } in differences {
        let is_accepted =
            |table: &Table| table.get("finding").and_then(Item::as_str) == Some(fingerprint);
        if entries.iter().any(is_accepted) {
            continue;
        }
        let mut entry = Table::new();
        let is_start = entries.is_empty() && text.trim().is_empty();
        // TOML excludes control characters from comments.
        let comment: String =
            message.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
        let blank_line = if is_start { "" } else { "\n" };
        entry.decor_mut().set_prefix(format!("{blank_line}# {comment}\n"));
        entry.insert("finding", Item::Value(Value::from(*fingerprint)));
        entry.insert("reason", Item::Value(Value::from(reason)));
        entries.push(entry);
    }
    Some(restore_format(text, document.to_string()))
}

/// Returns the glob that matches only `path`.
fn glob_of(path: &Path) -> Option<String> {
    let mut glob = String::new();
    for part in path.components() {
        let Component::Normal(part) = part else { return None };
        glob.push('/');
        glob += &globset::escape(part.to_str()?);
    }
    // A glob without a slash matches at any depth, so the first slash is removed only if there is
    // another one.
    match glob.strip_prefix('/') {
        Some(rest) if rest.contains('/') => Some(rest.to_owned()),
        Some(_) => Some(glob),
        None => None,
    }
}

/// Returns the table `name` in `table`, and adds it if it is missing. Returns `None` if it is not a table.
fn table_in<'d>(table: &'d mut dyn TableLike, name: &str) -> Option<&'d mut dyn TableLike> {
    if !table.contains_key(name) {
        table.insert(name, Item::Table(Table::new()));
    }
    table.get_mut(name)?.as_table_like_mut()
}

/// Sets `key = "value"`. Keeps comments and white space around an existing value.
fn insert_value(table: &mut dyn TableLike, key: &str, value: &str) {
    let mut new = Value::from(value);
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        None => _ = table.insert(key, Item::Value(new)),
    }
}

/// Returns the last override whose only glob is `glob`, or adds one at the end, for an entry in its table
/// `name`.
fn override_for<'d>(
    document: &'d mut DocumentMut,
    glob: &str,
    add_override: bool,
    name: &str,
) -> Option<&'d mut dyn TableLike> {
    let is_for = |table: &dyn TableLike| {
        let files = table.get("files").and_then(Item::as_array);
        files.is_some_and(|files| {
            files.len() == 1 && files.get(0).and_then(Value::as_str) == Some(glob)
        })
    };
    let mut files = Array::new();
    files.push(glob);
    let overrides =
        document.entry("overrides").or_insert(Item::ArrayOfTables(ArrayOfTables::new()));
    match overrides {
        Item::ArrayOfTables(tables) => {
            let mut at = tables
                .iter()
                .enumerate()
                .filter(|(_, table)| !add_override && is_for(*table))
                .map(|(at, _)| at)
                .last();
            if at.is_none() {
                let mut table = Table::new();
                table.insert("files", Item::Value(Value::Array(files)));
                tables.push(table);
                at = Some(tables.len() - 1);
            }
            Some(tables.get_mut(at?)?)
        }
        Item::Value(Value::Array(tables)) => {
            let inline = |value: &Value| value.as_inline_table().is_some_and(|table| is_for(table));
            let mut at = (0..tables.len()).rev().find(|&at| tables.get(at).is_some_and(inline));
            at = at.filter(|_| !add_override);
            if at.is_none() {
                let mut table = InlineTable::new();
                table.insert("files", Value::Array(files));
                tables.push(Value::InlineTable(table));
                at = Some(tables.len() - 1);
            }
            let table = tables.get_mut(at?)?.as_inline_table_mut()?;
            // An inline table can contain only inline tables.
            if !table.contains_key(name) {
                table.insert(name, Value::InlineTable(InlineTable::new()));
            }
            Some(table)
        }
        _ => None,
    }
}

/// Returns `new` with the byte order mark and the line breaks of `old`.
fn restore_format(old: &str, mut new: String) -> String {
    if old.contains("\r\n") && old.matches('\n').count() == old.matches("\r\n").count() {
        new = new.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    if old.starts_with('\u{feff}') && !new.starts_with('\u{feff}') {
        new.insert(0, '\u{feff}');
    }
    new
}

/// Returns the edit of the baseline file `text` to the content `baseline`.
pub fn baseline_edit(text: &str, baseline: &Baseline) -> TextEdit {
    TextEdit::difference(text, &baseline.to_text())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;
    use crate::text::apply;

    fn set(text: &str, severity: Option<Severity>, path: &str, only_path: bool) -> String {
        let rule = rules::find("unknown-field").expect("a rule");
        match set_severity(text, rule, severity, Path::new(path), only_path) {
            Some(edit) => apply(text, &[edit]),
            None => "no edit".to_owned(),
        }
    }

    fn off(text: &str) -> String {
        set(text, None, "a/integration.json", false)
    }

    fn off_for_path(text: &str) -> String {
        set(text, None, "a/integration.json", true)
    }

    #[test]
    fn set_severity_preserves_file() {
        assert_eq!(off(""), "[rules]\nunknown-field = \"off\"\n");
        assert_eq!(
            off("# ours\n[rules] # all\npublish = 'hint' # é\n\n[limits]\ntags = 3 # few\n"),
            "# ours\n[rules] # all\npublish = 'hint' # é\nunknown-field = \"off\"\n\n[limits]\ntags = 3 # few\n"
        );
        assert_eq!(
            off("[rules]\r\nunknown-field = 'error' # why\r\npublish = 'off'\r\n"),
            "[rules]\r\nunknown-field = \"off\" # why\r\npublish = 'off'\r\n"
        );
        assert_eq!(
            off("rules = { publish = 'off' }"),
            "rules = { publish = 'off' , unknown-field = \"off\" }\n"
        );
        assert_eq!(
            off("rules.publish = 'off'\n"),
            "rules.publish = 'off'\nrules.unknown-field = \"off\"\n"
        );
        assert_eq!(
            set("[limits]\ntags = 3\n", Some(Severity::Hint), "integration.json", false),
            "[limits]\ntags = 3\n\n[rules]\nunknown-field = \"hint\"\n"
        );
    }

    #[test]
    fn add_embed_keeps_existing_entries() {
        let add = |text: &str, path: &str| match add_embed(text, "readme", "a.md", Path::new(path))
        {
            Some(edit) => apply(text, &[edit]),
            None => "no edit".to_owned(),
        };
        assert_eq!(add("", "integration.json"), "[embed]\nreadme = \"a.md\"\n");
        let icon = "[embed]\nicon = 'icon.svg' # ours\n";
        assert_eq!(add(icon, "integration.json"), format!("{icon}readme = \"a.md\"\n"));
        assert_eq!(
            add("", "x/integration.json"),
            "[[overrides]]\nfiles = [\"x/integration.json\"]\n\n[overrides.embed]\nreadme = \"a.md\"\n"
        );
        assert_eq!(add("[embed]\nreadme = 'hub.md'\n", "integration.json"), "no edit");
        assert_eq!(add("embed = 1", "integration.json"), "no edit");
    }

    #[test]
    fn accept_differences_preserves_file_and_adds_each_once() {
        let accept = |text: &str| {
            let differences = [
                AcceptedDifference { fingerprint: "aa", message: "`a`\u{7} was removed." },
                AcceptedDifference { fingerprint: "bb", message: "`b` was removed." },
            ];
            accept_differences(text, &differences, "agreed").unwrap()
        };
        let from_empty = "# `a`  was removed.\n[[diff.accept]]\nfinding = \"aa\"\nreason = \"agreed\"\n\n\
            # `b` was removed.\n[[diff.accept]]\nfinding = \"bb\"\nreason = \"agreed\"\n";
        assert_eq!(accept(""), from_empty);
        assert_eq!(accept(from_empty), from_empty);
        let existing = "# ours\n[diff]\nagainst = 'git:main' # base\n";
        assert_eq!(accept(existing), format!("{existing}\n{from_empty}"));
        assert!(accept_differences("diff = 1", &[], "agreed").is_none());
    }

    #[test]
    fn set_severity_for_one_file() {
        let one = "[[overrides]]\nfiles = [\"a/integration.json\"]\n\n[overrides.rules]\nunknown-field = \"off\"\n";
        assert_eq!(off_for_path(""), one);
        assert_eq!(
            off_for_path(&one.replace("\"off\"", "'error' # x")),
            one.replace("\"off\"", "\"off\" # x")
        );
        assert_eq!(
            set("", None, "in[t].json", true),
            one.replace("a/integration.json", "/in[[]t[]].json")
        );
        let inline = "overrides = [{ files = ['*.x'], rules = { } }]\n";
        let after = off_for_path(inline);
        assert!(after.starts_with("overrides = [{ files = ['*.x'], rules = { } }, {"), "{after}");
    }

    #[test]
    fn override_edit_is_skipped_when_ineffective() {
        let later = "[[overrides]]\nfiles = ['a/integration.json']\nrules = { unknown-field = 'error' }\n\n[[overrides]]\nfiles = ['*']\nrules = { endpoint = 'error' }\n";
        assert_eq!(off(later), "no edit");
        let after = off_for_path(later);
        assert!(after.starts_with(later), "a new override at the end: {after}");
        assert_eq!(off("rules = 1"), "no edit");
        for text in ["[rules", "overrides = 1\nrules = 2", "a = [\u{0}"] {
            assert_eq!(
                (off(text), off_for_path(text)),
                ("no edit".to_owned(), "no edit".to_owned()),
                "{text}"
            );
        }
    }
}
