//! Errors in the format of the Botpress API.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::header::{ACCEPT_ENCODING, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// An error response.
#[derive(Debug)]
pub(super) struct ApiError {
    kind: ErrorType,
    message: String,
    header: Option<(HeaderName, HeaderValue)>,
}

/// The error types of the Botpress API that the server uses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) enum ErrorType {
    InvalidPayload,
    Unauthorized,
    Forbidden,
    ResourceNotFound,
    MethodNotFound,
    PayloadTooLarge,
    UnsupportedMediaType,
    RateLimited,
    Internal,
    OperationTimeout,
}

impl ErrorType {
    fn status(self) -> StatusCode {
        match self {
            ErrorType::InvalidPayload => StatusCode::BAD_REQUEST,
            ErrorType::Unauthorized => StatusCode::UNAUTHORIZED,
            ErrorType::Forbidden => StatusCode::FORBIDDEN,
            ErrorType::ResourceNotFound => StatusCode::NOT_FOUND,
            ErrorType::MethodNotFound => StatusCode::METHOD_NOT_ALLOWED,
            ErrorType::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ErrorType::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ErrorType::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            ErrorType::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            // The status of the Botpress API.
            ErrorType::OperationTimeout => StatusCode::GATEWAY_TIMEOUT,
        }
    }
}

/// The supported content encodings.
const ENCODINGS: &str = "gzip, deflate, br";

impl ApiError {
    pub(super) fn new(kind: ErrorType, message: impl Into<String>) -> ApiError {
        ApiError { kind, message: message.into(), header: None }
    }

    fn with(mut self, name: HeaderName, value: HeaderValue) -> ApiError {
        self.header = Some((name, value));
        self
    }

    pub(super) fn payload(message: impl Into<String>) -> ApiError {
        ApiError::new(ErrorType::InvalidPayload, message)
    }

    pub(super) fn unauthorized(message: &str) -> ApiError {
        ApiError::new(ErrorType::Unauthorized, message)
            .with(WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"))
    }

    pub(super) fn too_large(max: usize) -> ApiError {
        ApiError::new(
            ErrorType::PayloadTooLarge,
            format!("The body exceeds the maximum of {max} bytes."),
        )
    }

    pub(super) fn unsupported_encoding() -> ApiError {
        ApiError::new(
            ErrorType::UnsupportedMediaType,
            format!("Unsupported content encoding. Use {ENCODINGS}, or none."),
        )
        .with(ACCEPT_ENCODING, HeaderValue::from_static(ENCODINGS))
    }

    /// The rate limit is exceeded; the next request is accepted after `wait`.
    pub(super) fn rate_limited(wait: Duration) -> ApiError {
        // Rounded up to whole seconds, so that a retry is not early.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        ApiError::new(
            ErrorType::RateLimited,
            format!("The rate limit of `--rate` is exceeded. Retry after {seconds} s."),
        )
        .with(RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// The bodies of the requests in progress use all the memory for them.
    pub(super) fn busy() -> ApiError {
        ApiError::new(
            ErrorType::RateLimited,
            "The memory for request bodies is used up by other requests. Retry after 1 s.",
        )
        .with(RETRY_AFTER, HeaderValue::from_static("1"))
    }

    /// The client sends a body too slowly.
    pub(super) fn too_slow() -> ApiError {
        ApiError::new(ErrorType::OperationTimeout, "The body was received too slowly.")
    }

    pub(super) fn timeout(after: Duration) -> ApiError {
        ApiError::new(
            ErrorType::OperationTimeout,
            format!("The request was not completed within {} s.", after.as_secs()),
        )
    }

    pub(super) fn internal() -> ApiError {
        ApiError::new(
            ErrorType::Internal,
            "Internal error: this is a bug in integration-manifest-ls.",
        )
    }
}

/// The ID of an error response, for the access log.
#[derive(Debug, Clone)]
pub(super) struct ErrorId(pub(super) String);

#[derive(Serialize)]
struct Body<'a> {
    id: &'a str,
    code: u16,
    r#type: ErrorType,
    message: &'a str,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let status = self.kind.status();
        let id = error_id();
        let body =
            Body { id: &id, code: status.as_u16(), r#type: self.kind, message: &self.message };
        // Serializing strings and numbers cannot fail.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (status, json(body)).into_response();
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response.extensions_mut().insert(ErrorId(id));
        response
    }
}

/// Creates a response with a JSON body.
pub(super) fn json(body: impl IntoResponse) -> impl IntoResponse {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body)
}

/// Returns a unique ID in the format of the Botpress API, a ULID: the time, a random number of the process,
/// and a counter.
fn error_id() -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let value = (now.as_millis() & ((1 << 48) - 1)) << 80
        | u128::from(*PROCESS & ((1 << 40) - 1)) << 40
        | u128::from(number & ((1 << 40) - 1));
    let mut id = String::from("err_");
    for place in (0..26).rev() {
        id.push(DIGITS[(value >> (5 * place)) as usize & 31] as char);
    }
    id
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn error_ids_are_unique_ulids() {
        let ids: HashSet<String> = (0..10_000).map(|_| error_id()).collect();
        assert_eq!(ids.len(), 10_000);
        for id in ids {
            let rest = id.strip_prefix("err_").unwrap();
            assert_eq!(rest.len(), 26);
            assert!(rest.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()), "{id}");
        }
    }

    #[test]
    fn retry_after_is_never_early() {
        let retry_after = |wait| {
            let response = ApiError::rate_limited(wait).into_response();
            response.headers()[RETRY_AFTER].to_str().unwrap().to_owned()
        };
        assert_eq!(retry_after(Duration::from_millis(1)), "1");
        assert_eq!(retry_after(Duration::from_millis(1000)), "1");
        assert_eq!(retry_after(Duration::from_millis(1001)), "2");
    }
}
