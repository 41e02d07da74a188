//! Setting the value at a path of the manifest, without other changes.

use super::members;
use crate::manifest::object_at;
use crate::syntax::{Node, Tree, Value, pointer, quoted};
use crate::text::{Source, TextEdit};

/// The edits that set the value at `path` to the JSON text `json`. Missing members on the path are
/// added in the style of their neighbors. If the path is ambiguous in a broken text, the reason is
/// returned, as a clause.
pub fn set_value(
    source: &dyn Source,
    tree: &Tree,
    path: &[&str],
    json: &str,
) -> Result<Vec<TextEdit>, String> {
    let Some(mut node) = tree.root() else {
        return Err("the file contains no manifest".to_owned());
    };
    let mut way = String::new();
    for (index, name) in path.iter().enumerate() {
        if !node.is_object() {
            return Err(format!("{} is not an object", place(&way)));
        }
        let mut members = node.members().filter(|(key, _)| key == name).map(|(_, member)| member);
        let first = members.next();
        if members.next().is_some() {
            return Err(format!("{} has duplicate keys `{name}`", place(&way)));
        }
        pointer::push(&mut way, name);
        match first {
            Some(member) => {
                let no_colon = member.entry().key.as_ref().is_some_and(|key| !key.colon);
                if no_colon && matches!(member.value().value(), Value::Missing) {
                    return Err(format!("missing colon after `{way}`"));
                }
                node = member.value();
            }
            None => return add(source, node, path, index, json),
        }
    }
    if !is_closed(node) {
        return Err(format!("the value of `{way}` is not closed"));
    }
    let space = if matches!(node.value(), Value::Missing) { " " } else { "" };
    Ok(vec![TextEdit::new(node.range(), format!("{space}{json}"))])
}

/// Adds the members of `path` from `index` on to `holder`.
fn add(
    source: &dyn Source,
    holder: Node<'_>,
    path: &[&str],
    index: usize,
    json: &str,
) -> Result<Vec<TextEdit>, String> {
    let mut way = String::new();
    for name in &path[..index] {
        pointer::push(&mut way, name);
    }
    if !is_closed(holder) {
        let place = place(&way);
        return Err(format!("{place} has no closing brace"));
    }
    let mut value = json.to_owned();
    for name in path[index + 1..].iter().rev() {
        value = format!("{{ {}: {value} }}", quoted(name));
    }
    let object = object_at(path[..index].iter().copied());
    Ok(members::add_in_order(source, holder, &[(path[index].to_owned(), value)], object))
}

fn is_closed(node: Node<'_>) -> bool {
    match node.value() {
        Value::String(string) => string.closed && string.len > 1,
        Value::Container(_) => members::is_delimited(node),
        _ => true,
    }
}

fn place(pointer: &str) -> String {
    if pointer.is_empty() { "the manifest".to_owned() } else { format!("`{pointer}`") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::Dialect;
    use crate::text::apply;

    fn done(text: &str, path: &[&str]) -> String {
        let tree = Tree::parse(text, Dialect::Jsonc);
        match set_value(&text, &tree, path, "\"new\"") {
            Ok(edits) => apply(text, &edits),
            Err(why) => format!("refused: {why}"),
        }
    }

    #[test]
    fn set_value_replaces_only_the_value() {
        let text =
            "\u{feff}{\r\n\t\"a\": 1, // one\r\n\t\"b\":\"old\",\r\n\t\"c\": [ 1,2 ]\r\n}\r\n";
        assert_eq!(done(text, &["b"]), text.replace("\"old\"", "\"new\""));
        assert_eq!(done(text, &["c"]), text.replace("[ 1,2 ]", "\"new\""));
    }

    #[test]
    fn set_value_adds_member_in_style_of_siblings() {
        assert_eq!(
            done("{\r\n\t\"a\": 1 // one\r\n}\r\n", &["b"]),
            "{\r\n\t\"a\": 1, // one\r\n\t\"b\": \"new\"\r\n}\r\n"
        );
        assert_eq!(
            done("{\n  \"a\": 1\n}", &["b", "c"]),
            "{\n  \"a\": 1,\n  \"b\": { \"c\": \"new\" }\n}"
        );
        assert_eq!(done("{ \"b\": {} }", &["b", "c"]), "{ \"b\": { \"c\": \"new\" } }");
        assert_eq!(done("{}", &["a"]), "{ \"a\": \"new\" }");
    }

    #[test]
    fn fixes_apply_to_broken_text_when_unambiguous() {
        assert_eq!(done("{ \"a\": 1 \"b\": 2, ]", &["b"]), "{ \"a\": 1 \"b\": \"new\", ]");
        assert_eq!(done("{ \"a\": , \"b\": 2 }", &["a"]), "{ \"a\": \"new\" , \"b\": 2 }");
    }

    #[test]
    fn fixes_skip_ambiguous_broken_text() {
        assert_eq!(done("", &["a"]), "refused: the file contains no manifest");
        assert_eq!(done("[]", &["a"]), "refused: the manifest is not an object");
        assert_eq!(done("{ \"a\": null }", &["a", "b"]), "refused: `/a` is not an object");
        assert_eq!(done("{ \"a\": \"x }", &["a"]), "refused: the value of `/a` is not closed");
        assert_eq!(
            done("{ \"a\": 1, \"a\": 2 }", &["a"]),
            "refused: the manifest has duplicate keys `a`"
        );
        assert_eq!(done("{ \"a\" }", &["a"]), "refused: missing colon after `/a`");
        assert!(done("{ \"a\": 1, ", &["b"]).contains("no closing brace"));
    }
}
