//! Redaction of secrets.

use std::borrow::Cow;

use super::field_names;
use crate::syntax::{Dialect, Tree};

/// `text` with the values of its secrets replaced by characters of the same length and character for character, so
/// that places in it stay the same: for excerpts.
pub fn redacted(text: &str) -> Cow<'_, str> {
    // Most manifests have none, and then there is no need to find where they would be.
    if !text.contains(field_names::SECRETS) {
        return Cow::Borrowed(text);
    }
    let tree = Tree::parse(text, Dialect::Jsonc);
    let root = tree.root().into_iter();
    let secrets =
        root.flat_map(|root| root.members()).filter(|(key, _)| *key == field_names::SECRETS);
    let values = secrets.flat_map(|(_, member)| member.value().entries());
    let mut out = String::new();
    let mut at = 0;
    for range in values.filter_map(|member| member.value().string_range()) {
        out.push_str(&text[at..range.start]);
        out.extend(text[range.clone()].chars().map(black));
        at = range.end;
    }
    if at == 0 {
        return Cow::Borrowed(text);
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// A character that takes as many bytes as `c` and says nothing.
fn black(c: char) -> char {
    match c.len_utf8() {
        1 => '*',
        2 => '·',
        3 => '•',
        _ => '\u{1f784}',
    }
}

#[cfg(test)]
mod tests {
    use super::redacted;

    #[test]
    fn only_secret_values_are_redacted() {
        let text = "{\"name\": \"hunter2\", \"secrets\": {\"A\": \"h\u{fc}\\n€😀2\", \"B\": null, // c\n \"C\": \"";
        let shown = redacted(text);
        let black = "{\"name\": \"hunter2\", \"secrets\": {\"A\": \"*·**•\u{1f784}*\", \"B\": null, // c\n \"C\": \"";
        assert_eq!(shown, black);
        assert_eq!(redacted("{\"secrets\": {}}"), "{\"secrets\": {}}");
    }
}
