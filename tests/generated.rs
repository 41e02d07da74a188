//! Property tests with generated manifests: a fix keeps the JSON valid and removes its finding, and cached
//! findings equal those of a full check.

use std::ops::Range;
use std::sync::Arc;

use integration_manifest_ls::Snapshot;
use integration_manifest_ls::fix::{self, Fix, FixAll};
use integration_manifest_ls::ide::code_action::{add_all_missing, jsonc_to_json, sort_members};
use integration_manifest_ls::manifest::INTEGRATION;
use integration_manifest_ls::rules::{
    self, Applicability, Finding, FixAction, Group, Settings, Severity,
};
use integration_manifest_ls::syntax::{Dialect, Node, Tree};
use integration_manifest_ls::text::{self, Buffer, Change, PositionEncoding};
use proptest::prelude::*;
use serde_json::Value;

/// Members of a manifest, valid and invalid.
const MEMBERS: &[&str] = &[
    r#""name": "acme/tracker""#,
    r#""name": "Acme/Order Tracker""#,
    r#""version": "1.0.0""#,
    r#""version": "v1.2""#,
    r#""version": 1"#,
    r#""title": """#,
    r#""titel": "Tracker""#,
    r#""desc": "Tracks orders.""#,
    r#""id": "intver_1""#,
    r#""x-note": { "a": [1, 2], "b": "//" }"#,
    r#""visibility": "Public""#,
    r#""visibility": "private""#,
    r#""public": true"#,
    r#""public": false"#,
    r#""dev": "true""#,
    r#""layers": "one""#,
    r#""acitons": { "get": {} }"#,
    r#""actions": { "get_order": { "input": {} }, "getIt": { "output": { "schema": {} } } }"#,
    r#""actions": { "Send": { "input": { "schema": {} }, "output": { "schema": {} }, "title": 5 } }"#,
    r#""events": { "order_shipped": { "schema": {} }, "orderShipped": { "schema": {} } }"#,
    r#""events": { "shipped": { "ui": { "id": { "title": "ID", "examples": [1] } }, "schema": {} } }"#,
    r#""states": { "s1": { "type": "User", "schema": {} }, "s2": {} }"#,
    r#""entities": { "order-item": { "schema": {} }, "order": {} }"#,
    r#""secrets": { "clientId": null, "SECRET_KEY": "hush", "API__KEY": 1, "OK": null }"#,
    r#""identifier": { "fallbackHandlerScript": "\n\t.secrets.clientId + .secrets.API__KEY", "x": 1 }"#,
    r#""user": { "tags": { "Id": {}, "id": {}, "my tag": {} }, "creation": { "enabled": true, "requiredTags": ["id", "id", "my tag", "idd"] } }"#,
    r#""user": { "creation": { "enabled": true, "requiredTags": ["id", "id"] } }"#,
    r#""user": { "creation": { "enabled": "false", "requiredTags": "id" } }"#,
    r#""channels": { "c_1": { "messages": { "markdown": { "schema": {} } } }, "c2": { "messages": { "markdown": {}, "text": { "schema": {} } } } }"#,
    r#""interfaces": { "hitl<order-item>": { "id": "", "entities": { "hitlSession": { "name": "order-item" } }, "actions": {}, "channels": { "hitl": { "name": "c_1" } } } }"#,
    r#""interfaces": { "typing-indicator<x>": { "actions": { "startTypingIndicator": { "name": "getIt2" } } }, "creatable": {} }"#,
    r#""configuration": { "schema": { "type": "objec", "properties": { "a": { "minLength": "3", "type": null, "x-zui": { "titel": "A" } } }, "required": ["A", "b", "b"] } }"#,
    r##""entities": { "e": { "schema": { "propertys": {}, "required": "a", "enum": "x", "items": { "$ref": "#/x", "title": 5 }, "type": ["null", "strng", "null"] } } }"##,
    r#""attributes": { "category": "CRM and Sales", "repos": "x" }"#,
    r#""extraOperations": { "messageUpdated": { "enabled": true }, "pings": {} }"#,
];

/// A typing error.
const TYPOS: &str = "[\"{}\\[\\],:/* a\\n\\\\é😀0]{0,3}";

fn shown(findings: Vec<Finding>) -> Vec<String> {
    findings.iter().map(|finding| format!("{finding:?}")).collect()
}

/// Collects the ranges of all names in `node`, with their quotes.
fn names_in(node: Node<'_>, names: &mut Vec<Range<usize>>) {
    for (_, member) in node.members() {
        names.push(member.key_range());
    }
    node.entries().for_each(|member| names_in(member.value(), names));
}

/// The format of a generated manifest.
#[derive(Debug, Clone, Copy)]
struct Layout {
    lines: bool,
    line_break: &'static str,
    indent: &'static str,
    comments: bool,
    trailing: bool,
    compact: bool,
}

fn layouts() -> impl Strategy<Value = Layout> {
    let line_breaks = prop_oneof![Just("\n"), Just("\r\n")];
    let indents = prop_oneof![Just("  "), Just("\t")];
    let flags = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>());
    (line_breaks, indents, flags).prop_map(
        |(line_break, indent, (lines, comments, trailing, compact))| Layout {
            lines,
            line_break,
            indent,
            comments,
            trailing: comments && trailing,
            compact,
        },
    )
}

/// Generates a manifest with some of the members, without duplicate keys, and its format.
fn manifests() -> impl Strategy<Value = (String, Layout)> {
    let members = proptest::sample::subsequence(MEMBERS, 0..=8).prop_shuffle();
    (members, layouts()).prop_map(|(members, layout)| {
        let mut entries: Vec<(String, Value)> = Vec::new();
        for member in members {
            let object: Value = serde_json::from_str(&format!("{{{member}}}")).unwrap();
            let (name, value) = object.as_object().unwrap().iter().next().unwrap();
            if entries.iter().all(|(other, _)| other != name) {
                entries.push((name.clone(), value.clone()));
            }
        }
        let mut text = String::new();
        write_all(&entries, '{', '}', layout, 0, &mut text);
        (text, layout)
    })
}

fn write(value: &Value, layout: Layout, depth: usize, text: &mut String) {
    match value {
        Value::Object(object) => {
            let members: Vec<_> =
                object.iter().map(|(name, value)| (name.clone(), value.clone())).collect();
            write_all(&members, '{', '}', layout, depth, text);
        }
        Value::Array(array) => {
            let elements: Vec<_> =
                array.iter().map(|value| (String::new(), value.clone())).collect();
            write_all(&elements, '[', ']', layout, depth, text);
        }
        other => text.push_str(&other.to_string()),
    }
}

fn write_all(
    entries: &[(String, Value)],
    open: char,
    close: char,
    layout: Layout,
    depth: usize,
    text: &mut String,
) {
    let gap = |depth: usize| match layout {
        Layout { lines: true, .. } => {
            format!("{}{}", layout.line_break, layout.indent.repeat(depth))
        }
        Layout { compact: true, .. } => String::new(),
        _ => " ".to_owned(),
    };
    text.push(open);
    for (index, (name, value)) in entries.iter().enumerate() {
        if layout.comments && layout.lines && (index + depth).is_multiple_of(3) {
            text.push_str(&format!("{}// above, \"{index}\"", gap(depth + 1)));
        }
        text.push_str(&gap(depth + 1));
        if layout.comments && (index + depth) % 4 == 1 {
            text.push_str("/* before, */");
        }
        if open == '{' {
            text.push_str(&Value::from(name.as_str()).to_string());
            text.push_str(if layout.compact { ":" } else { ": " });
        }
        write(value, layout, depth + 1, text);
        if index + 1 < entries.len() || layout.trailing {
            text.push(',');
        }
        if layout.comments && (index + depth) % 3 == 1 {
            text.push_str(if layout.lines { " // after, {" } else { " /* after, { */" });
        }
    }
    if !entries.is_empty() || layout.comments {
        text.push_str(&gap(depth));
    }
    text.push(close);
}

/// Replaces pieces of `text`: each from an index on, of a length, with a new text.
fn break_text(text: &str, cuts: Vec<(prop::sample::Index, usize, String)>) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for (at, len, bit) in cuts {
        let at = at.index(chars.len() + 1);
        let end = (at + len).min(chars.len());
        chars.splice(at..end, bit.chars());
    }
    chars.into_iter().collect()
}

struct Checked {
    findings: Vec<Finding>,
    /// Fixes, with the index of their finding.
    fixes: Vec<(usize, Fix)>,
    errors: usize,
    syntax_errors: usize,
}

fn check(text: &str, dialect: Dialect) -> Checked {
    let tree = Tree::parse(text, dialect);
    let findings = rules::run(&text, &tree, &Settings::default()).findings;
    let fixes = findings
        .iter()
        .enumerate()
        .filter_map(|(index, finding)| Some((index, fix::compute_fix(&text, &tree, finding)?)))
        .collect();
    // A fixed `visibility` can enable the rules of the group `publish`.
    let counts = |finding: &&Finding| {
        finding.severity == Severity::Error && finding.rule.group != Group::Publish
    };
    let errors = findings.iter().filter(counts).count();
    let mut syntax_errors = 0;
    tree.error_ranges(&mut |_, _| syntax_errors += 1);
    Checked { findings, fixes, errors, syntax_errors }
}

/// `text` after as many of its safe fixes as can be applied at once; `None` if there are none.
fn apply_safe_fixes(text: &str, dialect: Dialect) -> Option<String> {
    let fixes = check(text, dialect).fixes.into_iter().map(|(_, fix)| fix);
    let edits = fix::combine(fixes.filter(|fix| fix.is_safe()));
    (!edits.is_empty()).then(|| text::apply(text, &edits))
}

fn count_same(findings: &[Finding], one: &Finding) -> usize {
    let same = |other: &&Finding| other.rule == one.rule && other.message == one.message;
    findings.iter().filter(same).count()
}

fn action(finding: &Finding) -> Option<&FixAction> {
    finding.fix.as_ref().map(|fix| &fix.action)
}

/// Whether a fix can reveal findings in a value that was not checked before.
fn uncovers(finding: &Finding) -> bool {
    match action(finding) {
        Some(FixAction::RenameMember(_)) => finding.rule.id == "unknown-field",
        // The name of a created definition is checked for the first time.
        Some(FixAction::Reshape(_)) => finding.rule.id == "unknown-interface-target",
        Some(FixAction::ReplaceValue(_)) => true,
        _ => false,
    }
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: if std::env::var_os("PROPTEST_CASES").is_some() { ProptestConfig::default().cases } else { 192 },
        failure_persistence: None,
        ..Default::default()
    })]

    #[test]
    fn fixes_remove_their_finding((text, layout) in manifests()) {
        let dialect = if layout.comments { Dialect::Jsonc } else { Dialect::Json };
        let before = check(&text, dialect);
        prop_assert_eq!(before.syntax_errors, 0, "{}", text);
        for (index, fix) in &before.fixes {
            let finding = &before.findings[*index];
            let fixed = text::apply(&text, &fix.edits);
            let context = format!("{finding:#?}\n{fix:#?}\n{text}\n→\n{fixed}");
            for pair in fix.edits.windows(2) {
                prop_assert!(pair[0].range.end <= pair[1].range.start, "{}", context);
            }
            let after = check(&fixed, dialect);
            prop_assert_eq!(after.syntax_errors, 0, "{}", context);
            let (was, is) = (count_same(&before.findings, finding), count_same(&after.findings, finding));
            prop_assert!(is < was, "{}", context);
            // A fix can insert an empty placeholder, which the API may reject.
            let asks = finding.rule.group == Group::Publish;
            if fix.is_safe() || !(uncovers(finding) || asks) {
                prop_assert!(after.errors <= before.errors, "{}", context);
            }
        }
        let all = fix::combine(before.fixes.iter().map(|(_, fix)| fix.clone()));
        let fixed = text::apply(&text, &all);
        let after = check(&fixed, dialect);
        prop_assert_eq!(after.syntax_errors, 0, "{}\n→\n{}", text, fixed);
        let is_made = |fix: &Fix| fix.edits.iter().all(|edit| all.contains(edit));
        let made = before.fixes.iter().filter(|(_, fix)| is_made(fix));
        let made: Vec<&Finding> = made.map(|(index, _)| &before.findings[*index]).collect();
        if !made.iter().any(|finding| uncovers(finding)) {
            for finding in made {
                let (was, is) = (count_same(&before.findings, finding), count_same(&after.findings, finding));
                prop_assert!(is < was, "{:#?}\n{}\n→\n{}", finding, text, fixed);
            }
        }
    }

    /// While a user types, most texts are incomplete.
    #[test]
    fn fixes_of_broken_text_are_valid_edits(
        (text, layout) in manifests(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, TYPOS), 1..4),
    ) {
        let text = break_text(&text, cuts);
        let dialect = if layout.comments { Dialect::Jsonc } else { Dialect::Json };
        let rope = Buffer::new(&text);
        let tree = Tree::parse(text.as_str(), dialect);
        for (index, fix) in check(&text, dialect).fixes {
            let mut at = 0;
            for edit in &fix.edits {
                prop_assert!(at <= edit.range.start && edit.range.start <= edit.range.end);
                prop_assert!(text.is_char_boundary(edit.range.start));
                prop_assert!(text.is_char_boundary(edit.range.end));
                at = edit.range.end;
            }
            // The fix is the same if the text is read from a rope.
            let findings = rules::run(rope.source(), &tree, &Settings::default()).findings;
            let same = fix::compute_fix(rope.source(), &tree, &findings[index]);
            prop_assert_eq!(same, Some(fix));
        }
    }

    /// Safe fixes of a broken text repair syntax errors, and change no other lines.
    #[test]
    fn fix_all_improves_broken_text_only_where_it_is_broken(
        (text, layout) in manifests(),
        cuts in prop::collection::vec((any::<prop::sample::Index>(), 0..4_usize, TYPOS), 1..4),
    ) {
        let text = break_text(&text, cuts);
        let dialect = if layout.comments { Dialect::Jsonc } else { Dialect::Json };
        let settings = Settings::default();
        let FixAll { edits, fixed } = fix::fix_all(&text, dialect, &settings, Applicability::Safe);
        let after = text::apply(&text, &edits);
        let context = format!("{text}\n→\n{after}\n{fixed:#?}");
        let (was, is) = (check(&text, dialect), check(&after, dialect));
        let repairs = fixed.iter().filter(|fix| *fix.rule == rules::SYNTAX_ERROR).count();
        prop_assert!(is.syntax_errors + repairs <= was.syntax_errors, "{}", context);
        let line = |at: usize| text[..at].matches('\n').count();
        let places: Vec<usize> = fixed.iter().map(|fix| line(fix.start)).collect();
        for edit in &edits {
            let (start, end) = (line(edit.range.start), line(edit.range.end));
            let is_near = |place: &usize| (start.saturating_sub(1)..=end + 1).contains(place);
            prop_assert!(places.iter().any(is_near), "{:?}\n{}", edit, context);
        }
        if text.lines().any(|line| line.starts_with("<<<<<<< ")) {
            prop_assert!(edits.is_empty());
        }
    }

    #[test]
    fn cached_findings_match_fresh_check(
        (text, layout) in manifests(),
        edits in prop::collection::vec((any::<prop::sample::Index>(), 0..12_usize, TYPOS), 1..6),
    ) {
        let dialect = if layout.comments { Dialect::Jsonc } else { Dialect::Json };
        let mut snapshot = Snapshot::new(&text, dialect, Arc::default(), 1);
        snapshot.check();
        for (at, len, bit) in edits {
            let text = snapshot.buffer.source().to_string();
            let mut places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
            places.push(text.len());
            let at = at.index(places.len());
            let end = (at + len).min(places.len() - 1);
            let position = |at: usize| snapshot.buffer.position(places[at], PositionEncoding::Utf8);
            let change = Change { range: Some((position(at), position(end))), text: bit };
            snapshot.change(change, PositionEncoding::Utf8);
            let text = snapshot.buffer.source().to_string();
            let fresh = rules::check(&text, dialect, &Settings::default());
            prop_assert_eq!(shown(snapshot.check().findings), shown(fresh), "{}", text);
        }
    }

    /// An unchanged value can have another meaning under another name.
    #[test]
    fn renaming_matches_fresh_check(
        (text, layout) in manifests(),
        renames in prop::collection::vec((any::<prop::sample::Index>(), any::<prop::sample::Index>()), 1..6),
    ) {
        const OTHERS: &[&str] =
            &["tags", "messages", "message", "conversation", "input", "output", "schema", "creation"];
        let all: Vec<&str> =
            INTEGRATION.fields.iter().map(|field| field.name).chain(OTHERS.iter().copied()).collect();
        let dialect = if layout.comments { Dialect::Jsonc } else { Dialect::Json };
        let mut snapshot = Snapshot::new(&text, dialect, Arc::default(), 1);
        for (which, new) in renames {
            snapshot.check();
            let mut names = Vec::new();
            if let Some(root) = snapshot.tree.root() {
                names_in(root, &mut names);
            }
            if names.is_empty() {
                break;
            }
            let old = which.get(&names).clone();
            let position = |at: usize| snapshot.buffer.position(at, PositionEncoding::Utf8);
            let range = Some((position(old.start), position(old.end)));
            let change = Change { range, text: format!("{:?}", new.get(&all)) };
            snapshot.change(change, PositionEncoding::Utf8);
            let text = snapshot.buffer.source().to_string();
            let fresh = rules::check(&text, dialect, &Settings::default());
            prop_assert_eq!(shown(snapshot.check().findings), shown(fresh), "{}", text);
        }
    }

    /// Sorting moves members with their comments, and does not change them.
    #[test]
    fn sorting_keeps_members_and_is_idempotent((text, layout) in manifests()) {
        let dialect = if layout.comments { Dialect::Jsonc } else { Dialect::Json };
        let snapshot = |text: &str| Snapshot::new(text, dialect, Arc::default(), 1);
        let value = |text: &str| -> Value {
            let plain = text::apply(text, &jsonc_to_json::edits(&Snapshot::new(text, Dialect::Jsonc, Arc::default(), 1)));
            serde_json::from_str(&plain).unwrap_or_else(|error| panic!("{error}: {text}\n→\n{plain}"))
        };
        let words = |text: &str| {
            let mut words: Vec<String> = text
                .split(|c: char| c.is_whitespace() || c == ',')
                .filter(|word| !word.is_empty()).map(str::to_owned).collect();
            words.sort();
            words
        };
        let before = snapshot(&text);
        let sorted = text::apply(&text, &sort_members::everywhere(&before));
        prop_assert_eq!(value(&sorted), value(&text));
        if layout.lines {
            prop_assert_eq!(words(&sorted), words(&text), "{}\n→\n{}", text, sorted);
        }
        let after = snapshot(&sorted);
        let mut syntax_errors = 0;
        after.tree.error_ranges(&mut |_, _| syntax_errors += 1);
        prop_assert_eq!(syntax_errors, 0, "{}\n→\n{}", text, sorted);
        prop_assert_eq!(sort_members::everywhere(&after), vec![], "{}\n→\n{}", text, sorted);
        for at in (0..text.len()).step_by(7) {
            prop_assert_eq!(sort_members::extent(&before, at).is_some(), sort_members::sort_at(&before, at).is_some());
            if let Some(edit) = sort_members::sort_at(&before, at) {
                let sorted = text::apply(&text, &[edit]);
                prop_assert_eq!(value(&sorted), value(&text), "{}\n→\n{}", text, sorted);
            }
        }
    }

    /// Adding missing members results in valid JSON, without missing members.
    #[test]
    fn add_missing_adds_all_members((text, layout) in manifests()) {
        let dialect = if layout.comments { Dialect::Jsonc } else { Dialect::Json };
        for group in [Group::Publish, Group::Endpoint] {
            let mut current = Snapshot::new(&text, dialect, Arc::default(), 1);
            for _ in 0..4 {
                let edits = add_all_missing::edits(&current, group, None);
                let filled = text::apply(&current.buffer.source().to_string(), &edits);
                current = Snapshot::new(&filled, dialect, Arc::default(), 1);
                let mut syntax_errors = 0;
                current.tree.error_ranges(&mut |_, _| syntax_errors += 1);
                prop_assert_eq!(syntax_errors, 0, "{}\n→\n{}", text, filled);
            }
            let findings = current.check().findings;
            prop_assert_eq!(add_all_missing::count(&findings, group, None), 0, "{}", text);
        }
    }

    #[test]
    fn safe_fixes_terminate((text, layout) in manifests()) {
        let dialect = if layout.comments { Dialect::Jsonc } else { Dialect::Json };
        let mut fixed = text.clone();
        let mut rounds = 0;
        while let Some(next) = apply_safe_fixes(&fixed, dialect) {
            fixed = next;
            rounds += 1;
            prop_assert!(rounds < 10, "{}\n→\n{}", text, fixed);
        }
        let (before, after) = (check(&text, dialect), check(&fixed, dialect));
        prop_assert!(after.errors <= before.errors, "{}\n→\n{}", text, fixed);
        // A fixed `visibility` can enable the rules of the group `publish`.
        let count = |checked: &Checked| {
            checked.findings.iter().filter(|it| it.rule.group != Group::Publish).count()
        };
        let uncovered = before.fixes.iter().any(|(index, fix)| {
            fix.is_safe() && uncovers(&before.findings[*index])
        });
        if rounds > 0 && !uncovered {
            prop_assert!(count(&after) < count(&before), "{}\n→\n{}", text, fixed);
        }
    }
}

#[test]
fn unambiguous_syntax_errors_are_fixed() {
    let mut text =
        "{\n  \"name\": \"a\"\n  \"version\":: \"1.0.0\",\n  \"layers\": [\"x\",, \"y\"]\n,}"
            .to_owned();
    while let Some(fixed) = apply_safe_fixes(&text, Dialect::Json) {
        text = fixed;
    }
    assert_eq!(
        text,
        "{\n  \"name\": \"a\",\n  \"version\": \"1.0.0\",\n  \"layers\": [\"x\", \"y\"]\n}"
    );
}

/// A comma inserted inside the string would be missing again.
#[test]
fn fixes_do_not_insert_after_unterminated_string() {
    for text in [
        "{\"icon\": \"PCFE,\n\"title\": \"a\"}",
        "{\"icon\": {\"icon\": \"PCFE,\n\"icon\": \"QNDw",
        "{\"icon,\n\"icon\": \"a\"}",
        "{\"icon\": 'a},\n\"icon\": \"a\"}",
        "{\"icon\": \"a\", 'b},\n'}",
    ] {
        let settings = Settings::default();
        let FixAll { edits, .. } =
            fix::fix_all(text, Dialect::Json, &settings, Applicability::Safe);
        let fixed = text::apply(text, &edits);
        let syntax_errors = |text: &str| check(text, Dialect::Json).syntax_errors;
        assert!(
            edits.is_empty() || syntax_errors(&fixed) < syntax_errors(text),
            "{text}\n→\n{fixed}"
        );
    }
}

/// Without the last one, the first one would apply.
#[test]
fn duplicate_member_is_not_removed_by_safe_fix() {
    for rest in ["\"visibility\": \"private\"", "\"title\": \"a\""] {
        let text = format!("{{\"public\": \"private\", \"public\": false, {rest}}}");
        assert_eq!(apply_safe_fixes(&text, Dialect::Json), None, "{text}");
    }
}

#[test]
fn fix_of_duplicate_member_changes_member_of_finding() {
    let text = r#"{ "titel": "one", "titel": "two" }"#;
    let tree = Tree::parse(text, Dialect::Json);
    let findings = rules::run(&text, &tree, &Settings::default()).findings;
    let second = findings.iter().find(|finding| finding.rule.id == "unknown-field").unwrap();
    let mut first = second.clone();
    first.range = 2..9;
    let change =
        |finding| text::apply(text, &fix::compute_fix(&text, &tree, finding).unwrap().edits);
    assert_eq!(change(second), r#"{ "titel": "one", "title": "two" }"#);
    assert_eq!(change(&first), r#"{ "title": "one", "titel": "two" }"#);
}

#[test]
fn rename_fix_changes_all_references() {
    let text = r#"{
  "secrets": { "verifyToken": null },
  "identifier": { "fallbackHandlerScript": "s = .secrets\n\"a\" == s.verifyToken # .secrets.x" },
  "entities": { "order-item": { "schema": {} } },
  "actions": { "get_order": { "input": { "schema": {} }, "output": { "schema": {} } } },
  "interfaces": {
    "readable<order-item>": {
      "id": "ifver_01H0000000000000000000READ",
      "entities": { "item": { "name": "order-item" } },
      "actions": { "read": { "name": "get_order" } }
    }
  },
  "channels": {
    "chat": {
      "messages": {},
      "conversation": {
        "tags": { "Thread ID": {} },
        "creation": { "enabled": false, "requiredTags": ["Thread ID"] }
      }
    }
  }
}"#;
    let mut fixed = text.to_owned();
    loop {
        let tree = Tree::parse(fixed.as_str(), Dialect::Json);
        let findings = rules::run(&fixed.as_str(), &tree, &Settings::default()).findings;
        let rename =
            |finding: &&Finding| matches!(action(finding), Some(FixAction::RenameDefinition(_)));
        let Some(finding) = findings.iter().find(rename) else { break };
        fixed =
            text::apply(&fixed, &fix::compute_fix(&fixed.as_str(), &tree, finding).unwrap().edits);
    }
    let expected = text
        .replace("\"verifyToken\"", "\"VERIFY_TOKEN\"")
        .replace("s.verifyToken", "s.VERIFY_TOKEN")
        .replace("order-item", "orderItem")
        .replace("get_order", "getOrder")
        .replace("Thread ID", "threadId");
    assert_eq!(fixed, expected);
}
