//! Semantic tokens: defining names, references, known fields.
//!
//! The editor's JSON grammar colors the rest.

use std::ops::Range;

use super::role::Role;
use super::visitor::visit;
use crate::embedded::{to_document_range, vrl};
use crate::manifest::fields::SCHEMA;
use crate::manifest::types::{EntryKind, Field, Shape, StringFormat, TargetKind, Text};
use crate::snapshot::Snapshot;
use crate::syntax::Node;
use crate::text::Source;

/// A word with a meaning.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Byte range, on one line.
    pub range: Range<usize>,
    /// Token type.
    pub kind: TokenKind,
    /// Whether this is the definition.
    pub defines: bool,
    /// Whether the field or value is deprecated.
    pub deprecated: bool,
}

/// Type of a semantic token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// A field of the manifest.
    Field,
    /// A keyword of a JSON Schema.
    Keyword,
    /// A name that the author chose, such as that of a definition.
    Name(EntryKind),
    /// An enum value of a field.
    Choice,
}

/// Calls `found` for each semantic token in the byte range `range`, in document order.
pub fn each(snapshot: &Snapshot, range: &Range<usize>, found: &mut dyn FnMut(Token)) {
    let mut found = |token: Token| {
        let Range { start, end } = token.range;
        if start <= range.end && range.start <= end && start < end {
            found(token);
        }
    };
    let source = &snapshot.buffer.reading();
    visit(&snapshot.tree, range, &mut |member, role| {
        let token = |range, kind| Token { range, kind, defines: false, deprecated: false };
        if let Some(key) = member.key() {
            let range = member.key_range();
            match role {
                Role::Field(field) => {
                    let deprecated = field.deprecated.is_some();
                    let kind = match is_keyword(field) {
                        true => TokenKind::Keyword,
                        false => TokenKind::Field,
                    };
                    found(Token { deprecated, ..token(range, kind) });
                }
                Role::Entry(map) => {
                    let known = map.known(key);
                    let deprecated = known.is_some_and(|known| known.replaced_by.is_some());
                    let kind = TokenKind::Name(map.kind);
                    found(Token { deprecated, defines: true, ..token(range, kind) });
                }
                _ => {}
            }
        }
        let Some(Shape::Text(text)) = role.shape() else { return };
        let value = member.value();
        match text.holds {
            _ if value.string().is_none() => {}
            StringFormat::NameOf(kind) => found(token(value.range(), TokenKind::Name(kind))),
            StringFormat::SiblingTag => {
                found(token(value.range(), TokenKind::Name(EntryKind::Tag)))
            }
            StringFormat::Property => {
                found(token(value.range(), TokenKind::Name(EntryKind::Property)))
            }
            StringFormat::Script(_) => secrets(source, value, &mut |range| {
                found(token(range, TokenKind::Name(EntryKind::Secret)));
            }),
            _ if is_choice(source, &text, value) => {
                found(token(value.range(), TokenKind::Choice));
            }
            _ => {}
        }
    });
}

/// Whether `field` describes a keyword of a JSON Schema.
fn is_keyword(field: &'static Field) -> bool {
    SCHEMA.fields.as_ptr_range().contains(&std::ptr::from_ref(field))
}

/// The names of secrets that a script reads.
fn secrets(source: &dyn Source, value: Node<'_>, found: &mut dyn FnMut(Range<usize>)) {
    let Some(text) = value.text(source) else { return };
    for (place, _) in vrl::secrets(&text) {
        if let Some(range) = to_document_range(source, value, place) {
            found(range);
        }
    }
}

fn is_choice(source: &dyn Source, text: &Text, value: Node<'_>) -> bool {
    // A long string cannot match and is not read.
    let short = value.string().is_some_and(|string| string.chars <= 64);
    short && value.text(source).is_some_and(|word| text.has_value(&word))
}

impl TokenKind {
    /// LSP names of the token types.
    pub const NAMES: [&'static str; 11] = [
        "property",
        "function",
        "event",
        "struct",
        "class",
        "namespace",
        "method",
        "interface",
        "variable",
        "enumMember",
        "keyword",
    ];

    /// The place of the kind's name in [`TokenKind::NAMES`].
    pub fn index(self) -> usize {
        let name = match self {
            TokenKind::Field => "property",
            TokenKind::Keyword => "keyword",
            TokenKind::Choice => "enumMember",
            TokenKind::Name(kind) => match kind {
                EntryKind::Action | EntryKind::Target(TargetKind::Action) => "function",
                EntryKind::Event | EntryKind::Target(TargetKind::Event) => "event",
                EntryKind::State | EntryKind::Configuration => "struct",
                EntryKind::Entity | EntryKind::Target(TargetKind::Entity) => "class",
                EntryKind::Channel | EntryKind::Target(TargetKind::Channel) => "namespace",
                EntryKind::Message => "method",
                EntryKind::Interface => "interface",
                _ => "variable",
            },
        };
        TokenKind::NAMES.iter().position(|known| *known == name).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use crate::ide::tests::{MANIFEST, snapshot};
    use crate::syntax::Dialect;

    fn tokens(snapshot: &Snapshot, range: &Range<usize>) -> Vec<Token> {
        let mut tokens = Vec::new();
        each(snapshot, range, &mut |token| tokens.push(token));
        tokens
    }

    fn check(text: &str, range: Range<usize>) -> String {
        let snapshot = snapshot(text, Dialect::Json);
        let shown = tokens(&snapshot, &range).into_iter().map(|token| {
            let name = TokenKind::NAMES[token.kind.index()];
            let defines = if token.defines { " defines" } else { "" };
            let deprecated = if token.deprecated { " deprecated" } else { "" };
            format!("{} {name}{defines}{deprecated}\n", &text[token.range])
        });
        shown.collect()
    }

    const TEXT: &str = r#"{
  "public": true, "visibility": "private", "odd": {},
  "secrets": { "KEY": null },
  "identifier": { "extractScript": "s = .secrets\n\"\" + s.KEY" },
  "user": { "tags": { "id": {} }, "creation": { "requiredTags": ["id", 1] } },
  "channels": { "chat": { "messages": { "markdown": {} } } },
  "entities": { "order": { "schema": {} } },
  "interfaces": { "readable": { "entities": { "item": { "name": "order" } } } }
}"#;

    #[test]
    fn semantic_tokens_have_types_and_modifiers() {
        assert_snapshot!(check(TEXT, 0..TEXT.len()), @r#"
        "public" property deprecated
        "visibility" property
        "private" enumMember
        "secrets" property
        "KEY" variable defines
        "identifier" property
        "extractScript" property
        KEY variable
        "user" property
        "tags" property
        "id" variable defines
        "creation" property
        "requiredTags" property
        "id" variable
        "channels" property
        "chat" namespace defines
        "messages" property
        "markdown" method defines deprecated
        "entities" property
        "order" class defines
        "schema" property
        "interfaces" property
        "readable" interface defines
        "entities" property
        "item" class defines
        "name" property
        "order" class
        "#);
    }

    #[test]
    fn semantic_tokens_respect_range() {
        let start = TEXT.find("\"user\"").expect("user");
        let all = check(TEXT, 0..TEXT.len());
        let some = check(TEXT, start..start + 20);
        assert_eq!(some, "\"user\" property\n\"tags\" property\n\"id\" variable defines\n");
        assert!(all.contains(&some));
    }

    #[test]
    fn semantic_tokens_sorted_for_truncated_input() {
        for end in (0..=MANIFEST.len()).filter(|at| MANIFEST.is_char_boundary(*at)) {
            let found = tokens(&snapshot(&MANIFEST[..end], Dialect::Json), &(0..end));
            for pair in found.windows(2) {
                assert!(pair[0].range.end <= pair[1].range.start, "{pair:?}");
            }
            assert!(found.iter().all(|token| !MANIFEST[token.range.clone()].contains('\n')));
        }
    }
}
