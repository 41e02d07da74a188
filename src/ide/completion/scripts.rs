//! Completion in scripts.

use std::fmt::Write as _;

use super::{Item, ItemKind};
use crate::embedded::vrl::token::Kind;
use crate::embedded::vrl::{self, Callable};
use crate::ide::TextEdit;
use crate::ide::script::{KEYWORDS, ScriptCursor, signature};
use crate::manifest::field_names;
use crate::syntax::Tree;

/// The likeliest first.
pub(super) fn items(tree: &Tree, inside: &ScriptCursor<'_, '_>) -> Vec<Item> {
    let token = inside.token();
    let range = token.map_or(inside.offset..inside.offset, |token| token.range.clone());
    let Some(place) = inside.place(range) else { return Vec::new() };
    let mut list = List { place, items: Vec::new() };
    match token.map(|token| token.kind) {
        Some(Kind::Text { .. } | Kind::Comment | Kind::Number | Kind::Field) => {}
        Some(Kind::Secret) => list.secrets(tree),
        Some(Kind::Input) => list.inputs(inside),
        Some(Kind::Word { called }) => {
            list.variables(inside);
            // Inside a string, nothing but a variable will do.
            let in_text = inside.tokens.iter().any(|text| {
                let before = token.is_some_and(|token| text.range.end == token.range.start);
                matches!(text.kind, Kind::Text { .. })
                    && before
                    && inside.text_of(text).ends_with(['{', ' '])
            });
            if !in_text {
                list.inputs(inside);
                list.functions(called);
                list.keywords();
            }
        }
        None => {
            list.variables(inside);
            list.inputs(inside);
            list.functions(false);
            list.keywords();
        }
    }
    list.items
}

struct List {
    place: std::ops::Range<usize>,
    items: Vec<Item>,
}

impl List {
    fn push(&mut self, label: &str, kind: ItemKind, text: &str) -> &mut Item {
        self.items.push(Item {
            label: label.to_owned(),
            kind,
            detail: None,
            documentation: None,
            deprecated: false,
            required: false,
            sort: format!("{:05}", self.items.len()),
            filter: label.to_owned(),
            edit: TextEdit { range: self.place.clone(), text: escaped(text) },
            snippet: None,
            additional: Vec::new(),
            preselect: false,
        });
        let last = self.items.len() - 1;
        &mut self.items[last]
    }

    fn secrets(&mut self, tree: &Tree) {
        let secrets = tree.root().and_then(|root| root.get(field_names::SECRETS));
        for (name, _) in secrets.into_iter().flat_map(|secrets| secrets.effective_members()) {
            // A name that is not an identifier needs quotes.
            let plain = name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_');
            let text = match plain {
                true => name.to_owned(),
                false => serde_json::to_string(name).unwrap_or_default(),
            };
            let item = self.push(name, ItemKind::Reference, &text);
            item.detail = Some("a secret".to_owned());
        }
    }

    fn inputs(&mut self, inside: &ScriptCursor<'_, '_>) {
        for input in vrl::inputs(inside.kind) {
            let path = format!(".{}", input.name);
            let item = self.push(&path, ItemKind::Path, &path);
            item.documentation = Some(input.doc.to_owned());
        }
    }

    fn variables(&mut self, inside: &ScriptCursor<'_, '_>) {
        for name in inside.variables() {
            self.push(name, ItemKind::Variable, name);
        }
    }

    fn functions(&mut self, called: bool) {
        for function in vrl::functions() {
            let (text, snippet) = if called {
                (function.name.to_owned(), None)
            } else {
                let (text, snippet) = call(function);
                (text, Some(snippet))
            };
            let item = self.push(function.name, ItemKind::Function, &text);
            item.detail = Some(signature(function));
            item.documentation = Some(function.doc.to_owned());
            item.snippet = snippet;
        }
    }

    fn keywords(&mut self) {
        for (word, doc) in KEYWORDS {
            let item = self.push(word, ItemKind::Keyword, word);
            item.documentation = Some((*doc).to_owned());
        }
    }
}

/// A call with every argument that has to be there, as text and as a snippet. Neither has anything
/// in it that JSON would want escaped.
fn call(function: &Callable) -> (String, String) {
    let required = function.arguments.iter().filter(|argument| argument.required);
    let mut places: Vec<&str> = required.map(|argument| argument.name).collect();
    if places.is_empty() && !function.arguments.is_empty() {
        places.push("");
    }
    let (mut text, mut snippet) = (String::new(), String::new());
    let mut number = 0;
    let mut list = |names: &[&str], snippet: &mut String, text: &mut String| {
        for (index, name) in names.iter().enumerate() {
            let comma = if index > 0 { ", " } else { "" };
            number += 1;
            let _ = match name.is_empty() {
                true => write!(snippet, "{comma}${{{number}}}"),
                false => write!(snippet, "{comma}${{{number}:{name}}}"),
            };
            let _ = write!(text, "{comma}{name}");
        }
    };
    let both = |piece: &str, snippet: &mut String, text: &mut String| {
        snippet.push_str(&piece.replace('}', "\\}"));
        text.push_str(piece);
    };
    both(&format!("{}(", function.name), &mut snippet, &mut text);
    list(&places, &mut snippet, &mut text);
    both(")", &mut snippet, &mut text);
    if let Some(names) = function.closure {
        both(" -> |", &mut snippet, &mut text);
        list(&["key", "value"][2 - names.min(2)..], &mut snippet, &mut text);
        both("| { ", &mut snippet, &mut text);
        snippet.push_str("${0}");
        both(" }", &mut snippet, &mut text);
    }
    (text, snippet)
}

/// `text` as part of a JSON string.
fn escaped(text: &str) -> String {
    let quoted = serde_json::to_string(text).unwrap_or_default();
    quoted.get(1..quoted.len().saturating_sub(1)).unwrap_or_default().to_owned()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{items, labels};
    use crate::ide::tests::apply;

    /// The script member around `script`, in which `$0` is the cursor.
    fn manifest(member: &str, script: &str) -> String {
        format!(
            r#"{{ "secrets": {{ "A_KEY": "hidden", "odd-one": null }}, {member}: {script} }} }}"#
        )
    }

    const EXTRACT: &str = r#""identifier": { "extractScript""#;
    const FALLBACK: &str = r#""identifier": { "fallbackHandlerScript""#;
    const LINK: &str = r#""configuration": { "identifier": { "linkTemplateScript""#;

    /// Completion items other than functions.
    fn words(member: &str, script: &str) -> String {
        let all = labels(&manifest(member, script));
        let functions = crate::embedded::vrl::functions();
        let is_function = |word: &&str| functions.iter().any(|function| function.name == *word);
        all.split(' ').filter(|word| !is_function(word)).collect::<Vec<_>>().join(" ")
    }

    /// The script after choosing `label`, and the snippet if there is one.
    fn chosen(member: &str, script: &str, label: &str) -> String {
        let (text, items) = items(&manifest(member, script));
        let item = items.iter().find(|item| item.label == label).expect("the item");
        let after = apply(&text, item, false);
        assert_eq!(after, apply(&text, item, true), "the snippet is another text");
        let start = text.find(member).expect("the member") + member.len() + 2;
        let after = &after[start..after.len() - 4];
        match &item.snippet {
            Some(snippet) => format!("{after} = {snippet}"),
            None => after.to_owned(),
        }
    }

    #[test]
    fn completion_lists_script_inputs() {
        assert_eq!(words(LINK, r#"".$0""#), ".webhookId .webhookUrl .env .source .shareableId");
        assert_eq!(
            words(EXTRACT, r#""a = .he$0.b""#),
            ".body .headers .method .path .query .secrets"
        );
        assert_eq!(chosen(EXTRACT, r#""\"é\" \n.he$0.b""#, ".headers"), r#""\"é\" \n.headers.b""#);
        assert_eq!(chosen(EXTRACT, r#""f(.$0)""#, ".body"), r#""f(.body)""#);
        assert_eq!(words(EXTRACT, r#"".body.$0""#), "");
    }

    #[test]
    fn completion_lists_secrets_in_scripts() {
        assert_eq!(words(FALLBACK, r#"".secrets.$0""#), "A_KEY odd-one");
        assert_eq!(chosen(FALLBACK, r#"".secrets.A$0 + 1""#, "A_KEY"), r#"".secrets.A_KEY + 1""#);
        assert_eq!(chosen(FALLBACK, r#"".secrets.$0""#, "odd-one"), r#"".secrets.\"odd-one\"""#);
        assert_eq!(words(FALLBACK, r#""s = .secrets\ns.$0""#), "A_KEY odd-one");
    }

    #[test]
    fn completion_ranks_script_variables_first() {
        assert_eq!(
            words(EXTRACT, r#""one = 1\ntwo, err = f()\nmap_values(.) -> |_k, v| { $0 }""#),
            "one two err _k v .body .headers .method .path .query .secrets if else true false null \
             abort return"
        );
        assert_eq!(words(EXTRACT, r#""one = 1\n\"{{ o$0 }}\"""#), "one");
        assert_eq!(
            chosen(EXTRACT, r#""one = 1\n\"{{ o$0 }}\"""#, "one"),
            r#""one = 1\n\"{{ one }}\"""#
        );
    }

    #[test]
    fn no_completion_in_string_comment_or_number() {
        for script in [r#""\"a$0\"""#, r#""\"a$0""#, r##""# a$0""##, r#""1$0""#, r#""r'a$0'""#] {
            assert_eq!(labels(&manifest(EXTRACT, script)), "", "{script}");
        }
        // A path may follow them.
        assert_ne!(labels(&manifest(EXTRACT, r#""\"a\" $0""#)), "");
        assert_ne!(labels(&manifest(EXTRACT, r##""# a\n$0""##)), "");
        assert_ne!(labels(&manifest(EXTRACT, r#""$0""#)), "");
    }

    #[cfg(feature = "vrl")]
    #[test]
    fn completion_inserts_function_arguments() {
        use insta::assert_snapshot;

        assert_snapshot!(chosen(EXTRACT, r#""parse_js$0""#, "parse_json"), @r#""parse_json(value)" = parse_json(${1:value})"#);
        assert_snapshot!(chosen(EXTRACT, r#""now$0""#, "now"), @r#""now()" = now()"#);
        assert_snapshot!(chosen(EXTRACT, r#""map$0""#, "map_values"), @r#""map_values(value) -> |value| {  }" = map_values(${1:value}) -> |${2:value}| { ${0} \}"#);
        assert_snapshot!(chosen(EXTRACT, r#""a = par$0!(.body)""#, "parse_json"), @r#""a = parse_json!(.body)""#);
        let (_, items) = items(&manifest(EXTRACT, r#""spl$0""#));
        let split = items.iter().find(|item| item.label == "split").expect("the function");
        assert_snapshot!(split.detail.as_deref().unwrap_or_default(), @"split(value: string, pattern: string or regex, [limit: integer]): array");
        assert_snapshot!(split.documentation.as_deref().unwrap_or_default(), @"Splits the `value` string using `pattern`.");
    }

    #[test]
    fn completion_hides_secret_values() {
        let (_, items) = items(&manifest(FALLBACK, r#"".secrets.$0""#));
        assert!(!format!("{items:?}").contains("hidden"));
    }
}
