//! The titles of fixes, for the quick fixes of editors and for the help of the command line.

use crate::manifest::lookup;
use crate::manifest::types::EntryKind;
use crate::rules::{Finding, FixAction, Reencoding};
use crate::syntax::pointer;
use crate::text::{Source, TextEdit};

/// Maximum length, in characters, of a piece of text in a title.
const MAX_LENGTH: usize = 60;

/// The title of the fix `action` for `finding`, as an imperative without a period. It never
/// contains the value of a secret.
pub fn title(source: &dyn Source, finding: &Finding, action: &FixAction) -> String {
    let value = |json: &str| match is_secret(&finding.pointer) && json != "null" {
        true => "the value as a string".to_owned(),
        false => code(json),
    };
    match action {
        FixAction::RenameMember(name) => format!("Rename to {}", code(name)),
        FixAction::RenameDefinition(name) => {
            format!("Rename to {} and update references", code(name))
        }
        FixAction::RenameDefinitions(names) => {
            format!("Rename all {} and update references", names.len())
        }
        FixAction::ReplaceValue(json) => format!("Replace with {}", value(json)),
        FixAction::ReplaceMember(name, json) => {
            format!("Replace with {}", code(&format!("\"{name}\": {json}")))
        }
        FixAction::Replace(text) => {
            let added = text.strip_prefix(&*source.slice(finding.range.clone()));
            // If a letter or digit follows, the text is a longer word, and nothing is added.
            let added = added.filter(|added| !added.starts_with(char::is_alphanumeric));
            match added.map(str::trim) {
                Some(added) if !added.is_empty() => format!("Add {}", code(added)),
                _ => format!("Replace with {}", code(text)),
            }
        }
        FixAction::Remove => match pointer::tokens(&finding.pointer).last() {
            Some(name) if name.parse::<usize>().is_err() => format!("Remove {}", code(&name)),
            _ => "Remove the item".to_owned(),
        },
        FixAction::AddMembers(members) => {
            let names: Vec<String> = members.iter().map(|(name, _)| code(name)).collect();
            format!("Add {}", names.join(", "))
        }
        FixAction::Restore(name, _) => format!("Put {} back", code(name)),
        FixAction::Repair(_) if is_secret(&finding.pointer) => "Fix the value".to_owned(),
        FixAction::Repair(edits) => repair(source, edits),
        FixAction::Embed(_, source) => format!("Embed {}", code(&source.file)),
        FixAction::Reshape(repair) => repair.title.clone(),
        FixAction::Reencode(reencoding) => match reencoding {
            Reencoding::Tidy => "Normalize the base64",
            Reencoding::Encode => "Encode as base64",
            Reencoding::Once => "Remove the second base64 encoding",
            Reencoding::Utf8 => "Convert to UTF-8",
            Reencoding::Closed => "Close the open elements of the SVG",
            Reencoding::InSvg => "Wrap the image in an SVG",
        }
        .to_owned(),
    }
}

/// The title of a repair of a syntax error.
fn repair(source: &dyn Source, edits: &[TextEdit]) -> String {
    let [edit] = edits else {
        let are_quotes = edits.iter().all(|edit| edit.text == "\"");
        let title = if are_quotes { "Use double quotes" } else { "Fix the syntax error" };
        return title.to_owned();
    };
    let text = edit.text.trim();
    match edit.range.is_empty() {
        _ if source.slice(edit.range.clone()).trim().is_empty() && text.is_empty() => {
            "Remove the invalid whitespace".to_owned()
        }
        _ if text.is_empty() => {
            format!("Remove {}", code(source.slice(edit.range.clone()).trim()))
        }
        true => format!("Add {}", code(text)),
        false => format!("Replace with {}", code(text)),
    }
}

/// Whether `pointer` is that of a secret.
fn is_secret(pointer: &str) -> bool {
    let path: Vec<_> = pointer::tokens(pointer).collect();
    let path: Vec<&str> = path.iter().map(|name| &**name).collect();
    lookup(&path).is_some_and(|(_, kind)| kind == Some(EntryKind::Secret))
}

/// A piece of text as code: short, on one line.
fn code(text: &str) -> String {
    let mut out = String::from("`");
    out.extend(text.chars().take(MAX_LENGTH).map(|c| if c.is_control() { ' ' } else { c }));
    if text.chars().nth(MAX_LENGTH).is_some() {
        out.push('…');
    }
    out.push('`');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::{REFUSED_BY_ENDPOINT, Severity};

    fn titled(pointer: &str, action: &FixAction) -> String {
        let text = "{ \"a\": 1,, }";
        let finding = Finding::new(&REFUSED_BY_ENDPOINT, Severity::Error, 8..9, pointer, "");
        title(&text, &finding, action)
    }

    #[test]
    fn title_names_the_change() {
        let pair = |name: &str| (name.to_owned(), "{}".to_owned());
        let titles = [
            titled("/titel", &FixAction::RenameMember("title".into())),
            titled("/actions/get_it", &FixAction::RenameDefinition("getIt".into())),
            titled("/version", &FixAction::ReplaceValue("\"1\"".into())),
            titled("/public", &FixAction::ReplaceMember("visibility".into(), "\"public\"".into())),
            titled("/code", &FixAction::Replace(".a".into())),
            titled("/a~1b", &FixAction::Remove),
            titled("/layers/2", &FixAction::Remove),
            titled("", &FixAction::Repair(vec![TextEdit::delete(8..9)])),
            titled("", &FixAction::AddMembers(vec![pair("name"), pair("version")])),
            titled("", &FixAction::Restore("createTask".into(), "{}".into())),
            titled("", &FixAction::Repair(vec![TextEdit::insert(8, ",")])),
            titled("", &FixAction::Repair(vec![TextEdit::new(7..8, "'")])),
            titled("/icon", &FixAction::Reencode(Reencoding::Tidy)),
        ];
        insta::assert_snapshot!(titles.join("\n"));
    }

    #[test]
    fn title_is_short_and_on_one_line() {
        let long = titled("/a", &FixAction::Replace(format!("a\n\u{1b}{}", "x".repeat(100))));
        assert_eq!(long, format!("Replace with `a  {}…`", "x".repeat(57)));
    }

    #[test]
    fn title_hides_secret_value() {
        let secret = |json: &str| titled("/secrets/KEY", &FixAction::ReplaceValue(json.into()));
        assert_eq!(secret("\"1234\""), "Replace with the value as a string");
        assert_eq!(secret("null"), "Replace with `null`");
        let repair = FixAction::Repair(vec![TextEdit::new(7..8, "\"1234\"")]);
        assert_eq!(titled("/secrets/KEY", &repair), "Fix the value");
    }
}
