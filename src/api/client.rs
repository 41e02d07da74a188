//! The HTTP client: sends a manifest, and retries transient failures.

use std::sync::Arc;
use std::time::Duration;

use serde_json::{Map, Value};
use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Body, Proxy, RequestBuilder, http};

use super::config::ApiConfig;
use super::error::{self, RequestError, Scope};
use super::redact::Redactor;
use super::response::{self, Outcome, Rejection};
use super::retry::{self, Clock, MAX_RETRY_AFTER, RetryAfterGate};
use crate::syntax::{Dialect, Tree};

/// Maximum size of a response in bytes. A larger response is an error.
const MAX_RESPONSE_BYTES: u64 = 1 << 20;

/// Maximum size of a published manifest in bytes.
const MAX_MANIFEST_BYTES: u64 = 16 << 20;

/// Maximum time to connect.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

/// The options of requests.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// Timeout of one attempt.
    pub timeout: Duration,
    /// Maximum number of retries of a request.
    pub retries: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options { timeout: Duration::from_secs(60), retries: 4 }
    }
}

/// Why a manifest has no result.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The request failed. Requests for other manifests may succeed.
    Failed(String),
    /// All requests would fail.
    Fatal(String),
    /// The request was cancelled.
    Cancelled,
}

/// A client of the validation API. Threads can share one, and observe its `Retry-After` together.
pub(crate) struct ApiClient {
    agent: Agent,
    config: ApiConfig,
    options: Options,
    /// The environment variable with the proxy, if there is one.
    proxy: Option<&'static str>,
    gate: RetryAfterGate,
}

/// The result of an attempt.
enum Attempt<T> {
    Done(Result<T, Failure>),
    /// A transient failure.
    Retry {
        message: String,
        after: Option<Duration>,
        /// Whether all requests have to wait.
        blocks_all: bool,
    },
}

impl ApiClient {
    /// Creates a client. Does not connect yet.
    pub(crate) fn new(config: ApiConfig, options: Options) -> Result<ApiClient, String> {
        let secure = config.url.scheme() == "https";
        // Requests to this machine bypass the proxy: they are not encrypted.
        let proxy = if secure { proxy_for(&config)? } else { None };
        let (name, proxy) = proxy.unzip();
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let agent_config = Agent::config_builder()
            .tls_config(tls)
            .proxy(proxy)
            .https_only(secure)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT_TIMEOUT.min(options.timeout)))
            .timeout_global(Some(options.timeout))
            .max_idle_connections_per_host(16)
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            .accept("application/json")
            .build();
        let agent = agent_config.new_agent();
        Ok(ApiClient { agent, config, options, proxy: name, gate: RetryAfterGate::default() })
    }

    /// Returns the host of the API, for messages.
    pub(crate) fn host(&self) -> String {
        self.config.host()
    }

    /// Validates the manifest `json`. Returns `None` if the API accepts it.
    pub(crate) fn validate(
        &self,
        json: &str,
        clock: &dyn Clock,
    ) -> Result<Option<Rejection>, Failure> {
        let redactor = self.redactor(json);
        self.retry(clock, || {
            let url = &self.config.url;
            // The official client sends this header. It does not affect the validation.
            let request = self
                .agent
                .post(url.as_str())
                .header("x-multiple-integrations", "true")
                .content_type("application/json");
            let sent = self.authorized(request).send(json.as_bytes());
            self.attempt(sent, MAX_RESPONSE_BYTES, clock, |status, location, body| {
                response::interpret(&self.config, &redactor, url.path(), status, location, body)
            })
        })
    }

    /// Reads a version of an integration: from the hub, or else from the workspace. `version` can be a
    /// range, such as `<2.0.0`. Returns `None` if there is no such version.
    pub(crate) fn published(
        &self,
        name: &str,
        version: &str,
        clock: &dyn Clock,
    ) -> Result<Option<Map<String, Value>>, Failure> {
        let redactor = self.config.token.redactor();
        for is_hub in [true, false] {
            let url = self.config.version_url(is_hub, name, version);
            let found = self.retry(clock, || {
                let sent = self.authorized(self.agent.get(url.as_str())).call();
                self.attempt(sent, MAX_MANIFEST_BYTES, clock, |status, location, body| {
                    response::interpret_published(
                        &self.config,
                        &redactor,
                        url.path(),
                        status,
                        location,
                        body,
                    )
                })
            })?;
            if found.is_some() {
                return Ok(found);
            }
        }
        Ok(None)
    }

    fn authorized<B>(&self, request: RequestBuilder<B>) -> RequestBuilder<B> {
        request
            .header("authorization", self.config.token.header())
            .header("x-workspace-id", &self.config.workspace)
    }

    /// Calls `send` until it succeeds, fails, or has used all retries.
    fn retry<T>(&self, clock: &dyn Clock, send: impl Fn() -> Attempt<T>) -> Result<T, Failure> {
        let mut attempts = 0;
        loop {
            if !self.gate.wait(clock) {
                return Err(Failure::Cancelled);
            }
            let (message, after, blocks_all) = match send() {
                Attempt::Done(result) => return result,
                Attempt::Retry { message, after, blocks_all } => (message, after, blocks_all),
            };
            attempts += 1;
            let wait = match after {
                Some(after) if after > MAX_RETRY_AFTER => {
                    let (seconds, max) = (after.as_secs(), MAX_RETRY_AFTER.as_secs());
                    let message = format!(
                        "{message}. The required delay of {seconds} seconds exceeds the maximum of {max}."
                    );
                    return Err(Failure::Fatal(message));
                }
                Some(after) => retry::with_jitter(after),
                None => retry::backoff(attempts),
            };
            if blocks_all {
                // The others have to wait even if this request is not retried.
                self.gate.block_for(clock, wait);
            }
            if attempts > self.options.retries {
                let count = match attempts {
                    1 => String::new(),
                    _ => format!(" after {attempts} attempts"),
                };
                return Err(Failure::Failed(format!("{message}{count}.")));
            }
            if !blocks_all && !clock.wait(wait) {
                return Err(Failure::Cancelled);
            }
        }
    }

    /// Reads the response to a request, and interprets its status, location and body.
    fn attempt<T>(
        &self,
        sent: Result<http::Response<Body>, ureq::Error>,
        max_bytes: u64,
        clock: &dyn Clock,
        interpret: impl FnOnce(u16, Option<&str>, &[u8]) -> Outcome<T>,
    ) -> Attempt<T> {
        let result = sent.and_then(|mut response| {
            let body = response.body_mut().with_config().limit(max_bytes).read_to_vec();
            // The body of a redirect is not used.
            let body = if response.status().is_redirection() { Ok(Vec::new()) } else { body };
            Ok((response, body?))
        });
        let (response, body) = match result {
            Ok(response) => response,
            Err(error) => return self.request_failed(&error),
        };
        let header = |name: &str| response.headers().get(name).and_then(|it| it.to_str().ok());
        let status = response.status().as_u16();
        Attempt::Done(match interpret(status, header("location"), &body) {
            Outcome::Done(result) => Ok(result),
            Outcome::Failed(message) => Err(Failure::Failed(message)),
            Outcome::Fatal(message) => Err(Failure::Fatal(message)),
            Outcome::Transient(message) => {
                let after = header("retry-after");
                let after = after.and_then(|it| retry::retry_after(it, clock.date()));
                // A rate limit applies to all requests; another failure may affect only one.
                let blocks_all = status == 429 || after.is_some();
                return Attempt::Retry { message, after, blocks_all };
            }
        })
    }

    /// Returns a redactor for the token and the secrets of the manifest `json`.
    fn redactor(&self, json: &str) -> Redactor {
        let mut redactor = self.config.token.redactor();
        let tree = Tree::parse(json, Dialect::Json);
        redactor.add_manifest(&json, tree.root());
        redactor
    }

    fn request_failed<T>(&self, error: &ureq::Error) -> Attempt<T> {
        let RequestError { cause, scope } = error::classify(error, self.proxy);
        let message = format!("Request to {} failed: {cause}", self.host());
        match scope {
            Scope::Transient => Attempt::Retry { message, after: None, blocks_all: false },
            Scope::Request => Attempt::Done(Err(Failure::Failed(format!("{message}.")))),
            Scope::Host => Attempt::Done(Err(Failure::Fatal(format!("{message}.")))),
        }
    }
}

/// Returns the proxy for TLS connections and its environment variable, selected like in curl.
fn proxy_for(config: &ApiConfig) -> Result<Option<(&'static str, Proxy)>, String> {
    let get = |name: &'static str| {
        let value = std::env::var(name).ok().filter(|value| !value.trim().is_empty())?;
        Some((name, value.trim().to_owned()))
    };
    if let Some((_, exceptions)) = get("no_proxy").or_else(|| get("NO_PROXY"))
        && bypasses_proxy(&exceptions, config.url.host_str().unwrap_or_default())
    {
        return Ok(None);
    }
    let named = ["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"].into_iter().find_map(get);
    let Some((name, value)) = named else { return Ok(None) };
    match Proxy::new(&value) {
        Ok(proxy)
            if matches!(
                proxy.protocol(),
                ureq::ProxyProtocol::Http | ureq::ProxyProtocol::Https
            ) =>
        {
            Ok(Some((name, proxy)))
        }
        // The message does not contain the value, which can contain a password.
        _ => Err(format!(
            "{name} is not the URL of an HTTP proxy, such as `http://proxy.example:8080`."
        )),
    }
}

/// Whether a `NO_PROXY` list contains `host`, a parent domain of it, or `*`.
fn bypasses_proxy(list: &str, host: &str) -> bool {
    let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
    list.split([',', ' ']).filter(|entry| !entry.is_empty()).any(|entry| {
        let entry = entry.trim_start_matches("*.").trim_start_matches('.').to_ascii_lowercase();
        let name = entry.trim_matches(['[', ']']);
        let within =
            host.strip_suffix(name).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
        name == "*" || (!name.is_empty() && within)
    })
}
