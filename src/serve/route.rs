//! What is where, and who may ask.

use std::any::Any;
use std::sync::Arc;
use std::time::Instant;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{AUTHORIZATION, CONNECTION, CONTENT_LENGTH, EXPECT};
use axum::http::{HeaderMap, HeaderValue, Method, Uri};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use hyper::body::Incoming;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tower::Service;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::decompression::RequestDecompressionLayer;

use super::access_log::{Entry, Writer};
use super::body::{self, TrackedBody, never};
use super::error::{ApiError, ErrorId, ErrorType, json};
use super::rate_limit::RateLimiter;
use super::{Options, content_type, validate};
use crate::util::display::{quote, truncate};

/// Where manifests are sent to be judged.
const VALIDATE: &str = "/v1/admin/integrations/validate";

/// Where one may ask whether the endpoint is up.
const HEALTH: &str = "/healthz";

const WORKSPACE: &str = "x-workspace-id";

/// Bodies up to this many bytes are judged at once, unless scripts are compiled for it: that takes
/// less than a millisecond, and handing them to another thread is not worth it.
const QUICK: usize = 64 << 10;

/// What all requests share.
pub(super) struct Endpoint {
    pub(super) options: Options,
    pub(super) log: Writer,
    gate: Option<RateLimiter>,
    /// Room for large bodies.
    places: Arc<Semaphore>,
}

impl Endpoint {
    pub(super) fn new(options: Options, log: Writer) -> Endpoint {
        let gate = options.rate.map(|rate| RateLimiter::new(rate, Instant::now()));
        let places = std::thread::available_parallelism().map_or(2, |threads| threads.get().max(2));
        Endpoint { options, log, gate, places: Arc::new(Semaphore::new(places)) }
    }
}

/// The routes.
pub(super) fn routes(endpoint: &Arc<Endpoint>) -> Router {
    let validate = post(validate)
        .layer(RequestDecompressionLayer::new())
        .layer(middleware::from_fn_with_state(endpoint.clone(), admit))
        .fallback(no_such_method);
    Router::new()
        .route(VALIDATE, validate)
        .route(HEALTH, get(health).fallback(no_such_method))
        .fallback(no_such_path)
        .layer(CatchPanicLayer::custom(failed))
        .with_state(endpoint.clone())
}

/// Answers a request in time, and logs it. `ending` says that no further request is wanted.
pub(super) async fn answer(
    endpoint: &Endpoint,
    mut routes: Router,
    request: hyper::Request<Incoming>,
    ending: bool,
) -> Response {
    let started = Instant::now();
    let timeout = endpoint.options.timeout;
    let (parts, body) = request.into_parts();
    let (method, uri) = (parts.method.clone(), parts.uri.clone());
    let waits_for_sign = parts.headers.contains_key(EXPECT);
    let (body, loan) = TrackedBody::new(body);
    let request = Request::from_parts(parts, Body::new(body));
    let deadline = tokio::time::Instant::now() + timeout;
    let answered = tokio::time::timeout_at(deadline, routes.call(request)).await;
    let late = answered.is_err();
    let mut response = answered.map_or_else(|_| ApiError::timeout(timeout).into_response(), never);
    let mut close = ending || late;
    if !late && (loan.has_begun() || !waits_for_sign) {
        close |= tokio::time::timeout_at(deadline, loan.discard()).await.is_err();
    }
    if close {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let id = response.extensions().get::<ErrorId>().cloned();
    let entry = Entry {
        method: &method,
        path: uri.path(),
        status: response.status(),
        took: started.elapsed(),
        bytes: loan.bytes(),
        id: id.as_ref().map(|id| id.0.as_str()),
    };
    endpoint.log.write(entry.line());
    response
}

/// Lets a request through whose headers are in order.
async fn admit(
    State(endpoint): State<Arc<Endpoint>>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    authorize(request.headers(), endpoint.options.token.as_deref())?;
    if request.headers().get(WORKSPACE).is_none_or(|value| value.as_bytes().is_empty()) {
        return Err(ApiError::payload(format!("The header `{WORKSPACE}` is missing.")));
    }
    content_type::check_type(request.headers())?;
    let compressed = content_type::check_coding(request.headers_mut())?;
    let max = endpoint.options.max_body;
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > max as u64)
    {
        return Err(ApiError::too_large(max));
    }
    if let Some(gate) = &endpoint.gate {
        gate.pass(Instant::now()).map_err(ApiError::rate)?;
    }
    request.extensions_mut().insert(Compressed(compressed));
    Ok(next.run(request).await)
}

/// Whether the body came compressed.
#[derive(Clone, Copy)]
struct Compressed(bool);

/// Refuses who has no token, or not the right one.
fn authorize(headers: &HeaderMap, expected: Option<&[u8]>) -> Result<(), ApiError> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Err(ApiError::unauthorized("The header `Authorization` is missing."));
    };
    let token = bearer(value.as_bytes()).ok_or_else(|| {
        ApiError::unauthorized("The header `Authorization` has to be `Bearer TOKEN`.")
    })?;
    match expected {
        // How much of a wrong token is right must not show in the time that this takes.
        Some(expected) if !bool::from(expected.ct_eq(token)) => {
            Err(ApiError::unauthorized("The token is not the right one."))
        }
        _ => Ok(()),
    }
}

fn bearer(value: &[u8]) -> Option<&[u8]> {
    const SCHEME: &[u8] = b"bearer ";
    let (scheme, token) = value.split_at_checked(SCHEME.len())?;
    let token = token.trim_ascii();
    (scheme.eq_ignore_ascii_case(SCHEME) && !token.is_empty()).then_some(token)
}

async fn validate(
    State(endpoint): State<Arc<Endpoint>>,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let compressed =
        request.extensions().get::<Compressed>().is_some_and(|compressed| compressed.0);
    let Options { max_body, strict, .. } = endpoint.options;
    let arrived = body::read(request.into_body(), compressed, max_body, &endpoint.places).await?;
    if !strict && arrived.bytes.len() <= QUICK {
        validate::validate_body(&arrived.bytes, strict)?;
    } else {
        // A judgement that has not begun when nobody waits for it any more never does.
        let mut judging = JoinSet::new();
        judging.spawn_blocking(move || {
            let verdict = validate::validate_body(&arrived.bytes, strict);
            drop(arrived.place);
            verdict
        });
        let verdict = judging.join_next().await.ok_or_else(ApiError::internal)?;
        verdict.map_err(|_| ApiError::internal())??;
    }
    Ok(json("{}"))
}

async fn health() -> impl IntoResponse {
    json(r#"{"status":"ok"}"#)
}

async fn no_such_method(method: Method, uri: Uri) -> ApiError {
    let allowed = if uri.path() == HEALTH { "GET" } else { "POST" };
    ApiError::new(
        ErrorType::MethodNotFound,
        format!("This takes {allowed}, not {}.", truncate(method.as_str(), 100)),
    )
}

async fn no_such_path(uri: Uri) -> ApiError {
    ApiError::new(
        ErrorType::ResourceNotFound,
        format!(
            "There is nothing at {}; manifests are sent to `{VALIDATE}`.",
            quote(uri.path(), 100)
        ),
    )
}

/// The answer where a handler panicked.
fn failed(_: Box<dyn Any + Send>) -> Response {
    ApiError::internal().into_response()
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn bearer_tokens_are_found() {
        assert_eq!(bearer(b"Bearer abc"), Some(&b"abc"[..]));
        assert_eq!(bearer(b"bearer  a b "), Some(&b"a b"[..]));
        for value in [&b""[..], b"Bearer", b"Bearer ", b"Bearer   ", b"Basic abc", b"Bearerabc"] {
            assert_eq!(bearer(value), None, "{value:?}");
        }
    }

    #[test]
    fn scripts_are_not_compiled_where_requests_are_read() {
        let runtime =
            tokio::runtime::Builder::new_current_thread().max_blocking_threads(1).build().unwrap();
        let _inside = runtime.enter();
        // Nothing is judged on the only other thread until this says so.
        let (go_on, wait) = std::sync::mpsc::channel::<()>();
        runtime.spawn_blocking(move || wait.recv());
        let log = super::super::access_log::Log::start().unwrap();
        let routes = |strict| {
            let options = Options {
                token: None,
                strict,
                max_body: 1000,
                rate: None,
                timeout: std::time::Duration::from_secs(60),
            };
            routes(&Arc::new(Endpoint::new(options, log.writer())))
        };
        let request = || {
            Request::post(VALIDATE)
                .header(AUTHORIZATION, "Bearer any")
                .header(WORKSPACE, "any")
                .header("content-type", "application/json")
                .body(Body::from(r#"{"name": "acme/a", "version": "1.0.0"}"#))
                .unwrap()
        };
        let at_once = routes(false).call(request()).now_or_never();
        assert_eq!(at_once.map(|response| never(response).status().as_u16()), Some(200));
        let mut later = Box::pin(routes(true).call(request()));
        assert!((&mut later).now_or_never().is_none());
        drop(go_on);
        assert_eq!(never(runtime.block_on(later)).status(), 200);
    }

    #[test]
    fn panic_becomes_internal_server_error() {
        async fn handler() -> &'static str {
            panic!("about hush-hush")
        }
        let mut routes =
            Router::new().route("/", get(handler)).layer(CatchPanicLayer::custom(failed));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let request = Request::new(Body::empty());
        let response = never(runtime.block_on(routes.call(request)));
        assert_eq!(response.status(), 500);
        let body = runtime.block_on(axum::body::to_bytes(response.into_body(), 1000)).unwrap();
        let error: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&error["type"], &error["code"]), (&"Internal".into(), &500.into()));
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
