//! Text of XML documents.

/// Appends `text` as XML character data or as an attribute value in quotes.
pub(crate) fn escape(out: &mut String, text: &str) {
    text.chars().for_each(|c| escape_char(out, c));
}

/// Appends one character of such a text.
pub(crate) fn escape_char(out: &mut String, c: char) {
    match c {
        '&' => out.push_str("&amp;"),
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '"' => out.push_str("&quot;"),
        '\'' => out.push_str("&#39;"),
        c => out.push(c),
    }
}
