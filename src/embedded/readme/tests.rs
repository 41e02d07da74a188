use proptest::prelude::*;

use pulldown_cmark::{Event, Tag, TagEnd};

use super::markdown::{MAX_HEADINGS, parser};
use super::*;

fn text(markdown: &str) -> Text {
    match readme(markdown.as_bytes()) {
        Readme::Text(text) => text,
        found => panic!("{found:?}"),
    }
}

fn seen(markdown: &str) -> Shown {
    shown(markdown.as_bytes())
}

fn what(bytes: &[u8]) -> What {
    match readme(bytes) {
        Readme::Other(other) => other.what,
        found => panic!("{found:?}"),
    }
}

#[test]
fn binary_readme_is_classified() {
    let wide: Vec<u8> = "# T".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(what(&wide), What::Wide(Wide::Utf16Little));
    assert_eq!(what(b"\x89PNG\r\n\x1a\n"), What::Binary("a PNG image"));
    assert_eq!(what(b"a\n\xc3\xa9\xe9"), What::Byte { byte: 0xe9, line: 2, column: 2 });
    assert_eq!(seen("\u{feff}# T").headings, [(1, "T".to_owned())]);
}

#[test]
fn template_placeholder_is_detected() {
    assert!(text("").is_blank && text(" \n\t").is_blank);
    let left = |markdown: &str| text(markdown).placeholder.map(|(range, _)| range);
    assert_eq!(left("# Acme\n\n> Describe the integration's purpose."), Some(10..45));
    assert_eq!(left("# Integration Title"), Some(0..19));
    assert_eq!(left("# Acme\n\nThe integration's purpose is to describe."), None);
}

/// Returns the broken links of `markdown`, each with its target as written.
fn links(markdown: &str) -> Vec<(&str, LinkKind)> {
    let links = text(markdown).links.into_iter();
    links.map(|link| (&markdown[link.range], link.kind)).collect()
}

#[test]
fn broken_links_have_range_of_target() {
    use LinkKind::*;
    assert_eq!(links("[a.md](a.md \"t\")"), [("a.md", Relative)]);
    assert_eq!(links("![x](./x.png)"), [("./x.png", Relative)]);
    assert_eq!(links("[x](/docs)"), [("/docs", Relative)]);
    assert_eq!(links("[x][y]\n\n[y]: y.md"), [("y.md", Relative)]);
    assert_eq!(links("[x](C:/x.md) [y](file:///y)"), [("C:/x.md", Local), ("file:///y", Local)]);
    assert_eq!(links("[x](www.example.com)"), [("www.example.com", NoScheme)]);
    assert_eq!(links("# A b\n\n[x](#a-c)"), [("#a-c", NoHeading)]);
    assert_eq!(
        links("<img alt='x' src=\"x.png\">\n\nA <a href='y.md'>y</a>."),
        [("x.png", Relative), ("y.md", Relative)]
    );
}

#[test]
fn valid_links_are_not_reported() {
    for markdown in [
        "[x](https://example.com/a.md) <https://example.com> <a@example.com>",
        "[x](mailto:a@example.com) ![y](//example.com/y.png) [z](data:text/plain,z)",
        "# Über `uns`!\n\n[x](#über-uns) [y](#%C3%BCber-uns-1) [z](#top) [e](#)",
        "<a id=\"here\"></a>\n\n[x](#here)",
        "`[x](y.md)`\n\n    [x](y.md)\n\n```\n![x](y.png)\n```",
        "[x]({{ url }}) and [brackets] alone",
        "# A b {#own}\n\n[x](#own)",
    ] {
        assert_eq!(links(markdown), [], "{markdown}");
    }
}

#[test]
fn readme_headings_are_listed() {
    let found = seen("# A *b* `c`\n\ntext\n\nD\n---\n\n```\n# no\n```\n\n### e");
    let wanted = [(1, "A b c"), (2, "D"), (3, "e")].map(|(level, title)| (level, title.to_owned()));
    assert_eq!(found.headings, wanted);
}

#[test]
fn readme_preview_removes_scripts_and_images() {
    let markdown = "# Title\n\nSome *text*, `code`, <b onclick=x>HTML</b> and &lt;i&gt;.\n\n\
                    <script>alert(1)</script>\n\n\
                    ![A picture](https://example.com/x.png) [![b](c.png)](https://example.com)\n\n\
                    [far](https://example.com) [near](near.md) [run](javascript:x) [ref][r]\n\n\
                    | a | b |\n|---|---|\n| 1 | [x](y) |\n\n- [ ] one\n  1. two\n\n\
                    ```js\nlet `x`;\n```\n\n> quote[^1]\n\n[^1]: note\n\n[r]: ./r.md";
    insta::assert_snapshot!(seen(markdown).beginning, @r"
    ### Title

    Some *text*, `code`, &lt;b onclick=x>HTML&lt;/b> and &lt;i>.

    &lt;script>alert(1)&lt;/script>

    🖼 A picture [🖼 b](https://example.com)

    [far](https://example.com) near run ref

    |a|b|
    |-|-|
    |1|x|

    * [ ] one
      1. two

    ````
    let `x`;
    ````

     > 
     > quote\[1\]

    note
    ");
}

#[test]
fn readme_preview_keeps_text_without_its_formatting() {
    // Emphasis that starts at the start of other emphasis cannot be written uniquely.
    let shown = seen("**_Files:_** to *be*__sent__*!*\n\n- `x`\n").beginning;
    assert!(shown.contains("Files:") && shown.contains("sent"), "{shown}");
    let events = vec![
        Event::Start(Tag::Paragraph),
        Event::Start(Tag::Strong),
        Event::Text("<b>".into()),
        Event::End(TagEnd::Strong),
        Event::End(TagEnd::Paragraph),
    ];
    let events = events.into_iter().map(|event| (event, 0..0)).collect::<Vec<_>>();
    assert_eq!(preview::beginning(events).0, "**&lt;b>**");
}

#[test]
fn readme_preview_ends_after_a_block() {
    let long = seen(&"One line of words.\n\n".repeat(500));
    assert!(long.goes_on);
    assert!(long.beginning.len() < 4000 && long.beginning.ends_with("words."));
    let block = seen(&format!("```\n{}\n```", "x".repeat(100_000)));
    assert!(block.beginning.len() < 4000, "{}", block.beginning.len());
    assert!(block.beginning.ends_with("x…\n````"));
    assert!(!seen("short").goes_on);
}

#[test]
fn readme_analysis_is_bounded_for_hostile_input() {
    for piece in ["[", "![", "> ", "*a_", "<a href='", "`", "- ", "[a](", "|", "\\", "&#", "# x\n"]
    {
        let markdown = piece.repeat(20_000);
        let shown = seen(&markdown);
        assert!(shown.beginning.len() < 100_000, "{piece}");
        assert!(shown.headings.len() <= MAX_HEADINGS, "{piece}");
        assert!(text(&markdown).links.len() <= 20, "{piece}");
    }
}

#[test]
fn markdown_events_are_bounded() {
    for piece in [">", "[", "*", "a|", "- ", "![a](b)\n"] {
        let markdown = format!("é{}", piece.repeat(500_000));
        let events = events(readable(&markdown)).len();
        assert!(events <= 4 * MAX_MARKS, "{piece}: {events}");
    }
    let shown = seen(&format!("# A\n\nOne.\n\n{}", ">".repeat(1 << 20)));
    assert_eq!(shown.headings, [(1, "A".to_owned())]);
    assert!(shown.goes_on && shown.beginning.contains("One."), "{shown:?}");
    assert_eq!(text(&format!("[a](b)\n{}", ">".repeat(1 << 20))).links, []);
    let line = "Words, a [link](https://example.com), `code`; and *so* on.\n\n";
    let long = line.repeat(5_000);
    assert_eq!(readable(&long), long);
}

/// Whether `markdown` contains no active or external content.
fn is_still(markdown: &str) -> bool {
    parser(markdown).all(|event| match event {
        Event::Html(_)
        | Event::InlineHtml(_)
        | Event::Start(Tag::Image { .. } | Tag::HtmlBlock) => false,
        Event::Start(Tag::Link { dest_url, .. }) => {
            ["http", "mailto:"].iter().any(|start| dest_url.to_lowercase().starts_with(start))
        }
        _ => true,
    })
}

fn soup() -> impl Strategy<Value = String> {
    let pieces = [
        "a",
        " ",
        "\n",
        "\n\n",
        "[",
        "]",
        "(",
        ")",
        "![",
        "](x.md)",
        "](https://e.com)",
        "<b>",
        "<script>",
        "</b>",
        "<!--",
        "-->",
        "<img src='x'>",
        "[a]: ",
        "[a]",
        "y.md",
        "<a href=\"https://e.com\">",
        "`",
        "```\n",
        "* ",
        "- ",
        "1. ",
        "> ",
        "# ",
        "---\n",
        "|",
        "|-|\n",
        "&lt;",
        "&amp;lt;",
        "\\",
        "\\<",
        "*",
        "_",
        "~~",
        "[^1]",
        "[^1]: ",
        "[x]: y\n",
        "    ",
        "\t",
        "é",
        "😀",
        "<a@b.c>",
        "<https://e.com>",
        "javascript:x",
        "<?",
        "?>",
        "{#x}",
        "[ ] ",
        "\u{0}",
        "!",
        "<",
        ">",
        "=\n",
        "&#60;img&#62;",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..30).prop_map(|all| all.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]
    #[test]
    fn readme_preview_is_inert(markdown in soup()) {
        match readme(markdown.as_bytes()) {
            Readme::Text(found) => {
                let shown = seen(&markdown);
                prop_assert!(is_still(&shown.beginning), "{}", shown.beginning);
                // Words are always displayed.
                let mut words = parser(&markdown).filter(|event| match event {
                    Event::Text(text) => text.contains('a'),
                    _ => false,
                });
                prop_assert!(!shown.beginning.is_empty() || words.next().is_none());
                for link in found.links {
                    prop_assert!(markdown.get(link.range).is_some());
                }
                if !links::may_find(&markdown) {
                    let events = events(&markdown);
                    prop_assert_eq!(links::find(&markdown, &events, &headings(&events)), []);
                }
            }
            Readme::Other(other) => prop_assert!(other.range.end <= markdown.len()),
        }
    }
}
