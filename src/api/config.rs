//! Where the endpoint is, and who asks it.

use std::fmt;
use std::net::ToSocketAddrs;

use url::{Host, Url};

/// The variable that holds the token.
pub(crate) const TOKEN: &str = "BP_TOKEN";
/// The variable that says which workspace is asked for.
pub(crate) const WORKSPACE: &str = "BP_WORKSPACE_ID";
/// The variable that says where the API is.
pub(crate) const API_URL: &str = "BP_API_URL";

/// Where the API of Botpress is.
const DEFAULT_API_URL: &str = "https://api.botpress.cloud";

/// Where the endpoint is below that.
const PATH: [&str; 4] = ["v1", "admin", "integrations", "validate"];

/// A secret that nothing can print.
#[derive(Clone, PartialEq, Eq)]
pub(crate) struct Token(String);

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(…)")
    }
}

impl Token {
    /// The value of the header that shows the token to the endpoint.
    pub(super) fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// `text` without the token: an answer may say again what it was sent.
    pub(super) fn redact_from(&self, text: &str) -> String {
        text.replace(&self.0, "[token]")
    }
}

/// What somebody asks for in place of what the environment says.
#[derive(Debug, Default)]
pub(crate) struct Overrides {
    /// The workspace.
    pub workspace: Option<String>,
    /// Where the API is.
    pub api_url: Option<String>,
}

/// Where the endpoint is, and who asks it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ApiConfig {
    /// The endpoint itself.
    pub(super) url: Url,
    pub(super) token: Token,
    pub(super) workspace: String,
}

impl ApiConfig {
    /// What the environment says, and `wishes` besides; or whole sentences on what is missing.
    pub(crate) fn from_env(wishes: Overrides) -> Result<ApiConfig, String> {
        ApiConfig::find(wishes, |name| std::env::var_os(name).map(|value| value.into_string()))
    }

    /// Looks variables up with `get`: `Some(Err(_))` where one holds what is no text.
    pub(super) fn find<E>(
        wishes: Overrides,
        get: impl Fn(&str) -> Option<Result<String, E>>,
    ) -> Result<ApiConfig, String> {
        let read = |name: &str| match get(name) {
            None => Ok(None),
            // A line end comes along when a secret is piped into its store.
            Some(Ok(value)) => Ok(Some(value.trim().to_owned()).filter(|value| !value.is_empty())),
            Some(Err(_)) => Err(format!("{name} holds bytes that are no text.")),
        };
        let wish = |wish: Option<String>| {
            wish.map(|wish| wish.trim().to_owned()).filter(|wish| !wish.is_empty())
        };
        let token = read(TOKEN)?;
        let workspace = match wish(wishes.workspace) {
            Some(wish) => Some(wish),
            None => read(WORKSPACE)?,
        };
        let (source, api_url) = match wish(wishes.api_url) {
            Some(wish) => ("--api-url", wish),
            None => (API_URL, read(API_URL)?.unwrap_or_else(|| DEFAULT_API_URL.to_owned())),
        };
        let (token, workspace) = match (token, workspace) {
            (Some(token), Some(workspace)) => (token, workspace),
            (None, Some(_)) => {
                return Err(format!(
                    "{TOKEN} is not set: put a personal access token of Botpress into it."
                ));
            }
            (Some(_), None) => {
                return Err(format!(
                    "{WORKSPACE} is not set: put the id of your workspace (`wkspace_…`) into it."
                ));
            }
            (None, None) => {
                return Err(format!(
                    "{TOKEN} and {WORKSPACE} are not set: put a personal access token of Botpress \
                     into the first and the id of your workspace (`wkspace_…`) into the second."
                ));
            }
        };
        if !is_header_value(&token) {
            return Err(format!(
                "{TOKEN} holds characters that no token has: white space, or others than ASCII."
            ));
        }
        if !is_header_value(&workspace) {
            return Err(
                "The workspace's id holds characters that no id has: white space, or others than \
                 ASCII."
                    .to_owned(),
            );
        }
        Ok(ApiConfig { url: endpoint(&api_url, source)?, token: Token(token), workspace })
    }

    /// The endpoint's host, for messages.
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

/// The endpoint below the API's URL, which `source` says. Nothing is said of the URL that could be
/// a secret in it.
fn endpoint(api_url: &str, source: &str) -> Result<Url, String> {
    let wrong = |what: &str| Err(format!("{source} {what}"));
    let Ok(mut url) = Url::parse(api_url) else {
        return wrong("is no URL; it looks like `https://api.botpress.cloud`.");
    };
    if !url.username().is_empty() || url.password().is_some() {
        return wrong("holds a user's name or password, which the API does not take.");
    }
    if url.query().is_some() || url.fragment().is_some() {
        return wrong("has a `?` or `#` in it: give where the API is, and nothing after it.");
    }
    match (url.scheme(), url.host()) {
        ("https", Some(_)) => {}
        ("http", Some(host)) if is_loopback(&host, url.port_or_known_default()) => {}
        ("http", Some(_)) => {
            return wrong(
                "starts with `http:`, so that anybody on the way could read the token; plain HTTP \
                 is for this machine only. Use `https:`.",
            );
        }
        _ => return wrong("has to start with `https://`."),
    }
    // Only URLs that cannot be a base have none, and those have no host.
    if let Ok(mut path) = url.path_segments_mut() {
        path.pop_if_empty().extend(PATH);
    }
    Ok(url)
}

/// Whether `host` is this machine, whatever its name is made to mean.
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

    fn find(variables: &[(&str, &str)], wishes: Overrides) -> Result<ApiConfig, String> {
        ApiConfig::find(wishes, |name| {
            let value = variables.iter().find(|(variable, _)| *variable == name);
            value.map(|(_, value)| Ok::<_, ()>((*value).to_owned()))
        })
    }

    fn url(api_url: &str) -> Result<String, String> {
        let variables = [(TOKEN, "t0ken"), (WORKSPACE, "w"), (API_URL, api_url)];
        find(&variables, Overrides::default()).map(|access| access.url.to_string())
    }

    #[test]
    fn the_environment_is_enough() {
        let variables = [(TOKEN, " t0ken\n"), (WORKSPACE, "wkspace_1"), (API_URL, "")];
        let access = find(&variables, Overrides::default()).unwrap();
        assert_eq!(
            access.url.as_str(),
            "https://api.botpress.cloud/v1/admin/integrations/validate"
        );
        assert_eq!(
            (access.token.header().as_str(), &*access.workspace),
            ("Bearer t0ken", "wkspace_1")
        );
    }

    #[test]
    fn options_override_environment() {
        let wishes = Overrides {
            workspace: Some("other".to_owned()),
            api_url: Some("http://127.0.0.1:9/base/".to_owned()),
        };
        let variables = [(TOKEN, "t"), (WORKSPACE, "w"), (API_URL, "https://a.example")];
        let access = find(&variables, wishes).unwrap();
        assert_eq!(access.workspace, "other");
        assert_eq!(access.url.as_str(), "http://127.0.0.1:9/base/v1/admin/integrations/validate");
    }

    #[test]
    fn missing_credentials_are_named() {
        let missing =
            |variables: &[(&str, &str)]| find(variables, Overrides::default()).unwrap_err();
        assert!(missing(&[]).starts_with("BP_TOKEN and BP_WORKSPACE_ID are not set"));
        assert!(missing(&[(WORKSPACE, "w")]).starts_with("BP_TOKEN is not set"));
        assert!(missing(&[(TOKEN, "t")]).starts_with("BP_WORKSPACE_ID is not set"));
        assert!(missing(&[(TOKEN, "t"), (WORKSPACE, " ")]).starts_with("BP_WORKSPACE_ID"));
    }

    #[test]
    fn plain_http_is_for_this_machine() {
        for allowed in [
            "https://api.example",
            "https://10.0.0.1:8443/",
            "http://127.0.0.1:1",
            "http://127.9.9.9",
            "http://[::1]:1",
            "http://localhost:1",
            // The parser of URLs reads these as 127.0.0.1.
            "http://0x7f.1",
        ] {
            assert!(url(allowed).is_ok(), "{allowed}: {:?}", url(allowed));
        }
        for refused in [
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
            assert!(url(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn debug_output_redacts_token() {
        for odd in [
            "https://me:hunter2@a.example",
            "hunter2",
            "http://a.example/hunter2",
            "https://a.example?key=hunter2",
        ] {
            let what = url(odd).unwrap_err();
            assert!(!what.contains("hunter2"), "{what}");
        }
        let variables = [(TOKEN, "hunter2 \u{e9}"), (WORKSPACE, "w")];
        let what = find(&variables, Overrides::default()).unwrap_err();
        assert!(what.starts_with("BP_TOKEN") && !what.contains("hunter2"), "{what}");
        let access = find(&[(TOKEN, "hunter2"), (WORKSPACE, "w")], Overrides::default()).unwrap();
        assert!(!format!("{access:?}").contains("hunter2"));
    }
}
