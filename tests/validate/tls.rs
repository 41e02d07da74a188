//! TLS, directly and through a proxy.

use std::io::{BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

use super::http::{self, Reply, Request, Server, answer};
use super::{TOKEN, run_with, valid_folder};

/// A certificate authority.
struct Authority {
    issuer: Issuer<'static, KeyPair>,
    pem: String,
}

impl Authority {
    fn new(name: &str) -> Authority {
        let mut params = CertificateParams::new([]).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().unwrap();
        let pem = params.self_signed(&key).unwrap().pem();
        Authority { issuer: Issuer::new(params, key), pem }
    }

    /// Returns the configuration of a server called `name`, with a certificate of this authority.
    fn server_config(&self, name: &str, last_year: i32) -> Arc<ServerConfig> {
        let mut params = CertificateParams::new([name.to_owned()]).unwrap();
        params.not_before = date_time_ymd(2000, 1, 1);
        params.not_after = date_time_ymd(last_year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap().der().clone();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(vec![certificate], key)
            .unwrap();
        Arc::new(config)
    }
}

/// The requests that were received over TLS.
type Requests = Arc<Mutex<Vec<Request>>>;

/// Accepts every manifest on a TLS connection.
fn serve(stream: TcpStream, config: Arc<ServerConfig>, requests: &Requests) {
    let connection = ServerConnection::new(config).unwrap();
    let mut reader = BufReader::new(StreamOwned::new(connection, stream));
    // A client that does not trust the certificate has disconnected.
    while let Ok(Some(request)) = http::read(&mut reader) {
        requests.lock().unwrap().push(request);
        let Reply::Bytes(bytes) = answer(200, &[], "{}") else { return };
        if reader.get_mut().write_all(&bytes).is_err() {
            return;
        }
    }
}

/// Starts a TLS server. Returns its port.
fn start(config: Arc<ServerConfig>, requests: Requests) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    thread::spawn(move || {
        for stream in listener.incoming() {
            serve(stream.unwrap(), config.clone(), &requests);
        }
    });
    port
}

/// Validates over TLS, with `trusted` as the only trusted authority. Returns exit code and stderr.
fn validate(api_url: &str, trusted: &Authority, variables: &[(&str, &str)]) -> (i32, String) {
    let folder = valid_folder();
    let path = folder.path().join("authority.pem");
    std::fs::write(&path, &trusted.pem).unwrap();
    let mut all = vec![("SSL_CERT_FILE", path.to_str().unwrap())];
    all.extend(variables);
    let (code, _, stderr) = run_with(folder.path(), api_url, &[], &all);
    (code, stderr)
}

// On other systems, the list of trusted authorities cannot be changed by a test.
#[cfg(target_os = "linux")]
mod trusted {
    use super::*;

    #[test]
    fn trusted_server_receives_request() {
        let authority = Authority::new("ours");
        let requests = Requests::default();
        let port = start(authority.server_config("localhost", 4000), requests.clone());
        let (code, stderr) = validate(&format!("https://localhost:{port}"), &authority, &[]);
        assert_eq!((code, &*stderr), (0, ""));
        let requests = requests.lock().unwrap();
        assert_eq!(requests[0].header("authorization"), Some(&*format!("Bearer {TOKEN}")));
    }

    #[test]
    fn invalid_certificate_is_explained() {
        let (authority, stranger) = (Authority::new("ours"), Authority::new("theirs"));
        for (config, expected) in [
            (stranger.server_config("localhost", 4000), "not signed by a trusted authority"),
            (authority.server_config("localhost", 2001), "has expired"),
            (authority.server_config("example.test", 4000), "is for another host"),
        ] {
            let requests = Requests::default();
            let port = start(config, requests.clone());
            let (code, stderr) = validate(&format!("https://localhost:{port}"), &authority, &[]);
            assert_eq!(code, 2);
            assert!(stderr.contains(expected), "{stderr}");
            assert!(requests.lock().unwrap().is_empty());
        }
    }

    #[test]
    fn proxy_sees_only_host() {
        let authority = Authority::new("ours");
        let config = authority.server_config("api.example.test", 4000);
        let requests = Requests::default();
        let proxy = Server::start({
            let requests = requests.clone();
            move |_, _| {
                let (config, requests) = (config.clone(), requests.clone());
                Reply::Handover(
                    b"HTTP/1.1 200 Connected\r\n\r\n".to_vec(),
                    Box::new(move |stream| serve(stream, config, &requests)),
                )
            }
        });
        for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY"] {
            let url = proxy.url.replace("http://", "http://me:hunter2@");
            let variables = [(name, url.as_str()), ("NO_PROXY", "other.test,127.0.0.1")];
            let (code, stderr) = validate("https://api.example.test", &authority, &variables);
            assert_eq!((code, &*stderr), (0, ""));
        }
        assert_eq!(requests.lock().unwrap().len(), 3);
        for request in proxy.requests() {
            assert_eq!(request.line, "CONNECT api.example.test:443 HTTP/1.1\r\n");
            assert!(!format!("{request:?}").contains(TOKEN));
            assert_eq!(request.header("authorization"), None);
        }
    }
}

#[test]
fn https_to_plain_http_server_is_reported() {
    let server = Server::start(|_, _| Reply::Last(b"HTTP/1.1 400 Bad Request\r\n\r\n".to_vec()));
    let url = server.url.replace("http:", "https:");
    let (code, stderr) = validate(&url, &Authority::new("ours"), &[]);
    assert_eq!(code, 2);
    assert!(stderr.contains(" failed: "), "{stderr}");
    assert!(!format!("{:?}", server.requests()).contains(TOKEN));
}

#[test]
fn proxy_error_names_environment_variable() {
    let proxy = Server::start(|_, _| answer(403, &[], "no"));
    let url = proxy.url.replace("http://", "http://me:hunter2@");
    let authority = Authority::new("ours");
    let (code, stderr) = validate("https://api.example.test", &authority, &[("HTTPS_PROXY", &url)]);
    assert_eq!(code, 2);
    assert!(
        stderr.contains("api.example.test failed: the proxy in HTTPS_PROXY rejected"),
        "{stderr}"
    );
    assert!(!stderr.contains("hunter2"), "{stderr}");
    assert_eq!(proxy.requests().len(), 1);
}

#[test]
fn no_proxy_bypasses_proxy() {
    let proxy = Server::accepting();
    let authority = Authority::new("ours");
    for exceptions in ["*", ".invalid", "a.test, api.invalid", "*.INVALID"] {
        let variables = [("HTTPS_PROXY", proxy.url.as_str()), ("NO_PROXY", exceptions)];
        let (code, stderr) = validate("https://api.invalid", &authority, &variables);
        assert_eq!(code, 2);
        assert!(stderr.contains("unknown host"), "{stderr}");
    }
    assert_eq!(proxy.requests().len(), 0);
}

#[test]
fn invalid_proxy_url_is_reported() {
    for value in ["ftp://me:hunter2@proxy", "socks5://me:hunter2@proxy", "http://me:hunter2@"] {
        let (code, stderr) =
            validate("https://api.invalid", &Authority::new("ours"), &[("HTTPS_PROXY", value)]);
        assert_eq!(code, 2);
        assert!(stderr.contains("HTTPS_PROXY is not the URL of an HTTP proxy"), "{stderr}");
        assert!(!stderr.contains("hunter2"), "{stderr}");
    }
}
