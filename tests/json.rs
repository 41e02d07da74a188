//! Syntax errors of JSON and JSONC, case by case.
//!
//! The cases cover the grammar of RFC 8259. Each item of a list is one text.

use integration_manifest_ls::rules::{self, Settings};
use integration_manifest_ls::syntax::Dialect;

fn syntax_errors(text: &str, dialect: Dialect) -> usize {
    let findings = rules::check(text, dialect, &Settings::default());
    findings.iter().filter(|finding| finding.rule.id == "syntax-error").count()
}

/// Texts that every JSON parser accepts.
const VALID: &[&str] = &[
    "{}",
    "[]",
    " [] ",
    "\t\r\n {\t}\r\n",
    "null",
    "true",
    "false",
    "0",
    "-0",
    "1",
    "-1",
    "10",
    "1.5",
    "-1.5",
    "1e1",
    "1E1",
    "1e+1",
    "1e-1",
    "1.25e10",
    "0e0",
    "0.0",
    "1e400",
    "-1e-400",
    "123456789012345678901234567890",
    "\"\"",
    "\"a\"",
    "\"\u{7f}\"",
    "\"é\"",
    "\"😀\"",
    "\"\u{2028}\u{2029}\"",
    "\"\u{feff}\"",
    "\"\u{10ffff}\"",
    r#""\"""#,
    r#""\\""#,
    r#""\/""#,
    r#""\b\f\n\r\t""#,
    r#""\u0000""#,
    r#""\u00e9\uD83D\uDE00""#,
    r#""\uABCD\uabcd""#,
    r#""\\u""#,
    r#""/""#,
    r#""'""#,
    "[1]",
    "[1,2]",
    "[[]]",
    "[[],[[]]]",
    "[null, 1, \"1\", {}]",
    "[ 1 , 2 ]",
    r#"{"":0}"#,
    r#"{"a":1}"#,
    r#"{"a":{"b":[{}]}}"#,
    r#"{"a" : 1 , "b" : 2}"#,
    r#"{"\u0061":1}"#,
    r#"{"a":"b","c":"d"}"#,
    "[\n1\n,\n2\n]",
];

/// Texts that some parsers reject. JavaScript and the Botpress API accept them.
const ACCEPTED: &[&str] = &[
    r#""\uD800""#,
    r#""\uDC00""#,
    r#""\uD800\u0041""#,
    r#""\uDC00\uD800""#,
    r#"{"a":1,"a":2}"#,
    "\u{feff}{}",
];

/// Texts that every JSON parser rejects, without comments and trailing commas.
const INVALID: &[&str] = &[
    "",
    " ",
    "\u{feff}",
    "{",
    "}",
    "[",
    "]",
    "[}",
    "{]",
    "[1",
    "[1,",
    "{\"a\"",
    "{\"a\":",
    "{\"a\":1",
    "{\"a\":1,",
    "[1 2]",
    "[1,,2]",
    "[,1]",
    "[,]",
    "{,}",
    "{,\"a\":1}",
    "{\"a\":1,,\"b\":2}",
    "{\"a\":1 \"b\":2}",
    "{\"a\" 1}",
    "{\"a\"::1}",
    "{\"a\":}",
    "{:1}",
    "{1:1}",
    "{a:1}",
    "{'a':1}",
    "{null:1}",
    "{[]:1}",
    "{\"a\"}",
    "{\"a\",\"b\"}",
    "[\"a\":1]",
    "[1]]",
    "[1][2]",
    "{}{}",
    "1 2",
    "{}x",
    "[]//",
    "nul",
    "nulL",
    "True",
    "FALSE",
    "undefined",
    "NaN",
    "Infinity",
    "-Infinity",
    "+1",
    "-",
    "--1",
    "01",
    "-01",
    "00",
    "1.",
    ".1",
    "-.1",
    "1.e1",
    "1e",
    "1e+",
    "1e1.5",
    "0x1",
    "1_000",
    "1a",
    "0b1",
    "1,5",
    "\"",
    "\"a",
    "'a'",
    "\"a\nb\"",
    "\"a\rb\"",
    "\"a\tb\"",
    "\"\u{0}\"",
    "\"\u{1f}\"",
    r#""\""#,
    r#""\a""#,
    r#""\'""#,
    r#""\x41""#,
    r#""\u""#,
    r#""\u1""#,
    r#""\u12""#,
    r#""\u123""#,
    r#""\u123g""#,
    r#""\U0041""#,
    "\"\\\n\"",
    "\u{a0}1",
    "1\u{2028}",
    "\u{b}1",
    "\u{c}1",
    "\u{0}",
    "1\u{0}",
    "@",
    "#",
    "`a`",
    "[\u{a0}1]",
    "\\",
    "\\u0031",
    "/",
    "/*",
    "/* a",
    "{\"a\":1}}",
    "[\"a\"b]",
    "*",
    "<b>",
    "{\"a\":\"b\"]",
    "[[1]",
    "\u{200b}1",
    "'",
    "{\"a\":'b'}",
];

/// Texts that are valid only in JSONC.
const JSONC_ONLY: &[&str] = &[
    "// a\n1",
    "1 // a",
    "/* a */1",
    "[1,/* , */2]",
    "[1,]",
    "{\"a\":1,}",
    "[1, // a\n]",
    "{\"a\"/* b */:/* c */1}",
    "/**/[]",
    "/* // */1",
    "// /*\n1",
    "[1,\n]",
    "1//",
];

#[test]
fn accepts_valid_json() {
    for text in VALID.iter().chain(ACCEPTED) {
        for dialect in [Dialect::Json, Dialect::Jsonc] {
            assert_eq!(syntax_errors(text, dialect), 0, "{text:?} in {dialect:?}");
        }
    }
}

#[test]
fn rejects_invalid_json() {
    for text in INVALID {
        for dialect in [Dialect::Json, Dialect::Jsonc] {
            // In JSONC, this is a line comment.
            if dialect == Dialect::Jsonc && text.ends_with("//") {
                continue;
            }
            assert!(syntax_errors(text, dialect) > 0, "{text:?} in {dialect:?}");
        }
    }
}

#[test]
fn jsonc_accepts_comments_and_trailing_commas() {
    for text in JSONC_ONLY {
        assert!(syntax_errors(text, Dialect::Json) > 0, "{text:?} as JSON");
        assert_eq!(syntax_errors(text, Dialect::Jsonc), 0, "{text:?} as JSONC");
    }
}

#[test]
fn serde_json_agrees_with_cases() {
    let other = |text: &str| serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok();
    for text in VALID {
        assert!(other(text), "{text:?}");
    }
    for text in INVALID.iter().chain(JSONC_ONLY) {
        assert!(!other(text), "{text:?}");
    }
}
