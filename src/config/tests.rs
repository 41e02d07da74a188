use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use super::{Config, FILE_NAME, Resolver};
use crate::rules::{Limits, Severity};

/// Returns the lines of the text, each followed by the problems that start in it.
fn render(text: &str) -> String {
    let (_, problems) = Config::parse(text);
    let mut rendered = String::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let end = start + line.len();
        let shown = line.trim_end();
        let _ = writeln!(rendered, "{shown}");
        let last = end == text.len();
        for problem in problems.iter().filter(|problem| {
            let at = problem.place.start;
            (start..end).contains(&at) || last && at >= end
        }) {
            let from = (problem.place.start - start).min(shown.len());
            let to = problem.place.end.saturating_sub(start).min(shown.len()).max(from + 1);
            let _ = writeln!(
                rendered,
                "{}{} {}",
                " ".repeat(from),
                "^".repeat(to - from),
                problem.message
            );
        }
        start = end;
    }
    rendered
}

#[test]
fn valid_config_has_no_problems() {
    let text = r#"
[rules]
syntax-error = "warning"
publish = "off"

[limits]
channels = 12
schema-bytes = 0x10

[[overrides]]
files = ["legacy/**"]
rules = { syntax-error = "hint" }
"#;
    let (config, problems) = Config::parse(text);
    assert_eq!(problems, []);
    let settings = config.settings_for(Path::new("integration.json"));
    assert_eq!(settings.severities.get("syntax-error"), Some(&Some(Severity::Warning)));
    assert_eq!(settings.severities.get("publish"), Some(&None));
    assert_eq!(settings.limits, Limits { channels: 12, schema_bytes: 16, ..Limits::default() });
    let settings = config.settings_for(Path::new("legacy/a.integration.json"));
    assert_eq!(settings.severities.get("syntax-error"), Some(&Some(Severity::Hint)));
    assert_eq!(settings.severities.get("publish"), Some(&None));
}

#[test]
fn unknown_names_have_suggestions() {
    insta::assert_snapshot!(render(r#"
[rule]
endpoint = "off"
[rules]
sintax-error = "off"
Endpoint = "hint"
elephants = "eror"
[limits]
chanels = 3
code_bytes = 5
[[overrides]]
file = ["a"]
"#), @r#"
    [rule]
     ^^^^ unknown setting `rule`; did you mean `rules`?
    endpoint = "off"
    [rules]
    sintax-error = "off"
    ^^^^^^^^^^^^ unknown rule or group `sintax-error`; did you mean `syntax-error`?
    Endpoint = "hint"
    ^^^^^^^^ unknown rule or group `Endpoint`; did you mean `endpoint`?
    elephants = "eror"
    ^^^^^^^^^ unknown rule or group `elephants`
                ^^^^^^ `rules.elephants` must be off, hint, info, warning or error, not the string "eror"; did you mean `error`?
    [limits]
    chanels = 3
    ^^^^^^^ unknown limit `chanels`; did you mean `channels`?
    code_bytes = 5
    ^^^^^^^^^^ unknown limit `code_bytes`; did you mean `code-bytes`?
    [[overrides]]
    file = ["a"]
    ^^^^ unknown setting `file`; did you mean `files`?
    "#);
}

#[test]
fn rule_at_top_level_suggests_rules_table() {
    insta::assert_snapshot!(render("publish = 'off'\nsyntax-error = 'off'\n"), @r#"
    publish = 'off'
    ^^^^^^^ unknown setting `publish`; move it to `[rules]`
    syntax-error = 'off'
    ^^^^^^^^^^^^ unknown setting `syntax-error`; move it to `[rules]`
    "#);
}

#[test]
fn wrong_types_and_severities_are_reported() {
    insta::assert_snapshot!(render(r#"
rules.syntax = "eror"
rules.endpoint = false
rules.publish = 3
rules.semantics = { level = "off" }
limits = { channels = -1, events = 2.5, tags = "ten", secrets = 99999999999999999999 }
overrides = [1, {}, { files = "a" }, { files = ["[a", 1, "", "ok"], rules = [] }]
"#), @r#"
    rules.syntax = "eror"
                   ^^^^^^ `rules.syntax` must be off, hint, info, warning or error, not the string "eror"; did you mean `error`?
    rules.endpoint = false
                     ^^^^^ `rules.endpoint` must be off, hint, info, warning or error, not `false`; did you mean `"off"`?
    rules.publish = 3
                    ^ `rules.publish` must be off, hint, info, warning or error, not the number 3
    rules.semantics = { level = "off" }
                      ^^^^^^^^^^^^^^^^^ `rules.semantics` must be off, hint, info, warning or error, not a table
    limits = { channels = -1, events = 2.5, tags = "ten", secrets = 99999999999999999999 }
                          ^^ `limits.channels` must be a whole number from 0, not the number -1
                                       ^^^ `limits.events` must be a whole number from 0, not a fractional number
                                                   ^^^^^ `limits.tags` must be a whole number from 0, not the string "ten"
                                                                    ^^^^^^^^^^^^^^^^^^^^ `limits.secrets` must be a whole number from 0, not the number 99999999999999999999
    overrides = [1, {}, { files = "a" }, { files = ["[a", 1, "", "ok"], rules = [] }]
                 ^ an entry of `overrides` must be a table, not the number 1
                    ^^ this override has no effect because it has no `files`
                                  ^^^ `files` must be an array of globs, not the string "a"
                                                    ^^^^ invalid glob `[a`: unclosed character class; missing ']'
                                                          ^ a glob must be a string, not the number 1
                                                             ^^ a glob must not be empty
                                                                                ^^ `rules` must be a table, not an array
    "#);
}

#[test]
fn valid_settings_of_broken_file_apply() {
    let text = "[limits]\nchannels = \nevents = 7\n[rules\nsyntax = 'off'\n";
    insta::assert_snapshot!(render(text), @r#"
    [limits]
    channels =
              ^ invalid TOML: string values must be quoted, expected literal string
    events = 7
    [rules
          ^ invalid TOML: unclosed table, expected `]`
    syntax = 'off'
    ^^^^^^ unknown setting `syntax`; move it to `[rules]`
    "#);
    let (config, _) = Config::parse(text);
    assert_eq!(config.settings_for(Path::new("a")).limits.events, 7);
}

#[test]
fn duplicate_key_is_reported() {
    insta::assert_snapshot!(render("[rules]\nsyntax = 'off'\nsyntax = 'info'\n"), @r#"
    [rules]
    syntax = 'off'
    syntax = 'info'
    ^^^^^^ invalid TOML: duplicate key
    "#);
}

#[test]
fn empty_file_has_default_settings() {
    let (config, problems) = Config::parse("");
    assert_eq!(problems, []);
    assert_eq!(config.settings_for(Path::new("a")), crate::rules::Settings::default());
}

#[test]
fn group_override_replaces_rule_severities() {
    let (config, problems) = Config::parse(
        r#"
rules = { syntax-error = "error" }
overrides = [{ files = ["old/*"], rules = { syntax = "off" } }]
"#,
    );
    assert_eq!(problems, []);
    let rule = crate::rules::find("syntax-error").unwrap();
    let severity = |path: &str| config.settings_for(Path::new(path)).severity(rule, true);
    assert_eq!(severity("a.json"), Some(Severity::Error));
    assert_eq!(severity("old/a.json"), None);
}

#[test]
fn editor_settings_are_reported_by_pointer() {
    let (resolver, problems) = Resolver::with_editor(&serde_json::json!({
        "rules": { "syntax": "off", "a/b": "off", "publish": "wrning" },
        "limits": { "channels": 1, "events": null, "tags": 1.5 },
        "trace": { "server": "verbose" }
    }));
    let problems: Vec<String> =
        problems.iter().map(|problem| format!("{}: {}", problem.place, problem.message)).collect();
    insta::assert_snapshot!(problems.join("\n"), @r#"
    /limits/tags: `limits.tags` must be a whole number from 0, not a fractional number
    /rules/a~1b: unknown rule or group `a/b`
    /rules/publish: `rules.publish` must be off, hint, info, warning or error, not the string "wrning"; did you mean `warning`?
    "#);
    let folder = tempfile::tempdir().unwrap();
    let settings = resolver.settings_for(&folder.path().join("integration.json"));
    assert_eq!(settings.limits.channels, 1);
    assert_eq!(settings.severities.get("syntax"), Some(&None));
}

#[test]
fn null_editor_settings_have_no_problems() {
    let (_, problems) = Resolver::with_editor(&serde_json::Value::Null);
    assert_eq!(problems, []);
    // Neovim sends an empty table as an empty array.
    let (_, problems) = Resolver::with_editor(&serde_json::json!({ "rules": [] }));
    assert_eq!(problems, []);
    let (_, problems) = Resolver::with_editor(&serde_json::json!([1]));
    assert_eq!(problems.len(), 1);
}

#[test]
fn nearest_file_takes_precedence_over_editor() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir_all(root.join("a/b/c")).unwrap();
    fs::write(root.join(FILE_NAME), "limits.channels = 1\n").unwrap();
    fs::write(
        root.join("a").join(FILE_NAME),
        "limits.events = 2\nrules.syntax = 'info'\n[[overrides]]\nfiles = ['/b/*']\nrules.syntax = 'hint'\n",
    )
    .unwrap();
    let (resolver, problems) = Resolver::with_editor(&serde_json::json!({
        "rules": { "syntax-error": "off" },
        "limits": { "events": 9, "tags": 9 }
    }));
    assert_eq!(problems, []);

    let rule = crate::rules::find("syntax-error").unwrap();
    let at = |path: &str| resolver.settings_for(&root.join(path));
    assert_eq!(at("integration.json").limits.channels, 1);
    assert_eq!(at("integration.json").severity(rule, true), None);
    let inner = at("a/b/c/integration.json");
    assert_eq!((inner.limits.channels, inner.limits.events, inner.limits.tags), (10, 2, 9));
    assert_eq!(inner.severity(rule, true), Some(Severity::Info));
    assert_eq!(at("a/b/integration.json").severity(rule, true), Some(Severity::Hint));
    assert_eq!(at("a/b/../../integration.json").limits.channels, 1);
    assert_eq!(resolver.files().len(), 2);
    assert_eq!(
        resolver.file_for(&root.join("a/b/x.json")).map(|file| file.path.clone()),
        Some(root.join("a").join(FILE_NAME))
    );

    fs::write(root.join("a").join(FILE_NAME), "limits.events = 3\n").unwrap();
    assert_eq!(at("a/integration.json").limits.events, 2, "cached until invalidated");
    resolver.invalidate();
    assert_eq!(at("a/integration.json").limits.events, 3);
}

#[test]
fn embed_problems_are_reported() {
    insta::assert_snapshot!(render(
        r#"
[embed]
icon = "art/icon.svg"
raedme = "README.md"
title = "title.txt"
code = "../dist/index.js"
extractScript = "/etc/passwd"
fallbackHandlerScript = 1
"/secrets/KEY" = "key.txt"
"/configurations/manual/identifier/linkTemplateScript" = "link.vrl"

[[overrides]]
files = ["a/**"]
embed = { icom = "a.svg" }
"#
    ));
}

#[test]
fn embedded_files_are_cached_until_invalidated() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::create_dir(root.join("a")).unwrap();
    fs::write(root.join("README.md"), "one").unwrap();
    fs::write(
        root.join(FILE_NAME),
        "embed.readme = 'README.md'\n[[overrides]]\nfiles = ['a/**']\nembed.readme = 'a/b.md'\n",
    )
    .unwrap();
    let resolver = Resolver::new();
    let at = |path: &str| {
        let settings = resolver.settings_for(&root.join(path));
        let [source] = &settings.embed_sources[..] else { panic!("{settings:?}") };
        (source.file.clone(), source.content.clone())
    };
    let one = || ("README.md".to_owned(), Ok(b"one".to_vec()));
    assert_eq!(at("integration.json"), one());
    let missing = Err("no such file or folder".to_owned());
    assert_eq!(at("a/integration.json"), ("a/b.md".to_owned(), missing));
    fs::write(root.join("README.md"), "two").unwrap();
    assert_eq!(at("integration.json"), one());
    resolver.invalidate();
    assert_eq!(at("integration.json"), ("README.md".to_owned(), Ok(b"two".to_vec())));
}

#[test]
fn non_utf8_file_is_unreadable() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join(FILE_NAME), b"\xff").unwrap();
    let resolver = Resolver::new();
    resolver.settings_for(&folder.path().join("integration.json"));
    let unreadable = resolver.files()[0].unreadable.clone();
    assert_eq!(unreadable.as_deref(), Some("not UTF-8; save it as UTF-8"));
}

proptest::proptest! {
    #[test]
    fn any_text_parses_with_problems_in_bounds(
        text in r#"([a-z=\[\]{}"'.,# \né]|\[rules\]|\[\[overrides\]\]|files = |rules|limits|'off'|9){0,40}"#,
    ) {
        let (_, problems) = Config::parse(&text);
        for problem in problems {
            proptest::prop_assert!(problem.place.start <= problem.place.end, "{problem:?}");
            proptest::prop_assert!(problem.place.end <= text.len(), "{problem:?}");
        }
    }
}

fn write(folder: &Path, files: &[(&str, &str)]) {
    for (name, text) in files {
        let path = folder.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
}

#[test]
fn extended_files_are_below_the_file_that_extends_them() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    write(
        root,
        &[
            (
                "shared/base.toml",
                "extends = ['./more.toml']\nexclude = ['vendor']\n[rules]\nsyntax = 'hint'\nendpoint = 'hint'\n[limits]\ntags = 1\n[format]\nindent = 4\n[[overrides]]\nfiles = ['old/**']\nrules.endpoint = 'off'\n[check]\nmax-warnings = 3\nfail-on = 'warning'\n",
            ),
            ("shared/more.toml", "[rules]\nsyntax = 'off'\nsemantics = 'info'\n"),
            (
                "app/integration-manifest.toml",
                "extends = ['minimal', '../shared/base.toml']\nexclude = ['new']\n[rules]\nendpoint = 'info'\n[check]\nmax-warnings = 0\n",
            ),
        ],
    );
    let resolver = Resolver::new();
    let manifest = root.join("app/integration.json");
    let settings = resolver.settings_for(&manifest);
    let level = |name: &str| settings.severities.get(name).copied();
    assert_eq!(level("syntax"), Some(Some(Severity::Hint)));
    assert_eq!(level("endpoint"), Some(Some(Severity::Info)));
    assert_eq!(level("semantics"), Some(Some(Severity::Info)));
    assert_eq!(level("publish"), Some(None));
    assert_eq!(settings.limits.tags, 1);
    // The file's own `[rules]` is above the overrides of the files that it extends.
    let old = resolver.settings_for(&root.join("app/old/integration.json"));
    assert_eq!(old.severities.get("endpoint"), Some(&Some(Severity::Info)));
    let file = resolver.file_for(&manifest).unwrap();
    assert_eq!(file.problems, []);
    assert_eq!(file.config.check.max_warnings, Some(0));
    assert_eq!(file.config.check.fail_on, Some(super::FailOn::Severity(Severity::Warning)));
    assert_eq!(file.config.format.indent, Some(super::Indent::Spaces(4)));
    let bases: Vec<_> = file.bases.iter().map(|base| base.path.clone()).collect();
    assert_eq!(bases, [root.join("shared/more.toml"), root.join("shared/base.toml")]);
    assert!(resolver.sources().contains(&root.join("shared/base.toml")));
    for (path, excluded) in [("vendor/a.json", true), ("x/new/a.json", true), ("a.json", false)] {
        assert_eq!(resolver.is_excluded(&root.join("app").join(path)), excluded, "{path}");
    }
    assert!(!resolver.is_excluded(&root.join("vendor/a.json")));
}

#[test]
fn extends_is_bounded_and_reports_why() {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path();
    fs::write(root.join("secret.txt"), "a secret").unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("secret.txt", root.join("link.toml")).unwrap();
    #[cfg(not(unix))]
    fs::write(root.join("link.toml"), "").unwrap();
    write(
        root,
        &[
            ("a.toml", "extends = ['b.toml']\n"),
            ("b.toml", "extends = ['a.toml']\nrules.syntax = 'oof'\n"),
            ("many.toml", &format!("extends = [{}]\n", "'leaf.toml',".repeat(100))),
            ("leaf.toml", ""),
            ("folder.toml/x", ""),
        ],
    );
    for depth in 0..12 {
        let text = format!("extends = ['deep{}.toml']\n", depth + 1);
        fs::write(root.join(format!("deep{depth}.toml")), text).unwrap();
    }
    let problems = |text: &str| {
        fs::write(root.join(FILE_NAME), text).unwrap();
        let resolver = Resolver::new();
        let file = resolver.file_for(&root.join("integration.json")).unwrap();
        let bases = file.bases.iter().flat_map(|base| &base.problems);
        let all = file.problems.iter().chain(bases).map(|problem| problem.message.clone());
        let mut all: Vec<String> = all.collect();
        all.dedup();
        all.join("\n")
    };
    let mut shown = String::new();
    for entry in [
        "integration-manifest.toml",
        "a.toml",
        "deep0.toml",
        "many.toml",
        "missing.toml",
        "folder.toml",
        "/etc/x.toml",
        "link.toml",
        "strikt",
        "base.json",
    ] {
        let _ = writeln!(shown, "{entry}: {}", problems(&format!("extends = ['{entry}']\n")));
    }
    insta::assert_snapshot!(shown);
}

#[test]
fn presets_replace_the_severities_below_them() {
    let section = serde_json::json!({ "rules": { "syntax-error": "hint", "publish": "error" } });
    let folder = tempfile::tempdir().unwrap();
    let severity = |preset: &str, rule: &str, published: bool| {
        fs::write(folder.path().join(FILE_NAME), format!("extends = ['{preset}']\n")).unwrap();
        let (resolver, _) = Resolver::with_editor(&section);
        let settings = resolver.settings_for(&folder.path().join("integration.json"));
        settings.severity(crate::rules::find(rule).unwrap(), published)
    };
    for rule in crate::rules::all() {
        let group = rule.group;
        let is_checked =
            matches!(group, crate::rules::Group::Syntax | crate::rules::Group::Endpoint);
        let default = crate::rules::Settings::default();
        for published in [false, true] {
            let recommended = default.severity(rule, published);
            assert_eq!(severity("recommended", rule.id, published), recommended, "{}", rule.id);
            let minimal = recommended.filter(|_| is_checked);
            assert_eq!(severity("minimal", rule.id, published), minimal, "{}", rule.id);
            let strict = default.severity(rule, true).map(|it| match it {
                Severity::Hint => Severity::Warning,
                other => other,
            });
            assert_eq!(severity("strict", rule.id, published), strict, "{}", rule.id);
        }
    }
}
