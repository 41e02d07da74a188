//! Dispatches and authorizes requests.

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
use axum::routing::{MethodRouter, get, post};
use hyper::body::Incoming;
use subtle::ConstantTimeEq;
use tokio::task::JoinSet;
use tower::Service;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::decompression::RequestDecompressionLayer;

use super::access_log::{Entry, Writer};
use super::body::{self, BodyBudget, TrackedBody, infallible};
use super::error::{ApiError, ErrorId, ErrorType, json};
use super::options::Options;
use super::rate_limit::RateLimiter;
use super::validate::Identity;
use super::{content_type, host, platform, validate};
use crate::util::display::{quote, truncate};

/// The path of the validation.
const VALIDATE: &str = "/v1/admin/integrations/validate";

/// The path of the creation, and of the search in the workspace.
const INTEGRATIONS: &str = "/v1/admin/integrations";

/// The path of the health check.
const HEALTH: &str = "/healthz";

const WORKSPACE: &str = "x-workspace-id";

/// Maximum number of characters of a method or a path in a message.
const MAX_QUOTED_CHARS: usize = 100;

/// Maximum size, in bytes, of a body that is validated on the thread that reads requests: it takes less
/// than a millisecond, unless scripts are compiled.
const MAX_INLINE_BYTES: usize = 64 << 10;

/// The state that all requests share.
pub(super) struct ServerState {
    pub(super) options: Options,
    pub(super) log: Writer,
    rate_limiter: Option<RateLimiter>,
    /// The memory for bodies.
    budget: BodyBudget,
    /// Whether the server listens only on this machine.
    is_loopback: bool,
}

impl ServerState {
    pub(super) fn new(options: Options, log: Writer, is_loopback: bool) -> ServerState {
        let rate_limiter = options.rate.map(|rate| RateLimiter::new(rate, Instant::now()));
        let budget = BodyBudget::new(options.max_body);
        ServerState { options, log, rate_limiter, budget, is_loopback }
    }
}

/// Returns the routes.
pub(super) fn routes(state: &Arc<ServerState>) -> Router {
    let with_token = || middleware::from_fn_with_state(state.clone(), require_token);
    let manifest = |handler: MethodRouter<Arc<ServerState>>| {
        handler
            .layer(RequestDecompressionLayer::new())
            .layer(middleware::from_fn_with_state(state.clone(), admit))
    };
    let integrations =
        manifest(post(create)).merge(get(platform::integrations).layer(with_token()));
    Router::new()
        .merge(platform::routes().layer(with_token()))
        .route(VALIDATE, manifest(post(validate)))
        .route(INTEGRATIONS, integrations)
        .route(HEALTH, get(health))
        .method_not_allowed_fallback(method_not_allowed)
        .fallback(not_found)
        .layer(middleware::from_fn_with_state(state.clone(), check_host))
        .layer(CatchPanicLayer::custom(panic_response))
        .with_state(state.clone())
}

/// Responds to a request before its timeout, and logs it. With `ending`, the response closes the
/// connection.
pub(super) async fn respond(
    state: &ServerState,
    mut routes: Router,
    request: hyper::Request<Incoming>,
    ending: bool,
) -> Response {
    let start = Instant::now();
    let timeout = state.options.timeout;
    let (parts, body) = request.into_parts();
    let (method, uri) = (parts.method.clone(), parts.uri.clone());
    let expects_continue = parts.headers.contains_key(EXPECT);
    let (body, handle) = TrackedBody::new(body);
    let request = Request::from_parts(parts, Body::new(body));
    let deadline = tokio::time::Instant::now() + timeout;
    let result = tokio::time::timeout_at(deadline, routes.call(request)).await;
    let timed_out = result.is_err();
    let mut response =
        result.map_or_else(|_| ApiError::timeout(timeout).into_response(), infallible);
    let mut close = ending || timed_out;
    if !timed_out && (handle.has_started() || !expects_continue) {
        close |= tokio::time::timeout_at(deadline, handle.discard()).await.is_err();
    }
    if close {
        response.headers_mut().insert(CONNECTION, HeaderValue::from_static("close"));
    }
    let id = response.extensions().get::<ErrorId>().cloned();
    let entry = Entry {
        method: &method,
        path: uri.path(),
        status: response.status(),
        duration: start.elapsed(),
        bytes: handle.bytes(),
        id: id.as_ref().map(|id| id.0.as_str()),
    };
    state.log.write(entry.line());
    response
}

async fn check_host(
    State(state): State<Arc<ServerState>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    host::check(request.headers(), state.is_loopback)?;
    Ok(next.run(request).await)
}

async fn require_token(
    State(state): State<Arc<ServerState>>,
    request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    authorize(request.headers(), state.options.token.as_deref())?;
    Ok(next.run(request).await)
}

/// Checks the headers and the rate limit of a request.
async fn admit(
    State(state): State<Arc<ServerState>>,
    mut request: Request,
    next: Next,
) -> Result<Response, ApiError> {
    authorize(request.headers(), state.options.token.as_deref())?;
    if request.headers().get(WORKSPACE).is_none_or(|value| value.as_bytes().is_empty()) {
        return Err(ApiError::payload(format!("The header `{WORKSPACE}` is missing.")));
    }
    content_type::check_type(request.headers())?;
    let compressed = content_type::check_encoding(request.headers_mut())?;
    let max = state.options.max_body;
    let length = request.headers().get(CONTENT_LENGTH).and_then(|value| value.to_str().ok());
    if length.and_then(|length| length.parse().ok()).is_some_and(|length: u64| length > max as u64)
    {
        return Err(ApiError::too_large(max));
    }
    if let Some(rate_limiter) = &state.rate_limiter {
        rate_limiter.acquire(Instant::now()).map_err(ApiError::rate_limited)?;
    }
    request.extensions_mut().insert(Compressed(compressed));
    Ok(next.run(request).await)
}

/// Whether the body is compressed.
#[derive(Clone, Copy)]
struct Compressed(bool);

/// Rejects a missing or wrong token.
fn authorize(headers: &HeaderMap, expected: Option<&[u8]>) -> Result<(), ApiError> {
    let Some(value) = headers.get(AUTHORIZATION) else {
        return Err(ApiError::unauthorized("The header `Authorization` is missing."));
    };
    let token = bearer(value.as_bytes()).ok_or_else(|| {
        ApiError::unauthorized("The header `Authorization` must be `Bearer TOKEN`.")
    })?;
    match expected {
        // Compared in constant time, so that the time does not reveal a prefix of the token.
        Some(expected) if !bool::from(expected.ct_eq(token)) => {
            Err(ApiError::unauthorized("The token is invalid."))
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
    State(state): State<Arc<ServerState>>,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    validate_request(state, request).await?;
    Ok(json("{}"))
}

/// Responds as if the integration was created.
async fn create(
    State(state): State<Arc<ServerState>>,
    request: Request,
) -> Result<impl IntoResponse, ApiError> {
    let Identity { name, version } = validate_request(state, request).await?;
    Ok(json(platform::created_integration(&name, &version)))
}

async fn validate_request(state: Arc<ServerState>, request: Request) -> Result<Identity, ApiError> {
    let compressed =
        request.extensions().get::<Compressed>().is_some_and(|compressed| compressed.0);
    let Options { max_body, strict, .. } = state.options;
    let received = body::read(request.into_body(), compressed, max_body, &state.budget).await?;
    let is_quick = !strict && state.options.capture.is_none();
    if is_quick && received.bytes().len() <= MAX_INLINE_BYTES {
        return validate::validate_body(received.bytes(), &state.options);
    }
    // The join set cancels a validation that has not started when the connection is closed.
    let mut tasks = JoinSet::new();
    tasks.spawn_blocking(move || validate::validate_body(received.bytes(), &state.options));
    let result = tasks.join_next().await.ok_or_else(ApiError::internal)?;
    result.map_err(|_| ApiError::internal())?
}

async fn health() -> impl IntoResponse {
    json(r#"{"status":"ok"}"#)
}

async fn method_not_allowed(method: Method, uri: Uri) -> ApiError {
    let used = truncate(method.as_str(), MAX_QUOTED_CHARS);
    let message = match uri.path() {
        HEALTH => format!("Unsupported method {used}. Use GET."),
        VALIDATE => format!("Unsupported method {used}. Use POST."),
        _ => format!("Unsupported method {used}. The header `Allow` lists the supported methods."),
    };
    ApiError::new(ErrorType::MethodNotFound, message)
}

async fn not_found(uri: Uri) -> ApiError {
    ApiError::new(
        ErrorType::ResourceNotFound,
        format!(
            "Unknown path {}. Send manifests to `{VALIDATE}`.",
            quote(uri.path(), MAX_QUOTED_CHARS)
        ),
    )
}

/// Returns the response after a panic of a handler.
fn panic_response(_: Box<dyn Any + Send>) -> Response {
    ApiError::internal().into_response()
}

#[cfg(test)]
mod tests {
    use futures_util::FutureExt;

    use super::*;

    #[test]
    fn bearer_token_is_parsed() {
        assert_eq!(bearer(b"Bearer abc"), Some(&b"abc"[..]));
        assert_eq!(bearer(b"bearer  a b "), Some(&b"a b"[..]));
        for value in [&b""[..], b"Bearer", b"Bearer ", b"Bearer   ", b"Basic abc", b"Bearerabc"] {
            assert_eq!(bearer(value), None, "{value:?}");
        }
    }

    #[test]
    fn strict_validation_runs_on_blocking_thread() {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_time()
            .max_blocking_threads(1)
            .build()
            .unwrap();
        let _inside = runtime.enter();
        // Occupies the only blocking thread until the sender is dropped.
        let (release, wait) = std::sync::mpsc::channel::<()>();
        runtime.spawn_blocking(move || wait.recv());
        let log = super::super::access_log::Log::start().unwrap();
        let routes = |strict| {
            let options = Options { strict, max_body: 1000, ..Options::default() };
            routes(&Arc::new(ServerState::new(options, log.writer(), true)))
        };
        let request = || {
            Request::post(VALIDATE)
                .header(AUTHORIZATION, "Bearer any")
                .header(WORKSPACE, "any")
                .header("content-type", "application/json")
                .body(Body::from(r#"{"name": "acme/a", "version": "1.0.0"}"#))
                .unwrap()
        };
        let inline = routes(false).call(request()).now_or_never();
        assert_eq!(inline.map(|response| infallible(response).status().as_u16()), Some(200));
        let mut blocked = Box::pin(routes(true).call(request()));
        assert!((&mut blocked).now_or_never().is_none());
        drop(release);
        assert_eq!(infallible(runtime.block_on(blocked)).status(), 200);
    }

    #[test]
    fn panic_becomes_internal_server_error() {
        async fn handler() -> &'static str {
            panic!("about hush-hush")
        }
        let mut routes =
            Router::new().route("/", get(handler)).layer(CatchPanicLayer::custom(panic_response));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let request = Request::new(Body::empty());
        let response = infallible(runtime.block_on(routes.call(request)));
        assert_eq!(response.status(), 500);
        let body = runtime.block_on(axum::body::to_bytes(response.into_body(), 1000)).unwrap();
        let error: serde_json::Value = serde_json::from_slice(&body).unwrap();
        assert_eq!((&error["type"], &error["code"]), (&"Internal".into(), &500.into()));
        assert!(!error.to_string().contains("hush"), "{error}");
    }
}
