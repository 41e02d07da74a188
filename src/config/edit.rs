//! Changing what a settings file says, and nothing else about it.

use std::path::{Component, Path};

use toml_edit::{Array, ArrayOfTables, DocumentMut, InlineTable, Item, Table, TableLike, Value};

use super::{Config, parse};
use crate::rules::{Rule, Severity};
use crate::text::TextEdit;

/// The edit after which the settings file `text` gives `rule` the severity `level` (`None` is off)
/// in the manifest at `path`, which is relative to the file's folder: in all manifests that no
/// override speaks of, or in this one only. `None` if the file is no TOML, or if what else stands in
/// it would win.
pub fn set_level(
    text: &str,
    rule: &Rule,
    level: Option<Severity>,
    path: &Path,
    only_there: bool,
) -> Option<TextEdit> {
    let document: DocumentMut = text.strip_prefix('\u{feff}').unwrap_or(text).parse().ok()?;
    let level_name = parse::LEVELS.iter().find(|(_, severity)| *severity == level)?.0;
    let attempt = |force_new: bool| {
        let mut document = document.clone();
        if only_there {
            let glob = glob_of(path)?;
            let table = override_for(&mut document, &glob, force_new)?;
            put(rules_of(table)?, rule.id, level_name);
        } else {
            put(rules_of(document.as_table_mut())?, rule.id, level_name);
        }
        let new = like(text, document.to_string());
        let settings = Config::parse(&new).0.settings_for(path);
        (settings.levels.get(rule.id) == Some(&level)).then_some(new)
    };
    // What an entry in the middle cannot say, because another comes after it, a new one can.
    let new = attempt(false).or_else(|| only_there.then(|| attempt(true)).flatten())?;
    Some(difference(text, &new))
}

/// The glob that means the manifest at `path` and no other.
fn glob_of(path: &Path) -> Option<String> {
    let mut glob = String::new();
    for part in path.components() {
        let Component::Normal(part) = part else { return None };
        glob.push('/');
        glob += &globset::escape(part.to_str()?);
    }
    // Without a slash it would match at any depth, so the first one goes only where others stay.
    match glob.strip_prefix('/') {
        Some(rest) if rest.contains('/') => Some(rest.to_owned()),
        Some(_) => Some(glob),
        None => None,
    }
}

/// The table `rules` of `table`, made where there is none; `None` if something else has the name.
fn rules_of(table: &mut dyn TableLike) -> Option<&mut dyn TableLike> {
    if !table.contains_key("rules") {
        table.insert("rules", Item::Table(Table::new()));
    }
    table.get_mut("rules")?.as_table_like_mut()
}

/// Says `key = "value"`; what stands around a value that was there stays.
fn put(table: &mut dyn TableLike, key: &str, value: &str) {
    let mut new = Value::from(value);
    match table.get_mut(key).and_then(Item::as_value_mut) {
        Some(old) => {
            *new.decor_mut() = old.decor().clone();
            *old = new;
        }
        None => _ = table.insert(key, Item::Value(new)),
    }
}

/// The last override for just this glob, or a new one at the end.
fn override_for<'d>(
    document: &'d mut DocumentMut,
    glob: &str,
    force_new: bool,
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
                .filter(|(_, table)| !force_new && is_for(*table))
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
            at = at.filter(|_| !force_new);
            if at.is_none() {
                let mut table = InlineTable::new();
                table.insert("files", Value::Array(files));
                tables.push(Value::InlineTable(table));
                at = Some(tables.len() - 1);
            }
            let table = tables.get_mut(at?)?.as_inline_table_mut()?;
            // A table in braces cannot hold one with a header.
            if !table.contains_key("rules") {
                table.insert("rules", Value::InlineTable(InlineTable::new()));
            }
            Some(table)
        }
        _ => None,
    }
}

/// `new` with the byte order mark and the line breaks of `old`.
fn like(old: &str, mut new: String) -> String {
    if old.contains("\r\n") && old.matches('\n').count() == old.matches("\r\n").count() {
        new = new.replace("\r\n", "\n").replace('\n', "\r\n");
    }
    if old.starts_with('\u{feff}') && !new.starts_with('\u{feff}') {
        new.insert(0, '\u{feff}');
    }
    new
}

/// The one edit that makes `new` of `old`: everything before and after it is the same in both.
fn difference(old: &str, new: &str) -> TextEdit {
    let mut start = old.bytes().zip(new.bytes()).take_while(|(a, b)| a == b).count();
    while !old.is_char_boundary(start) || !new.is_char_boundary(start) {
        start -= 1;
    }
    let rest = old[start..].bytes().rev().zip(new[start..].bytes().rev());
    let mut tail = rest.take_while(|(a, b)| a == b).count();
    while !old.is_char_boundary(old.len() - tail) || !new.is_char_boundary(new.len() - tail) {
        tail -= 1;
    }
    TextEdit::new(start..old.len() - tail, &new[start..new.len() - tail])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;
    use crate::text::apply;

    fn set(text: &str, level: Option<Severity>, path: &str, only_there: bool) -> String {
        let rule = rules::find("unknown-field").expect("a rule");
        match set_level(text, rule, level, Path::new(path), only_there) {
            Some(edit) => apply(text, &[edit]),
            None => "nothing".to_owned(),
        }
    }

    fn off(text: &str) -> String {
        set(text, None, "a/integration.json", false)
    }

    fn off_there(text: &str) -> String {
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
    fn set_severity_for_one_file() {
        let one = "[[overrides]]\nfiles = [\"a/integration.json\"]\n\n[overrides.rules]\nunknown-field = \"off\"\n";
        assert_eq!(off_there(""), one);
        assert_eq!(
            off_there(&one.replace("\"off\"", "'error' # x")),
            one.replace("\"off\"", "\"off\" # x")
        );
        assert_eq!(
            set("", None, "in[t].json", true),
            one.replace("a/integration.json", "/in[[]t[]].json")
        );
        let inline = "overrides = [{ files = ['*.x'], rules = { } }]\n";
        let after = off_there(inline);
        assert!(after.starts_with("overrides = [{ files = ['*.x'], rules = { } }, {"), "{after}");
    }

    #[test]
    fn override_edit_is_skipped_when_ineffective() {
        let later = "[[overrides]]\nfiles = ['a/integration.json']\nrules = { unknown-field = 'error' }\n\n[[overrides]]\nfiles = ['*']\nrules = { endpoint = 'error' }\n";
        assert_eq!(off(later), "nothing");
        let after = off_there(later);
        assert!(after.starts_with(later), "a new one, last: {after}");
        assert_eq!(off("rules = 1"), "nothing");
        for text in ["[rules", "overrides = 1\nrules = 2", "a = [\u{0}"] {
            assert_eq!(
                (off(text), off_there(text)),
                ("nothing".to_owned(), "nothing".to_owned()),
                "{text}"
            );
        }
    }
}
