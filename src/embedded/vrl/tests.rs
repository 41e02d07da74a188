//! Tests of the compiler results and of the limits.

use super::*;

/// Returns the names of the secrets that a script reads.
fn script(script: &str) -> Vec<&str> {
    secrets(script).into_iter().map(|(_, name)| name).collect()
}

#[test]
fn dynamic_secret_reads_suppress_unused() {
    for script in [
        "get!(.secrets, [\"A\"])",
        "s = .secrets\nget!(s, [.name])",
        "s = .secrets ?? {}",
        "x = .",
        "encode_json(.secrets)",
    ] {
        assert!(may_read_any(script), "{script}");
    }
    for script in ["s = .secrets\ns.A + s.\"B\"", ".secrets.A", ".body", "\".secrets\""] {
        assert!(!may_read_any(script), "{script}");
    }
}

#[test]
fn secret_reads_are_found_by_path() {
    assert_eq!(script("to_string!(.secrets.KEY)"), ["KEY"]);
    assert_eq!(script(".secrets.\"KEY\" + .secrets.OTHER"), ["KEY", "OTHER"]);
    assert_eq!(script("s = .secrets\nif x { s.A } else { s.B }"), ["A", "B"]);
    assert_eq!(script("s = .secrets.A\ns.B"), ["A"]);
    assert_eq!(script("# .secrets.A\n\".secrets.B\" + s'.secrets.C'"), [""; 0]);
    assert_eq!(script("x.secrets.A"), [""; 0]);
    assert_eq!(script(".body.secrets.A"), [""; 0]);
    assert_eq!(script(".secretsA.B"), [""; 0]);
    assert_eq!(script("\"unclosed \\"), [""; 0]);
    assert_eq!(script("é.secrets.A = 'é"), ["A"]);
}

/// Returns the errors of a script, each with the text in its range.
fn problems(script: &str) -> Vec<String> {
    let compiled = compile(script, MAX_STEPS);
    let shown = compiled.problems.iter();
    shown
        .map(|problem| format!("{:?} {}", &script[problem.range.clone()], problem.message))
        .collect()
}

/// Realistic scripts.
const REAL: &[&str] = &[
    "id = to_string!(.webhookId)\nurl = to_string!(.webhookUrl)\n\n\"{{ url }}/start?state={{ id }}\"\n",
    "# Only for the shared app.\n\nto_string!(parse_json!(.body).installation.id)",
    "body = parse_json!(.body)\nif body.object == \"page\"  {\n    body.entry[0].id\n} else {\n    null\n}",
    "secrets = .secrets\nq = parse_query_string!(.query)\nmode = q.\"hub.mode\"\ntoken = if starts_with!(.path, \"/sandbox\") {\n  secrets.SANDBOX_TOKEN\n} else {\n  secrets.TOKEN\n}\nif mode == \"subscribe\" && q.\"hub.token\" == token {\n  { \"status\": 200, \"headers\": { \"content-type\": \"application/json\" }, \"body\": q.\"hub.challenge\" }\n} else {\n  { \"status\": 403, \"body\": \"é\" } # no\n}",
    "wanted = split(to_string!(.headers.\"x-hub-signature-256\"), \"=\")[1]\nif encode_base16(hmac(to_string!(.body), to_string!(.secrets.CLIENT_SECRET))) != wanted {\n  null\n} else {\n  value = parse_json!(.body).entry[0]\n  if !is_nullish(value.statuses) && length!(value.statuses) > 0 { value.statuses[0].id } else { value.id }\n}",
    "found = null\nbody = parse_json!(.body)\nfound = get(body, [\"events\", 0, \"id\"]) ?? null\nif found == null { found = get(body, [\"id\"]) ?? null }\nfound",
    "scopes = [\n  \"read\",\n  r'\\d+' == \"\",\n]\nencode_percent(join!([\"a\", \"b\"], \",\")) + to_string(map_values({ \"a\": 1 }) -> |v| { v + 1 }) ?? \"\"",
];

#[cfg(feature = "vrl")]
const DENSE: &str = include_str!("dense.vrl");

#[cfg(feature = "vrl")]
#[test]
fn real_scripts_compile() {
    for script in &REAL[..6] {
        assert_eq!(problems(script), [""; 0], "{script}");
    }
}

#[test]
fn truncated_scripts_are_analyzed() {
    for script in REAL {
        for end in (0..=script.len()).filter(|at| script.is_char_boundary(*at)) {
            problems(&script[..end]);
        }
    }
}

#[cfg(feature = "vrl")]
#[test]
fn keystroke_outside_scripts_compiles_nothing() {
    use crate::Snapshot;
    use crate::syntax::Dialect;
    use crate::text::{Change, PositionEncoding};

    let text = r##"{
  "title": "a",
  "configuration": {
    "title": "b",
    "identifier": { "linkTemplateScript": "# one\nto_string!(.webhookUrl)" }
  },
  "identifier": { "extractScript": "# two\nto_string!(.body.id)" }
}"##;
    let mut snapshot = Snapshot::new(text, Dialect::Json, Arc::default(), 1);
    let mut compiled_after = |at: &str, typed: &str| {
        if !at.is_empty() {
            let offset = snapshot.buffer.source().to_string().find(at).unwrap() + at.len();
            let at = snapshot.buffer.position(offset, PositionEncoding::Utf8);
            let change = Change { range: Some((at, at)), text: typed.to_owned() };
            snapshot.change(change, PositionEncoding::Utf8);
        }
        COMPILED.set(0);
        snapshot.check();
        COMPILED.get()
    };
    assert_eq!(compiled_after("", ""), 2);
    assert_eq!(compiled_after("\"title\": \"a", "a"), 0);
    // Within the unit of a script.
    assert_eq!(compiled_after("\"title\": \"b", "b"), 0);
    assert_eq!(compiled_after("\"identifier\": {", " "), 0);
    assert_eq!(compiled_after("# two", "!"), 1);
}

#[cfg(feature = "vrl")]
#[test]
fn compilation_is_cached() {
    let first = compile(".a + 1 # known", MAX_STEPS);
    assert_eq!(first.problems.len(), 1);
    assert!(Arc::ptr_eq(&first, &compile(".a + 1 # known", MAX_STEPS)));
    assert!(!Arc::ptr_eq(&first, &compile(".a + 1 # unknown", MAX_STEPS)));
    for other in 0..CACHE_CAPACITY {
        compile(&format!("{other}"), MAX_STEPS);
    }
    assert!(!Arc::ptr_eq(&first, &compile(".a + 1 # known", MAX_STEPS)));
}

/// The compiler must neither overflow its stack nor hang, however a script nests.
#[test]
fn script_nesting_is_bounded() {
    let around = |open: &str, close: &str, times: usize| {
        format!("{}1{}", open.repeat(times), close.repeat(times))
    };
    for times in [1, 8, 9, 64, 65, 4000] {
        for (open, close) in [
            ("(", ")"),
            ("[", "]"),
            ("{", "}"),
            ("(", ""),
            ("{", ""),
            ("[", ""),
            ("{\"a\":", "}"),
            ("!", ""),
            ("- ", ""),
            ("1+", ""),
            ("1??", ""),
            ("\"\"+", ""),
            ("", "+1"),
            ("(1+", ")"),
            ("a = ", ""),
            ("a = b = ", ""),
            (".a = ", ""),
            ("return ", ""),
            ("abort ", ""),
            ("if true {", "}"),
            ("if true { 1 } else ", ""),
            ("if (", ") { 1 }"),
            ("upcase(", ")"),
            ("to_string(", ")"),
            ("upcase!(to_string!(", "))"),
            ("map_values({\"a\": 1}) -> |a| {", "}"),
            ("a.b", ""),
            ("[0]", ""),
            ("\"{{ a }}", "\""),
            (".a ||", ""),
            ("(.a ?? ", ")"),
            ("(a = ", ")"),
            ("{ a = 1;", "; a }"),
            ("if a == (", ") { 1 } else { 2 }"),
            ("1 | {} | ", ""),
            ("x = 1\nif x == 1 { x = ", "}"),
        ] {
            problems(&around(open, close, times));
        }
    }
}

/// Each change makes a script that compiles.
#[cfg(feature = "vrl")]
#[test]
fn argument_of_the_wrong_type_is_converted() {
    for (script, right) in [
        ("upcase(.a)", "upcase(string!(.a))"),
        ("upcase(5)", "upcase(to_string(5))"),
        ("split(\"a1b\", 1)", "split(\"a1b\", to_string(1))"),
        ("mod(\"5\", 2) ?? 1", "mod(to_int!(\"5\"), 2) ?? 1"),
        (
            "a = if .b == 1 { \"x\" } else { null }\nupcase(a)",
            "a = if .b == 1 { \"x\" } else { null }\nupcase(string!(a))",
        ),
        ("join([1], true) ?? \"\"", "join([1], to_string(true)) ?? \"\""),
    ] {
        let mut text = script.to_owned();
        for problem in &compile(script, MAX_STEPS).problems {
            for (range, new) in problem.changes.iter().rev() {
                text.replace_range(range.clone(), new);
            }
        }
        assert_eq!(text, right);
    }
}

/// Short scripts that would take the compiler seconds to years, or all memory.
#[cfg(feature = "vrl")]
const ENDLESS: &[(&str, &str, &str)] = &[
    ("1", " + 1", ""),
    ("a = 1\n", "a = [a, a]\n", "a"),
    ("a = {}\n", "a.b = {\"a\": a, \"b\": a.b}\n", "a"),
    ("a = {}\n", "a |= {\"a\": a, \"b\": a}\n", "a"),
    ("a = {}\n", "a = merge({\"a\": a}, {\"b\": a})\n", "a"),
    (".a = {}\n", "if .b == 1 { .a = {\"a\": .a, \"b\": .a} }\n", ".a"),
    ("", "a = []\na[1000000] = 1\n", "a"),
    ("", ".a.b[1000000].c = 1\n", ".a"),
    ("", ".a", " = 1"),
    ("", "match!(.a, r'(\\w{30}){9}')\n", "1"),
    ("", "upcase(downcase(", ""),
    ("", "map_values({}) -> |a| { ", ""),
    ("\"", "{{ a }}", "\""),
];

/// Each is compiled quickly up to a certain size, and not compiled beyond it.
#[cfg(feature = "vrl")]
#[test]
fn exponential_scripts_are_not_compiled() {
    for (before, again, after) in ENDLESS {
        let close = |times| match *again {
            "upcase(downcase(" => format!("\"a\"{}", "))".repeat(times)),
            "map_values({}) -> |a| { " => format!("1{}", "}".repeat(times)),
            _ => String::new(),
        };
        let written =
            |times: usize| format!("{before}{}{}{after}", again.repeat(times), close(times));
        // Longer scripts are never compiled.
        let most = (2000 - before.len()) / again.len();
        let is_costly = |times: &usize| {
            let compiled = compile(&written(*times), 1 << 17);
            compiled.unchecked == Some(Unchecked::Costly)
        };
        let mut tried = std::iter::successors(Some(1), |times| Some(times * 2));
        let first = tried.find(|times| *times > most || is_costly(times));
        assert!(first.is_some_and(|first| first <= most), "{again}");
    }
}

/// A dense script of 2,000 characters.
#[cfg(feature = "vrl")]
#[test]
fn dense_scripts_are_compiled() {
    let compiled = compile(DENSE, MAX_STEPS);
    assert_eq!((&compiled.problems[..], &compiled.unchecked), (&[][..], &None));
    assert!(compiled.steps < MAX_STEPS / 2, "{}", compiled.steps);
}

#[test]
fn scripts_share_compile_budget() {
    use crate::syntax::{Dialect, Tree};

    let share = |count: usize| {
        let one = r#"{ "identifier": { "linkTemplateScript": "1" } }"#;
        let all: Vec<_> = (0..count).map(|name| format!("\"c{name}\": {one}")).collect();
        let text = format!("{{ \"configurations\": {{ {} }} }}", all.join(", "));
        steps(Tree::parse(text.as_str(), Dialect::Json).root().unwrap())
    };
    assert_eq!([share(0), share(1), share(2)], [MAX_STEPS; 3]);
    assert_eq!([share(3), share(4)], [MAX_STEPS / 2; 2]);
    for count in [5, 100, 1000] {
        assert!(share(count) * count as u64 <= STEPS_OF_ALL);
    }
}

/// A script that exceeds a small budget is compiled with a larger one.
#[cfg(feature = "vrl")]
#[test]
fn cached_result_respects_budget() {
    let script = format!("1{}", " + 1".repeat(100));
    assert_eq!(compile(&script, 1 << 14).unchecked, Some(Unchecked::Costly));
    let compiled = compile(&script, 1 << 16);
    assert_eq!(compiled.unchecked, None);
    assert!(Arc::ptr_eq(&compiled, &compile(&script, 1 << 17)));
    assert_eq!(compile(&script, 1 << 14).unchecked, Some(Unchecked::Costly));
}

/// A missing file would cause an error or a panic of the compiler.
#[cfg(feature = "vrl")]
#[test]
fn functions_with_io_are_not_compiled() {
    for script in [
        "encode_proto!({}, \"no such file\", \"message\")",
        "parse_proto!(\"\", desc_file: \"no such file\", message_type: \"message\")",
        "parse_etld!(\"\", psl: \"no such file\")",
        "parse_groks!(\"\", patterns: [\"%{a}\"], alias_sources: [\"no such file\"])",
        "validate_json_schema!(\"{}\", \"no such file\")",
        "http_request!(\"http://localhost:1\", http_proxy: \"no proxy\")",
        "dns_lookup!(\"localhost\", options: { \"servers\": [\"nobody\"] })",
        "reverse_dns!(\"127.0.0.1\")",
    ] {
        let compiled = compiler::compile(script, MAX_STEPS).expect("the compiler does not panic");
        assert_eq!(compiled.problems, [], "{script}");
    }
}

#[cfg(feature = "vrl")]
#[test]
fn functions_are_sorted_and_distinct() {
    let names: Vec<&str> = functions().iter().map(|function| function.name).collect();
    assert!(names.is_sorted_by(|a, b| a < b), "{names:?}");
    for name in ["parse_json", "hmac", "encrypt", "get_env_var", "http_request", "parse_proto"] {
        assert!(function(name).is_some(), "{name}");
    }
    for function in functions() {
        assert!(!function.doc.is_empty(), "{}", function.name);
    }
}
