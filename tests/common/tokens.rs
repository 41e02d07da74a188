//! The tokens and comments of a text, for tests and fuzzing.

use super::{Dialect, TokenKind, Tokens};

/// Returns all tokens and comments, in order.
pub fn tokens(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut tokens = Tokens::new(text, Dialect::Jsonc, 0);
    let mut at = 0;
    loop {
        let token = tokens.token();
        let between = &text[at..token.start()];
        let mut rest = between.trim_start_matches('\u{feff}').trim_start();
        while !rest.is_empty() {
            let len = match rest.as_bytes() {
                [b'/', b'/', ..] => rest.find(['\n', '\r']).unwrap_or(rest.len()),
                [b'/', b'*', ..] => rest[2..].find("*/").map_or(rest.len(), |len| len + 4),
                _ => rest.find(char::is_whitespace).unwrap_or(rest.len()),
            };
            found.push(&rest[..len]);
            rest = rest[len..].trim_start();
        }
        if token.kind() == TokenKind::End {
            return found;
        }
        found.push(&text[token.start()..token.end()]);
        at = token.end();
    }
}
