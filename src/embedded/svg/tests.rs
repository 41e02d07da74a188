use proptest::prelude::*;

use roxmltree::{Document, Node};

use super::*;

const OPEN: &str = r#"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 4 2">"#;

fn svg(inside: &str) -> String {
    format!("{OPEN}{inside}</svg>")
}

fn other(bytes: &[u8]) -> Other {
    match picture(bytes) {
        Picture::Other(other) => other,
        found => panic!("{found:?}"),
    }
}

#[test]
fn non_svg_is_classified() {
    assert_eq!(other(b""), Other::Empty);
    assert_eq!(other("\u{feff} \n".as_bytes()), Other::Empty);
    assert_eq!(other(b"\x89PNG\r\n\x1a\n"), Other::Binary("a PNG image"));
    assert_eq!(other(b"\x01\xfe\x03"), Other::Unknown);
    assert_eq!(other(b"# Title"), Other::Text);
    assert_eq!(other(b"<3 you"), Other::Text);
    assert_eq!(other(b"PHN2Zz4="), Other::Twice);
    assert_eq!(other(b"<!DOCTYPE html><p>"), Other::Html);
    assert_eq!(other(b"<note/>"), Other::Xml("note".to_owned()));
    assert_eq!(other(b"<svg xmlns='urn:x'/>"), Other::Xml("svg".to_owned()));
    let wide: Vec<u8> = "<svg/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
    assert_eq!(unchecked(&wide), "is not UTF-8");
    assert_eq!(
        unchecked(b"<?xml version='1.0' encoding='latin1'?><svg>\xe9</svg>"),
        "is not UTF-8"
    );
    assert_eq!(unchecked(b"<?xml version='1.0' encoding='UTF-7'?><svg/>"), "is not UTF-8");
    let large = format!("{}{}", svg(""), " ".repeat(MAX_BYTES));
    assert_eq!(unchecked(large.as_bytes()), "is too large");
}

/// Returns why an icon is not checked for active content.
fn unchecked(bytes: &[u8]) -> String {
    match picture(bytes) {
        Picture::Svg(svg) if svg.active[0].kind == ActiveKind::Unchecked => {
            svg.active[0].name.to_string()
        }
        found => panic!("{found:?}"),
    }
}

/// Returns the location and the message of the error in `text`.
fn broken_at(text: &str) -> String {
    match picture(text.as_bytes()) {
        Picture::Broken(Broken { range, line, column, why }) => {
            format!("{line}:{column} {:?} {why}", &text[range])
        }
        found => panic!("{found:?}"),
    }
}

#[test]
fn rejection_shows_location_and_reason() {
    let all = [
        "<svg>\n  <g>\n  </svg>",
        "<svg>\n <é/>&nbsp;</svg>",
        "<svg a=1/>",
        "<svg a='1' a='2'/>",
        "<svg a='<'/>",
        "<svg><x:g/></svg>",
        "<svg>\n<g>",
        "<svg",
        "<svg>a & b</svg>",
        " <?xml version='1.0'?><svg/>",
        "<svg/></svg>",
        "<svg/>\nsvg",
        "<svg><!-- a -- b --></svg>",
        "<!-- svg -->",
    ];
    let all: Vec<String> = all.into_iter().map(broken_at).collect();
    insta::assert_snapshot!(all.join("\n"), @r#"
    3:3 "</svg" expected `</g>`, found `</svg>`
    2:6 "&nbsp" undefined entity `&nbsp;`; XML defines only `&amp;`, `&lt;`, `&gt;`, `&quot;` and `&apos;`, and numeric references such as `&#160;`
    1:8 "1/" expected a quote, found `1`
    1:12 "a" duplicate attribute `a`
    1:9 "<" expected `'`, found `<`
    1:7 "x:g/" undeclared prefix `x:` (missing `xmlns:x`)
    2:3 ">" unclosed element at the end
    1:4 "g" no complete element found
    1:8 "&" unescaped `&`; use `&amp;`
    1:2 "<" the XML declaration must come first
    1:7 "</svg" unexpected content
    2:1 "svg" unexpected content
    1:6 "<" `--` is not allowed in a comment
    1:12 ">" no complete element found
    "#);
}

/// Returns the active content of an SVG that contains `inside`, each with its range.
fn active_in(inside: &str) -> Vec<String> {
    let text = svg(inside);
    match picture(text.as_bytes()) {
        Picture::Svg(svg) => svg
            .active
            .iter()
            .map(|one| format!("{:?} {:?} {}", &text[one.range.clone()], one.kind, one.name))
            .collect(),
        found => panic!("{found:?}"),
    }
}

const ACTIVE: &[&str] = &[
    "<script>alert(1)</script>",
    "<ScRiPt/>",
    "<g onclick='x()'/>",
    "<g ONLOAD='x()'/>",
    "<foreignObject><p xmlns='http://www.w3.org/1999/xhtml'>x</p></foreignObject>",
    "<x:script xmlns:x='http://www.w3.org/1999/xhtml'/>",
    "<a href='javascript:x()'><path d=''/></a>",
    "<a xlink:href=' java&#10;script:x()'/>",
    "<image href='https://example.com/a.png'/>",
    "<image xlink:href='//example.com/a.png'/>",
    "<image href='logo.png'/>",
    "<use href='data:text/html,x'/>",
    "<g style='fill: url( \"https://example.com/x\" )'/>",
    "<g fill='url(http://example.com/x#y)'/>",
    "<style>@import 'https://example.com/x.css'; a { b: url(//example.com/x) }</style>",
    "<style><![CDATA[ @import url(x.css) ]]></style>",
    "<animate attributeName='href' to='javascript:x()'/>",
    "<set attributeName='onclick' to='x()'/>",
    "<g style='fill:&#117;rl(https://example.com/x)'/>",
    "<g style='fill:\\75rl(http://example.com/a)'/>",
    "<g fill='\\000055 r\\6c(\"\\68ttp://example.com/b\")'/>",
    "<g style='mask: image-set(\"http://example.com/c\" 1x, url(d.png) 2x)'/>",
    "<style>a { b: -webkit-image-set( &quot;//example.com/e&quot; type(&quot;f&quot;) ) }</style>",
    "<style>@\\69mport \"//example.com/g;h\" print;</style>",
];

#[test]
fn active_content_is_detected() {
    let all: Vec<String> = ACTIVE.iter().flat_map(|inside| active_in(inside)).collect();
    insta::assert_snapshot!(all.join("\n"), @r#"
    "<script" Element script
    "<ScRiPt" Element ScRiPt
    "onclick" Handler onclick
    "ONLOAD" Handler ONLOAD
    "<foreignObject" Element foreignObject
    "<x:script" Element script
    "javascript:x()" ScriptLink 
    " java&#10;script:x()" ScriptLink 
    "https://example.com/a.png" Remote example.com
    "//example.com/a.png" Remote example.com
    "logo.png" Local logo.png
    "data:text/html,x" ScriptLink 
    "url( \"https://example.com/x\" )" Remote example.com
    "url(http://example.com/x#y)" Remote example.com
    "@import 'https://example.com/x.css'" Import https://example.com/x.css
    "url(//example.com/x)" Remote example.com
    "@import url(x.css) " Import x.css
    "href" Animation href
    "onclick" Animation onclick
    "fill:&#117;rl(https://example.com/x)" Remote example.com
    "\\75rl(http://example.com/a)" Remote example.com
    "\\000055 r\\6c(\"\\68ttp://example.com/b\")" Remote example.com
    "\"http://example.com/c\"" Remote example.com
    "url(d.png)" Local d.png
    "a { b: -webkit-image-set( &quot;//example.com/e&quot; type(&quot;f&quot;) ) }" Remote example.com
    "@\\69mport \"//example.com/g;h\" print" Import //example.com/g;h
    "#);
    let text = format!("<?xml-stylesheet href='x.css'?>{}", svg(""));
    let Picture::Svg(found) = picture(text.as_bytes()) else { panic!() };
    assert_eq!(found.active.len(), 1);
}

#[test]
fn inert_content_is_not_flagged() {
    for inside in [
        "<path d='M0 0' fill='url(#a)' style='filter:url(#b)'/><use xlink:href='#c'/>",
        "<image href='data:image/png;base64,AAAA'/>",
        "<g one='1' on='2'/>",
        "<animate attributeName='fill' to='red'/>",
        "<style>.a { fill: url('#b') }</style>",
        "<metadata><r:x xmlns:r='urn:r' r:about='https://example.com' href='https://a.b'/></metadata>",
        "<text>javascript: https://example.com url(https://example.com)</text>",
        "<a href='mailto:a@example.com'/>",
        "<style>/* url(a) @import b */ .a { content: \"url(b)\"; --c: d(\"http://e.com\") }</style>",
        "<style>.a { mask: image-set(url(#b) 1x type(\"image/png\")); width: calc(1px + 2px) }</style>",
        "<g style='curl(a); fill: \\#b'/>",
    ] {
        assert_eq!(active_in(inside), [""; 0], "{inside}");
    }
}

#[test]
fn external_entities_are_detected() {
    let found = |prolog: &str| -> Vec<String> {
        let text = format!("{prolog}{}", svg(""));
        let Picture::Svg(svg) = picture(text.as_bytes()) else { panic!("{text}") };
        let shown = svg.active.iter();
        shown
            .map(|one| format!("{:?} {:?} {}", &text[one.range.clone()], one.kind, one.name))
            .collect()
    };
    assert_eq!(
        found(
            "<?xml version='1.0'?><!-- <!DOCTYPE --><!DOCTYPE svg SYSTEM \"http://e.com/a.dtd\">"
        ),
        ["\"\\\"http://e.com/a.dtd\\\"\" Definitions http://e.com/a.dtd"]
    );
    assert_eq!(
        found("<!DOCTYPE svg PUBLIC '-//X//Y' 'x.dtd' [<!ENTITY % a SYSTEM 'file:///b'>]>"),
        [
            "\"'x.dtd'\" Definitions x.dtd",
            "\"'file:///b'\" Definitions file:///b",
            "\"<!ENTITY\" Markup %"
        ]
    );
    for prolog in [
        "<!DOCTYPE svg PUBLIC \"-//W3C//DTD SVG 1.1//EN\"\n  \"http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd\">",
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 20000303 Stylable//EN' 'svg-20000303-stylable.dtd'>",
        "<!DOCTYPE svg [<!ENTITY ns 'SYSTEM http://example.com'><!ELEMENT a ANY>]>",
        "<!DOCTYPE svg><!-- <!DOCTYPE svg SYSTEM 'a'> -->",
    ] {
        assert_eq!(found(prolog), [""; 0], "{prolog}");
    }
}

fn shown(text: &str) -> String {
    match preview(text.as_bytes()) {
        Preview::Svg(svg) => svg,
        found => format!("{found:?}"),
    }
}

#[test]
fn svg_preview_contains_only_visible_elements() {
    let inside = "<title>T</title><!-- c --><g id='a' class='b' transform='scale(2)' data-x='1'>\
                  <path d='M0 0' style='fill:red;behavior:url(x);stroke:url(#s)' unknown='1'/></g>\
                  <a href='https://example.com'><text x='1'>a &lt; b</text></a>\
                  <image href='data:image/png;base64,AAAA'/><use xlink:href='#a'/>\
                  <style>.b { fill: red }</style>";
    insta::assert_snapshot!(shown(&svg(inside)), @r##"<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="128" height="64" viewBox="0 0 4 2"><g id="a" class="b" transform="scale(2)"><path d="M0 0" style="fill:red;stroke:url(#s);"></path></g><g><text x="1">a &lt; b</text></g><image xlink:href="data:image/png;base64,AAAA"></image><use xlink:href="#a"></use><style>.b { fill: red }</style></svg>"##);
}

#[test]
fn preview_writes_one_reference_when_both_forms_are_given() {
    let text = shown(&svg("<use href='#a' xlink:href='#b'/><g id='a'/>"));
    assert_eq!(text.matches("href=").count(), 1, "{text}");
    assert!(text.contains("<use xlink:href=\"#a\">") && Document::parse(&text).is_ok());
}

#[test]
fn declarations_that_change_the_content_are_found() {
    let active = |prolog: &str| {
        let text = format!("<!DOCTYPE svg [{prolog}]>{}", svg(""));
        match picture(text.as_bytes()) {
            Picture::Svg(svg) => svg.active.iter().map(|one| one.kind).collect(),
            _ => Vec::new(),
        }
    };
    for prolog in [
        "<!ATTLIST svg onload CDATA 'alert(1)'>",
        "<!ATTLIST svg xmlns CDATA #FIXED 'http://www.w3.org/2000/svg' onload CDATA \"alert(1)\">",
        "<!ATTLIST g xmlns CDATA 'http://www.w3.org/1999/xhtml'>",
    ] {
        assert_eq!(active(prolog), [ActiveKind::Defaults], "{prolog}");
    }
    for prolog in ["<!ENTITY a '&#60;script/>'>", "<!ENTITY a '<script/>'>", "<!ENTITY a '%b;'>"] {
        assert_eq!(active(prolog), [ActiveKind::Markup], "{prolog}");
    }
    for prolog in [
        "<!ATTLIST svg xmlns CDATA #FIXED 'http://www.w3.org/2000/svg'>",
        "<!ATTLIST svg id ID #IMPLIED>",
    ] {
        assert_eq!(active(prolog), [], "{prolog}");
    }
    for inside in [
        "<meta xmlns='http://www.w3.org/1999/xhtml' http-equiv='refresh'/>",
        "<m:math xmlns:m='http://www.w3.org/1998/Math/MathML' onclick='x()'/>",
    ] {
        assert!(active_in(inside)[0].contains("Element"), "{inside}");
    }
}

#[test]
fn svg_preview_fits_its_frame() {
    let tag = |attributes: &str| {
        let svg = shown(&format!("<svg xmlns='{NAMESPACE}' {attributes}/>"));
        svg[svg.find("width").unwrap()..svg.find('>').unwrap()].to_owned()
    };
    assert_eq!(tag("viewBox='0 0 20 10'"), r#"width="128" height="64" viewBox="0 0 20 10""#);
    assert_eq!(
        tag("width='5in' height='10in'"),
        r#"width="64" height="128" viewBox="0 0 480 960""#
    );
    assert_eq!(
        tag("width='100%' height='100%' viewBox='0,0,1,1'"),
        r#"width="128" height="128" viewBox="0 0 1 1""#
    );
    assert_eq!(tag("viewBox='0 0 0 1'"), r#"width="128" height="128""#);
    assert_eq!(
        tag("width='1e9' height='1'"),
        r#"width="128" height="1" viewBox="0 0 1000000000 1""#
    );
}

/// Whether `text` is an SVG without active or external content, checked independently of the lists
/// of the preview.
fn is_still(text: &str) -> bool {
    let Ok(document) = Document::parse(text) else { return false };
    active::find(&document).is_empty()
        && document.descendants().filter(Node::is_element).all(|node| {
            node.tag_name().namespace() == Some(NAMESPACE)
                && !node.tag_name().name().starts_with("anim")
                && node.tag_name().name() != "set"
        })
        && !text.contains("<!")
        && !text.contains("<?")
}

#[test]
fn svg_preview_is_inert() {
    for inside in ACTIVE {
        let shown = shown(&svg(inside));
        assert!(is_still(&shown), "{inside}\n{shown}");
        assert!(!shown.contains("example.com") && !shown.contains("script"), "{inside}\n{shown}");
    }
    let dtd = format!("<!DOCTYPE svg [<!ENTITY x '<script>1</script>'>]>{}", svg("&x;"));
    assert!(is_still(&shown(&dtd)), "{}", shown(&dtd));
    for css in
        [r"a { b: \75rl(//e.com) }", "a { b: image-set('//e.com') }", "a { b: u/**/rl(//e.c) }"]
    {
        assert!(!shown(&svg(&format!("<style>{css}</style>"))).contains("style"), "{css}");
    }
}

#[test]
fn clones_share_memory() {
    let mut inside = "<g id='a0'><path d=''/></g>".to_owned();
    for level in 1..20 {
        let copy = format!("<use href='#a{}'/>", level - 1);
        inside += &format!("<g id='a{level}'>{}</g>", copy.repeat(10));
    }
    let shown = shown(&svg(&inside));
    assert!(shown.matches("<use").count() <= 10, "{shown}");
    assert!(!self::shown(&svg("<g id='a'><use href='#a'/></g>")).contains("<use"));
}

#[test]
fn svg_analysis_is_bounded_for_hostile_input() {
    let laughs = {
        let mut dtd = "<!DOCTYPE svg [<!ENTITY a0 'ha'>".to_owned();
        for level in 1..30 {
            let inner = format!("&a{};", level - 1).repeat(10);
            dtd += &format!("<!ENTITY a{level} '{inner}'>");
        }
        format!("{dtd}]>{}", svg("&a29;"))
    };
    let blowup = format!(
        "<!DOCTYPE svg [<!ENTITY a '{}'>]>{}",
        "x".repeat(10_000),
        svg(&"&a;".repeat(100_000))
    );
    let endless = "<!ENTITY a".repeat(100_000);
    for text in [laughs, blowup, format!("<!DOCTYPE svg [{endless}")] {
        match picture(text.as_bytes()) {
            Picture::Svg(svg) => assert_eq!(svg.active[0].kind, ActiveKind::Entities),
            Picture::Broken(broken) => assert!(broken.why.contains("entity"), "{broken:?}"),
            found => panic!("{found:?}"),
        }
        assert!(!matches!(preview(text.as_bytes()), Preview::Svg(_)));
    }
    let deep = format!("{OPEN}{}{}</svg>", "<g>".repeat(150_000), "</g>".repeat(150_000));
    assert!(matches!(picture(deep.as_bytes()), Picture::Svg(_)));
    let deep = format!("{OPEN}{}{}</svg>", "<g>".repeat(8_000), "</g>".repeat(8_000));
    assert!(shown(&deep).matches("<g>").count() <= 100);
    let unclosed = "<svg>".repeat(200_000);
    assert!(matches!(picture(unclosed.as_bytes()), Picture::Broken(_)));
    let wide = (0..100_000).map(|at| format!(" a{at}=''")).collect::<String>();
    assert_eq!(unchecked(format!("<svg{wide}/>").as_bytes()), "is too complex");
    let spaces = (0..20_000).map(|at| format!("<a xmlns:a{at}='{at}'>")).collect::<String>();
    assert_eq!(unchecked(format!("<svg>{spaces}").as_bytes()), "is too complex");
}

#[test]
fn namespace_entities_are_not_flagged() {
    let text = format!(
        "<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'svg11.dtd' [\
         <!ENTITY ns_svg '{NAMESPACE}'><!ENTITY c 'red'>]>\
         <svg xmlns='&ns_svg;' width='1' height='1'><path fill='&c;'/></svg>"
    );
    let Picture::Svg(svg) = picture(text.as_bytes()) else { panic!() };
    assert!(svg.has_namespace && svg.active.is_empty());
    assert!(shown(&text).contains(r#"fill="red""#));
}

#[test]
fn svg_sizes_are_parsed() {
    let size = |attributes: &str| {
        let text = format!("<svg xmlns='{NAMESPACE}' {attributes}/>");
        let Picture::Svg(svg) = picture(text.as_bytes()) else { panic!() };
        (svg.size.pixels(), svg.size.view_box())
    };
    assert_eq!(size("width='1e1' height=' 2.5px '"), (Some((10.0, 2.5)), None));
    assert_eq!(size("width='100%' height='1em'"), (None, None));
    assert_eq!(size("width='0' height='1'"), (None, None));
    assert_eq!(size("viewBox=' 0,0  1 2'"), (None, Some([0.0, 0.0, 1.0, 2.0])));
    for wrong in ["0 0 1", "0 0 1 -1", "0 0 a 1", "0 0 1 1 1", "", "0 0 inf 1"] {
        assert_eq!(size(&format!("viewBox='{wrong}'")).1, None, "{wrong}");
    }
}

/// Valid and invalid pieces of documents, in any order.
fn soup() -> impl Strategy<Value = String> {
    let pieces = [
        "<svg>",
        "</svg>",
        OPEN,
        "<g",
        ">",
        "/>",
        "</g>",
        " a='",
        "'",
        "\"",
        "é",
        "😀",
        "&",
        ";",
        "&a;",
        "<!DOCTYPE svg [",
        "<!ENTITY a '",
        "'>",
        "]>",
        "<!--",
        "-->",
        "<![CDATA[",
        "]]>",
        "<?x ",
        "?>",
        "\n",
        " ",
        "xmlns:b='c'",
        "b:",
        "url(",
        "#",
        ")",
        "style='",
        "href='x:",
        "<style>",
        "@import",
        "<script>",
        "=",
        "\u{feff}",
        "&#",
        "x41;",
        "onload='",
        "<use href='#a' id='a'/>",
    ];
    prop::collection::vec(prop::sample::select(pieces.to_vec()), 0..24).prop_map(|all| all.concat())
}

#[test]
fn byte_order_mark_is_not_part_of_svg_root() {
    let text = "\u{feff}<!ENTITY a '";
    let Picture::Svg(found) = picture(text.as_bytes()) else { panic!() };
    assert_eq!(&text[found.root], "<");
}

proptest! {
    #[test]
    fn every_input_gets_response(inside in soup(), around: bool) {
        let text = if around { svg(&inside) } else { inside };
        match picture(text.as_bytes()) {
            Picture::Broken(broken) => prop_assert!(text.get(broken.range).is_some()),
            Picture::Svg(found) => {
                prop_assert!(text.get(found.root).is_some());
                for one in found.active {
                    prop_assert!(text.get(one.range).is_some());
                }
                if let Preview::Svg(shown) = preview(text.as_bytes()) {
                    prop_assert!(is_still(&shown), "{}", shown);
                }
            }
            Picture::Other(_) | Picture::Unread => {}
        }
    }
}
