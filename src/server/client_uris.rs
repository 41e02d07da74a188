//! Spellings of URIs by the client.
//!
//! Parsing normalizes a URI: it escapes blanks and other characters, and removes the host `localhost`. Clients
//! compare URIs as strings, so that they would take a normalized URI for that of another document.

use std::collections::HashMap;

use parking_lot::RwLock;
use tower_lsp::lsp_types::Url;

use crate::syntax::quoted;

/// Spellings of the opened documents whose URIs differ from the normalized ones, as JSON strings.
#[derive(Default)]
pub struct ClientUris(RwLock<HashMap<String, String>>);

impl ClientUris {
    /// Stores the spelling of the document `url`. It is kept after the document is closed, for messages that
    /// follow.
    pub fn store(&self, url: &Url, spelling: &str) {
        let normalized = quoted(url.as_str());
        if url.as_str() == spelling {
            if !self.0.read().is_empty() {
                self.0.write().remove(&normalized);
            }
        } else {
            self.0.write().insert(normalized, quoted(spelling));
        }
    }

    /// Returns a JSON text with the spellings of the client instead of the normalized URIs, or `None` if there
    /// is nothing to replace. A quote inside of a string is escaped, so that only entire strings are replaced.
    pub fn restore(&self, parts: &[&[u8]]) -> Option<String> {
        let spellings = self.0.read();
        if spellings.is_empty() {
            return None;
        }
        let mut text = String::from_utf8(parts.concat()).ok()?;
        for (normalized, spelling) in &*spellings {
            if text.contains(normalized) {
                text = text.replace(normalized, spelling);
            }
        }
        Some(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_entire_strings_are_replaced() {
        let uris = ClientUris::default();
        let spelling = "file:///a b/é.integration.json";
        let url = Url::parse(spelling).unwrap();
        let message =
            format!("{{{}:1,\"text\":{}}}", quoted(url.as_str()), quoted(&quoted(url.as_str())));
        assert_eq!(uris.restore(&[message.as_bytes()]), None);
        uris.store(&url, spelling);
        let expected =
            format!("{{{}:1,\"text\":{}}}", quoted(spelling), quoted(&quoted(url.as_str())));
        let (head, tail) = message.as_bytes().split_at(9);
        assert_eq!(uris.restore(&[head, tail]), Some(expected));
        uris.store(&url, url.as_str());
        assert_eq!(uris.restore(&[message.as_bytes()]), None);
    }
}
