//! Conversion of names between camelCase, kebab-case and SCREAMING_SNAKE_CASE. Words are split as in the
//! official command line.

/// Returns the words of `name`, which is split at each character that is not an ASCII letter or digit,
/// and between a lowercase and an uppercase letter.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(humps).filter(|word| !word.is_empty())
}

/// Splits `part` between each lowercase letter and an uppercase letter after it.
fn humps(part: &str) -> impl Iterator<Item = &str> {
    let mut rest = part;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let bytes = rest.as_bytes();
        let hump = bytes
            .windows(2)
            .position(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase());
        let (word, others) = rest.split_at(hump.map_or(rest.len(), |at| at + 1));
        rest = others;
        Some(word)
    })
}

/// Returns `name` in camelCase, or `None` if it contains no letter or digit.
pub fn camel(name: &str) -> Option<String> {
    let mut out = String::with_capacity(name.len());
    for word in words(name) {
        let (first, rest) = word.split_at(1);
        if out.is_empty() {
            out.push_str(&first.to_ascii_lowercase());
        } else {
            out.push_str(&first.to_ascii_uppercase());
        }
        out.push_str(&rest.to_ascii_lowercase());
    }
    (!out.is_empty()).then_some(out)
}

/// Returns whether `name` is in camelCase: whether [`camel`] returns it unchanged.
pub fn is_camel(name: &str) -> bool {
    let mut before = b'_';
    !name.is_empty()
        && name.bytes().all(|byte| {
            let fits = match byte {
                // An uppercase letter starts a word. Without a separator, only a lowercase letter ends one.
                b'A'..=b'Z' => before.is_ascii_lowercase(),
                _ => byte.is_ascii_alphanumeric(),
            };
            before = byte;
            fits
        })
}

/// Returns `name` in SCREAMING_SNAKE_CASE, or `None` if it contains no letter or digit.
pub fn screaming_snake(name: &str) -> Option<String> {
    let name = joined(name, '_')?;
    Some(name.to_ascii_uppercase())
}

/// Returns `name` in kebab-case, or `None` if it contains no letter or digit.
pub fn kebab(name: &str) -> Option<String> {
    let name = joined(name, '-')?;
    Some(name.to_ascii_lowercase())
}

fn joined(name: &str, by: char) -> Option<String> {
    let mut out = String::with_capacity(name.len() + 4);
    for word in words(name) {
        if !out.is_empty() {
            out.push(by);
        }
        out.push_str(word);
    }
    (!out.is_empty()).then_some(out)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_match_official_cli() {
        // The official command line accepts a name if `camel` returns it unchanged.
        let camel = |name| camel(name).unwrap_or_default();
        for name in ["getOrder", "order", "getUrl", "order2", "sendSms2", "2fa"] {
            assert_eq!(camel(name), name);
        }
        assert_eq!(camel("getURL"), "getUrl");
        assert_eq!(camel("a1B"), "a1b");
        assert_eq!(camel("sendSms2Go"), "sendSms2go");
        assert_eq!(camel("get__x"), "getX");
        assert_eq!(camel("get_order-by id"), "getOrderById");
        assert_eq!(camel("GetOrder"), "getOrder");
        assert_eq!(camel("HTTPServer"), "httpserver");
        assert_eq!(camel("bücher"), "bCher");
        assert_eq!(super::camel("--"), None);
        assert_eq!(super::camel(""), None);
    }

    #[test]
    fn camel_case_is_idempotent() {
        let mut names = vec![String::new()];
        for _ in 0..5 {
            let longer = names.iter().flat_map(|name| {
                ["a", "b", "A", "B", "1", "_", "-", "é"].map(|next| format!("{name}{next}"))
            });
            names = longer.collect();
            for name in &names {
                assert_eq!(is_camel(name), camel(name).as_deref() == Some(name), "{name}");
            }
        }
        assert!(!is_camel(""));
    }

    #[test]
    fn other_cases_join_words() {
        let screaming = |name| screaming_snake(name).unwrap_or_default();
        assert_eq!(screaming("API_KEY"), "API_KEY");
        assert_eq!(screaming("API__KEY"), "API_KEY");
        assert_eq!(screaming("apiKey"), "API_KEY");
        assert_eq!(screaming("API_KEY_2"), "API_KEY_2");
        assert_eq!(screaming("APIKey"), "APIKEY");
        assert_eq!(kebab("Order Tracker").as_deref(), Some("order-tracker"));
        assert_eq!(kebab("orderTracker").as_deref(), Some("order-tracker"));
    }
}
