use std::sync::Mutex;
use std::time::{Duration, Instant, SystemTime};

use super::response::Rejection;
use super::retry::Clock;
use super::*;
use http::{Reply, Server, answer, error};

#[path = "../../tests/common/http.rs"]
mod http;

/// Long enough and odd enough to be found wherever it is said.
const TOKEN: &str = "bp_pat_S3cretS3cretS3cret";

pub(super) fn access(api_url: &str) -> ApiConfig {
    let wishes =
        Overrides { workspace: Some("wkspace_1".to_owned()), api_url: Some(api_url.to_owned()) };
    ApiConfig::find(wishes, |_| Some(Ok::<_, ()>(TOKEN.to_owned()))).unwrap()
}

/// A clock that goes forward when somebody waits for it.
struct Fake {
    start: Instant,
    date: SystemTime,
    waits: Mutex<Vec<Duration>>,
    /// Somebody says stop in this wait.
    stop_at: Option<usize>,
}

impl Fake {
    fn new() -> Fake {
        let date = httpdate::parse_http_date("Sun, 06 Nov 1994 08:49:37 GMT").unwrap();
        Fake { start: Instant::now(), date, waits: Mutex::default(), stop_at: None }
    }

    fn waits(&self) -> Vec<Duration> {
        self.waits.lock().unwrap().clone()
    }

    /// Waits in seconds, rounded down.
    fn seconds(&self) -> Vec<u64> {
        self.waits().iter().map(Duration::as_secs).collect()
    }
}

impl Clock for Fake {
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
        self.stop_at.is_none_or(|at| waits.len() < at)
    }
}

fn client(api_url: &str, retries: u32) -> ApiClient {
    let options = Options { timeout: Duration::from_secs(20), retries };
    ApiClient::new(access(api_url), options).unwrap()
}

type Answer = Result<Option<Rejection>, Failure>;

fn ask(server: &Server, clock: &Fake) -> Answer {
    client(&server.url, 2).validate("{\"name\": \"é\"}", clock)
}

/// Asks a server that always replies the same.
fn always(reply: impl Fn() -> Reply + Send + Sync + 'static) -> (Answer, usize, Fake) {
    let server = Server::start(move |_, _| reply());
    let clock = Fake::new();
    let answer = ask(&server, &clock);
    if let Err(Failure::Failed(what) | Failure::Fatal(what)) = &answer {
        assert!(!what.contains(TOKEN), "{what}");
    }
    (answer, server.requests().len(), clock)
}

fn single(answer: Answer) -> String {
    match answer {
        Err(Failure::Failed(what)) => what,
        other => panic!("{other:?}"),
    }
}

fn hopeless(answer: Answer) -> String {
    match answer {
        Err(Failure::Fatal(what)) => what,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_manifest_is_sent_as_the_endpoint_wants_it() {
    let server = Server::accepting();
    assert_eq!(ask(&server, &Fake::new()), Ok(None));
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
fn one_client_keeps_its_connection() {
    let server = Server::accepting();
    let client = client(&server.url, 0);
    for _ in 0..3 {
        assert_eq!(client.validate("{}", &Fake::new()), Ok(None));
    }
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn rejection_is_not_retried() {
    for status in [400, 409, 413, 422] {
        let (answered, count, clock) =
            always(move || error(status, &[], "InvalidPayload", "body/title is no title"));
        let refusal = answered.unwrap().unwrap();
        assert_eq!(
            (&*refusal.kind, &*refusal.message),
            ("InvalidPayload", "body/title is no title")
        );
        assert_eq!((count, clock.waits().len()), (1, 0));
    }
    let (answered, ..) = always(|| answer(413, &[], "<html>Too large</html>"));
    assert_eq!(answered.unwrap().unwrap().kind, "PayloadTooLarge");
}

#[test]
fn forbidden_token_is_reported() {
    let (answered, count, _) = always(|| error(401, &[], "Unauthorized", "Bad token"));
    let what = hopeless(answered);
    assert!(what.contains("BP_TOKEN") && what.contains("Bad token"), "{what}");
    assert_eq!(count, 1);
    let (answered, ..) = always(|| error(403, &[], "Forbidden", "No"));
    let what = hopeless(answered);
    assert!(what.contains("BP_TOKEN") && what.contains("BP_WORKSPACE_ID"), "{what}");
}

#[test]
fn token_is_redacted_from_messages() {
    let echo = format!("Bearer {TOKEN} is {TOKEN}");
    for status in [400, 401, 403, 404, 418] {
        let echo = echo.clone();
        let (answered, ..) = always(move || error(status, &[], &echo, &echo));
        let said = format!("{answered:?}");
        assert!(said.contains("[token]") && !said.contains(TOKEN), "{said}");
    }
    let list = serde_json::json!({
        "message": "no", "errors": [{"path": ["name"], "message": TOKEN}],
    });
    let (answered, ..) = always(move || answer(400, &[], &list.to_string()));
    assert!(!format!("{answered:?}").contains(TOKEN));
}

#[test]
fn retry_after_is_honored() {
    let server = Server::start(|index, _| match index {
        0 => error(429, &[("Retry-After", "7")], "RateLimited", "Slowly"),
        1 => error(503, &[("Retry-After", "Sun, 06 Nov 1994 08:49:57 GMT")], "Internal", ""),
        _ => answer(200, &[], "{}"),
    });
    let clock = Fake::new();
    assert_eq!(ask(&server, &clock), Ok(None));
    assert_eq!((server.requests().len(), clock.seconds()), (3, vec![7, 20]));
}

#[test]
fn retry_after_pauses_all_requests() {
    let server = Server::start(|index, _| match index {
        0 => answer(429, &[("retry-after", "7")], ""),
        _ => answer(200, &[], "{}"),
    });
    let client = client(&server.url, 0);
    let clock = Fake::new();
    assert!(matches!(client.validate("{}", &clock), Err(Failure::Failed(_))));
    assert!(clock.waits().is_empty());
    // It gave up, but what it was told counts for the next one.
    assert_eq!(client.validate("{}", &clock), Ok(None));
    assert_eq!(clock.seconds(), [7]);
    assert_eq!(client.validate("{}", &clock), Ok(None));
    assert_eq!(clock.seconds(), [7]);
}

#[test]
fn excessive_retry_after_is_fatal() {
    let (answered, count, clock) =
        always(|| error(429, &[("retry-after", "3600")], "RateLimited", "Slowly"));
    let what = hopeless(answered);
    assert!(
        what.contains("is asked too often (429, RateLimited: Slowly), and asks to wait"),
        "{what}"
    );
    assert_eq!((count, clock.waits().len()), (1, 0));
}

#[test]
fn persistent_server_error_is_reported() {
    let (answered, count, clock) = always(|| answer(500, &[], "<html>Oops</html>"));
    let what = single(answered);
    assert!(what.ends_with(" is in trouble (500), after 3 tries."), "{what}");
    assert_eq!(count, 3);
    let waits = clock.waits();
    assert_eq!(waits.len(), 2);
    assert!(waits[0] <= Duration::from_millis(500) && waits[1] >= waits[0] / 2, "{waits:?}");
}

#[test]
fn a_dropped_connection_is_tried_again() {
    let server = Server::start(|index, _| match index {
        0 => Reply::Last(Vec::new()),
        1 => Reply::Last(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n{".to_vec()),
        _ => answer(200, &[], "{}"),
    });
    assert_eq!(ask(&server, &Fake::new()), Ok(None));
    assert_eq!(server.requests().len(), 3);
}

#[test]
fn cancel_stops_retries() {
    let server = Server::start(|_, _| answer(500, &[], ""));
    let clock = Fake { stop_at: Some(1), ..Fake::new() };
    assert_eq!(ask(&server, &clock), Err(Failure::Cancelled));
    assert_eq!(server.requests().len(), 1);
    let clock = Fake { stop_at: Some(0), ..Fake::new() };
    assert_eq!(ask(&server, &clock), Err(Failure::Cancelled));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn redirects_are_not_followed() {
    let elsewhere = Server::accepting();
    for status in [301, 302, 303, 307, 308] {
        let target = format!("{}/v1?key={TOKEN}", elsewhere.url);
        let (answered, count, _) = always(move || answer(status, &[("Location", &target)], ""));
        let what = hopeless(answered);
        assert!(what.contains(&status.to_string()) && what.contains("127.0.0.1, which"), "{what}");
        assert_eq!(count, 1);
    }
    assert_eq!(elsewhere.requests().len(), 0);
}

#[test]
fn same_host_redirect_is_not_followed() {
    let (answered, count, _) = always(|| answer(307, &[("Location", "/login")], "<html>"));
    assert!(hopeless(answered).contains("another place"));
    assert_eq!(count, 1);
}

#[test]
fn unexpected_api_response_is_reported() {
    let (answered, ..) = always(|| answer(200, &[], "<html>Welcome to Hotel WiFi</html>"));
    assert!(hopeless(answered).contains("no answer of the API"));
    for body in ["", "[]", "{", "null"] {
        let (answered, ..) = always(move || answer(200, &[], body));
        assert!(hopeless(answered).contains("no answer of the API"));
    }
    let (answered, ..) = always(|| answer(400, &[], "{\"code\": 400}"));
    assert!(single(answered).contains("no answer of the API"));
    let (answered, ..) = always(|| Reply::Last(b"SSH-2.0-OpenSSH_9.2\r\n\r\n".to_vec()));
    assert!(single(answered).contains("is not HTTP"));
    let (answered, ..) = always(|| answer(404, &[], ""));
    assert!(
        hopeless(answered).contains("has no endpoint at /v1/admin/integrations/validate (404)")
    );
}

#[test]
fn an_endless_answer_is_cut_off() {
    for start in [
        "HTTP/1.1 400 No\r\ncontent-length: 99999999999\r\n\r\n",
        "HTTP/1.1 200 OK\r\n\r\n",
        "HTTP/1.1 200 OK\r\nx: ",
    ] {
        let (answered, count, _) = always(move || {
            let mut bytes = start.as_bytes().to_vec();
            bytes.resize(1 << 16, b'a');
            Reply::Endless(bytes)
        });
        let what = single(answered);
        assert!(what.contains("longer than any answer") || what.contains("not HTTP"), "{what}");
        assert_eq!(count, 1);
    }
}

#[test]
fn silent_connections_are_closed() {
    let server = Server::start(|_, _| Reply::Silence);
    let options = Options { timeout: Duration::from_millis(50), retries: 2 };
    let client = ApiClient::new(access(&server.url), options).unwrap();
    assert!(single(client.validate("{}", &Fake::new())).contains("did not answer in time"));
    assert_eq!(server.requests().len(), 1);
}

#[test]
fn refused_connection_is_reported() {
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let client = client(&format!("http://127.0.0.1:{port}"), 2);
    let what = hopeless(client.validate("{}", &Fake::new()));
    assert_eq!(what, format!("127.0.0.1:{port} cannot be asked: nobody listens there."));
}
