//! Hovers in scripts.

use std::fmt::Write as _;

use super::Hover;
use crate::embedded::javascript::PREFIX;
use crate::embedded::vrl;
use crate::embedded::vrl::token::Kind;
use crate::ide::context::CursorContext;
use crate::ide::markdown::code;
use crate::ide::script::{KEYWORDS, ScriptCursor, signature};
use crate::manifest::field_names;
use crate::manifest::types::Script;
use crate::snapshot::Snapshot;

/// Describes the token at `cursor` in its script. `None` outside of scripts and for unknown tokens.
pub(super) fn hover(snapshot: &Snapshot, cursor: &CursorContext<'_>) -> Option<Hover> {
    let inside = ScriptCursor::find(snapshot.buffer.source(), cursor)?;
    let token = inside.token()?;
    let text = inside.text_of(token);
    let markdown = match token.kind {
        Kind::Word { called: true } => function(text)?,
        Kind::Word { called: false } if inside.variables().contains(&text) => {
            format!("**{}** · a variable of this script", code(text))
        }
        Kind::Word { called: false } => {
            let (word, doc) = KEYWORDS.iter().find(|(word, _)| *word == text)?;
            format!("**{}** · a VRL keyword\n\n{doc}", code(word))
        }
        Kind::Input => input(inside.kind, text)?,
        Kind::Secret if !text.is_empty() => secret(snapshot, text),
        _ => return None,
    };
    Some(Hover { range: inside.place(token.range.clone())?, picture: None, markdown })
}

fn function(name: &str) -> Option<String> {
    let function = vrl::function(name)?;
    let mut page = format!("```vrl\n{}\n```\n\n{}", signature(function), function.doc.trim());
    if !function.arguments.is_empty() {
        page.push('\n');
    }
    for argument in &function.arguments {
        let absent = if argument.required { "" } else { ", optional" };
        let doc = argument.doc.split_whitespace().collect::<Vec<_>>().join(" ");
        let _ = write!(page, "\n- `{}`{absent}: {doc}", argument.name);
    }
    if !function.failures.is_empty() {
        page += "\n\n*It fails if:*\n";
        for reason in function.failures {
            let _ = write!(page, "\n- {reason}");
        }
    }
    Some(page)
}

/// Describes the path `text` of a script's input, or the entire input.
fn input(script: Script, text: &str) -> Option<String> {
    let inputs = vrl::inputs(script);
    if text == "." {
        let names: Vec<_> = inputs.iter().map(|input| format!("`.{}`", input.name)).collect();
        return Some(format!("**{}** · the whole input: {}", code("."), names.join(", ")));
    }
    let name = text[1..].trim_matches('"');
    let input = inputs.iter().find(|input| input.name == name)?;
    Some(format!("**{}** · an input\n\n{}", code(text), input.doc))
}

fn secret(snapshot: &Snapshot, name: &str) -> String {
    let secrets = snapshot.tree.root().and_then(|root| root.get(field_names::SECRETS));
    let said = match secrets {
        Some(secrets) if secrets.get(name).is_some() => {
            let variable = code(&format!("{PREFIX}{name}"));
            format!(
                "Declared in `secrets`. Its value is set at deployment. The code reads it as \
                 the environment variable {variable}."
            )
        }
        Some(_) => "Not declared in `secrets`.".to_owned(),
        None => "This manifest declares no secrets.".to_owned(),
    };
    format!("**{}** · a secret\n\n{said}", code(name))
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use crate::ide::hover::tests::said;

    #[cfg(feature = "vrl")]
    #[test]
    fn hover_describes_script_function() {
        assert_snapshot!(said(r#"{ "identifier": { "extractScript": "\"é\"\nparse_$0json!(.body)" } }"#), @"
        parse_json
        ---
        ```vrl
        parse_json(value: string, [max_depth: integer], [lossy: boolean]): string, integer, float, boolean, null, array or object
        ```

        Parses the provided `value` as JSON.

        Only JSON types are returned. If you need to convert a `string` into a `timestamp`,
        consider the `parse_timestamp` function.

        - `value`: The string representation of the JSON to parse.
        - `max_depth`, optional: Number of layers to parse for nested JSON-formatted documents. The value must be in the range of 1 to 128.
        - `lossy`, optional: Whether to parse the JSON in a lossy manner. Replaces invalid UTF-8 characters with the Unicode character `�` (U+FFFD) if set to true, otherwise returns an error if there are any invalid UTF-8 characters present.

        *It fails if:*

        - `value` is not a valid JSON-formatted payload.
        ");
    }

    #[test]
    fn hover_lists_script_inputs() {
        assert_snapshot!(said(r#"{ "identifier": { "extractScript": "\"é\"\nf(.bo$0dy.id)" } }"#), @"
        .body
        ---
        **`.body`** · an input

        The body of the request, as text; `parse_json!(.body)` parses it.
        ");
        assert_snapshot!(said(r#"{ "identifier": { "extractScript": "f(.$0)" } }"#), @"
        .
        ---
        **`.`** · the whole input: `.body`, `.headers`, `.method`, `.path`, `.query`, `.secrets`
        ");
        assert_snapshot!(said(r#"{ "configurations": { "a": { "identifier": { "linkTemplateScript": "if .e$0nv" } } } }"#), @r#"
        .env
        ---
        **`.env`** · an input

        The Botpress environment, such as `"production"`.
        "#);
    }

    #[test]
    fn hover_describes_secret_in_script() {
        let said = |script: &str, secrets: &str| {
            said(&format!(r#"{{ {secrets} "identifier": {{ "extractScript": "{script}" }} }}"#))
        };
        let secrets = r#""secrets": { "KEY": "hidden" },"#;
        assert_snapshot!(said("s = .secrets\\ns.KE$0Y", secrets), @"
        KEY
        ---
        **`KEY`** · a secret

        Declared in `secrets`. Its value is set at deployment. The code reads it as the environment variable `SECRET_KEY`.
        ");
        assert_snapshot!(said(".secrets.OTH$0ER", secrets), @"
        OTHER
        ---
        **`OTHER`** · a secret

        Not declared in `secrets`.
        ");
        assert_snapshot!(said(".secrets.OTH$0ER", ""), @"
        OTHER
        ---
        **`OTHER`** · a secret

        This manifest declares no secrets.
        ");
    }

    #[test]
    fn hover_describes_script_keyword() {
        assert_snapshot!(said(r#"{ "identifier": { "extractScript": "a = 1\ni$0f a {}" } }"#), @"
        if
        ---
        **`if`** · a VRL keyword

        Runs the block if the condition is true.
        ");
        assert_snapshot!(said(r#"{ "identifier": { "extractScript": "a = 1\nif a$0 {}" } }"#), @"
        a
        ---
        **`a`** · a variable of this script
        ");
    }

    #[test]
    fn hover_describes_field_at_other_script_tokens() {
        let page = said(r#"{ "identifier": { "extractScript": "a = 1 +$0 2" } }"#);
        assert!(page.contains("**extractScript**"), "{page}");
    }
}
