//! `textDocument/semanticTokens/full`, `full/delta` and `range`

use std::sync::Arc;

use serde::Serialize;
use serde::ser::{SerializeSeq, Serializer};
use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    self as lsp, SemanticToken, SemanticTokensDelta, SemanticTokensDeltaParams, SemanticTokensEdit,
    SemanticTokensFullDeltaResult, SemanticTokensParams, SemanticTokensRangeParams,
    SemanticTokensRangeResult, SemanticTokensResult,
};

use crate::Snapshot;
use crate::ide::semantic_tokens as ide_semantic_tokens;
use crate::server::context::DocumentRequest;
use crate::server::documents::CachedSemanticTokens;
use crate::server::lsp::position;
use crate::server::request_context::respond_raw;
use crate::text::{Position, PositionCursor, PositionEncoding};

/// Number of integers that encode a token.
const TOKEN_LEN: u32 = 5;

/// Returns the semantic tokens of a document.
pub fn full(
    request: &DocumentRequest<'_>,
    _: SemanticTokensParams,
) -> Result<Option<SemanticTokensResult>> {
    let (result_id, tokens, _) = update_cache(request);
    respond_raw(&Tokens { result_id: &result_id, data: &tokens })
}

/// Returns the changes of the semantic tokens since a result, or all tokens if the result is unknown.
pub fn full_delta(
    request: &DocumentRequest<'_>,
    params: SemanticTokensDeltaParams,
) -> Result<Option<SemanticTokensFullDeltaResult>> {
    let (result_id, tokens, previous) = update_cache(request);
    match previous.filter(|previous| previous.result_id == params.previous_result_id) {
        Some(previous) => {
            let edits = diff(&previous.tokens, &tokens);
            Ok(Some(SemanticTokensDelta { result_id: Some(result_id), edits }.into()))
        }
        None => respond_raw(&Tokens { result_id: &result_id, data: &tokens }),
    }
}

/// Returns the semantic tokens in a range of a document.
pub fn range(
    request: &DocumentRequest<'_>,
    params: SemanticTokensRangeParams,
) -> Result<Option<SemanticTokensRangeResult>> {
    let data = tokens(request.snapshot(), Some(params.range), request.encoding());
    Ok(Some(lsp::SemanticTokens { result_id: None, data }.into()))
}

/// Computes the tokens of a document, and replaces those in its cache. Returns their result id, the
/// tokens, and the previous ones.
fn update_cache(
    request: &DocumentRequest<'_>,
) -> (String, Arc<[SemanticToken]>, Option<CachedSemanticTokens>) {
    let result_id = request.document.revision.to_string();
    let tokens: Arc<[_]> = tokens(request.snapshot(), None, request.encoding()).into();
    let cached = CachedSemanticTokens { result_id: result_id.clone(), tokens: tokens.clone() };
    let previous = request.document.semantic_tokens.lock().replace(cached);
    (result_id, tokens, previous)
}

fn tokens(
    snapshot: &Snapshot,
    range: Option<lsp::Range>,
    encoding: PositionEncoding,
) -> Vec<SemanticToken> {
    let buffer = &snapshot.buffer;
    let range =
        range.map_or(0..buffer.len(), |range| position::byte_range(buffer, range, encoding));
    let mut positions = PositionCursor::new(buffer.source(), encoding);
    let mut last = Position::default();
    let mut data = Vec::new();
    ide_semantic_tokens::each(snapshot, &range, &mut |token| {
        let start = positions.at(token.range.start);
        let end = positions.at(token.range.end);
        let delta_line = start.line - last.line;
        let line_start = if delta_line == 0 { last.character } else { 0 };
        last = start;
        data.push(SemanticToken {
            delta_line,
            delta_start: start.character - line_start,
            length: end.character - start.character,
            token_type: token.kind.index() as u32,
            token_modifiers_bitset: u32::from(token.defines) | u32::from(token.deprecated) << 1,
        });
    });
    data
}

/// Returns the edits from `old` to `new`: one, or none if they are equal.
fn diff(old: &[SemanticToken], new: &[SemanticToken]) -> Vec<SemanticTokensEdit> {
    let prefix = old.iter().zip(new).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[prefix..], &new[prefix..]);
    let suffix = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - suffix], &new[..new.len() - suffix]);
    if old.is_empty() && new.is_empty() {
        return Vec::new();
    }
    vec![SemanticTokensEdit {
        start: TOKEN_LEN * prefix as u32,
        delete_count: TOKEN_LEN * old.len() as u32,
        data: Some(new.to_vec()),
    }]
}

/// Borrowed `SemanticTokens`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Tokens<'a> {
    result_id: &'a str,
    #[serde(serialize_with = "serialize_tokens")]
    data: &'a [SemanticToken],
}

fn serialize_tokens<S: Serializer>(
    tokens: &[SemanticToken],
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let mut list = serializer.serialize_seq(Some(tokens.len() * TOKEN_LEN as usize))?;
    for token in tokens {
        list.serialize_element(&token.delta_line)?;
        list.serialize_element(&token.delta_start)?;
        list.serialize_element(&token.length)?;
        list.serialize_element(&token.token_type)?;
        list.serialize_element(&token.token_modifiers_bitset)?;
    }
    list.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borrowed_tokens_match_lsp_types() {
        for count in 0..3 {
            let token = |number| SemanticToken {
                delta_line: number,
                delta_start: 2,
                length: 30,
                token_type: 4,
                token_modifiers_bitset: 5,
            };
            let data: Vec<_> = (0..count).map(token).collect();
            let borrowed = serde_json::to_string(&Tokens { result_id: "7", data: &data }).unwrap();
            let owned = lsp::SemanticTokens { result_id: Some("7".to_owned()), data };
            assert_eq!(borrowed, serde_json::to_string(&owned).unwrap());
        }
    }

    #[test]
    fn diff_replaces_changed_tokens() {
        let token = |length| SemanticToken { length, ..SemanticToken::default() };
        let tokens = |lengths: &[u32]| lengths.iter().copied().map(token).collect::<Vec<_>>();
        let check = |old: &[u32], new: &[u32]| {
            let (old, new) = (tokens(old), tokens(new));
            let mut edited = old.clone();
            for edit in diff(&old, &new) {
                let start = edit.start as usize / 5;
                let end = start + edit.delete_count as usize / 5;
                edited.splice(start..end, edit.data.unwrap());
            }
            assert_eq!(edited, new);
            diff(&old, &new).first().map(|edit| (edit.start, edit.delete_count))
        };
        assert_eq!(check(&[1, 2, 3], &[1, 2, 3]), None);
        assert_eq!(check(&[1, 2, 3], &[1, 4, 5, 3]), Some((5, 5)));
        assert_eq!(check(&[1, 1], &[1, 1, 1]), Some((10, 0)));
        assert_eq!(check(&[1, 1, 1], &[1]), Some((5, 10)));
        assert_eq!(check(&[], &[1]), Some((0, 0)));
    }
}
