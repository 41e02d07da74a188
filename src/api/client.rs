//! One manifest, one question, as many tries as it takes.

use std::sync::Arc;
use std::time::Duration;

use ureq::tls::{RootCerts, TlsConfig, TlsProvider};
use ureq::{Agent, Proxy};

use super::config::ApiConfig;
use super::error;
use super::response::{self, Outcome, Rejection};
use super::retry::{self, Clock, MAX_RETRY_AFTER, RetryAfterGate};

/// The longest answer that is read, in bytes.
const LONGEST_ANSWER: u64 = 1 << 20;

/// The longest time for a connection to come about.
const CONNECT: Duration = Duration::from_secs(10);

/// How to ask.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    /// The longest time that one try may take.
    pub timeout: Duration,
    /// How often to try again.
    pub retries: u32,
}

impl Default for Options {
    fn default() -> Options {
        Options { timeout: Duration::from_secs(60), retries: 4 }
    }
}

/// Why there is no answer about a manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Failure {
    /// Others may fare better.
    Failed(String),
    /// There is no sense in asking about others.
    Fatal(String),
    /// Somebody said stop.
    Cancelled,
}

/// Asks the endpoint. Threads can share one, and keep to its pace together.
pub(crate) struct ApiClient {
    agent: Agent,
    access: ApiConfig,
    options: Options,
    /// The variable that names the proxy, if there is one.
    proxy: Option<&'static str>,
    gate: RetryAfterGate,
}

/// What came of a try.
enum Attempt {
    Done(Result<Option<Rejection>, Failure>),
    /// Not now; the words say why.
    Again {
        words: String,
        after: Option<Duration>,
        all: bool,
    },
}

impl ApiClient {
    /// A client for the endpoint that `access` names. Nothing is connected yet.
    pub(crate) fn new(access: ApiConfig, options: Options) -> Result<ApiClient, String> {
        let secure = access.url.scheme() == "https";
        // What is said to this machine is not told to a proxy, least of all in plain text.
        let proxy = if secure { proxy_for(&access)? } else { None };
        let (name, proxy) = proxy.unzip();
        let tls = TlsConfig::builder()
            .provider(TlsProvider::Rustls)
            .root_certs(RootCerts::PlatformVerifier)
            .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
            .build();
        let config = Agent::config_builder()
            .tls_config(tls)
            .proxy(proxy)
            .https_only(secure)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .http_status_as_error(false)
            .timeout_connect(Some(CONNECT.min(options.timeout)))
            .timeout_global(Some(options.timeout))
            .max_idle_connections_per_host(16)
            .user_agent(concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION")))
            .accept("application/json")
            .build();
        let agent = config.new_agent();
        Ok(ApiClient { agent, access, options, proxy: name, gate: RetryAfterGate::default() })
    }

    /// The host that is asked, for messages.
    pub(crate) fn host(&self) -> String {
        self.access.host()
    }

    /// Asks whether the endpoint takes `json`: `None` if it does.
    pub(crate) fn validate(
        &self,
        json: &str,
        clock: &dyn Clock,
    ) -> Result<Option<Rejection>, Failure> {
        let mut tries = 0;
        loop {
            if !self.gate.wait(clock) {
                return Err(Failure::Cancelled);
            }
            let (words, after, all) = match self.send_once(json, clock) {
                Attempt::Done(done) => {
                    return done.map(|refusal| refusal.map(|it| self.redact_rejection(it)));
                }
                Attempt::Again { words, after, all } => (words, after, all),
            };
            tries += 1;
            let wait = match after {
                Some(after) if after > MAX_RETRY_AFTER => {
                    let seconds = after.as_secs();
                    let words = format!("{words}, and asks to wait {seconds} seconds.");
                    return Err(Failure::Fatal(self.say(&words)));
                }
                Some(after) => retry::with_jitter(after),
                None => retry::backoff(tries),
            };
            if all {
                // That this one gives up lets no other through.
                self.gate.block_for(clock, wait);
            }
            if tries > self.options.retries {
                let count = match tries {
                    1 => String::new(),
                    _ => format!(", after {tries} tries"),
                };
                return Err(Failure::Failed(self.say(&format!("{words}{count}."))));
            }
            if !all && !clock.wait(wait) {
                return Err(Failure::Cancelled);
            }
        }
    }

    fn send_once(&self, json: &str, clock: &dyn Clock) -> Attempt {
        let request = self
            .agent
            .post(self.access.url.as_str())
            .header("authorization", self.access.token.header())
            .header("x-workspace-id", &self.access.workspace)
            // As the official client does; it makes no difference to a manifest.
            .header("x-multiple-integrations", "true")
            .content_type("application/json");
        let answered = request.send(json.as_bytes()).and_then(|mut response| {
            let body = response.body_mut().with_config().limit(LONGEST_ANSWER).read_to_vec();
            // Where nothing follows, what is wrong with the rest does not matter.
            let body = if response.status().is_redirection() { Ok(Vec::new()) } else { body };
            Ok((response, body?))
        });
        let (response, body) = match answered {
            Ok(answered) => answered,
            Err(error) => return self.failed(&error),
        };
        let header = |name: &str| response.headers().get(name).and_then(|it| it.to_str().ok());
        let status = response.status().as_u16();
        Attempt::Done(match response::interpret(&self.access, status, header("location"), &body) {
            Outcome::Accepted => Ok(None),
            Outcome::Refused(refusal) => Ok(Some(refusal)),
            Outcome::Trouble(words) => Err(Failure::Failed(self.say(&words))),
            Outcome::Hopeless(words) => Err(Failure::Fatal(self.say(&words))),
            Outcome::Later(words) => {
                let after = header("retry-after");
                let after = after.and_then(|it| retry::retry_after(it, clock.date()));
                // Who is asked too often is left alone by all; a mishap may be one request's own.
                return Attempt::Again { words, after, all: status == 429 || after.is_some() };
            }
        })
    }

    fn failed(&self, error: &ureq::Error) -> Attempt {
        let cause = error::classify(error, self.proxy);
        let words = format!("{} cannot be asked: {}", self.host(), cause.words);
        if cause.passing {
            return Attempt::Again { words, after: None, all: false };
        }
        let words = self.say(&format!("{words}."));
        Attempt::Done(Err(if cause.single {
            Failure::Failed(words)
        } else {
            Failure::Fatal(words)
        }))
    }

    /// Words that may leave this part.
    fn say(&self, words: &str) -> String {
        self.access.token.redact_from(words)
    }

    fn redact_rejection(&self, mut refusal: Rejection) -> Rejection {
        refusal.kind = self.say(&refusal.kind);
        refusal.message = self.say(&refusal.message);
        for violation in &mut refusal.violations {
            violation.message = self.say(&violation.message);
        }
        refusal
    }
}

/// The proxy for what goes over TLS, and the variable that names it, as curl has it.
fn proxy_for(access: &ApiConfig) -> Result<Option<(&'static str, Proxy)>, String> {
    let get = |name: &'static str| {
        let value = std::env::var(name).ok().filter(|value| !value.trim().is_empty())?;
        Some((name, value.trim().to_owned()))
    };
    if let Some((_, exceptions)) = get("no_proxy").or_else(|| get("NO_PROXY"))
        && bypasses_proxy(&exceptions, access.url.host_str().unwrap_or_default())
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
        // The value may hold a password.
        _ => Err(format!(
            "{name} names no proxy that this program can use; it looks like \
             `http://proxy.example:8080`."
        )),
    }
}

/// Whether a list of hosts that need no proxy has `host`: itself, a domain that it is in, or `*`.
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
