//! Tests of every rule, on manifests with findings and on similar manifests without.
//!
//! The fixtures are data: `tests/rules/GROUP/RULE.md` has a section `## Finds …` or `## Silent …`
//! for each manifest, and the snapshot `RULE.snap` shows the findings. Only the findings of the rule
//! itself count, so a manifest needs no other members.
//!
//! The info string of a manifest is `json` or `jsonc`, followed by limits (`json events=1`) and by
//! embedded files: the content in base64 (`json embed:icon=PHN2Zy8+`), or `-` for a missing file
//! (`json embed:icon=-`). `docs=` has the same values, for the file with the reference of the integration.

use std::fmt::Write;
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use integration_manifest_ls::Snapshot;
use integration_manifest_ls::fix;
use integration_manifest_ls::ide::code_action;
use integration_manifest_ls::manifest::INTEGRATION;
use integration_manifest_ls::rules::{
    self, DocsTarget, EmbedSource, Finding, Group, Rule, Settings, Severity,
};
use integration_manifest_ls::syntax::{Dialect, Tree};
use integration_manifest_ls::text::{self, Change, PositionEncoding};

/// One section of a fixture.
struct Case {
    title: String,
    dialect: Dialect,
    settings: Settings,
    text: String,
}

impl Case {
    fn finds(&self) -> bool {
        self.title.starts_with("Finds")
    }

    fn findings(&self, rule: &Rule) -> Vec<Finding> {
        let mut findings = rules::check(&self.text, self.dialect, &self.settings);
        findings.retain(|finding| finding.rule == rule);
        findings
    }
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rules")
}

fn fixture(rule: &Rule) -> PathBuf {
    folder().join(rule.group.name()).join(format!("{}.md", rule.id))
}

fn cases(rule: &Rule) -> Vec<Case> {
    let path = fixture(rule);
    let text = fs::read_to_string(&path)
        .unwrap_or_else(|error| panic!("a fixture for the rule `{}`: {path:?}: {error}", rule.id));
    let mut cases = Vec::new();
    for section in text.split("## ").skip(1) {
        let (title, rest) = section.split_once('\n').expect("a title on a line of its own");
        let (_, rest) = rest.split_once("```").expect("a fenced manifest");
        let (info, rest) = rest.split_once('\n').expect("a manifest after the fence");
        let (text, _) = rest.split_once("```").expect("the fence's end");
        let mut info = info.split_whitespace();
        let dialect = if info.next() == Some("jsonc") { Dialect::Jsonc } else { Dialect::Json };
        let mut settings = Settings::default();
        if rule.severity.is_none() {
            settings.severities.insert(rule.id.to_owned(), Some(Severity::Hint));
        }
        for word in info {
            if let Some(content) = word.strip_prefix("docs=") {
                settings.docs = Some(Arc::new(reference(content)));
                continue;
            }
            match word.strip_prefix("embed:") {
                Some(origin) => settings.embed_sources.push(Arc::new(embedded(origin))),
                None => set_limit(&mut settings, word),
            }
        }
        cases.push(Case { title: title.to_owned(), dialect, settings, text: text.to_owned() });
    }
    cases
}

fn reference(content: &str) -> DocsTarget {
    let content = match content {
        "-" => Err("no such file or folder".to_owned()),
        content => Ok(STANDARD.decode(content).expect("base64")),
    };
    DocsTarget::new("README.md", Default::default(), content)
}

fn embedded(origin: &str) -> EmbedSource {
    let (field, content) = origin.split_once('=').expect("FIELD=BASE64");
    let content = match content {
        "-" => Err("no such file or folder".to_owned()),
        content => Ok(STANDARD.decode(content).expect("base64")),
    };
    let name = field.rsplit('/').next().unwrap_or_default();
    EmbedSource::new(field, &format!("files/{name}"), content)
}

fn set_limit(settings: &mut Settings, limit: &str) {
    let (name, number) = limit.split_once('=').expect("NAME=NUMBER");
    let limits = &mut settings.limits;
    let limit = match name {
        "channels" => &mut limits.channels,
        "messages" => &mut limits.messages,
        "events" => &mut limits.events,
        "states" => &mut limits.states,
        "tags" => &mut limits.tags,
        "secrets" => &mut limits.secrets,
        "schema_bytes" => &mut limits.schema_bytes,
        "code_bytes" => &mut limits.code_bytes,
        _ => panic!("no limit is called `{name}`"),
    };
    *limit = number.parse().expect("a number");
}

/// Draws all visible parts of a finding.
fn draw(case: &Case, finding: &Finding, out: &mut String) {
    let text = &case.text;
    let pointer = if finding.pointer.is_empty() { "(the document)" } else { &finding.pointer };
    let tag = finding.tag.map(|tag| format!(" {tag:?}").to_lowercase()).unwrap_or_default();
    _ = writeln!(out, "{} {}{tag} at {pointer}", finding.severity, finding.rule.id);
    mark(text, &finding.range, out);
    _ = writeln!(out, "  {}", finding.message);
    for related in &finding.related {
        _ = writeln!(out, "  see also:");
        mark(text, &related.range, out);
        _ = writeln!(out, "  {}", related.message);
    }
    let tree = Tree::parse(text.as_str(), case.dialect);
    if let Some(fix) = fix::compute_fix(&text.as_str(), &tree, finding) {
        let safe = if fix.is_safe() { " (safe)" } else { "" };
        _ = writeln!(out, "  fix{safe}: {}", fix.title);
        differ(text, &text::apply(text, &fix.edits), out);
    }
    out.push('\n');
}

/// Draws the line at the start of `range`, with the range underlined.
fn mark(text: &str, range: &Range<usize>, out: &mut String) {
    let start = text[..range.start].rfind('\n').map_or(0, |at| at + 1);
    let end = text[range.start..].find('\n').map_or(text.len(), |len| range.start + len);
    let number = text[..start].matches('\n').count() + 1;
    let before = text[start..range.start].chars().count();
    let width = text[range.start..range.end.min(end)].chars().count().max(1);
    let more = if range.end > end { "…" } else { "" };
    _ = writeln!(out, "  {number:>3} | {}", text[start..end].trim_end());
    _ = writeln!(out, "      | {}{}{more}", " ".repeat(before), "^".repeat(width));
}

/// Draws the lines that a fix changes.
fn differ(before: &str, after: &str, out: &mut String) {
    let (old, new): (Vec<&str>, Vec<&str>) = (before.lines().collect(), after.lines().collect());
    let same = old.iter().zip(&new).take_while(|(a, b)| a == b).count();
    let rest = old.len().min(new.len()) - same;
    let tail = old.iter().rev().zip(new.iter().rev()).take_while(|(a, b)| a == b).count();
    let tail = tail.min(rest);
    for line in &old[same..old.len() - tail] {
        _ = writeln!(out, "      - {line}");
    }
    for line in &new[same..new.len() - tail] {
        _ = writeln!(out, "      + {line}");
    }
}

/// The rules that this build checks with the document alone. `tests/validate` tests the one about rejections
/// by the API, `tests/server` those about old versions, and the rules about scripts need the VRL compiler.
fn local_rules() -> impl Iterator<Item = &'static Rule> {
    rules::all().iter().copied().filter(|rule| {
        ![&rules::REFUSED_BY_ENDPOINT, &rules::TOO_MANY_FINDINGS].contains(rule)
            && rule.group != rules::Group::Compatibility
            && (cfg!(feature = "vrl") || !rule.id.starts_with("script-"))
    })
}

#[test]
fn rule_findings_match_fixtures() {
    for rule in local_rules() {
        let mut drawn = String::new();
        for case in cases(rule) {
            let findings = case.findings(rule);
            assert_eq!(
                !findings.is_empty(),
                case.finds(),
                "`{}`, {}: {findings:#?}",
                rule.id,
                case.title
            );
            if case.finds() {
                _ = writeln!(drawn, "## {}\n", case.title);
            }
            for finding in &findings {
                draw(&case, finding, &mut drawn);
            }
        }
        let mut settings = insta::Settings::clone_current();
        settings.set_snapshot_path(folder().join(rule.group.name()));
        settings.set_prepend_module_to_snapshot(false);
        settings.set_omit_expression(true);
        settings.bind(|| insta::assert_snapshot!(rule.id, drawn));
    }
}

#[test]
fn rule_has_fixtures_of_both_kinds_and_a_complete_page() {
    for rule in rules::all() {
        let id = rule.id;
        if local_rules().any(|found| found == *rule) {
            let cases = cases(rule);
            assert!(cases.iter().any(Case::finds), "`{id}` has a manifest with a finding");
            assert!(
                cases.iter().any(|case| !case.finds()),
                "`{id}` has a manifest without a finding"
            );
        }
        assert!(rule.summary().ends_with('.'), "`{id}` has a sentence as its summary");
        let mut at = 0;
        for section in ["What it finds", "Why it matters", "Example", "Fix"] {
            let heading = format!("## {section}\n");
            let found = rule.page[at..].find(&heading);
            at +=
                found.unwrap_or_else(|| panic!("the page of `{id}` has “{section}” in its place"));
        }
        for example in rule.page.split("```json\n").skip(1) {
            let (example, _) = example.split_once("```").expect("an example ends");
            assert!(!example.trim().is_empty(), "`{id}` has no empty example");
        }
    }
}

#[test]
fn every_fixture_belongs_to_a_rule() {
    for group in rules::Group::ALL {
        if group == rules::Group::Compatibility {
            continue;
        }
        for entry in fs::read_dir(folder().join(group.name())).expect("a folder for each group") {
            let path = entry.expect("a readable folder").path();
            let id = path.file_stem().expect("a name").to_string_lossy().into_owned();
            let rule = rules::find(id.trim_end_matches(".snap"));
            assert!(
                rule.is_some_and(|rule| rule.group == group),
                "{path:?} has the name of a rule"
            );
        }
    }
}

#[test]
fn rule_ids_are_distinct() {
    let mut ids: Vec<&str> = rules::all().iter().map(|rule| rule.id).collect();
    ids.sort_unstable();
    let count = ids.len();
    ids.dedup();
    assert_eq!(ids.len(), count);
}

/// The example on the page of a semantics rule violates the rule.
#[test]
fn rule_page_examples_match_checker() {
    for rule in local_rules() {
        let semantics = rule.group == rules::Group::Semantics;
        if !semantics || rule.severity.is_none() {
            continue;
        }
        let page: String =
            rule.page.lines().map(|line| format!("{}\n", line.trim_start())).collect();
        let (_, example) = page.split_once("## Example\n").expect("an example");
        let (dialect, example) = match example.split_once("```jsonc\n") {
            Some((_, example)) => (Dialect::Jsonc, example),
            None => {
                let (_, example) = example.split_once("```json\n").expect("a fenced example");
                (Dialect::Json, example)
            }
        };
        let (example, _) = example.split_once("```").expect("the fence's end");
        let mut settings = Settings::default();
        settings.embed_sources.push(Arc::new(embedded("readme=IyBOZXc=")));
        settings.docs = Some(Arc::new(reference("-")));
        let finds = |text: &str| {
            rules::check(text, dialect, &settings).iter().any(|finding| finding.rule == rule)
        };
        // Some examples show only a part of a manifest.
        let around = [
            example.to_owned(),
            format!("{{ \"user\": {example} }}"),
            format!("{{ \"actions\": {{ \"get\": {example} }} }}"),
        ];
        assert!(around.iter().any(|text| finds(text)), "the example of `{}`:\n{example}", rule.id);
    }
}

#[test]
fn keystroke_rechecks_one_definition() {
    let mut text =
        String::from("{ \"name\": \"acme/many\", \"version\": \"1.0.0\", \"actions\": {\n");
    for index in 0..200 {
        _ = writeln!(
            text,
            "  \"act{index}\": {{ \"title\": \"Act {index}\", \"input\": {{ \"schema\": {{}} }}, \
             \"output\": {{ \"schema\": {{}} }} }}{}",
            if index < 199 { "," } else { "" }
        );
    }
    text.push_str("} }\n");
    let mut snapshot = Snapshot::new(&text, Dialect::Json, Arc::default(), 1);
    let first = snapshot.check();
    assert!(first.units_checked >= 200, "{}", first.units_checked);
    assert_eq!(snapshot.check().units_checked, 0, "an unchanged document");

    let at = text.find("Act 77").expect("a title");
    let at = snapshot.buffer.position(at, PositionEncoding::Utf8);
    let change = Change { range: Some((at, at)), text: "x".to_owned() };
    snapshot.change(change, PositionEncoding::Utf8);
    let second = snapshot.check();
    assert!((1..=4).contains(&second.units_checked), "{}", second.units_checked);
    assert!(second.units_asked <= 4, "other definitions are not visited: {}", second.units_asked);

    // The cached findings equal those of a full check.
    assert_eq!(shown(&second.findings), shown(&full_check(&snapshot)));
}

/// An edit inside one entry can turn the fields of a definition into definitions, and back.
#[test]
fn edit_of_one_entry_rechecks_a_map_with_the_names_of_fields() {
    let text = r#"{ "name": "a", "version": "1.0.0", "events": { "schema": { "title": {} } } }"#;
    let mut snapshot = Snapshot::new(text, Dialect::Json, Arc::default(), 1);
    let single = shown(&snapshot.check().findings);
    assert!(single.iter().any(|it| it.contains("fields of one event")), "{single:?}");
    for (from, to) in [("title", "schema"), ("\"schema\": {} }", "\"title\": {} }")] {
        let text = snapshot.buffer.source().to_string();
        let start = text.rfind(from).expect("the text before the edit");
        let [start, end] = [start, start + from.len()]
            .map(|at| snapshot.buffer.position(at, PositionEncoding::Utf8));
        let change = Change { range: Some((start, end)), text: to.to_owned() };
        snapshot.change(change, PositionEncoding::Utf8);
        assert_eq!(shown(&snapshot.check().findings), shown(&full_check(&snapshot)));
    }
    assert_eq!(shown(&snapshot.check().findings), single);
}

/// The findings of a full check of the text of `snapshot`.
fn full_check(snapshot: &Snapshot) -> Vec<Finding> {
    let text = snapshot.buffer.source().to_string();
    Snapshot::new(&text, Dialect::Json, Arc::default(), 1).check().findings
}

fn shown(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{finding:?}")).collect()
}

/// The containers of definitions stay the same when a member around them is renamed, but their shapes
/// change.
#[test]
fn renaming_a_parent_rechecks_children() {
    let names = INTEGRATION.fields.iter().map(|field| field.name);
    let names: Vec<&str> = names.chain(["other"]).collect();
    let value = r#"{ "x": { "title": 1, "schema": { "type": "strin" }, "tags": { "x": {} } } }"#;
    for old in &names {
        // At the root, and inside other objects.
        for (before, after) in
            [("", ""), ("\"user\": { ", " }"), ("\"channels\": { \"c\": { ", " } }")]
        {
            let text = format!("{{ {before}\"{old}\": {value}{after} }}");
            let start = text.find(&format!("\"{old}\": {{ \"x")).expect("the name") + 1;
            for new in names.iter().chain(["tags", "message", "messages"].iter()) {
                let mut snapshot = Snapshot::new(&text, Dialect::Json, Arc::default(), 1);
                snapshot.check();
                let position = |at| snapshot.buffer.position(at, PositionEncoding::Utf8);
                let range = Some((position(start), position(start + old.len())));
                snapshot.change(Change { range, text: (*new).to_owned() }, PositionEncoding::Utf8);
                let found = snapshot.check().findings;
                let from = format!("{old} -> {new} in {text}");
                assert_eq!(shown(&found), shown(&full_check(&snapshot)), "{from}");
            }
        }
    }
}

/// The findings that are errors, without those of the group `publish`: a fixed `visibility` can enable
/// them.
fn errors(findings: &[Finding]) -> usize {
    let is_error =
        |it: &&Finding| it.severity == Severity::Error && it.rule.group != Group::Publish;
    findings.iter().filter(is_error).count()
}

#[test]
fn quick_fix_alone_improves_manifest_and_keeps_syntax() {
    let mut applied = 0;
    for rule in local_rules() {
        for Case { title, dialect, settings, text } in cases(rule) {
            let snapshot = Snapshot::new(&text, dialect, Arc::new(settings), 1);
            let before = snapshot.check().findings;
            for action in code_action::actions(&snapshot, &(0..text.len())) {
                let fixed = text::apply(&text, &action.edits);
                let after = rules::check(&fixed, dialect, &snapshot.settings);
                let shown = format!("{}: {title}: {}\n{fixed}\n{after:#?}", rule.id, action.title);
                let count = |findings: &[Finding], rule: &Rule| {
                    findings.iter().filter(|it| it.rule == rule).count()
                };
                let syntax = |findings: &[Finding]| count(findings, &rules::SYNTAX_ERROR);
                assert!(syntax(&after) <= syntax(&before), "{shown}");
                if action.safe {
                    let Finding { rule, severity, .. } = action.finding;
                    assert!(count(&after, rule) < count(&before, rule), "{shown}");
                    let fewer =
                        usize::from(severity == Severity::Error && *rule != rules::SYNTAX_ERROR);
                    assert!(errors(&after) + fewer <= errors(&before), "{shown}");
                    applied += 1;
                }
            }
        }
    }
    assert!(applied > 15, "only {applied} safe fixes");
}
