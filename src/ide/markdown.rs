//! Markdown that contains text from the document.
//!
//! Text from the document is escaped, so that a description cannot insert links, images or HTML into
//! a hover.

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd};

/// How much of a text from the document is shown, in characters.
const MAX_SHOWN: usize = 400;

/// `text` as words, with everything that means something in Markdown escaped, on one line.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (index, c) in text.chars().enumerate() {
        if index == MAX_SHOWN {
            out.push('…');
            break;
        }
        match c {
            // `:`, `.` and `@` too, or else bare addresses become links.
            // After a bare address, a renderer can take a backslash as a part of the address.
            '<' => out.push_str("&lt;"),
            '\\' | '`' | '*' | '_' | '{' | '}' | '[' | ']' | '>' | '(' | ')' | '#' | '+' | '-'
            | '.' | '!' | '|' | '~' | '&' | ':' | '@' | '$' | '=' | '/' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out.trim().to_owned()
}

/// `text` as code, on one line. Text with a backtick is escaped instead: the renderer of VS Code finds the end
/// of emphasis inside a code span with several backticks, and then reads the rest as HTML.
pub(super) fn code(text: &str) -> String {
    if text.chars().take(MAX_SHOWN).any(|c| c == '`') {
        return escape(text);
    }
    let mut shown: String = text.chars().take(MAX_SHOWN).collect();
    if shown.len() < text.len() {
        shown.push('…');
    }
    let shown = shown.replace(char::is_control, " ");
    let space =
        if shown.is_empty() || shown.starts_with(' ') || shown.ends_with(' ') { " " } else { "" };
    format!("`{space}{shown}{space}`")
}

/// `text` as a JSON code block.
pub fn json_block(text: &str) -> String {
    let mut fence = "```".to_owned();
    while text.contains(&fence) {
        fence.push('`');
    }
    let text: String =
        text.chars().map(|c| if c.is_control() && c != '\n' { ' ' } else { c }).collect();
    format!("{fence}json\n{text}\n{fence}")
}

/// `markdown` as plain text, for clients that do not render it.
pub fn plain(markdown: &str) -> String {
    let mut out = String::with_capacity(markdown.len());
    // The number of the next item of each list around, where items are numbered.
    let mut lists: Vec<Option<u64>> = Vec::new();
    // The number of line breaks before the next block.
    let mut breaks = 0;
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        let text = match event {
            Event::Start(Tag::Item) => {
                let bullet = match lists.last_mut() {
                    Some(Some(number)) => {
                        *number += 1;
                        format!("{}. ", *number - 1)
                    }
                    _ => "- ".to_owned(),
                };
                let indent = "  ".repeat(lists.len().saturating_sub(1));
                breaks = breaks.max(1);
                CowStr::from(format!("{indent}{bullet}"))
            }
            Event::Start(Tag::List(first)) => {
                lists.push(first);
                continue;
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                breaks = if lists.is_empty() { 2 } else { 1 };
                continue;
            }
            Event::End(TagEnd::Item | TagEnd::TableRow | TagEnd::TableHead) => {
                breaks = breaks.max(1);
                continue;
            }
            Event::End(
                TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock | TagEnd::Table,
            ) => {
                breaks = if lists.is_empty() { 2 } else { 1 };
                continue;
            }
            Event::End(TagEnd::TableCell) => CowStr::Borrowed("  "),
            Event::SoftBreak | Event::HardBreak => CowStr::Borrowed("\n"),
            Event::Rule => {
                breaks = 2;
                CowStr::Borrowed("———")
            }
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                text
            }
            _ => continue,
        };
        if !out.is_empty() {
            let there = out.len() - out.trim_end_matches('\n').len();
            (there..breaks).for_each(|_| out.push('\n'));
        }
        breaks = if text.as_ref() == "———" { 2 } else { 0 };
        out.push_str(&text);
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_text_removes_markdown() {
        let markdown = "**name** · `string`\n\nWhat [it](https://example.com) is\\.\n\n- one\n- two\n  \
                        - three\n\n1. four\n2. five\n\n---\n\n```json\n{ \"a\": 1 }\n```\n\n### End";
        insta::assert_snapshot!(plain(markdown), @r#"
        name · string

        What it is.

        - one
        - two
          - three

        1. four
        2. five

        ———

        { "a": 1 }

        End
        "#);
    }

    #[test]
    fn hover_escapes_markdown() {
        assert_eq!(
            escape("[a](http://b.c) <img src=x>"),
            r"\[a\]\(http\:\/\/b\.c\) &lt;img src\=x\>"
        );
        assert_eq!(escape("one\n\n# two"), r"one  \# two");
        assert_eq!(code("a<b"), "`a<b`");
        assert_eq!(code("a`b**<img>"), r"a\`b\*\*&lt;img\>");
        assert_eq!(code("`"), r"\`");
    }
}
