//! Describes why a request failed, for users.

use std::error::Error;
use std::io::ErrorKind;

use rustls::{CertificateError, Error as TlsError};
use url::Url;

use crate::util::display;

/// Why an attempt failed.
pub(super) struct RequestError {
    /// The cause, as a clause without a period.
    pub(super) cause: String,
    pub(super) scope: Scope,
}

/// The requests that a failure affects.
pub(super) enum Scope {
    /// This attempt; a retry may succeed.
    Transient,
    /// This request.
    Request,
    /// All requests to the host.
    Host,
}

impl RequestError {
    fn fatal(cause: impl Into<String>) -> RequestError {
        RequestError { cause: cause.into(), scope: Scope::Host }
    }

    fn transient(cause: impl Into<String>) -> RequestError {
        RequestError { cause: cause.into(), scope: Scope::Transient }
    }

    fn single(cause: impl Into<String>) -> RequestError {
        RequestError { cause: cause.into(), scope: Scope::Request }
    }
}

/// Classifies an error. `proxy` is the environment variable with the proxy, if there is one.
pub(super) fn classify(error: &ureq::Error, proxy: Option<&str>) -> RequestError {
    if let Some(tls) = find_tls_error(error) {
        return classify_tls(tls);
    }
    let is_unknown = match error {
        ureq::Error::HostNotFound => true,
        ureq::Error::Io(error) => is_unknown_host(error),
        _ => false,
    };
    if is_unknown {
        return RequestError::fatal(match proxy {
            Some(proxy) => format!("unknown host, or unknown host of the proxy in {proxy}"),
            None => "unknown host".to_owned(),
        });
    }
    let via = proxy.map_or_else(String::new, |proxy| format!(" through the proxy in {proxy}"));
    match error {
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            RequestError::fatal(format!("timeout while connecting{via}"))
        }
        ureq::Error::Timeout(_) => RequestError::single("timeout while waiting for the response"),
        ureq::Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => RequestError::fatal(match proxy {
                Some(proxy) => format!("the proxy in {proxy} refused the connection"),
                None => "connection refused".to_owned(),
            }),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                RequestError::fatal(format!("the host is unreachable{via}"))
            }
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof => {
                RequestError::transient("the connection was closed before the response")
            }
            ErrorKind::TimedOut => RequestError::single("timeout while waiting for the response"),
            kind => RequestError::transient(format!("connection error: {kind}")),
        },
        ureq::Error::ConnectProxyFailed(_) => RequestError::fatal(match proxy {
            Some(proxy) => format!("the proxy in {proxy} rejected the connection"),
            None => "the proxy rejected the connection".to_owned(),
        }),
        ureq::Error::ConnectionFailed => {
            RequestError::fatal(format!("the host is unreachable{via}"))
        }
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => {
            RequestError::single("the response is too large")
        }
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => {
            RequestError::single("the response is not HTTP")
        }
        // The texts of the other errors can contain parts of the request.
        _ => RequestError::single("unknown error"),
    }
}

/// Whether the address lookup of a host failed. The standard library has no error kind for this.
fn is_unknown_host(error: &std::io::Error) -> bool {
    let windows_codes = [11001, 11002, 11003, 11004];
    error.raw_os_error().is_some_and(|code| cfg!(windows) && windows_codes.contains(&code))
        || error.to_string().starts_with("failed to lookup address information")
}

/// Returns the TLS error in the chain of `error`.
fn find_tls_error(error: &ureq::Error) -> Option<&TlsError> {
    match error {
        ureq::Error::Rustls(error) => Some(error),
        ureq::Error::Io(error) => {
            let mut inner: &(dyn Error + 'static) = error.get_ref()?;
            loop {
                if let Some(error) = inner.downcast_ref::<TlsError>() {
                    return Some(error);
                }
                inner = match inner.downcast_ref::<std::io::Error>() {
                    Some(error) => error.get_ref()?,
                    None => inner.source()?,
                };
            }
        }
        _ => None,
    }
}

fn classify_tls(error: &TlsError) -> RequestError {
    use CertificateError as E;
    let TlsError::InvalidCertificate(error) = error else {
        return RequestError::fatal(match error {
            TlsError::InvalidMessage(_) => "the server does not support TLS".to_owned(),
            TlsError::PeerIncompatible(_) | TlsError::AlertReceived(_) => {
                "no common TLS version or cipher suite".to_owned()
            }
            TlsError::General(_) => {
                "the trusted certificates of this system could not be read; set SSL_CERT_FILE to a \
                 file with certificates"
                    .to_owned()
            }
            _ => "TLS handshake failed".to_owned(),
        });
    };
    RequestError::fatal(match error {
        E::UnknownIssuer | E::BadSignature => {
            "the certificate is not signed by a trusted authority. If a proxy intercepts TLS \
             connections, set SSL_CERT_FILE to a file with its certificate"
        }
        E::Expired | E::ExpiredContext { .. } => {
            "the certificate has expired, or the system clock is wrong"
        }
        E::NotValidYet | E::NotValidYetContext { .. } => {
            "the certificate is not valid yet, or the system clock is wrong"
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => {
            "the certificate is for another host"
        }
        E::Revoked => "the certificate has been revoked",
        _ => "the certificate is invalid",
    })
}

/// Returns the host of a `Location` header. The rest of the URL can contain a secret.
pub(super) fn host_of(location: &str) -> String {
    match Url::parse(location) {
        Ok(url) => {
            url.host_str().map_or_else(|| "another URL".to_owned(), |host| truncate(host, 100))
        }
        Err(_) => "another URL".to_owned(),
    }
}

/// Returns the first `max` characters of `text`, with one space for each run of white space.
pub(super) fn truncate(text: &str, max: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    // Each word has at least one character.
    let words: Vec<_> = words.filter(|word| !word.is_empty()).take(max).collect();
    display::truncate(&words.join(" "), max)
}
