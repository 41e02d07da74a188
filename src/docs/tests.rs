use std::fmt::Write as _;

use proptest::prelude::*;
use pulldown_cmark::{Event, Parser, Tag};

use super::*;
use crate::syntax::{Dialect, Tree, quoted};

fn model(text: &str) -> Model {
    let tree = Tree::parse(text, Dialect::Jsonc);
    Model::complete(&text, &tree, &Options { hidden: true, ..Options::default() })
}

/// Returns a manifest in which users see `text` in every place.
fn manifest_with(text: &str) -> String {
    let text = quoted(text);
    let schema = format!(
        r#"{{ "type": "object", "properties": {{
            {text}: {{ "type": "string", "description": {text}, "default": {text}, "x-zui": {{ "title": {text} }} }},
            "b": {{ "anyOf": [
                {{ "type": "object", "properties": {{ "kind": {{ "const": {text} }} }} }},
                {{ "type": "object", "title": {text}, "properties": {{ "c": {{ "enum": [{text}, 1] }} }} }}
            ] }} }} }}"#
    );
    format!(
        r#"{{ "name": {text}, "version": {text}, "title": {text}, "description": {text},
        "attributes": {{ "category": {text} }},
        "configuration": {{ "title": {text}, "description": {text}, "schema": {schema} }},
        "channels": {{ {text}: {{ "title": {text}, "messages": {{ {text}: {{ "schema": {schema} }} }},
            "conversation": {{ "tags": {{ {text}: {{ "title": {text}, "description": {text} }} }} }} }} }},
        "actions": {{ {text}: {{ "title": {text}, "description": {text}, "input": {{ "schema": {schema} }} }} }},
        "states": {{ {text}: {{ "type": {text}, "schema": {schema} }} }},
        "interfaces": {{ {text}: {{ "entities": {{ {text}: {{ "name": {text} }} }} }} }},
        "secrets": {{ {text}: {text} }} }}"#
    )
}

const HOSTILE: &[&str] = &[
    "-->",
    "<!-- END integration-manifest docs -->",
    "</script><script>alert(1)</script>",
    "a | b",
    "```\n<img src=x onerror=alert(1)>",
    "` `` ```",
    "[a](javascript:alert(1))",
    "![a](https://evil.example/x.png)",
    "\" onclick=\"alert(1)",
    "' onclick='alert(1)",
    "# heading\n\n- list\n\n1. item",
    "\u{202e}txt",
    "&lt;b&gt;",
    "\\",
    "a\r\nb",
    "<details><summary>",
    "|---|---|",
    "1. a",
    "- a",
    "    code",
    "$x$ ~~y~~ **z** _w_",
];

/// Asserts that a page contains only elements of this renderer.
fn assert_page_is_closed(page: &str) {
    // The second parser: every tag of the page is one that the renderer writes, with the same attributes.
    let allowed = [
        "!DOCTYPE", "html", "head", "meta", "title", "style", "body", "nav", "ul", "li", "a",
        "main", "header", "img", "div", "h1", "h2", "h3", "h4", "h5", "h6", "p", "section",
        "article", "table", "thead", "tbody", "tr", "th", "td", "code", "pre", "details",
        "summary", "span",
    ];
    let attributes = [
        "lang",
        "charset",
        "http-equiv",
        "content",
        "name",
        "aria-label",
        "href",
        "id",
        "class",
        "src",
        "alt",
        "width",
        "height",
        "html",
    ];
    let mut open: Vec<&str> = Vec::new();
    let mut rest = page;
    while let Some(start) = rest.find('<') {
        let tag = &rest[start + 1..];
        let end = tag.find('>').expect("a complete tag");
        let (tag, after) = (&tag[..end], &tag[end + 1..]);
        rest = after;
        let name = tag.trim_start_matches('/').split_whitespace().next().unwrap();
        assert!(allowed.contains(&name), "<{tag}>");
        if tag.starts_with('/') {
            assert_eq!(open.pop(), Some(name), "{page}");
            continue;
        }
        let mut words = tag[name.len()..].trim();
        while !words.is_empty() {
            let (key, value) = words.split_once('=').unwrap_or((words, "\"\""));
            assert!(attributes.contains(&key.trim()), "<{tag}>");
            let Some(value) = value.strip_prefix('"') else { break };
            let (value, after) = value.split_once('"').unwrap();
            assert!(key.trim() != "href" || value.starts_with('#'), "<{tag}>");
            words = after.trim();
        }
        if !["meta", "img", "!DOCTYPE"].contains(&name) {
            open.push(name);
        }
    }
    assert_eq!(open, Vec::<&str>::new());
}

/// Asserts that text of the manifest `text` is only text in each format.
fn assert_contained(text: &str) {
    let manifest = manifest_with(text);
    let model = model(&manifest);
    assert_eq!(model.sections.len(), 7, "{manifest}");
    assert_page_is_closed(&html::page(&model, None));

    let page = markdown::document(&model, 2);
    let options =
        pulldown_cmark::Options::ENABLE_TABLES | pulldown_cmark::Options::ENABLE_STRIKETHROUGH;
    let (mut headings, mut tables, mut cells, mut rows) = (0, 0, 0, 0);
    for event in Parser::new_ext(&page, options) {
        match event {
            Event::Html(_) | Event::InlineHtml(_) => panic!("{page}"),
            Event::Start(
                Tag::Link { .. } | Tag::Image { .. } | Tag::List(_) | Tag::BlockQuote(_),
            ) => {
                // Only the secrets are a list.
                assert!(matches!(event, Event::Start(Tag::List(None))), "{event:?}\n{page}");
            }
            Event::Start(Tag::Heading { .. }) => headings += 1,
            Event::Start(Tag::Table(columns)) => {
                tables += 1;
                assert!((2..=4).contains(&columns.len()));
            }
            Event::Start(Tag::TableRow) => rows += 1,
            Event::Start(Tag::TableCell) => cells += 1,
            Event::Start(Tag::Strikethrough | Tag::Emphasis) => panic!("{page}"),
            _ => {}
        }
    }
    let plain = markdown::document(&self::model(&manifest_with("plain")), 2);
    let count = |start: &str| plain.lines().filter(|line| line.starts_with(start)).count();
    assert_eq!(headings, count("#"), "{page}");
    assert_eq!(tables, count("|---"), "{page}");
    assert_eq!(rows, count("| ") - tables, "{page}");
    assert!(cells > rows);

    let before =
        "x\n<!-- BEGIN integration-manifest docs -->\n<!-- END integration-manifest docs -->\ny\n";
    let once = inject::inject(before, &model, &Options::default()).unwrap();
    assert!(once.starts_with("x\n<!-- BEGIN integration-manifest docs -->\n"));
    assert!(once.ends_with("\n<!-- END integration-manifest docs -->\ny\n"));
    assert_eq!(inject::inject(&once, &model, &Options::default()).unwrap(), once);
    assert_eq!(inject::without_blocks(&once), before);
    serde_json::from_str::<serde_json::Value>(&json::document(&model)).unwrap();
}

#[test]
fn docs_contain_hostile_text_as_text() {
    for text in HOSTILE {
        assert_contained(text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn docs_contain_any_text_as_text(
        parts in prop::collection::vec(prop_oneof![
            prop::sample::select(HOSTILE).prop_map(str::to_owned),
            "\\PC{0,6}",
            "[-<>|`\\[\\]()#*_~&$!\"'\\\\\n\r\t .:=+1]{1,6}",
        ], 1..5)
    ) {
        assert_contained(&format!("x{}", parts.concat()));
    }

    #[test]
    fn injection_leaves_other_text_unchanged(
        before in "[a-z\n\r# -]{0,30}", between in "[a-z\n# ]{0,30}", after in "[a-z\n\r# -]{0,30}"
    ) {
        let begin = "<!-- BEGIN integration-manifest docs: actions -->\n";
        let end = "<!-- END integration-manifest docs: actions -->";
        let text = format!("{before}\n{begin}{between}\n{end}\n{after}");
        let model = model(&manifest_with("plain"));
        let once = inject::inject(&text, &model, &Options::default()).unwrap();
        let is_kept = once.starts_with(&format!("{before}\n{begin}")) && once.ends_with(&format!("{end}\n{after}"));
        prop_assert!(is_kept);
        prop_assert_eq!(inject::inject(&once, &model, &Options::default()).unwrap(), once);
    }
}

#[test]
fn fields_describe_schemas_in_words() {
    let text = include_str!("snapshots/fields.json");
    let tree = Tree::parse(text, Dialect::Json);
    let mut out = String::new();
    let root = tree.root().unwrap();
    let table = fields::table(&text, root, "/schema");
    for row in &table.rows {
        let required = if row.is_required { ", required" } else { "" };
        let _ = writeln!(out, "{}: {}{required} {:?}", row.path, row.type_name, row.limits);
    }
    for variant in &table.variants {
        let _ = writeln!(out, "{} {:?}", variant.path, variant.choice);
        for row in &variant.rows {
            let _ = writeln!(out, "  {}: {}", row.path, row.type_name);
        }
    }
    insta::assert_snapshot!(out);
}

#[test]
fn broken_definition_keeps_its_last_content() {
    let good =
        r#"{ "actions": { "a": { "title": "A", "description": "One" }, "b": { "title": "B" } } }"#;
    let broken =
        r#"{ "actions": { "a": { "title": "A", "description": "On }, "b": { "title": "B2" } } }"#;
    let earlier = model(good);
    let mut now = model(broken);
    now.keep_broken(&earlier);
    let section = now.sections.last().unwrap();
    let [a, b] = &section.entries[..] else { panic!("{:#?}", section.entries) };
    assert_eq!((a.description.as_deref(), a.is_broken), (Some("One"), true));
    assert_eq!((b.title.as_deref(), b.is_broken), (Some("B2"), false));
}

#[test]
fn readme_is_rendered_without_active_content() {
    let text = "# Top\n\n<script>alert(1)</script>\n\n[ok](https://example.com) [no](javascript:alert(1)) \
        ![pic](https://example.com/x.png) <b onclick=x>bold</b>\n\n```js\nlet a = '<';\n```\n";
    insta::assert_snapshot!(readme::html(text));
}

#[test]
fn reference_of_each_example_is_as_recorded() {
    let examples = [
        ("good-integration", include_str!("../../examples/good/integration.json")),
        ("broken-integration", include_str!("../../examples/broken/integration.json")),
        (
            "broken-unready.integration",
            include_str!("../../examples/broken/unready.integration.json"),
        ),
    ];
    for (name, text) in examples {
        let model = model(text);
        let page = html::page(&model, None);
        let outputs = [
            ("md", markdown::document(&model, 2)),
            // The style is the same on all pages.
            ("html", page.split_once("</style>").unwrap().1.to_owned()),
            ("json", json::document(&model)),
        ];
        for (format, output) in outputs {
            let suffix = format!("{name}.{format}");
            insta::with_settings!({ snapshot_suffix => suffix }, {
                insta::assert_snapshot!(output);
            });
        }
    }
}
