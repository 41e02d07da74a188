use insta::assert_snapshot;
use proptest::prelude::*;

use super::*;
use crate::ide::tests::cursor;
use crate::syntax::{Dialect, TokenKind, Tokens};
use crate::text::{Buffer, apply};

#[path = "../../../tests/common/tokens.rs"]
mod tokens;

use tokens::tokens;

fn parse(text: &str) -> Tree {
    Tree::parse(text, Dialect::Jsonc)
}

fn formatted_as(text: &str, options: &Options) -> String {
    let edits = document(&text, &parse(text), options);
    // A rope is read in chunks, with the same result.
    let rope = Buffer::new(text);
    assert_eq!(document(rope.source(), &parse(text), options), edits);
    assert_eq!(document(&rope.reading(), &parse(text), options), edits);
    let after = apply(text, &edits);
    match parse(text).document().has_errors {
        // Where errors leave it open what the tokens are.
        true => assert_eq!(characters(text), characters(&after), "{text}"),
        false => assert_eq!(tokens(text), tokens(&after), "{text}"),
    }
    for pair in edits.windows(2) {
        assert!(pair[0].range.end < pair[1].range.start, "{edits:?}");
    }
    for edit in &edits {
        let changed = &text[edit.range.clone()];
        assert!(changed.bytes().all(|byte| byte.is_ascii_whitespace()), "{edit:?}");
        assert_ne!(changed, edit.text);
    }
    if parse(text).document().has_errors {
        return after;
    }
    let again = document(&after.as_str(), &parse(&after), options);
    assert_eq!(again, [], "once:\n{after}\ntwice:\n{}", apply(&after, &again));
    after
}

fn characters(text: &str) -> String {
    text.chars().filter(|c| !c.is_ascii_whitespace()).collect()
}

fn formatted(text: &str) -> String {
    formatted_as(text, &Options::default())
}

#[test]
fn format_puts_members_on_lines_and_short_arrays_on_one() {
    assert_snapshot!(formatted(
        r#"  {"a":1 , "b" :{"c":[ 1,"x" ,null],"d":{ },"e":[ ]},
"f":[{"g":[]},[ ]], "h": [ { } ,[]]}"#), @r#"
    {
      "a": 1,
      "b": {
        "c": [1, "x", null],
        "d": {},
        "e": []
      },
      "f": [
        {
          "g": []
        },
        []
      ],
      "h": [{}, []]
    }
    "#);
}

#[test]
fn format_breaks_arrays_beyond_line_width() {
    let array = |count: usize| format!("{{\"a\": [{}]}}", vec!["\"0123456\""; count].join(","));
    assert_eq!(formatted(&array(6)).lines().count(), 3);
    let element = "é".repeat(WIDTH - r#"  "a": [""],"#.len());
    assert_eq!(formatted(&format!("{{\"a\":[\"{element}\"]}}")).lines().count(), 3);
    assert_eq!(formatted(&format!("{{\"a\":[\"{element}x\"]}}")).lines().count(), 5);
    assert_eq!(formatted(&array(7)).lines().count(), 11);
}

#[test]
fn format_keeps_comments() {
    assert_snapshot!(formatted(r#"// top

/* of */ { // of the object


// of a
"a": 1 /* one */, // after a
/* b, */ "b" /* of */ : [ // of the array
2 /* two */ , /* three */ 3

// last

], "c": { /* nothing */ }, /* d */ "d": [
/* nothing
  here */ ], "e": {}
  // the end
} // behind
/* all */"#), @r#"
    // top

    /* of */ { // of the object

      // of a
      "a": 1 /* one */, // after a
      /* b, */ "b" /* of */: [ // of the array
        2 /* two */,
        /* three */ 3

        // last
      ],
      "c": { /* nothing */ },
      /* d */ "d": [
        /* nothing
      here */
      ],
      "e": {}
      // the end
    } // behind
    /* all */
    "#);
}

#[test]
fn format_keeps_one_blank_line() {
    assert_snapshot!(formatted("{\n\n\"a\": 1,\n\n\n\"b\": [\n\n{},\n\n[{\n}]\n\n]\n\n}\n\n\n"), @r#"
    {
      "a": 1,

      "b": [
        {},

        [{}]
      ]
    }
    "#);
}

#[test]
fn format_keeps_trailing_commas() {
    assert_snapshot!(formatted("{\"a\": [1 ,2,], \"b\": [ {\"c\":1} , ] , }"), @r#"
    {
      "a": [1, 2,],
      "b": [
        {
          "c": 1
        },
      ],
    }
    "#);
}

#[test]
fn format_keeps_whitespace_around_syntax_errors() {
    // The place of a missing comma, or of a missing value, and nothing else.
    assert_snapshot!(formatted("{\"a\":1   \"b\":2,\"c\":3,\"d\":   ,\"e\":{\"f\":4}}"), @r#"
    {
      "a": 1   "b":2,"c": 3,"d":   ,"e": {
        "f": 4
      }
    }
    "#);
    // The end of an unclosed object is unknown.
    let open = "{\"a\":{\"b\":1,\n \"c\":{\"d\":1}";
    assert_eq!(formatted(open), open);
    let doubtful = "{\"a\":1,\"b\":[1,{\"c\":  2 } ,\"d\":{\"e\":3}  }";
    assert_eq!(formatted(doubtful), format!("{doubtful}\n"));
    for text in ["", " \n", "// a", "]", "{\"a\": \"b\n}\n", "{}}  ", "{\u{a0}}\n"] {
        assert_eq!(formatted(text), text);
    }
}

#[test]
fn format_keeps_line_endings_and_byte_order_mark() {
    assert_eq!(
        formatted("\u{feff}{\r\n\"a\":1,\n\"b\":2\r\n}"),
        "\u{feff}{\r\n  \"a\": 1,\r\n  \"b\": 2\r\n}\r\n"
    );
    assert_eq!(formatted("{\n\"a\":1,\n\"b\":2\r\n}"), "{\n  \"a\": 1,\n  \"b\": 2\n}\n");
    assert_eq!(formatted("{\r\"a\":1,\r\"b\":2\r}"), "{\r  \"a\": 1,\r  \"b\": 2\r}\r");
}

#[test]
fn client_settings_are_applied() {
    let tabs = Options { insert_spaces: false, ..Options::default() };
    assert_eq!(formatted_as("{\"a\":{\"b\":1}}", &tabs), "{\n\t\"a\": {\n\t\t\"b\": 1\n\t}\n}\n");
    let four = Options { tab_size: 4, ..Options::default() };
    assert_eq!(formatted_as("{\"a\":1}", &four), "{\n    \"a\": 1\n}\n");
    let loose = Options { insert_final_newline: false, trim_final_newlines: false, ..four };
    assert_eq!(formatted_as("{}", &loose), "{}");
    assert_eq!(formatted_as("{} \n\n ", &loose), "{}\n\n");
    let huge = Options { tab_size: u32::MAX, ..Options::default() };
    assert_eq!(formatted_as("{\"a\":1}", &huge), format!("{{\n{}\"a\": 1\n}}\n", " ".repeat(16)));
}

/// Formats the range between `[[` and `]]`.
fn selected(marked: &str) -> String {
    let (start, end) =
        (marked.find("[[").expect("a start"), marked.find("]]").expect("an end") - 2);
    let text = marked.replacen("[[", "", 1).replacen("]]", "", 1);
    apply(&text, &range(&text.as_str(), &parse(&text), &(start..end), &Options::default()))
}

#[test]
fn range_formatting_keeps_surrounding_indentation() {
    assert_snapshot!(selected("{\"a\" :1,\n     \"b\" :{\n\"c\" :[[2,\n\"d\" :]]3,\n\"e\" :4},\n\"f\" :5}"), @r#"
    {"a" :1,
         "b" :{
           "c": 2,
           "d": 3,
           "e" :4},
    "f" :5}
    "#);
    assert_snapshot!(selected("   {\n[[\"a\" :1]]}"), @r#"
    {
      "a": 1
    }
    "#);
}

/// The text after the character before `$0` was typed.
fn typed(marked: &str) -> String {
    let (text, offset) = cursor(marked);
    let typed = text[..offset].chars().last().expect("a character");
    apply(&text, &on_type(&text.as_str(), &parse(&text), offset, typed, &Options::default()))
}

#[test]
fn on_type_formatting_formats_closed_container() {
    assert_snapshot!(typed("{\n    \"a\" :  {\"b\" :1}$0, \"c\" :2}"), @r#"
    {
        "a" :  {
          "b": 1
        }, "c" :2}
    "#);
    assert_snapshot!(typed("{ \"a\" : [ 1,2 ]$0 }"), @r#"{ "a" : [1, 2] }"#);
    for same in
        ["{ \"a\": \"[ ]$0\" }", "{ // { }$0\n}", "{ } }$0", "}$0", "{ \"a\": { \"b\" : 1 }$0"]
    {
        assert_eq!(typed(same), same.replace("$0", ""));
    }
}

#[test]
fn on_type_formatting_indents_new_line() {
    assert_eq!(typed("{\n    \"a\": {\n$0}}"), "{\n    \"a\": {\n    }}");
    assert_eq!(typed("{\n    \"a\": {\n$0\"b\" :1}}"), "{\n    \"a\": {\n      \"b\" :1}}");
    assert_eq!(typed("{\n\"a\": [\n$0\n"), "{\n\"a\": [\n  \n");
    assert_eq!(typed("{ /*\n$0*/ }"), "{ /*\n*/ }");
    assert_eq!(typed("{}\n$0"), "{}\n");
}

/// Generates trivia.
fn gaps() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        4 => Just(""),
        4 => Just(" "),
        3 => Just("\n"),
        2 => Just("\r\n"),
        1 => Just("\t"),
        1 => Just("\n\n\n "),
        1 => Just("// a, {\n"),
        1 => Just("//\r\n"),
        1 => Just("/* b */"),
        1 => Just("/* c\n [ */"),
    ];
    prop::collection::vec(piece, 0..4).prop_map(|pieces| pieces.concat())
}

/// A value with anything between its tokens.
fn values() -> impl Strategy<Value = String> {
    let scalar = prop_oneof![
        Just("1"),
        Just("-2.5e3"),
        Just("null"),
        Just("\"é😀 // { \\\" \""),
        Just("\"0123456789012345678901234567890\""),
        Just("{}"),
        Just("[ ]"),
    ];
    let scalar = scalar.prop_map(str::to_owned);
    scalar.prop_recursive(4, 40, 6, |inner| {
        let entry = (gaps(), gaps(), gaps(), inner, gaps());
        let entries = prop::collection::vec(entry, 0..6);
        (entries, any::<bool>(), any::<bool>(), gaps()).prop_map(
            |(entries, object, trailing, end)| {
                let mut text = String::from(if object { "{" } else { "[" });
                let count = entries.len();
                for (index, (lead, name, colon, value, after)) in entries.into_iter().enumerate() {
                    text += &lead;
                    if object {
                        text += &format!("\"k{index}\"{name}:{colon}");
                    }
                    text += &value;
                    if index + 1 < count || trailing {
                        text += &after;
                        text.push(',');
                    }
                }
                text += &end;
                text.push(if object { '}' } else { ']' });
                text
            },
        )
    })
}

/// Parses `text` without comments and trailing commas.
fn meaning(text: &str) -> serde_json::Value {
    let mut plain = tokens(text);
    plain.retain(|token| !token.starts_with('/'));
    let trailing = |pair: &[&str]| pair[0] == "," && matches!(pair[1], "}" | "]");
    while let Some(at) = plain.windows(2).position(trailing) {
        plain.remove(at);
    }
    serde_json::from_str(&plain.concat()).expect("a sound text")
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..Default::default() })]

    /// `formatted_as` asserts the properties of any formatted text.
    #[test]
    fn format_keeps_values_and_is_idempotent(
        (before, value, after) in (gaps(), values(), gaps()),
        tabs in any::<bool>(),
    ) {
        let text = format!("{before}{value}{after}");
        let options = Options { insert_spaces: !tabs, ..Options::default() };
        let mut errors = 0;
        parse(&text).error_ranges(&mut |_, _| errors += 1);
        prop_assert_eq!(errors, 0);
        prop_assert_eq!(meaning(&formatted_as(&text, &options)), meaning(&text));
    }

    #[test]
    fn format_keeps_tokens_of_broken_text(
        text in values(),
        cuts in prop::collection::vec(
            (any::<prop::sample::Index>(), 0..4_usize, "[\"{}\\[\\],:/* a\n\\\\é😀0']{0,3}"),
            1..4,
        ),
    ) {
        let mut chars: Vec<char> = text.chars().collect();
        for (at, len, bit) in cuts {
            let at = at.index(chars.len() + 1);
            let end = (at + len).min(chars.len());
            chars.splice(at..end, bit.chars());
        }
        let text: String = chars.into_iter().collect();
        formatted(&text);
    }

    /// Every selection and every key typed changes white space only.
    #[test]
    fn range_formatting_keeps_tokens(
        text in values(),
        (start, end) in (any::<prop::sample::Index>(), any::<prop::sample::Index>()),
    ) {
        let tree = parse(&text);
        let (start, end) = (start.index(text.len() + 1), end.index(text.len() + 1));
        let selection = start.min(end)..start.max(end);
        let options = Options::default();
        let edits = range(&text.as_str(), &tree, &selection, &options);
        let after = apply(&text, &edits);
        prop_assert_eq!(tokens(&after), tokens(&text));
        for typed in TRIGGERS {
            let edits = on_type(&text.as_str(), &tree, start, typed, &options);
            let after = apply(&text, &edits);
        prop_assert_eq!(tokens(&after), tokens(&text));
        }
    }
}

#[test]
fn format_handles_deep_nesting() {
    let deep = format!("{}{}", "[".repeat(200), "]".repeat(200));
    assert_eq!(formatted(&deep).lines().count(), 399);
    let deeper = "[{\"a\":".repeat(50_000);
    assert_eq!(formatted(&deeper), deeper);
}
