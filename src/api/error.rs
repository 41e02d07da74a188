//! Saying what went wrong on the way, in plain words.

use std::error::Error;
use std::io::ErrorKind;

use rustls::{CertificateError, Error as TlsError};
use url::Url;

use crate::util::display;

/// What an attempt failed of.
pub(super) struct RequestError {
    /// In words, a clause about the host.
    pub(super) words: String,
    /// Whether another attempt may fare better.
    pub(super) passing: bool,
    /// Whether it is about one request only, and not about the way to the host.
    pub(super) single: bool,
}

impl RequestError {
    fn fatal(words: impl Into<String>) -> RequestError {
        RequestError { words: words.into(), passing: false, single: false }
    }

    fn transient(words: impl Into<String>) -> RequestError {
        RequestError { words: words.into(), passing: true, single: true }
    }

    fn single(words: impl Into<String>) -> RequestError {
        RequestError { words: words.into(), passing: false, single: true }
    }
}

/// Why there is no answer. `proxy` is the variable that names the proxy, if there is one.
pub(super) fn classify(error: &ureq::Error, proxy: Option<&str>) -> RequestError {
    if let Some(tls) = tls(error) {
        return tls_cause(tls);
    }
    let is_unknown = match error {
        ureq::Error::HostNotFound => true,
        ureq::Error::Io(error) => is_unknown_host(error),
        _ => false,
    };
    if is_unknown {
        return RequestError::fatal(match proxy {
            Some(proxy) => format!("no address is known for it or for the proxy in {proxy}"),
            None => "no address is known for it".to_owned(),
        });
    }
    let way = proxy.map_or_else(String::new, |proxy| format!(" by way of the proxy in {proxy}"));
    match error {
        ureq::Error::Timeout(ureq::Timeout::Connect | ureq::Timeout::Resolve) => {
            RequestError::fatal(format!("nothing came of connecting to it in time{way}"))
        }
        ureq::Error::Timeout(_) => RequestError::single("it did not answer in time"),
        ureq::Error::Io(error) => match error.kind() {
            ErrorKind::ConnectionRefused => RequestError::fatal(match proxy {
                Some(proxy) => format!("nobody listens where {proxy} says that a proxy is"),
                None => "nobody listens there".to_owned(),
            }),
            ErrorKind::HostUnreachable | ErrorKind::NetworkUnreachable => {
                RequestError::fatal(format!("there is no way to it{way}"))
            }
            ErrorKind::ConnectionReset
            | ErrorKind::ConnectionAborted
            | ErrorKind::BrokenPipe
            | ErrorKind::UnexpectedEof => {
                RequestError::transient("it hung up before it had answered")
            }
            ErrorKind::TimedOut => RequestError::single("it did not answer in time"),
            kind => RequestError::transient(format!("the connection failed: {kind}")),
        },
        ureq::Error::ConnectProxyFailed(_) => RequestError::fatal(match proxy {
            Some(proxy) => format!("the proxy in {proxy} does not connect to it"),
            None => "the proxy does not connect to it".to_owned(),
        }),
        ureq::Error::ConnectionFailed => RequestError::fatal(format!("there is no way to it{way}")),
        ureq::Error::BodyExceedsLimit(_) | ureq::Error::LargeResponseHeader(..) => {
            RequestError::single("its answer is longer than any answer of the API")
        }
        ureq::Error::Protocol(_) | ureq::Error::Http(_) => {
            RequestError::single("what it answers is not HTTP")
        }
        // Others are about what was not asked for here; their texts may hold what was sent.
        _ => RequestError::single("the request failed"),
    }
}

/// Whether looking up a host's address failed. The standard library has no kind for this.
fn is_unknown_host(error: &std::io::Error) -> bool {
    let windows = [11001, 11002, 11003, 11004];
    error.raw_os_error().is_some_and(|code| cfg!(windows) && windows.contains(&code))
        || error.to_string().starts_with("failed to lookup address information")
}

/// The error of TLS in `error`, however deep it lies.
fn tls(error: &ureq::Error) -> Option<&TlsError> {
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

fn tls_cause(error: &TlsError) -> RequestError {
    use CertificateError as E;
    let TlsError::InvalidCertificate(error) = error else {
        return RequestError::fatal(match error {
            TlsError::InvalidMessage(_) => "it does not speak TLS there".to_owned(),
            TlsError::PeerIncompatible(_) | TlsError::AlertReceived(_) => {
                "it and this program know no common kind of TLS".to_owned()
            }
            TlsError::General(_) => {
                "the certificates that this system trusts could not be read; SSL_CERT_FILE can \
                 name a file of them"
                    .to_owned()
            }
            _ => "no secure connection could be made".to_owned(),
        });
    };
    RequestError::fatal(match error {
        E::UnknownIssuer | E::BadSignature => {
            "its certificate is signed by nobody whom this system trusts. If a proxy looks into \
             connections here, SSL_CERT_FILE can name the file with its certificate"
        }
        E::Expired | E::ExpiredContext { .. } => {
            "its certificate has expired, or this system's clock is wrong"
        }
        E::NotValidYet | E::NotValidYetContext { .. } => {
            "its certificate is not valid yet, or this system's clock is wrong"
        }
        E::NotValidForName | E::NotValidForNameContext { .. } => {
            "its certificate is for another host"
        }
        E::Revoked => "its certificate has been revoked",
        _ => "its certificate is not valid",
    })
}

/// The host that a `Location` points to: all that is said of it, since the rest may be a secret.
pub(super) fn host_of(location: &str) -> String {
    match Url::parse(location) {
        Ok(url) => {
            url.host_str().map_or_else(|| "another place".to_owned(), |host| truncate(host, 100))
        }
        Err(_) => "another place".to_owned(),
    }
}

/// Returns the first `most` characters of `text`, with one space for each run of white space.
pub(super) fn truncate(text: &str, most: usize) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control());
    // Each word has at least one character.
    let words: Vec<_> = words.filter(|word| !word.is_empty()).take(most).collect();
    display::truncate(&words.join(" "), most)
}
