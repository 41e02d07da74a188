//! Rejects requests of web pages of other sites to a server on this machine.
//!
//! A page can let its own host name resolve to a loopback address (DNS rebinding). Its requests then have the
//! page's name in `Host` and `Origin`.

use std::net::IpAddr;

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, HeaderValue};

use super::error::{ApiError, ErrorType};

/// Checks `Host` and `Origin`. `is_loopback` is whether the server listens only on this machine.
pub(super) fn check(headers: &HeaderMap, is_loopback: bool) -> Result<(), ApiError> {
    if headers.get_all(HOST).iter().count() > 1 {
        return Err(ApiError::payload("The header `Host` occurs more than once."));
    }
    if !is_loopback {
        return Ok(());
    }
    if headers.get(HOST).is_some_and(|host| !is_local(host.as_bytes())) {
        return Err(forbidden("Host"));
    }
    let is_foreign = |origin: &HeaderValue| {
        let origin = origin.as_bytes();
        let host = origin.strip_prefix(b"http://").or_else(|| origin.strip_prefix(b"https://"));
        !host.is_some_and(is_local)
    };
    if headers.get_all(ORIGIN).iter().any(is_foreign) {
        return Err(forbidden("Origin"));
    }
    Ok(())
}

fn forbidden(header: &str) -> ApiError {
    ApiError::new(
        ErrorType::Forbidden,
        format!("The header `{header}` must be for this machine, such as `localhost`."),
    )
}

/// Whether `authority`, a host with an optional port, is a name of this machine.
fn is_local(authority: &[u8]) -> bool {
    let Ok(authority) = std::str::from_utf8(authority) else { return false };
    let (host, rest) = match authority.strip_prefix('[') {
        Some(inner) => inner.split_once(']').unwrap_or((inner, "invalid")),
        None => authority.split_at(authority.find(':').unwrap_or(authority.len())),
    };
    let port = rest.strip_prefix(':').unwrap_or(if rest.is_empty() { "0" } else { "invalid" });
    port.parse::<u16>().is_ok()
        && (host.trim_end_matches('.').eq_ignore_ascii_case("localhost")
            || host.parse().is_ok_and(|address: IpAddr| address.is_loopback()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_is_local_only_for_names_of_this_machine() {
        for host in
            ["localhost", "LOCALHOST:80", "localhost.:1", "127.0.0.1:8787", "127.1.2.3", "[::1]:1"]
        {
            assert!(is_local(host.as_bytes()), "{host}");
        }
        for host in [
            "",
            "example.com",
            "localhost.example.com",
            "127.0.0.1.nip.io",
            "10.0.0.1",
            "[::2]",
            "localhost:80:80",
            "localhost@example.com",
            "[::1]x",
            "localhost/",
        ] {
            assert!(!is_local(host.as_bytes()), "{host}");
        }
    }

    #[test]
    fn check_rejects_foreign_and_repeated_headers() {
        let headers = |list: &[(&'static str, &'static str)]| {
            let mut headers = HeaderMap::new();
            for (name, value) in list {
                headers.append(*name, HeaderValue::from_static(value));
            }
            headers
        };
        let local = headers(&[("host", "localhost:1"), ("origin", "http://127.0.0.1:2")]);
        assert!(check(&local, true).is_ok());
        let twice = headers(&[("host", "localhost"), ("host", "localhost")]);
        assert!(check(&twice, true).is_err() && check(&twice, false).is_err());
        let foreign = headers(&[("host", "example.com")]);
        assert!(check(&foreign, true).is_err() && check(&foreign, false).is_ok());
        for origin in ["null", "http://example.com", "https://localhost.example.com"] {
            assert!(check(&headers(&[("host", "localhost"), ("origin", origin)]), true).is_err());
        }
    }
}
