//! URLs that are not absolute.

use url::Url;

use crate::manifest::types::{Field, StringFormat};
use crate::rules::context::CheckContext;
use crate::rules::fix_intent::{Applicability, FixAction};
use crate::rules::rule::rule;
use crate::syntax::{Member, quoted};

rule! {
    /// `url` is not an absolute URL.
    ///
    /// ## What it finds
    /// A `url` that is not an absolute `http` or `https` URL with a host.
    ///
    /// ## Why it matters
    /// Botpress sends requests to this URL and cannot resolve a relative one.
    ///
    /// ## Example
    /// ```json
    /// { "url": "localhost:8080" }
    /// ```
    ///
    /// ## Fix
    /// ```json
    /// { "url": "http://localhost:8080" }
    /// ```
    INVALID_URL = "invalid-url", Semantics, Some(Warning);
}

/// Checks a URL.
pub fn check(
    context: &mut CheckContext,
    format: StringFormat,
    field: &'static Field,
    member: Member<'_>,
) {
    if format != StringFormat::Url {
        return;
    }
    let value = member.value();
    let Some(url) = value.text(context.source()) else { return };
    if let Some(wrong) = wrong_url(&url) {
        let message = format!(
            "`{}` {wrong}; expected an absolute URL, for example `https://example.com`.",
            field.name
        );
        let fixed = with_scheme(&url).map(|url| FixAction::ReplaceValue(quoted(&url)));
        context
            .report(&INVALID_URL, value.range(), message)
            .at_member(field.name)
            .fix(fixed, Applicability::Unsafe);
    }
}

/// `text` with the scheme that is missing, if only that is wrong.
fn with_scheme(text: &str) -> Option<String> {
    let text = text.trim();
    let rest =
        text.trim_start_matches("http:").trim_start_matches("https:").trim_start_matches('/');
    let host = rest.split(['/', ':', '?']).next()?;
    let local = host == "localhost" || host.starts_with("127.");
    let url = format!("{}://{rest}", if local { "http" } else { "https" });
    let named = local || host.contains('.');
    (named && !text.starts_with('/') && !text.contains("://") && wrong_url(&url).is_none())
        .then_some(url)
}

/// The reason why `text` is not an absolute http(s) URL, as a predicate.
pub fn wrong_url(text: &str) -> Option<&'static str> {
    if text.is_empty() {
        return Some("is empty");
    }
    if text.contains(char::is_whitespace) {
        return Some("contains whitespace");
    }
    match Url::parse(text) {
        Ok(url) if !matches!(url.scheme(), "http" | "https") => {
            Some("does not start with `http://` or `https://`")
        }
        // The parser accepts missing slashes; other HTTP clients may not.
        Ok(_) if !text.contains("://") => Some("does not start with `http://` or `https://`"),
        Ok(_) => None,
        Err(_) if !text.contains("://") => Some("does not start with `http://` or `https://`"),
        Err(_) => Some("is not a valid URL"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wrong_url_accepts_only_absolute_urls() {
        for url in ["https://example.com", "http://localhost:8080/x?y=z", "http://127.0.0.1"] {
            assert_eq!(wrong_url(url), None, "{url}");
        }
        for url in ["", "example.com", "localhost:80", "/x", "ftp://a", "http://", "http:a", "h t"]
        {
            assert!(wrong_url(url).is_some(), "{url}");
        }
    }
}
