//! Properties of the tree, tested with random texts.

use std::fmt::Write;

use proptest::prelude::*;

use super::*;
use crate::text::Buffer;

/// A manifest-like text in the style that people and tools write.
const SAMPLE: &str = r#"{
  "name": "acme/tracker",
  "version": "1.2.0",
  "title": "Tr\u00e4cker 😀",
  "actions": {
    "openTicket": {
      "title": "Open a ticket",
      "input": { "schema": { "type": "object", "properties": { "subject": { "type": "string" } } } },
      "output": { "schema": {} }
    },
    "close": { "billable": true, "input": { "schema": {} }, "output": { "schema": {"required": ["a", "b"]} } }
  },
  "layers": ["one", "two", 3, null, 1.5e-3],
  "secrets": {"API_KEY": null}
}
"#;

/// Pieces of text that break, complete and nest values.
fn pieces() -> impl Strategy<Value = String> {
    let fixed = [
        "\"",
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\n",
        " ",
        "\\",
        "\\u00e",
        "\\ud83d",
        "\\ude00",
        "😀",
        "é",
        "//",
        "/*",
        "*/",
        "'",
        "\"a\": 1,\n",
        "\"b\":",
        "null",
        "true",
        "fals",
        "-1.5e+3",
        "01",
        "\t",
        "\r\n",
        "\u{a0}",
        "\u{feff}",
        "\0",
        "[[{",
        "}]]",
        "\"k\": {\"x\": [1, 2]},",
        "\"s\": \"",
        "",
    ];
    prop_oneof![
        4 => proptest::sample::select(fixed.to_vec()).prop_map(str::to_owned),
        1 => "[a-z0-9]{1,6}",
    ]
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(SAMPLE.to_owned()),
        1 => Just(SAMPLE.replace('\n', "").replace("  ", "")),
        1 => Just(SAMPLE.replace("acme/tracker", &"long \\n ".repeat(900))),
        2 => proptest::collection::vec(pieces(), 0..40).prop_map(|parts| parts.concat()),
    ]
}

fn dialects() -> impl Strategy<Value = Dialect> {
    prop_oneof![Just(Dialect::Json), Just(Dialect::Jsonc)]
}

/// A place in a text and how much is removed there, both as fractions, and what is put there.
type Stroke = (f64, u8, String);

fn strokes() -> impl Strategy<Value = Vec<Stroke>> {
    let place = 0.0..1.0f64;
    let removed = prop_oneof![4 => Just(0u8), 3 => 1u8..4, 1 => 4u8..60];
    proptest::collection::vec((place, removed, pieces()), 1..25)
}

fn boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Whether each container knows of all names in it and below, which is what a walk relies on.
fn check_names(container: &Container) -> Vec<NameFilter> {
    let mut names = Vec::new();
    for entry in container.entries() {
        names.extend(entry.key.as_ref().map(|key| NameFilter::of(&key.text)));
        if let Value::Container(child) = &entry.value {
            names.extend(check_names(child));
        }
    }
    assert!(names.iter().all(|name| container.names.may_intersect(*name)));
    names
}

proptest! {
    #![proptest_config(ProptestConfig {
        // A case is up to 25 edits, each with three parses.
        cases: ProptestConfig::default().cases.max(400),
        ..ProptestConfig::default()
    })]

    #[test]
    fn reparsed_tree_matches_full_parse(
        text in texts(), strokes in strokes(), dialect in dialects(),
    ) {
        let mut plain = text.clone();
        let mut buffer = Buffer::new(&text);
        let mut tree = Tree::parse(buffer.source(), dialect);
        let mut unshared = Tree::parse(buffer.source(), dialect);
        let mut kept = vec![tree.clone()];
        for (place, removed, inserted) in strokes {
            let start = boundary(&plain, (place * plain.len() as f64) as usize);
            let end = boundary(&plain, start + removed as usize).max(start);
            plain.replace_range(start..end, &inserted);
            let edit = buffer.replace(start..end, inserted);
            tree.edit(buffer.source(), &edit);
            unshared.edit(buffer.source(), &edit);
            let afresh = Tree::parse(plain.as_str(), dialect);
            prop_assert!(tree == afresh, "after {:?} in {:?}", edit, plain);
            prop_assert!(unshared == afresh, "after {:?} in {:?}", edit, plain);
            check_names(tree.document());
            check_names(unshared.document());
            // A shared tree is copied, not changed.
            kept.push(tree.clone());
        }
        prop_assert_eq!(&kept[0], &Tree::parse(text.as_str(), dialect));
    }

    #[test]
    fn entries_cover_text_and_errors_are_in_bounds(text in texts(), dialect in dialects()) {
        let tree = Tree::parse(text.as_str(), dialect);
        prop_assert_eq!(tree.document().len as usize, text.len());
        check_tiling(tree.document());
        tree.error_ranges(&mut |range, _| {
            assert!(range.end <= text.len() && text.get(range.clone()).is_some(), "{range:?}");
        });
    }

    #[test]
    fn syntax_errors_match_strict_parser(text in texts()) {
        let tree = Tree::parse(text.as_str(), Dialect::Json);
        let mut errors = 0;
        tree.error_ranges(&mut |_, _| errors += 1);
        // Only the grammar counts: as a value, serde_json would refuse 1e400, which JSON takes.
        let parsed: Result<serde::de::IgnoredAny, _> =
            serde_json::from_str(text.trim_start_matches('\u{feff}'));
        // serde_json refuses half surrogate pairs, which JavaScript takes.
        let halves = matches!(&parsed, Err(error) if error.to_string().contains("surrogate")
            || error.to_string().contains("unexpected end of hex escape"));
        if !halves {
            prop_assert_eq!(errors == 0, parsed.is_ok(), "{:?}: {:?}", text, parsed);
        }
    }

    #[test]
    fn decoded_strings_match_strict_parser(inside in "(\\\\[nrt\"/bf\\\\]|\\\\u00[0-9a-f]{2}|\\\\ud83d\\\\ude0[0-9]|[a-zé😀 ]){0,12}") {
        let text = format!("\"{inside}\"");
        let tree = Tree::parse(text.as_str(), Dialect::Json);
        let root = tree.root().unwrap();
        let parsed: String = serde_json::from_str(&text).unwrap();
        prop_assert_eq!(root.string().unwrap().chars as usize, parsed.chars().count());
        prop_assert_eq!(root.text(text.as_str()).unwrap(), parsed);
    }
}

fn check_tiling(container: &Container) {
    let entries: usize = container.entries().iter().map(Entry::len).sum();
    let sum = container.open_len() + entries + container.tail as usize + container.close_len();
    assert_eq!(container.len as usize, sum);
    for entry in container.entries() {
        assert_eq!(entry.len(), entry.value_offset() + entry.value.len());
        if let Value::Container(child) = &entry.value {
            check_tiling(child);
            let node = Node::new(&entry.value, 0);
            let place = |member: Member<'_>| (member.start(), member.index);
            assert_eq!(node.last_entry().map(place), node.entries().last().map(place));
        }
    }
}

/// The errors of `text` drawn under it.
fn draw(text: &str, dialect: Dialect) -> String {
    let tree = Tree::parse(text, dialect);
    let mut errors = Vec::new();
    tree.error_ranges(&mut |range, kind| errors.push((range, kind)));
    errors.sort_by_key(|(range, kind)| (range.start, *kind));
    let mut out = String::new();
    for (range, kind) in errors {
        let _ = writeln!(out, "{kind:?} {range:?} {:?}", &text[range.clone()]);
    }
    out
}

#[test]
fn all_syntax_errors_are_reported() {
    let text = "{\n  name: 'a',\n  \"version\" \"1\"\n  \"title\":\n  \"x\": [1 2,, 01],\n  \"y\": tru,\n}\n]";
    insta::assert_snapshot!(draw(text, Dialect::Json), @r#"
    UnquotedKey 4..8 "name"
    MissingColon 17..26 "\"version\""
    MissingValue 40..41 ":"
    MissingComma 50..51 "1"
    ExtraComma 54..55 ","
    BadNumber 56..58 "01"
    NotAValue 68..71 "tru"
    StrayClose 75..76 "]"
    "#);
}

#[test]
fn comments_and_trailing_commas_depend_on_dialect() {
    let text = "// a\n{\"a\": [1, /* b */ 2,],}";
    insta::assert_snapshot!(draw(text, Dialect::Json), @r#"
    Comment 0..4 "// a"
    Comment 15..22 "/* b */"
    TrailingComma 24..25 ","
    TrailingComma 26..27 ","
    "#);
    assert_eq!(draw(text, Dialect::Jsonc), "");
}

#[test]
fn unterminated_string_ends_with_its_line() {
    let text = "{\n  \"a\": \"half\n  \"b\": 1\n}";
    insta::assert_snapshot!(draw(text, Dialect::Json), @r#"
    UnclosedString 9..14 "\"half"
    "#);
    let tree = Tree::parse(text, Dialect::Json);
    assert!(tree.root().unwrap().get("b").is_some());
}

#[test]
fn missing_value_does_not_consume_next_line() {
    let text = "{\n  \"a\":\n  \"b\": 1,\n  \"c\"\n}";
    insta::assert_snapshot!(draw(text, Dialect::Json), @r#"
    MissingValue 7..8 ":"
    MissingColon 21..24 "\"c\""
    "#);
}

#[test]
fn nesting_is_bounded() {
    for open in ["[", "{\"a\":"] {
        let text = open.repeat(100_000);
        let tree = Tree::parse(text.as_str(), Dialect::Json);
        let mut deep = 0;
        tree.error_ranges(&mut |_, kind| deep += usize::from(kind == SyntaxErrorKind::TooDeep));
        assert_eq!(deep, 1);
    }
}

#[test]
fn reparse_is_proportional_to_edit() {
    let mut text = String::from("{\n  \"actions\": {\n");
    for i in 0..2000 {
        let _ = writeln!(
            text,
            "    \"act{i}\": {{ \"title\": \"t\", \"input\": {{ \"schema\": {{}} }} }},"
        );
    }
    text.push_str("    \"last\": {}\n  },\n  \"description\": \"d\"\n}\n");
    let mut buffer = Buffer::new(&text);
    let mut tree = Tree::parse(buffer.source(), Dialect::Json);
    // The work of replacing the `removed` bytes after the first occurrence of `before`.
    let mut work = |before: &str, removed: usize, inserted: &str| {
        let at = text.find(before).unwrap() + before.len();
        text.replace_range(at..at + removed, inserted);
        let edit = buffer.replace(at..at + removed, inserted.to_owned());
        tree.edit(buffer.source(), &edit)
    };
    let title = "\"act1000\": { \"title\": \"t";
    assert_eq!(work(title, 0, "x"), 0, "a character in a string");
    assert!(work(title, 1, "\\n") <= 3, "an escape in a string");
    assert!(work("\n  \"", 0, "x") <= 3, "a root member's name");
    assert!(work("{\n  ", 0, "\"n\": 1,\n  ") <= 4, "a new root member");
    let member = "\"act499\": { \"title\": \"t\", \"input\": { \"schema\": {} } },\n";
    assert!(work(member, 0, "    \"new\": {},\n") <= 6, "a new action");
    // Recovery examines the members of the damaged containers, but not what they contain.
    let tokens = 8 * 2000;
    assert!(work("\"act700\": { \"title\": \"t", 1, "") <= tokens, "a missing quote");
    assert!(work("\"act700\": { \"title\": \"t", 0, "x") <= tokens, "a character after it");
}

#[test]
fn damaged_name_is_unknown_as_value() {
    for text in [",éversion\": 1 }", ",“version”: 1 }", "‘é: 1", ",'é': 1 }"] {
        let tree = Tree::parse(text, Dialect::Json);
        let root = tree.root().expect("the text has a value");
        assert_eq!(root.text(text), None, "{text}");
    }
}

/// A carriage return is white space for the recovery, but it ends a line comment.
#[test]
fn line_comment_ends_at_carriage_return_after_edit() {
    let before = "0\n//\\u\r\n00e\\u0\\u00e0e\"a\"";
    let mut buffer = Buffer::new(before);
    let mut tree = Tree::parse(buffer.source(), Dialect::Json);
    let at = before.find('\r').map_or(0, |index| index + 1);
    let edit = buffer.replace(at..at, "/*".to_owned());
    tree.edit(buffer.source(), &edit);
    assert_eq!(tree, Tree::parse(buffer.source(), Dialect::Json));
}
