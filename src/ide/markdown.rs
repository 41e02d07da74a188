//! Markdown that shows text from the document.
//!
//! Whatever a document says is shown as it stands: a description must not be able to put links,
//! images or HTML into an editor's pop-up.

/// How much of a text from the document is shown, in characters.
const SHOWN: usize = 400;

/// `text` as words, with everything that means something in Markdown escaped, on one line.
pub(super) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        if index == SHOWN {
            out.push('…');
            break;
        }
        match c {
            // `:`, `.` and `@` too, or else bare addresses become links.
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '<' | '>' | '(' | ')' | '#' | '+'
            | '-' | '.' | '!' | '|' | '~' | '&' | ':' | '@' | '$' | '=' | '/' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// `text` as code, on one line.
pub(super) fn code(text: &str) -> String {
    let mut shown: String = text.chars().take(SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    let shown = shown.replace(char::is_control, " ");
    let (mut longest, mut run) = (0, 0);
    for c in shown.chars() {
        run = if c == '`' { run + 1 } else { 0 };
        longest = longest.max(run);
    }
    let fence = "`".repeat(longest + 1);
    let space = if shown.is_empty() || shown.starts_with(['`', ' ']) || shown.ends_with(['`', ' '])
    {
        " "
    } else {
        ""
    };
    format!("{fence}{space}{shown}{space}{fence}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_from_a_document_becomes_markup() {
        assert_eq!(
            escape("[a](http://b.c) <img src=x>"),
            r"\[a\]\(http\:\/\/b\.c\) \<img src\=x\>"
        );
        assert_eq!(escape("one\n\n# two"), r"one  \# two");
        assert_eq!(code("a`b``c"), "```a`b``c```");
        assert_eq!(code("`"), "`` ` ``");
    }
}
