//! Texts with mistakes: one mistake is one error where it happened, and does not affect the rest.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::Path;

use integration_manifest_ls::rules::{self, Group, Settings};
use integration_manifest_ls::syntax::{Dialect, Node, Tree, Value};
use integration_manifest_ls::text::{Buffer, TextEdit, apply};

#[path = "common/accidents.rs"]
mod accidents;

use accidents::{Accident, KINDS, Kind};

/// Errors of a text: the line, and the repair if it is clear.
fn errors(text: &str, dialect: Dialect) -> Vec<(usize, Option<Vec<TextEdit>>)> {
    let tree = Tree::parse(text, dialect);
    let mut errors = Vec::new();
    tree.errors(&mut |found| {
        let repair = found.repair(text).filter(|(_, is_clear)| *is_clear);
        errors.push((line_of(text, found.range.start), repair.map(|(edits, _)| edits)));
    });
    errors.sort_by_key(|(line, _)| *line);
    errors
}

fn line_of(text: &str, offset: usize) -> usize {
    text[..offset].bytes().filter(|byte| *byte == b'\n').count()
}

/// The offsets of the lines of a text.
fn line_starts(text: &str) -> Vec<usize> {
    let breaks = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
    std::iter::once(0).chain(breaks.map(|(at, _)| at + 1)).collect()
}

/// The scalar values of a text by their JSON Pointers, with their lines.
fn values(text: &str, dialect: Dialect) -> BTreeMap<String, (String, usize)> {
    type Found = BTreeMap<String, (String, usize)>;
    fn visit(node: Node, text: &str, at: &str, lines: &[usize], found: &mut Found) {
        match node.value() {
            Value::Container(_) => {
                for member in node.entries() {
                    let mut at = at.to_owned();
                    member.push_to(&mut at);
                    visit(member.value(), text, &at, lines, found);
                }
            }
            _ => {
                let value = text[node.range()].to_owned();
                let line = lines.partition_point(|start| *start <= node.start()) - 1;
                found.insert(at.to_owned(), (value, line));
            }
        }
    }
    let mut found = BTreeMap::new();
    let tree = Tree::parse(text, dialect);
    if let Some(root) = tree.root() {
        visit(root, text, "", &line_starts(text), &mut found);
    }
    found
}

/// A manifest with every kind of line.
fn manifest() -> String {
    let text = include_str!("../examples/good/integration.json");
    let mut value: serde_json::Value = serde_json::from_str(text).unwrap();
    let root = value.as_object_mut().unwrap();
    root.retain(|name, _| {
        !["icon", "readme", "channels", "states", "interfaces"].contains(&name.as_str())
    });
    root["actions"]
        .as_object_mut()
        .unwrap()
        .retain(|name, _| name == "createTicket" || name == "closeTicket");
    format!("{value:#}\n")
}

/// The same manifest in other layouts.
fn layouts() -> Vec<(&'static str, String, Dialect)> {
    let text = manifest();
    let indented = |step: &str| {
        let lines = text.lines().map(|line| {
            let inside = line.trim_start();
            format!("{}{inside}\n", step.repeat((line.len() - inside.len()) / 2))
        });
        lines.collect::<String>()
    };
    let commented = text.replace("\": {\n", "\": { // it's {this}: \"one\"\n");
    vec![
        ("two spaces", text.clone(), Dialect::Json),
        ("four spaces", indented("    "), Dialect::Json),
        ("tabs", indented("\t"), Dialect::Json),
        ("CRLF", text.replace('\n', "\r\n"), Dialect::Json),
        ("short objects on one line", joined(&text), Dialect::Json),
        ("comments", commented, Dialect::Jsonc),
    ]
}

/// The text with its innermost containers on one line.
fn joined(text: &str) -> String {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        let closes = line.trim_start().starts_with(['}', ']']);
        let open = lines.iter().rposition(|it| it.ends_with(['{', '[']));
        let inside = open.map_or(usize::MAX, |open| lines.len() - open);
        match open {
            Some(open) if closes && inside <= 4 && open > 0 => {
                let parts: Vec<String> = lines.drain(open..).collect();
                let inside: Vec<&str> = parts[1..].iter().map(|it| it.trim_start()).collect();
                lines.push(format!("{} {} {}", parts[0], inside.join(" "), line.trim_start()));
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines.join("\n") + "\n"
}

/// Calls `visit` with about `count` accidents of each kind.
fn each_accident(text: &str, count: usize, visit: &mut dyn FnMut(&Kind, Accident)) {
    let lines = text.lines().count();
    let mut random = fastrand::Rng::with_seed(lines as u64);
    for kind in KINDS {
        let places = (0..lines * 2).map(|_| random.usize(..lines));
        let accidents = places.filter_map(|line| kind.at(text, line));
        accidents.take(count).for_each(|accident| visit(kind, accident));
    }
}

#[test]
fn accident_is_one_error_within_a_line_in_any_layout() {
    let mut failures = String::new();
    for (layout, text, dialect) in layouts() {
        assert_eq!(errors(&text, dialect), [], "{layout}");
        let (mut count, mut bad) = (0, 0);
        each_accident(&text, 12, &mut |kind, accident| {
            if dialect == Dialect::Jsonc && kind.name == "trailing comma" {
                return;
            }
            count += 1;
            let found = errors(&accident.text, dialect);
            let [(line, _)] = &found[..] else {
                bad += 1;
                let _ = writeln!(
                    failures,
                    "{layout}, {}, line {}: {found:?}",
                    kind.name,
                    accident.line + 1
                );
                return;
            };
            if line.abs_diff(accident.line) > 1 {
                bad += 1;
                let _ = writeln!(
                    failures,
                    "{layout}, {}, line {}: at line {}",
                    kind.name,
                    accident.line + 1,
                    line + 1
                );
            }
        });
        assert!(count > 200, "{layout}: {count}");
        assert!(bad * 100 <= count, "{layout}: {bad} of {count}\n{failures}");
    }
}

#[test]
fn accident_does_not_change_other_values() {
    for (layout, text, dialect) in layouts() {
        let sound = values(&text, dialect);
        let mut failures = String::new();
        let (mut count, mut bad) = (0, 0);
        each_accident(&text, 6, &mut |kind, accident| {
            count += 1;
            let broken = values(&accident.text, dialect);
            let shift = accident.text.lines().count() as i64 - text.lines().count() as i64;
            let lost = sound.iter().find(|(pointer, (value, line))| {
                let is_damaged = line.abs_diff(accident.line) <= 1;
                // Without its opening line, an object has no name.
                let is_nameless = kind.name == "opening line deleted";
                !is_damaged && !is_nameless && broken.get(*pointer).map(|it| &it.0) != Some(value)
            });
            let new = broken.iter().find(|(pointer, (_, line))| {
                let is_damaged = line.abs_diff(accident.line) as i64 <= 1 + shift.abs();
                !is_damaged && kind.name != "opening line deleted" && !sound.contains_key(*pointer)
            });
            if lost.is_some() || new.is_some() {
                bad += 1;
                let line = accident.line + 1;
                let _ = writeln!(failures, "{}, line {line}: {lost:?} {new:?}", kind.name);
            }
        });
        // A comment after a line break in a string is read as a line of its own.
        let most = if layout == "comments" { 4 } else { 1 };
        assert!(bad * 100 <= count * most, "{layout}: {bad} of {count}\n{failures}");
    }
}

/// The text without the quotes and line breaks in its strings.
fn without_escapes(text: &str) -> String {
    text.replace("\\\"", "").replace("\\n", "")
}

#[test]
fn clear_repair_restores_the_document() {
    let text = manifest();
    let sound: serde_json::Value = serde_json::from_str(&text).unwrap();
    let mut failures = String::new();
    each_accident(&text, 20, &mut |kind, accident| {
        let found = errors(&accident.text, Dialect::Json);
        let repaired = match &found[..] {
            [(_, Some(edits))] => apply(&accident.text, edits),
            _ if kind.is_repairable => {
                let _ = writeln!(failures, "{}, line {}: none", kind.name, accident.line + 1);
                return;
            }
            _ => return,
        };
        // The text of the string keeps the quotes and line breaks that the mistake added.
        let adds_text = ["quotes in a string", "line break in a string"].contains(&kind.name);
        let same = match adds_text {
            true => without_escapes(&repaired) == without_escapes(&text),
            false => {
                let repaired: Option<serde_json::Value> = serde_json::from_str(&repaired).ok();
                repaired.as_ref() == Some(&sound)
            }
        };
        if !same {
            let _ = writeln!(failures, "{}, line {}: wrong", kind.name, accident.line + 1);
        }
    });
    assert_eq!(failures, "");
}

#[test]
fn accident_adds_no_finding_outside_of_the_damaged_entry() {
    let manifest = manifest();
    // The manifest inside of another object makes one finding, which explains all others.
    let indented = manifest.trim_end().replace('\n', "\n  ");
    let wrapped = format!("{{\n  \"title\": \"A\",\n  \"integration\": {indented}\n}}\n");
    let settings = Settings::default();
    let key = |finding: &rules::Finding| {
        format!("{} {} {}", finding.rule.id, finding.pointer, finding.message)
    };
    let mut failures = String::new();
    for (text, count) in [(manifest, 10), (wrapped, 3)] {
        let sound = rules::check(&text, Dialect::Json, &settings);
        let known: Vec<String> = sound.iter().map(key).collect();
        each_accident(&text, count, &mut |kind, accident| {
            for finding in rules::check(&accident.text, Dialect::Json, &settings) {
                let line = line_of(&accident.text, finding.range.start);
                let is_syntax = finding.rule.group == Group::Syntax;
                let is_near = line.abs_diff(accident.line) <= 1;
                if !is_syntax && !is_near && !known.contains(&key(&finding)) {
                    let (name, at, line) = (kind.name, accident.line + 1, line + 1);
                    let _ = writeln!(failures, "{name}, line {at}: {line} {}", finding.message);
                }
            }
        });
    }
    assert_eq!(failures, "");
}

#[test]
fn edited_tree_equals_parsed_tree_around_an_accident() {
    for (layout, text, dialect) in layouts() {
        each_accident(&text, 1, &mut |kind, accident| {
            let context = format!("{layout}, {}, line {}", kind.name, accident.line + 1);
            let mut buffer = Buffer::new(&text);
            let mut tree = Tree::parse(buffer.source(), dialect);
            let mut plain = text.clone();
            let mut replace = |start: usize, removed: usize, inserted: &str, what: &str| {
                plain.replace_range(start..start + removed, inserted);
                let edit = buffer.replace(start..start + removed, inserted.to_owned());
                tree.edit(buffer.source(), &edit);
                assert!(tree == Tree::parse(plain.as_str(), dialect), "{context}: {what}");
            };
            let bytes = text.bytes().zip(accident.text.bytes());
            let start = bytes.take_while(|(old, new)| old == new).count();
            let start = (0..=start).rev().find(|at| text.is_char_boundary(*at)).unwrap();
            let rest = text[start..].bytes().rev().zip(accident.text[start..].bytes().rev());
            let mut same = rest.take_while(|(old, new)| old == new).count();
            while !text.is_char_boundary(text.len() - same) {
                same -= 1;
            }
            let (old, new) = (&text[start..text.len() - same], accident.text.len() - same);
            let new = &accident.text[start..new];
            replace(start, old.len(), new, "broken");
            for part in [3, 50, 97] {
                let at = accident.text.len() * part / 100;
                let Some(at) = accident.text[at..].find("\": \"").map(|found| at + found) else {
                    continue;
                };
                replace(at + 4, 0, "x", "a character");
                replace(at + 4, 1, "", "no character");
                replace(at + 1, 1, "", "no colon");
                replace(at + 1, 0, ":", "a colon");
            }
            replace(start, new.len(), old, "repaired");
        });
    }
}

#[test]
fn two_accidents_are_errors_at_both_places() {
    let text = manifest();
    let lines = text.lines().count();
    let mut random = fastrand::Rng::with_seed(7);
    let (mut count, mut both) = (0, 0);
    while count < 500 {
        let one = KINDS[random.usize(..KINDS.len())].at(&text, random.usize(..lines));
        let Some(one) = one else { continue };
        let at = random.usize(..lines);
        if at.abs_diff(one.line) < 8 {
            continue;
        }
        let Some(two) = KINDS[random.usize(..KINDS.len())].at(&one.text, at) else { continue };
        count += 1;
        let shift = two.text.lines().count() as i64 - one.text.lines().count() as i64;
        let first = if one.line > at { (one.line as i64 + shift) as usize } else { one.line };
        let found = errors(&two.text, Dialect::Json);
        let near = |line: usize| found.iter().any(|(it, _)| it.abs_diff(line) <= 1);
        both += usize::from(found.len() <= 3 && near(first) && near(two.line));
    }
    assert!(both * 100 >= count * 98, "{both} of {count}");
}

#[test]
fn layout_does_not_matter_in_a_sound_text() {
    let text = manifest();
    let mut random = fastrand::Rng::with_seed(3);
    for _ in 0..200 {
        let lines = text.lines().map(|line| match random.u8(..4) {
            0 => format!("{}{line}\n", " ".repeat(random.usize(..7))),
            1 => format!("{} ", line.trim_start()),
            _ => format!("{line}\n"),
        });
        let odd: String = lines.collect();
        assert_eq!(errors(&odd, Dialect::Json), [], "{odd}");
    }
}

/// A repeated text, and how often it has to be repeated.
const HOSTILE: &[&str] = &[
    "{",
    "[",
    "}",
    "]",
    "\"",
    ",",
    ":",
    "\",",
    "{[}]",
    "{\"a\":",
    "[{",
    "a ",
    "a\n",
    "\"a\n",
    "'",
    "'a\n",
    "{\n",
    "}\n",
    " {\n",
    "[\n]\n",
    "\"a\": {\n",
    "\"a: {",
    "{\"a\": \"b\n",
    "<<<<<<< a\n",
    "=======\n",
    "<<<<<<< a\n=======\n",
    "# {\n",
    "\\",
    "“",
    "“a”,\n",
    "/*",
    "//\n{",
    "\"a\" = 1;\n",
    "{\"a\": 1 2}\n",
];

#[test]
fn work_is_linear_in_hostile_texts() {
    for piece in HOSTILE {
        let work = |count: usize| {
            let text = piece.repeat(count);
            let mut buffer = Buffer::new(&text);
            let mut tree = Tree::parse(buffer.source(), Dialect::Json);
            let edit = buffer.replace(0..0, "{\"a\" ".to_owned());
            tree.edit(buffer.source(), &edit)
        };
        let (less, more) = (work(200), work(2_000));
        assert!(more <= 11 * less.max(100), "{piece:?}: {less} and {more}");
    }
}

/// The fixtures `tests/recovery/*.md`: each section has a text, and the snapshot its errors, its
/// findings of other groups and the text after the clear repairs.
#[test]
fn fixtures_have_the_errors_of_their_snapshots() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/recovery");
    let mut paths: Vec<_> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.retain(|path| path.extension().is_some_and(|extension| extension == "md"));
    paths.sort();
    for path in paths {
        let source = std::fs::read_to_string(&path).unwrap();
        let mut out = String::new();
        for section in source.split("\n## ").skip(1) {
            let (title, rest) = section.split_once('\n').unwrap();
            let (_, rest) = rest.split_once("~~~").unwrap();
            let (info, rest) = rest.split_once('\n').unwrap();
            let (text, _) = rest.split_once("~~~").unwrap();
            let dialect = if info == "jsonc" { Dialect::Jsonc } else { Dialect::Json };
            let _ = writeln!(out, "## {title}");
            draw(text, dialect, &mut out);
            out.push('\n');
        }
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        insta::with_settings!({ snapshot_path => &folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!(name, out);
        });
    }
}

fn draw(text: &str, dialect: Dialect, out: &mut String) {
    for finding in rules::check(text, dialect, &Settings::default()) {
        if finding.rule.group == Group::Publish {
            continue;
        }
        let line = line_of(text, finding.range.start) + 1;
        let shown = text[finding.range.clone()].lines().next().unwrap_or_default();
        let _ = writeln!(out, "{line}: {} `{shown}`: {}", finding.rule.id, finding.message);
        for related in &finding.related {
            let line = line_of(text, related.range.start) + 1;
            let _ = writeln!(out, "    {line}: {}", related.message);
        }
    }
    let mut edits: Vec<TextEdit> = Vec::new();
    for (_, repair) in errors(text, dialect) {
        edits.extend(repair.into_iter().flatten());
    }
    edits.sort_by_key(|edit| edit.range.start);
    if edits.is_empty() {
        return;
    }
    let repaired = apply(text, &edits);
    let old: Vec<&str> = text.lines().collect();
    for line in repaired.lines().filter(|line| !old.contains(line)) {
        let _ = writeln!(out, "  + {line}");
    }
    let left = errors(&repaired, dialect).len();
    let _ = writeln!(out, "  {left} errors after the repair");
}
