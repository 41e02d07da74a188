//! Checks the headers of a body: its content type and content encoding.

use axum::http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use axum::http::{HeaderMap, HeaderValue};

use super::error::{ApiError, ErrorType};

/// Rejects a content type that is not JSON in UTF-8.
pub(super) fn check_type(headers: &HeaderMap) -> Result<(), ApiError> {
    let value = headers.get(CONTENT_TYPE).map(HeaderValue::to_str);
    let Some(value) = value else {
        return Err(unsupported("The header `Content-Type` is missing. It must be"));
    };
    let mut parts = value.unwrap_or_default().split(';').map(str::trim);
    if !parts.next().is_some_and(|kind| kind.eq_ignore_ascii_case("application/json")) {
        return Err(unsupported("The header `Content-Type` must be"));
    }
    let charset = parts.filter_map(|part| part.split_once('=')).find_map(|(name, value)| {
        name.trim().eq_ignore_ascii_case("charset").then(|| value.trim().trim_matches('"'))
    });
    if charset.is_some_and(|name| !["utf-8", "utf8"].iter().any(|u| name.eq_ignore_ascii_case(u))) {
        return Err(unsupported("JSON must be UTF-8. The header `Content-Type` must be"));
    }
    Ok(())
}

fn unsupported(message: &str) -> ApiError {
    ApiError::new(ErrorType::UnsupportedMediaType, format!("{message} `application/json`."))
}

/// Rejects an unsupported content encoding, and normalizes a supported one for the decompression layer.
/// Returns whether the body is compressed.
pub(super) fn check_encoding(headers: &mut HeaderMap) -> Result<bool, ApiError> {
    let mut values = headers.get_all(CONTENT_ENCODING).iter();
    let Some(value) = values.next() else { return Ok(false) };
    // HTTP allows several encodings, but clients do not use them.
    let encoding = match value.to_str().map(|value| value.trim().to_ascii_lowercase()).as_deref() {
        _ if values.next().is_some() => return Err(ApiError::unsupported_encoding()),
        Ok("gzip" | "x-gzip") => "gzip",
        Ok("deflate") => "deflate",
        Ok("br") => "br",
        Ok("identity" | "") => {
            headers.remove(CONTENT_ENCODING);
            return Ok(false);
        }
        _ => return Err(ApiError::unsupported_encoding()),
    };
    headers.insert(CONTENT_ENCODING, HeaderValue::from_static(encoding));
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(name: axum::http::HeaderName, values: &[&str]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(name.clone(), HeaderValue::from_bytes(value.as_bytes()).unwrap());
        }
        headers
    }

    #[test]
    fn check_type_accepts_json_in_utf8() {
        for value in [
            "application/json",
            "Application/JSON",
            "application/json; charset=utf-8",
            "application/json;charset=\"UTF-8\"",
            "application/json ; q=1 ; Charset = utf8",
            "application/json;",
        ] {
            assert!(check_type(&with(CONTENT_TYPE, &[value])).is_ok(), "{value}");
        }
        for value in [
            "",
            "text/plain",
            "application/jsonc",
            "application/problem+json",
            "application/json; charset=utf-16",
            "application/json, text/plain",
            "é",
        ] {
            assert!(check_type(&with(CONTENT_TYPE, &[value])).is_err(), "{value}");
        }
        assert!(check_type(&HeaderMap::new()).is_err());
    }

    #[test]
    fn check_encoding_accepts_supported_encodings() {
        let check = |values: &[&str]| {
            let mut headers = with(CONTENT_ENCODING, values);
            check_encoding(&mut headers).ok().map(|compressed| {
                (compressed, headers.get(CONTENT_ENCODING).map(|v| v.to_str().unwrap().to_owned()))
            })
        };
        assert_eq!(check(&[]), Some((false, None)));
        assert_eq!(check(&["identity"]), Some((false, None)));
        assert_eq!(check(&["X-GZIP"]), Some((true, Some("gzip".to_owned()))));
        assert_eq!(check(&["br"]), Some((true, Some("br".to_owned()))));
        for values in [&["zstd"][..], &["gzip, br"], &["gzip", "br"], &["é"]] {
            assert_eq!(check(values), None, "{values:?}");
        }
    }
}
