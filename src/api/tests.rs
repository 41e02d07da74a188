use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use super::response::Rejection;
use super::retry::Clock;
use super::*;
use http::{Reply, Server, answer, error};

#[path = "../../tests/common/http.rs"]
mod http;

/// A token that is easy to find in any output.
const TOKEN: &str = "bp_pat_S3cretS3cretS3cret";

pub(super) fn config(api_url: &str) -> ApiConfig {
    let overrides =
        Overrides { workspace: Some("wkspace_1".to_owned()), api_url: Some(api_url.to_owned()) };
    ApiConfig::read(overrides, |_| Some(Ok::<_, ()>(TOKEN.to_owned()))).unwrap()
}

/// A clock that advances when it is waited for.
struct FakeClock {
    start: Instant,
    date: SystemTime,
    waits: Mutex<Vec<Duration>>,
    /// The number of the wait that is cancelled.
    cancel_at: Option<usize>,
}

impl FakeClock {
    fn new() -> FakeClock {
        let date = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        FakeClock { start: Instant::now(), date, waits: Mutex::default(), cancel_at: None }
    }

    fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }

    /// Returns the waits in seconds, rounded down.
    fn seconds(&self) -> Vec<u64> {
        self.waits().iter().map(Duration::as_secs).collect()
    }
}

impl Clock for FakeClock {
    fn now(&self) -> Instant {
        self.start + self.waits().iter().sum::<Duration>()
    }

    fn date(&self) -> SystemTime {
        self.date
    }

    fn wait(&self, time: Duration) -> bool {
        let mut waits = self.waits.lock().unwrap();
        if !time.is_zero() {
            waits.push(time);
        }
        self.cancel_at.is_none_or(|at| waits.len() < at)
    }
}

fn client(api_url: &str, retries: u32) -> ApiClient {
    let options = Options { timeout: Duration::from_secs(20), retries };
    ApiClient::new(config(api_url), options).unwrap()
}

type Validated = Result<Option<Rejection>, Failure>;

fn validate(server: &Server, clock: &FakeClock) -> Validated {
    client(&server.url, 2).validate("{\"name\": \"é\"}", clock)
}

/// Validates with a server that always sends the same reply.
fn always(reply: impl Fn() -> Reply + Send + Sync + 'static) -> (Validated, usize, FakeClock) {
    let server = Server::start(move |_, _| reply());
    let clock = FakeClock::new();
    let result = validate(&server, &clock);
    if let Err(Failure::Failed(message) | Failure::Fatal(message)) = &result {
        assert!(!message.contains(TOKEN), "{message}");
    }
    (result, server.requests().len(), clock)
}

fn expect_failed(result: Validated) -> String {
    match result {
        Err(Failure::Failed(message)) => message,
        other => panic!("{other:?}"),
    }
}

fn expect_fatal(result: Validated) -> String {
    match result {
        Err(Failure::Fatal(message)) => message,
        other => panic!("{other:?}"),
    }
}

#[test]
fn request_has_expected_headers_and_body() {
    let server = Server::accepting();
    assert_eq!(validate(&server, &FakeClock::new()), Ok(None));
    let [request] = &server.requests()[..] else { panic!() };
    assert_eq!(request.line, "POST /v1/admin/integrations/validate HTTP/1.1\r\n");
    assert_eq!(request.header("authorization"), Some(&*format!("Bearer {TOKEN}")));
    assert_eq!(request.header("x-workspace-id"), Some("wkspace_1"));
    assert_eq!(request.header("x-multiple-integrations"), Some("true"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.header("content-length"), Some("14"));
    assert!(request.header("user-agent").unwrap().starts_with("integration-manifest-ls/"));
    assert_eq!(request.text(), "{\"name\": \"é\"}");
}

#[test]
fn client_reuses_connection() {
    let server = Server::accepting();
    let client = client(&server.url, 0);
    for _ in 0..3 {
        assert_eq!(client.validate("{}", &FakeClock::new()), Ok(None));
    }
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn rejection_is_not_retried() {
    for status in [400, 409, 413, 422] {
        let (result, count, clock) =
            always(move || error(status, &[], "InvalidPayload", "body/title is invalid"));
        let rejection = result.unwrap().unwrap();
        assert_eq!(
            (&*rejection.kind, &*rejection.message),
            ("InvalidPayload", "body/title is invalid")
        );
        assert_eq!((count, clock.waits().len()), (1, 0));
    }
    let (result, ..) = always(|| answer(413, &[], "<html>Too large</html>"));
    assert_eq!(result.unwrap().unwrap().kind, "PayloadTooLarge");
}

#[test]
fn forbidden_token_is_reported() {
    let (result, count, _) = always(|| error(401, &[], "Unauthorized", "Bad token"));
    let message = expect_fatal(result);
    assert!(message.contains("BP_TOKEN") && message.contains("Bad token"), "{message}");
    assert_eq!(count, 1);
    let (result, ..) = always(|| error(403, &[], "Forbidden", "No"));
    let message = expect_fatal(result);
    assert!(message.contains("BP_TOKEN") && message.contains("BP_WORKSPACE_ID"), "{message}");
}

#[test]
fn token_is_redacted_from_messages() {
    let echo = format!("Bearer {TOKEN} is {TOKEN}");
    for status in [400, 401, 403, 404, 418] {
        let echo = echo.clone();
        let (result, ..) = always(move || error(status, &[], &echo, &echo));
        let debug = format!("{result:?}");
        assert!(debug.contains("[token]") && !debug.contains(TOKEN), "{debug}");
    }
    let list = serde_json::json!({
        "message": "no", "errors": [{"path": ["name"], "message": TOKEN}],
    });
    let (result, ..) = always(move || answer(400, &[], &list.to_string()));
    assert!(!format!("{result:?}").contains(TOKEN));
}

#[test]
fn retry_after_is_honored() {
    let server = Server::start(|index, _| match index {
        0 => error(429, &[("Retry-After", "7")], "RateLimited", "Slowly"),
        1 => error(503, &[("Retry-After", "Sun, 06 Nov 1994 08:49:57 GMT")], "Internal", ""),
        _ => answer(200, &[], "{}"),
    });
    let clock = FakeClock::new();
    assert_eq!(validate(&server, &clock), Ok(None));
    assert_eq!((server.requests().len(), clock.seconds()), (3, vec![7, 20]));
}

#[test]
fn retry_after_pauses_all_requests() {
    let server = Server::start(|index, _| match index {
        0 => answer(429, &[("retry-after", "7")], ""),
        _ => answer(200, &[], "{}"),
    });
    let client = client(&server.url, 0);
    let clock = FakeClock::new();
    assert!(matches!(client.validate("{}", &clock), Err(Failure::Failed(_))));
    assert!(clock.waits().is_empty());
    // The failed request still blocks the next one.
    assert_eq!(client.validate("{}", &clock), Ok(None));
    assert_eq!(clock.seconds(), [7]);
    assert_eq!(client.validate("{}", &clock), Ok(None));
    assert_eq!(clock.seconds(), [7]);
}

#[test]
fn excessive_retry_after_is_fatal() {
    let (result, count, clock) =
        always(|| error(429, &[("retry-after", "3600")], "RateLimited", "Slowly"));
    let message = expect_fatal(result);
    assert!(
        message
            .contains("is rate limiting requests (429, RateLimited: Slowly). The required delay"),
        "{message}"
    );
    assert_eq!((count, clock.waits().len()), (1, 0));
}

#[test]
fn persistent_server_error_is_reported() {
    let (result, count, clock) = always(|| answer(500, &[], "<html>Oops</html>"));
    let message = expect_failed(result);
    assert!(message.ends_with(" is unavailable (500) after 3 attempts."), "{message}");
    assert_eq!(count, 3);
    let waits = clock.waits();
    assert_eq!(waits.len(), 2);
    assert!(waits[0] <= Duration::from_millis(500) && waits[1] >= waits[0] / 2, "{waits:?}");
}

#[test]
fn dropped_connection_is_retried() {
    let server = Server::start(|index, _| match index {
        0 => Reply::Last(Vec::new()),
        1 => Reply::Last(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec()),
        _ => answer(200, &[], "{}"),
    });
    assert_eq!(validate(&server, &FakeClock::new()), Ok(None));
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn cancel_stops_retries() {
    let server = Server::start(|_, _| answer(500, &[], ""));
    let clock = FakeClock { cancel_at: Some(1), ..FakeClock::new() };
    assert_eq!(validate(&server, &clock), Err(Failure::Cancelled));
    assert_eq!(server.requests().len(), 1);
    let clock = FakeClock { cancel_at: Some(0), ..FakeClock::new() };
    assert_eq!(validate(&server, &clock), Err(Failure::Cancelled));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn redirects_are_not_followed() {
    let elsewhere = Server::accepting();
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/v1?key={TOKEN}", elsewhere.url);
        let (result, count, _) = always(move || answer(status, &[("Location", &target)], ""));
        let message = expect_fatal(result);
        assert!(
            message.contains(&status.to_string()) && message.contains("redirects to 127.0.0.1 ("),
            "{message}"
        );
        assert_eq!(count, 1);
    }
    assert_eq!(elsewhere.requests().len(), 0);
}

#[test]
fn same_host_redirect_is_not_followed() {
    let (result, count, _) = always(|| answer(307, &[("Location", "/login")], "<html>"));
    assert!(expect_fatal(result).contains("another URL"));
    assert_eq!(count, 1);
}

#[test]
fn unexpected_api_response_is_reported() {
    let (result, ..) = always(|| answer(200, &[], "<html>Welcome to Hotel WiFi</html>"));
    assert!(expect_fatal(result).contains("not a response of the Botpress API"));
    for body in ["", "[]", "{", "null"] {
        let (result, ..) = always(move || answer(200, &[], body));
        assert!(expect_fatal(result).contains("not a response of the Botpress API"));
    }
    let (result, ..) = always(|| answer(400, &[], "{\"code\": 400}"));
    assert!(expect_failed(result).contains("not a response of the Botpress API"));
    let (result, ..) = always(|| Reply::Last(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()));
    assert!(expect_failed(result).contains("is not HTTP"));
    let (result, ..) = always(|| answer(404, &[], ""));
    assert!(
        expect_fatal(result)
            .contains("has no validation API at /v1/admin/integrations/validate (404)")
    );
}

#[test]
fn oversized_response_is_rejected() {
    for start in [
        "HTTP/1.1 400 No\r\ncontent-length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx: ",
    ] {
        let (result, count, _) = always(move || {
            let mut bytes = start.as_bytes().to_vec();
            bytes.resize(1 << 16, b'a');
            Reply::Endless(bytes)
        });
        let message = expect_failed(result);
        assert!(message.contains("too large") || message.contains("not HTTP"), "{message}");
        assert_eq!(count, 1);
    }
}

#[test]
fn unresponsive_server_times_out() {
    let server = Server::start(|_, _| Reply::Silence);
    let options = Options { timeout: Duration::from_millis(50), retries: 2 };
    let client = ApiClient::new(config(&server.url), options).unwrap();
    assert!(
        expect_failed(client.validate("{}", &FakeClock::new()))
            .contains("timeout while waiting for the response")
    );
    // A busy server reads the request only after the timeout.
    for _ in 0..500 {
        if !server.requests().is_empty() {
            break;
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn refused_connection_is_reported() {
    // The port of a closed listener.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = client(&format!("http://127.0.0.1:{port}"), 2);
    let message = expect_fatal(client.validate("{}", &FakeClock::new()));
    assert_eq!(message, format!("Request to 127.0.0.1:{port} failed: connection refused."));
}
