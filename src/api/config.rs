//! The URL of the API and the credentials, from the environment and options.

use std::fmt;
use std::net::ToSocketAddrs;

use url::{Host, Url};

use super::redact::Redactor;

/// The environment variable with the token.
pub(crate) const TOKEN: &str = "BP_TOKEN";
/// The environment variable with the workspace ID.
pub(crate) const WORKSPACE: &str = "BP_WORKSPACE_ID";
/// The environment variable with the URL of the API.
pub(crate) const API_URL: &str = "BP_API_URL";

/// The URL of the Botpress API.
const DEFAULT_API_URL: &str = "https://api.botpress.cloud";

/// The path of the validation endpoint, relative to the URL of the API.
const VALIDATE_PATH: [&str; 4] = ["v1", "admin", "integrations", "validate"];

/// A token. Its debug output is redacted.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// Returns the value of the `Authorization` header.
    pub(super) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// Returns a redactor for the token: a response can contain it.
    pub(super) fn redactor(&self) -> Redactor {
        let mut redactor = Redactor::default();
        redactor.add(&self.0, "[token]");
        redactor
    }
}

/// Options that override the environment.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    /// The workspace ID.
    pub workspace: Option<String>,
    /// The URL of the API.
    pub api_url: Option<String>,
}

/// The URL of the API and the credentials.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiConfig {
    /// The URL of the validation endpoint.
    pub(super) url: Url,
    pub(super) token: Token,
    pub(super) workspace: String,
}

impl ApiConfig {
    /// Reads the environment and the overrides. An error is a sentence for the user.
    pub(crate) fn from_env(overrides: Overrides) -> Result<ApiConfig, String> {
        ApiConfig::read(overrides, |name| std::env::var_os(name).map(|value| value.into_string()))
    }

    /// Reads variables with `get`, which returns `Some(Err(_))` for a value that is not UTF-8.
    pub(super) fn read<E>(
        overrides: Overrides,
        get: impl Fn(&str) -> Option<Result<String, E>>,
    ) -> Result<ApiConfig, String> {
        let read = |name: &str| match get(name) {
            None => Ok(None),
            // A secret that was piped into its store can end with a line break.
            Some(Ok(value)) => Ok(Some(value.trim().to_owned()).filter(|value| !value.is_empty())),
            Some(Err(_)) => Err(format!("{name} is not UTF-8.")),
        };
        let non_empty = |value: Option<String>| {
            value.map(|value| value.trim().to_owned()).filter(|value| !value.is_empty())
        };
        let token = read(TOKEN)?;
        let workspace = match non_empty(overrides.workspace) {
            Some(workspace) => Some(workspace),
            None => read(WORKSPACE)?,
        };
        let (source, api_url) = match non_empty(overrides.api_url) {
            Some(url) => ("--api-url", url),
            None => (API_URL, read(API_URL)?.unwrap_or_else(|| DEFAULT_API_URL.to_owned())),
        };
        let (token, workspace) = match (token, workspace) {
            (Some(token), Some(workspace)) => (token, workspace),
            (None, Some(_)) => {
                return Err(format!(
                    "{TOKEN} is not set. Set it to a Botpress personal access token."
                ));
            }
            (Some(_), None) => {
                return Err(format!(
                    "{WORKSPACE} is not set. Set it to the ID of your workspace (`wkspace_…`)."
                ));
            }
            (None, None) => {
                return Err(format!(
                    "{TOKEN} and {WORKSPACE} are not set. Set them to a Botpress personal access \
                     token and the ID of your workspace (`wkspace_…`)."
                ));
            }
        };
        if !is_header_value(&token) {
            return Err(format!(
                "{TOKEN} is not a valid token: it contains white space or non-ASCII characters."
            ));
        }
        if !is_header_value(&workspace) {
            return Err(
                "The workspace ID is invalid: it contains white space or non-ASCII characters."
                    .to_owned(),
            );
        }
        Ok(ApiConfig { url: validate_url(&api_url, source)?, token: Token(token), workspace })
    }

    /// Returns the URL of a version of an integration: in the hub, or in the workspace.
    pub(super) fn version_url(&self, is_hub: bool, name: &str, version: &str) -> Url {
        let mut url = self.url.clone();
        // A URL with a host always has path segments.
        if let Ok(mut path) = url.path_segments_mut() {
            // `validate` and `integrations`
            path.pop().pop();
            if is_hub {
                path.push("hub");
            }
            path.extend(["integrations", name, version]);
        }
        url
    }

    /// Returns the host and port of the API, for messages.
    pub(super) fn host(&self) -> String {
        let host = self.url.host_str().unwrap_or_default();
        match self.url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        }
    }
}

fn is_header_value(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_graphic())
}

/// Returns the URL of the validation endpoint. `source` is the option or variable with the URL of the
/// API. Messages do not contain the URL, which can contain a secret.
fn validate_url(api_url: &str, source: &str) -> Result<Url, String> {
    let invalid = |reason: &str| Err(format!("{source} {reason}"));
    let Ok(mut url) = Url::parse(api_url) else {
        return invalid("is not a URL, such as `https://api.botpress.cloud`.");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return invalid("contains a user name or password, which the API does not support.");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return invalid("contains `?` or `#`. Use only the URL of the API.");
    }
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => {}
        ("http", Some(host)) if is_loopback(&host, url.port_or_known_default()) => {}
        ("http", Some(_)) => {
            return invalid(
                "uses `http:`, which would send the token unencrypted. Use `https:`; plain HTTP is \
                 only allowed for this machine.",
            );
        }
        _ => return invalid("must start with `https://`."),
    }
    // A URL with a host always has path segments.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(VALIDATE_PATH);
    }
    Ok(url)
}

/// Whether `host` is this machine. `localhost` is resolved, because it can be redefined.
fn is_loopback(host: &Host<&str>, port: Option<u16>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => {
            *name == "localhost"
                && (*name, port.unwrap_or_default())
                    .to_socket_addrs()
                    .is_ok_and(|mut addresses| addresses.all(|address| address.ip().is_loopback()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(variables: &[(&str, &str)], overrides: Overrides) -> Result<ApiConfig, String> {
        ApiConfig::read(overrides, |name| {
            let value = variables.iter().find(|(variable, _)| *variable == name);
            value.map(|(_, value)| Ok::<_, ()>((*value).to_owned()))
        })
    }

    fn url(api_url: &str) -> Result<String, String> {
        let variables = [(TOKEN, "t0ken"), (WORKSPACE, "w"), (API_URL, api_url)];
        read(&variables, Overrides::default()).map(|config| config.url.to_string())
    }

    #[test]
    fn config_is_read_from_environment() {
        let variables = [(TOKEN, " t0ken\n"), (WORKSPACE, "wkspace_1"), (API_URL, "")];
        let config = read(&variables, Overrides::default()).unwrap();
        assert_eq!(
            config.url.as_str(),
            "https://api.botpress.cloud/v1/admin/integrations/validate"
        );
        assert_eq!(
            (config.token.header().as_str(), &*config.workspace),
            ("Bearer t0ken", "wkspace_1")
        );
    }

    #[test]
    fn options_override_environment() {
        let overrides = Overrides {
            workspace: Some("other".to_owned()),
            api_url: Some("http://127.0.0.1:9/base/".to_owned()),
        };
        let variables = [(TOKEN, "t"), (WORKSPACE, "w"), (API_URL, "https://a.example")];
        let config = read(&variables, overrides).unwrap();
        assert_eq!(config.workspace, "other");
        assert_eq!(config.url.as_str(), "http://127.0.0.1:9/base/v1/admin/integrations/validate");
    }

    #[test]
    fn version_url_escapes_name_and_version() {
        let variables = [(TOKEN, "t"), (WORKSPACE, "w"), (API_URL, "https://a.example/base")];
        let config = read(&variables, Overrides::default()).unwrap();
        let url = |is_hub| config.version_url(is_hub, "me/shop", "<2.0.0").to_string();
        assert_eq!(
            url(true),
            "https://a.example/base/v1/admin/hub/integrations/me%2Fshop/%3C2.0.0"
        );
        assert_eq!(url(false), "https://a.example/base/v1/admin/integrations/me%2Fshop/%3C2.0.0");
    }

    #[test]
    fn missing_credentials_are_named() {
        let missing =
            |variables: &[(&str, &str)]| read(variables, Overrides::default()).unwrap_err();
        assert!(missing(&[]).starts_with("BP_TOKEN and BP_WORKSPACE_ID are not set"));
        assert!(missing(&[(WORKSPACE, "w")]).starts_with("BP_TOKEN is not set"));
        assert!(missing(&[(TOKEN, "t")]).starts_with("BP_WORKSPACE_ID is not set"));
        assert!(missing(&[(TOKEN, "t"), (WORKSPACE, " ")]).starts_with("BP_WORKSPACE_ID"));
    }

    #[test]
    fn plain_http_is_allowed_only_for_loopback() {
        for allowed in [
            "https://api.example",
            "https://10.0.0.1:8443/",
            "http://127.0.0.1:1",
            "http://127.9.9.9",
            "http://[::1]:1",
            "http://localhost:1",
            // The URL parser normalizes this to 127.0.0.1.
            "http://0x7f.1",
        ] {
            assert!(url(allowed).is_ok(), "{allowed}: {:?}", url(allowed));
        }
        for rejected in [
            "http://api.example",
            "http://127.0.0.1.example",
            "http://localhost.example",
            "http://[::ffff:10.0.0.1]",
            "http://0.0.0.0",
            "http://10.0.0.1",
            "ftp://127.0.0.1",
            "file:///etc/passwd",
            "api.botpress.cloud",
            "https://",
            "data:text/plain,a",
        ] {
            assert!(url(rejected).is_err(), "{rejected}");
        }
    }

    #[test]
    fn debug_output_redacts_token() {
        for invalid in [
            "https://me:hunter2@a.example",
            "hunter2",
            "http://a.example/hunter2",
            "https://a.example?key=hunter2",
        ] {
            let message = url(invalid).unwrap_err();
            assert!(!message.contains("hunter2"), "{message}");
        }
        let variables = [(TOKEN, "hunter2 \u{e9}"), (WORKSPACE, "w")];
        let message = read(&variables, Overrides::default()).unwrap_err();
        assert!(message.starts_with("BP_TOKEN") && !message.contains("hunter2"), "{message}");
        let config = read(&[(TOKEN, "hunter2"), (WORKSPACE, "w")], Overrides::default()).unwrap();
        assert!(!format!("{config:?}").contains("hunter2"));
    }
}
