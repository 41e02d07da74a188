//! Semantic tokens and inlay hints.

use tower_lsp::lsp_types::{
    self as lsp, SemanticToken, SemanticTokenModifier, SemanticTokenType, SemanticTokensEdit,
};

use super::json::JsonWriter;
use super::{byte_range, to_position};
use crate::Snapshot;
use crate::ide::inlay_hints;
use crate::ide::semantic_tokens::{self, TokenKind};
use crate::text::{Position, PositionCursor, PositionEncoding};

/// What the numbers in tokens mean.
pub(in crate::server) fn legend() -> lsp::SemanticTokensLegend {
    lsp::SemanticTokensLegend {
        token_types: TokenKind::NAMES.map(SemanticTokenType::new).to_vec(),
        token_modifiers: vec![SemanticTokenModifier::DEFINITION, SemanticTokenModifier::DEPRECATED],
    }
}

/// The words with a meaning, in all of the document or in a range of it.
pub(in crate::server) fn semantic_tokens(
    snapshot: &Snapshot,
    range: Option<lsp::Range>,
    encoding: PositionEncoding,
) -> Vec<SemanticToken> {
    let buffer = &snapshot.buffer;
    let range = range.map_or(0..buffer.len(), |range| byte_range(buffer, range, encoding));
    let mut positions = PositionCursor::new(buffer.source(), encoding);
    let mut last = Position::default();
    let mut data = Vec::new();
    semantic_tokens::each(snapshot, &range, &mut |token| {
        let start = positions.at(token.range.start);
        let end = positions.at(token.range.end);
        let delta_line = start.line - last.line;
        let from = if delta_line == 0 { last.character } else { 0 };
        last = start;
        data.push(SemanticToken {
            delta_line,
            delta_start: start.character - from,
            length: end.character - start.character,
            token_type: token.kind.index() as u32,
            token_modifiers_bitset: u32::from(token.defines) | u32::from(token.deprecated) << 1,
        });
    });
    data
}

/// A `SemanticTokens` with all of `tokens`, called `id`, as JSON.
pub(in crate::server) fn written_tokens(id: &str, tokens: &[SemanticToken]) -> String {
    let mut json = JsonWriter::with_capacity(40 + 16 * tokens.len());
    json.raw("{\"resultId\":");
    json.text(id);
    json.raw(",\"data\":[");
    for (index, token) in tokens.iter().enumerate() {
        if index > 0 {
            json.raw(",");
        }
        json.number(token.delta_line);
        for number in
            [token.delta_start, token.length, token.token_type, token.token_modifiers_bitset]
        {
            json.raw(",");
            json.number(number);
        }
    }
    json.raw("]}");
    json.into_string()
}

/// What makes `new` of `old`: one edit, or none. It counts numbers, of which a token has five.
pub(in crate::server) fn token_edits(
    old: &[SemanticToken],
    new: &[SemanticToken],
) -> Vec<SemanticTokensEdit> {
    let same = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[same..], &new[same..]);
    let alike = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - alike], &new[..new.len() - alike]);
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    vec![SemanticTokensEdit {
        start: 5 * same as u32,
        delete_count: 5 * old.len() as u32,
        data: Some(new.to_vec()),
    }]
}

/// The hints in a range of a document.
pub(in crate::server) fn inlay_hints(
    snapshot: &Snapshot,
    range: lsp::Range,
    encoding: PositionEncoding,
) -> Vec<lsp::InlayHint> {
    let buffer = &snapshot.buffer;
    let range = byte_range(buffer, range, encoding);
    let mut positions = PositionCursor::new(buffer.source(), encoding);
    let hint = |hint: inlay_hints::Hint| lsp::InlayHint {
        position: to_position(positions.at(hint.offset)),
        label: lsp::InlayHintLabel::String(hint.label),
        kind: None,
        text_edits: None,
        tooltip: Some(lsp::InlayHintTooltip::String(hint.tooltip)),
        padding_left: Some(true),
        padding_right: None,
        data: None,
    };
    inlay_hints::hints(snapshot, &range).into_iter().map(hint).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_written_as_the_protocol_has_them() {
        for count in 0..3 {
            let token = |number| SemanticToken {
                delta_line: number,
                delta_start: 2,
                length: 30,
                token_type: 4,
                token_modifiers_bitset: 5,
            };
            let data: Vec<_> = (0..count).map(token).collect();
            let written = written_tokens("7", &data);
            let value = lsp::SemanticTokens { result_id: Some("7".to_owned()), data };
            assert_eq!(written, serde_json::to_string(&value).unwrap());
        }
    }

    #[test]
    fn an_edit_replaces_what_differs() {
        let token = |length| SemanticToken { length, ..SemanticToken::default() };
        let tokens = |lengths: &[u32]| lengths.iter().copied().map(token).collect::<Vec<_>>();
        let check = |old: &[u32], new: &[u32]| {
            let (old, new) = (tokens(old), tokens(new));
            let mut made = old.clone();
            for edit in token_edits(&old, &new) {
                let start = edit.start as usize / 5;
                let end = start + edit.delete_count as usize / 5;
                made.splice(start..end, edit.data.unwrap());
            }
            assert_eq!(made, new);
            token_edits(&old, &new).first().map(|edit| (edit.start, edit.delete_count))
        };
        assert_eq!(check(&[1, 2, 3], &[1, 2, 3]), None);
        assert_eq!(check(&[1, 2, 3], &[1, 4, 5, 3]), Some((5, 5)));
        assert_eq!(check(&[1, 1], &[1, 1, 1]), Some((10, 0)));
        assert_eq!(check(&[1, 1, 1], &[1]), Some((5, 10)));
        assert_eq!(check(&[], &[1]), Some((0, 0)));
    }
}
