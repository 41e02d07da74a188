//! Ways of writing a name, split into words exactly as the official command line splits it.

/// The words of `name`: it is split wherever something other than a letter or digit of ASCII
/// stands, and between a small letter and a capital.
fn words(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_ascii_alphanumeric()).flat_map(humps).filter(|word| !word.is_empty())
}

/// `part` split between every small letter and a capital after it.
fn humps(part: &str) -> impl Iterator<Item = &str> {
    let mut rest = part;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let bytes = rest.as_bytes();
        let hump = bytes.windows(2).position(|pair| {
            let [small, capital] = [pair[0], pair[1]];
            small.is_ascii_lowercase() && capital.is_ascii_uppercase()
        });
        let (word, others) = rest.split_at(hump.map_or(rest.len(), |at| at + 1));
        rest = others;
        Some(word)
    })
}

/// `name` in camelCase; `None` if there is no letter or digit in it.
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

/// Whether `name` is in camelCase already: whether [`camel`] would give it back.
pub fn is_camel(name: &str) -> bool {
    let mut before = b'_';
    !name.is_empty()
        && name.bytes().all(|byte| {
            let fits = match byte {
                // A capital begins a word, and only a small letter ends one without a separator.
                b'A'..=b'Z' => before.is_ascii_lowercase(),
                _ => byte.is_ascii_alphanumeric(),
            };
            before = byte;
            fits
        })
}

/// `name` in SCREAMING_SNAKE_CASE; `None` if there is no letter or digit in it.
pub fn screaming_snake(name: &str) -> Option<String> {
    let name = joined(name, '_')?;
    Some(name.to_ascii_uppercase())
}

/// `name` in kebab-case; `None` if there is no letter or digit in it.
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
        // Whether `camel` gives the name back is what the command line asks.
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
