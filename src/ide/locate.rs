//! The search for the context of an offset.
//!
//! The tree is searched by offsets alone. Incomplete text is the normal case here, so nothing
//! depends on the document being valid.

use std::ops::Range;

use super::context::{Ancestor, CompletionSite, CursorContext, Hit, InsertionPoint};
use super::role::Role;
use crate::syntax::trivia::{self, TriviaKind};
use crate::syntax::{Container, ContainerKind, Member, Tree, Value};
use crate::text::Source;

/// Returns the context of the byte `offset`.
pub fn locate<'t>(tree: &'t Tree, source: &dyn Source, offset: usize) -> CursorContext<'t> {
    let mut offset = offset.min(source.len());
    while !source.is_char_boundary(offset) {
        offset -= 1;
    }
    let mut cursor =
        CursorContext { offset, ancestors: Vec::new(), hit: None, site: CompletionSite::Nothing };
    let mut walk = Walk { source, offset, container: tree.document(), start: 0, role: None };
    loop {
        match walk.step() {
            Step::Into(member) => {
                let Value::Container(container) = member.value().value() else { return cursor };
                let role = walk.role_of(member);
                cursor.ancestors.push(Ancestor { member, role });
                walk.container = container;
                walk.start = member.value().start();
                walk.role = Some(role);
            }
            Step::Here(site, hit) => {
                cursor.site = site;
                cursor.hit = hit;
                return cursor;
            }
        }
    }
}

enum Step<'t> {
    /// Descend into the value of this member.
    Into(Member<'t>),
    /// Stop: the insertion point and the element.
    Here(CompletionSite<'t>, Option<Hit<'t>>),
}

impl Step<'_> {
    const NOTHING: Self = Step::Here(CompletionSite::Nothing, None);
}

/// Container that the search has reached.
struct Walk<'a, 't> {
    source: &'a dyn Source,
    offset: usize,
    container: &'t Container,
    start: usize,
    /// The description of the container; `None` for the entire document.
    role: Option<Role>,
}

impl<'t> Walk<'_, 't> {
    fn role_of(&self, member: Member<'_>) -> Role {
        match self.role {
            None if member.index == 0 => Role::Root,
            None => Role::Unknown,
            Some(role) => role.inside(self.container.kind, member.key()),
        }
    }

    fn step(&self) -> Step<'t> {
        let mut start = self.start + self.container.open_len();
        let mut before = None;
        for (index, entry) in self.container.entries().iter().enumerate() {
            let member = Member::new(entry, start, index);
            start += entry.len();
            if self.offset <= start {
                return self.at_member(before, member);
            }
            before = Some(member);
        }
        self.between(before, None)
    }

    /// Handles an offset in `member` or at its end.
    fn at_member(&self, before: Option<Member<'t>>, member: Member<'t>) -> Step<'t> {
        let offset = self.offset;
        let name = member.key_range();
        let value = member.value();
        if offset < name.start || (offset == name.start && self.stands_alone(member)) {
            return self.between(before, Some(member));
        }
        let hit = |name| Hit { member, role: self.role_of(member), name };
        if let Some(key) = &member.entry().key {
            if offset <= name.end {
                return Step::Here(self.name_at(before, member), Some(hit(true)));
            }
            if matches!(value.value(), Value::Missing) {
                // The member ends with its colon.
                if !key.colon || offset < value.start() {
                    return Step::NOTHING;
                }
                return self.between(Some(member), self.after(member));
            }
            if offset < value.start() {
                return Step::NOTHING;
            }
        }
        match value.value() {
            Value::Container(_) if offset == value.start() => Step::NOTHING,
            Value::Container(inner) if offset < value.end() || !inner.closed => Step::Into(member),
            Value::Container(_) => self.between(Some(member), self.after(member)),
            Value::Missing | Value::Deep(_) => Step::NOTHING,
            _ => Step::Here(self.value_at(before, member), Some(hit(false))),
        }
    }

    /// Whether a cursor immediately before `member` does not touch it.
    fn stands_alone(&self, member: Member<'_>) -> bool {
        let value = member.value();
        match (self.container.kind, &member.entry().key) {
            (ContainerKind::Document, _) => false,
            (_, Some(key)) => key.colon,
            (_, None) => match value.value() {
                Value::String(string) => string.closed && string.chars > 0,
                Value::Invalid(_) => false,
                _ => true,
            },
        }
    }

    fn after(&self, member: Member<'_>) -> Option<Member<'t>> {
        let index = member.index + 1;
        let entry = self.container.entries().get(index)?;
        Some(Member::new(entry, member.range().end, index))
    }

    /// Handles an offset between two entries, before the first or after the last one.
    fn between(&self, before: Option<Member<'t>>, after: Option<Member<'t>>) -> Step<'t> {
        let offset = self.offset;
        if let Some(member) = before
            && after.is_none()
            && matches!(member.value().value(), Value::Container(inner) if !inner.closed)
        {
            return Step::Into(member);
        }
        let inside = self.start + self.container.open_len();
        let from = before.map_or(inside, |member| member.range().end);
        let trivia = TriviaSummary::new(self.source, from, offset);
        if trivia.in_comment {
            return Step::NOTHING;
        }
        if let Some(member) = before
            && let Some(key) = &member.entry().key
            && matches!(member.value().value(), Value::Missing)
            && !trivia.comma
        {
            if key.colon {
                let comma_after = self.lacks_comma(offset, after);
                let insertion =
                    InsertionPoint { range: offset..offset, comma_before: None, comma_after };
                let role = self.role_of(member);
                return Step::Here(
                    CompletionSite::Value { member: Some(member), role, insertion },
                    None,
                );
            }
            // A name is followed by a colon.
            if !trivia.line_break {
                return Step::NOTHING;
            }
        }
        let insertion = InsertionPoint {
            range: offset..offset,
            comma_before: (before.is_some() && !trivia.comma).then_some(from),
            comma_after: self.lacks_comma(offset, after),
        };
        let site = match self.container.kind {
            ContainerKind::Object => {
                CompletionSite::Name { member: None, name_only: false, insertion }
            }
            ContainerKind::Array => {
                let role =
                    self.role.map_or(Role::Unknown, |role| role.inside(ContainerKind::Array, None));
                CompletionSite::Value { member: None, role, insertion }
            }
            ContainerKind::Document if before.is_none() && after.is_none() => {
                CompletionSite::Value { member: None, role: Role::Root, insertion }
            }
            ContainerKind::Document => CompletionSite::Nothing,
        };
        Step::Here(site, None)
    }

    fn name_at(&self, before: Option<Member<'t>>, member: Member<'t>) -> CompletionSite<'t> {
        let entry = member.entry();
        let value = member.value();
        let range = self.token(member.key_range(), key_closed(self.source, member));
        let rest = self.source.window(range.end, 1);
        let colon = entry.key.as_ref().is_some_and(|key| key.colon) || rest.starts_with(':');
        // In `"ti "title": 1`, the name of the next member is parsed as the value.
        let next_name = !colon
            && !value.value().is_empty()
            && next_visible(self.source, value.end()) == Some(b':');
        let name_only = colon || (!next_name && !value.value().is_empty());
        let insertion = InsertionPoint {
            comma_before: self.comma_before(before, range.start),
            comma_after: !name_only
                && (next_name || self.lacks_comma(range.end, self.after(member))),
            range,
        };
        CompletionSite::Name { member: Some(member), name_only, insertion }
    }

    fn value_at(&self, before: Option<Member<'t>>, member: Member<'t>) -> CompletionSite<'t> {
        let value = member.value();
        let closed = value.string().is_none_or(|string| string.closed);
        let range = self.token(value.range(), closed);
        let in_array = self.container.kind == ContainerKind::Array;
        let insertion = InsertionPoint {
            comma_before: in_array.then(|| self.comma_before(before, range.start)).flatten(),
            comma_after: self.lacks_comma(range.end, self.after(member)),
            range,
        };
        CompletionSite::Value { member: Some(member), role: self.role_of(member), insertion }
    }

    /// Returns the part of a token that the user is typing. A string without a closing quote ends at
    /// the end of its line or at the opening quote of the next string, so it includes text after the
    /// cursor that is not a part of it.
    fn token(&self, range: Range<usize>, closed: bool) -> Range<usize> {
        if self.offset >= range.end || (closed && !self.opens_another(range.clone())) {
            return range;
        }
        let rest = self.source.slice(self.offset..range.end);
        let len = rest.find([',', ':', '{', '}', '[', ']', '"']).unwrap_or(rest.len());
        range.start..self.offset + rest[..len].trim_end().len()
    }

    /// Whether the closing quote of the string is the opening quote of the next one: text follows it
    /// immediately.
    fn opens_another(&self, range: Range<usize>) -> bool {
        let string = self.source.window(range.start, 1).starts_with('"');
        let next = self.source.window(range.end, 1).chars().next();
        let apart =
            |c: char| c.is_whitespace() || matches!(c, ',' | ':' | '{' | '}' | '[' | ']' | '/');
        string && next.is_some_and(|c| !apart(c))
    }

    fn comma_before(&self, before: Option<Member<'t>>, start: usize) -> Option<usize> {
        let end = before?.range().end;
        (!TriviaSummary::new(self.source, end, start).comma).then_some(end)
    }

    fn lacks_comma(&self, end: usize, after: Option<Member<'t>>) -> bool {
        after.is_some_and(|after| {
            !TriviaSummary::new(self.source, end, after.key_range().start).comma
        })
    }
}

fn key_closed(source: &dyn Source, member: Member<'_>) -> bool {
    let range = member.key_range();
    // A name of one byte is an unclosed quote, or an unquoted character.
    let opens = |at: usize| source.is_char_boundary(at) && source.window(at, 1).starts_with('"');
    !opens(range.start) || (range.len() > 1 && opens(range.end - 1))
}

fn next_visible(source: &dyn Source, from: usize) -> Option<u8> {
    let rest = source.window(from, 16);
    rest.bytes().find(|byte| !byte.is_ascii_whitespace())
}

/// Summary of the trivia between two entries, up to an offset.
#[derive(Debug, Default)]
struct TriviaSummary {
    comma: bool,
    line_break: bool,
    /// Whether the offset is inside a comment.
    in_comment: bool,
}

impl TriviaSummary {
    /// Summarizes the trivia from the byte `from` to the byte `to`.
    fn new(source: &dyn Source, from: usize, to: usize) -> TriviaSummary {
        let mut summary = TriviaSummary::default();
        let text = source.slice(from..to.max(from));
        for trivia in trivia::scan(&text) {
            summary.comma |= trivia.kind == TriviaKind::Comma;
            summary.line_break |= trivia.breaks > 0;
            summary.in_comment |= match trivia.kind {
                TriviaKind::LineComment => trivia.range.end == text.len(),
                TriviaKind::BlockComment { closed, .. } => !closed,
                _ => false,
            };
        }
        // The offset is between the two characters that begin a comment.
        summary.in_comment |= text.ends_with('/')
            && !text.ends_with("*/")
            && source.window(to, 1).starts_with(['/', '*']);
        summary
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ide::tests::cursor;
    use crate::syntax::Dialect;

    /// Renders the insertion point at `$0` and the names around it.
    fn place(before: &str) -> String {
        let (text, offset) = cursor(before);
        let tree = Tree::parse(text.as_str(), Dialect::Jsonc);
        let cursor = locate(&tree, &text.as_str(), offset);
        let names = cursor.ancestors.iter().map(|level| level.member.key().unwrap_or("*"));
        let path = names.collect::<Vec<_>>().join("/");
        let typed =
            |insertion: &InsertionPoint| match (insertion.comma_before, insertion.comma_after) {
                (None, false) => format!("`{}`", &text[insertion.range.clone()]),
                (None, true) => format!("`{}`,", &text[insertion.range.clone()]),
                (Some(_), false) => format!(",`{}`", &text[insertion.range.clone()]),
                (Some(_), true) => format!(",`{}`,", &text[insertion.range.clone()]),
            };
        match &cursor.site {
            CompletionSite::Nothing => format!("{path}: nothing"),
            CompletionSite::Name { name_only: true, insertion, .. } => {
                format!("{path}: name alone {}", typed(insertion))
            }
            CompletionSite::Name { insertion, .. } => format!("{path}: name {}", typed(insertion)),
            CompletionSite::Value { member: Some(member), insertion, .. } => {
                format!("{path}: value of {} {}", member.key().unwrap_or("*"), typed(insertion))
            }
            CompletionSite::Value { insertion, .. } => {
                format!("{path}: value {}", typed(insertion))
            }
        }
    }

    fn check(before: &str, expected: &str) {
        assert_eq!(place(before), expected, "{before}");
    }

    #[test]
    fn locate_finds_names() {
        check("{$0}", "*: name ``");
        check("{ $0", "*: name ``");
        check(r#"{ "a$0 }"#, "*: name `\"a`");
        check(r#"{ "a$0" }"#, "*: name `\"a\"`");
        check("{ a$0 }", "*: name `a`");
        check(r#"{ "a"$0: 1 }"#, "*: name alone `\"a\"`");
        check(r#"{ "a$0: 1 }"#, "*: name alone `\"a`");
        check(r#"{ "a$0: "b" }"#, "*: name alone `\"a`");
        check(r#"{ "a$0"#, "*: name `\"a`");
    }

    #[test]
    fn locate_finds_name_between_members() {
        check(r#"{ "a": 1 $0 }"#, "*: name ,``");
        check(r#"{ "a": 1, $0 }"#, "*: name ``");
        check(r#"{ $0 "a": 1 }"#, "*: name ``,");
        check(r#"{ "a": 1 $0, "b": 2 }"#, "*: name ,``");
        check(r#"{ "a": 1,$0 "b": 2 }"#, "*: name ``,");
        check(r#"{ "a": {}$0 "b": 2 }"#, "*: name ,``,");
    }

    #[test]
    fn locate_finds_values() {
        check(r#"{ "a":$0 }"#, "*: value of a ``");
        check("{ \"a\": $0\n \"b\": 1 }", "*: value of a ``,");
        check(r#"{ "a": tr$0 }"#, "*: value of a `tr`");
        check(r#"{ "a": "b$0 }"#, "*: value of a `\"b`");
        check(r#"{ "a": "b$0, "c": 1 }"#, "*: value of a `\"b`");
        check(r#"{ "a": "$0"#, "*: value of a `\"`");
        check(r#"{ "a": $0 1 }"#, "*: nothing");
        check("$0", ": value ``");
        check("  tr$0", ": value of * `tr`");
    }

    #[test]
    fn locate_finds_array_elements() {
        check("[$0]", "*: value ``");
        check("[1,$0]", "*: value ``");
        check("[1 $0 2]", "*: value ,``,");
        check("[$0{}]", "*: value ``,");
        check(r#"["a$0 ]"#, "*: value of * `\"a`");
    }

    #[test]
    fn locate_extends_unclosed_containers() {
        check(r#"{ "a": { "b": [ 1, $0"#, "*/a/b: value ``");
        check("{ \"a\": [ 1\n  $0\n}", "*/a: value ,``");
        check("{ \"a\": { \"b\": {}\n  $0", "*/a: name ,``");
        check(r#"{ "a": {} $0"#, "*: name ,``");
    }

    #[test]
    fn no_completion_site_in_comment() {
        check("{ /$0/ a\n }", "*: nothing");
        check("{ // a$0\n }", "*: nothing");
        check("{ // a\n$0 }", "*: name ``");
        check("{ /* a *$0/ }", "*: nothing");
        check("{ /* a */$0 }", "*: name ``");
        check("{ /* a $0", "*: nothing");
    }

    #[test]
    fn locate_clamps_offsets_beyond_text() {
        let tree = Tree::parse("{} é", Dialect::Json);
        assert_eq!(locate(&tree, &"{} é", 99).offset, 5);
        assert_eq!(locate(&tree, &"{} é", 4).offset, 3);
    }
}
