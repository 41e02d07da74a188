//! What goes back: `{}`, or an error in the platform's form.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use axum::http::header::{ACCEPT_ENCODING, CONTENT_TYPE, RETRY_AFTER, WWW_AUTHENTICATE};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request is refused.
#[derive(Debug)]
pub(super) struct ApiError {
    kind: ErrorType,
    message: String,
    header: Option<(HeaderName, HeaderValue)>,
}

/// The platform's types of error, as far as they occur here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) enum ErrorType {
    InvalidPayload,
    Unauthorized,
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
            ErrorType::ResourceNotFound => StatusCode::NOT_FOUND,
            ErrorType::MethodNotFound => StatusCode::METHOD_NOT_ALLOWED,
            ErrorType::PayloadTooLarge => StatusCode::PAYLOAD_TOO_LARGE,
            ErrorType::UnsupportedMediaType => StatusCode::UNSUPPORTED_MEDIA_TYPE,
            ErrorType::RateLimited => StatusCode::TOO_MANY_REQUESTS,
            ErrorType::Internal => StatusCode::INTERNAL_SERVER_ERROR,
            // The platform's own status for it.
            ErrorType::OperationTimeout => StatusCode::GATEWAY_TIMEOUT,
        }
    }
}

/// The codings in which a body may be compressed.
pub(super) const CODINGS: &str = "gzip, deflate, br";

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
            format!("The body has more than {max} bytes, which is the most this endpoint takes."),
        )
    }

    pub(super) fn coding() -> ApiError {
        ApiError::new(
            ErrorType::UnsupportedMediaType,
            format!("A body may be compressed by one of {CODINGS}, or not at all."),
        )
        .with(ACCEPT_ENCODING, HeaderValue::from_static(CODINGS))
    }

    /// Too many requests: the next is welcome after `wait`.
    pub(super) fn rate(wait: Duration) -> ApiError {
        // In whole seconds, and no sooner than said.
        let seconds = wait.as_secs() + u64::from(wait.subsec_nanos() > 0);
        ApiError::new(
            ErrorType::RateLimited,
            format!("More requests came than `--rate` allows; try again in {seconds} s."),
        )
        .with(RETRY_AFTER, HeaderValue::from(seconds))
    }

    pub(super) fn timeout(after: Duration) -> ApiError {
        ApiError::new(
            ErrorType::OperationTimeout,
            format!("The request did not arrive and get an answer within {} s.", after.as_secs()),
        )
    }

    pub(super) fn internal() -> ApiError {
        ApiError::new(ErrorType::Internal, "The check failed; this is a mistake in this program.")
    }
}

/// The id of the error that an answer is, for the log.
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
        // Strings and a number: there is nothing in it that JSON does not have.
        let body = serde_json::to_vec(&body).unwrap_or_default();
        let mut response = (status, json(body)).into_response();
        if let Some((name, value)) = self.header {
            response.headers_mut().insert(name, value);
        }
        response.extensions_mut().insert(ErrorId(id));
        response
    }
}

/// An answer with this JSON text as its body.
pub(super) fn json(body: impl IntoResponse) -> impl IntoResponse {
    ([(CONTENT_TYPE, HeaderValue::from_static("application/json"))], body)
}

/// An id that no other error has: the time, something of this process' own, and a number, written
/// like a ULID, as the platform's ids are.
fn error_id() -> String {
    const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    static PROCESS: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0));
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
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
    fn ids_are_unique_and_look_like_the_platforms() {
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
        let after = |wait| {
            let response = ApiError::rate(wait).into_response();
            response.headers()[RETRY_AFTER].to_str().unwrap().to_owned()
        };
        assert_eq!(after(Duration::from_millis(1)), "1");
        assert_eq!(after(Duration::from_millis(1000)), "1");
        assert_eq!(after(Duration::from_millis(1001)), "2");
    }
}
