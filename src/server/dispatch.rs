//! Dispatch of messages in their order.
//!
//! tower-lsp polls several handlers concurrently, but calls its service in the order in which messages
//! arrive. Whatever depends on that order happens inside the call: document notifications are applied,
//! and a request takes the snapshot that its handler uses later.

use std::any::Any;
use std::future::{Future, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures_util::FutureExt;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::Service;
use tower_lsp::jsonrpc::{Error, Request, Response};
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    InitializeParams, WorkDoneProgressCancelParams,
};

use super::lsp::from_proto;
use super::reply::Reply;
use super::request_context::{self, OpenDocument};
use super::state::State;

/// Service that handles order-dependent work itself and forwards everything else to `inner`.
pub struct OrderedService<S> {
    inner: S,
    state: Arc<State>,
}

impl<S> OrderedService<S> {
    /// Creates a service in front of `inner`.
    pub fn new(inner: S, state: Arc<State>) -> OrderedService<S> {
        OrderedService { inner, state }
    }
}

type ReplyFuture<E> = Pin<Box<dyn Future<Output = Result<Option<Reply>, E>> + Send>>;

impl<S> Service<Request> for OrderedService<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Reply>;
    type Error = S::Error;
    type Future = ReplyFuture<S::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> ReplyFuture<S::Error> {
        let request = remove_null_params(request);
        let is_running = self.state.capabilities().is_some() && !self.state.is_shut_down();
        // tower-lsp rejects a notification that has an id.
        let is_notification = request.id().is_none();
        match request.method() {
            "textDocument/didOpen" | "textDocument/didChange" | "textDocument/didClose"
                if is_notification =>
            {
                if is_running {
                    let apply = || apply_document_notification(&self.state, request);
                    if let Err(panic) = catch_unwind(AssertUnwindSafe(apply)) {
                        tracing::error!("document change failed: {}", panic_message(&*panic));
                    }
                }
                return Box::pin(ready(Ok(None)));
            }
            "window/workDoneProgress/cancel" if is_notification => {
                // tower-lsp does not support this notification.
                if let Some(params) = params::<WorkDoneProgressCancelParams>(request.params()) {
                    self.state.remote_validation.cancel(&params.token);
                }
                return Box::pin(ready(Ok(None)));
            }
            "initialize" => {
                if let Some(params) = params::<InitializeParams>(request.params()) {
                    let refresh = request.params().is_some_and(supports_diagnostic_refresh);
                    self.state.initialize(&params, refresh);
                }
            }
            "shutdown" if is_running => self.state.shut_down(),
            _ => {}
        }
        let url = request.params().and_then(from_proto::request_uri);
        let document = url.and_then(|url| {
            if let Some(document) = self.state.settings_documents.get(&url) {
                return Some(OpenDocument::Settings(document));
            }
            let document = match request.method() {
                "textDocument/diagnostic" => self.state.documents.take_for_diagnostics(&url),
                _ => self.state.documents.get(&url),
            };
            document.map(|document| OpenDocument::Manifest(Box::new(document)))
        });
        let id = request.id().cloned();
        let method = request.method().to_owned();
        let handler = request_context::scope(document, self.inner.call(request));
        Box::pin(async move {
            match AssertUnwindSafe(handler).catch_unwind().await {
                Ok((response, raw_result)) => {
                    Ok(response?.map(|response| reply(response, raw_result)))
                }
                Err(panic) => {
                    tracing::error!("{method} failed: {}", panic_message(&*panic));
                    let mut error = Error::internal_error();
                    error.message = format!("{method} failed with an internal error").into();
                    Ok(id.map(|id| Reply::Response(Response::from_error(id, error))))
                }
            }
        })
    }
}

/// Returns the reply for `response`, whose result `raw_result` replaces.
fn reply(response: Response, raw_result: Option<String>) -> Reply {
    match raw_result {
        Some(result) if response.is_ok() => Reply::Raw { id: response.id().clone(), result },
        _ => Reply::Response(response),
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("panic without a message")
}

/// Returns whether the client supports `workspace/diagnostic/refresh`. lsp-types 0.94 reads this
/// capability from `diagnostic` instead of `diagnostics`, so it has to be read from the JSON.
fn supports_diagnostic_refresh(params: &Value) -> bool {
    params.pointer("/capabilities/workspace/diagnostics/refreshSupport") == Some(&Value::Bool(true))
}

/// Removes parameters that are `null`. Some clients send `null` for a method without parameters, which
/// tower-lsp rejects.
fn remove_null_params(request: Request) -> Request {
    if request.params() != Some(&Value::Null) {
        return request;
    }
    let (method, id, _) = request.into_parts();
    let request = Request::build(method);
    match id {
        Some(id) => request.id(id).finish(),
        None => request.finish(),
    }
}

fn params<P: DeserializeOwned>(params: Option<&Value>) -> Option<P> {
    P::deserialize(params?).ok()
}

/// Applies a document notification. Invalid parameters are ignored, since a notification has no
/// response.
fn apply_document_notification(state: &State, request: Request) {
    let (method, _, params) = request.into_parts();
    let Some(params) = params else { return };
    match &*method {
        "textDocument/didOpen" => {
            let Ok(params) = serde_json::from_value::<DidOpenTextDocumentParams>(params) else {
                return;
            };
            let document = params.text_document;
            state.open(document.uri, &document.language_id, document.version, document.text);
        }
        "textDocument/didChange" => {
            let Ok(params) = serde_json::from_value::<DidChangeTextDocumentParams>(params) else {
                return;
            };
            let changes = params.content_changes.into_iter();
            let changes = changes.map(from_proto::content_change).collect();
            let document = params.text_document;
            state.change(document.uri, document.version, changes);
        }
        _ => {
            let Ok(params) = serde_json::from_value::<DidCloseTextDocumentParams>(params) else {
                return;
            };
            state.close(params.text_document.uri);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::convert::Infallible;

    use serde_json::json;

    use super::super::request_context::respond_raw;
    use super::*;

    /// Service that panics on the method `panic`, and responds with raw JSON to `raw`.
    struct StubService;

    impl Service<Request> for StubService {
        type Response = Option<Response>;
        type Error = Infallible;
        type Future = Pin<Box<dyn Future<Output = Result<Option<Response>, Infallible>> + Send>>;

        fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
            Poll::Ready(Ok(()))
        }

        fn call(&mut self, request: Request) -> Self::Future {
            let id = request.id().cloned();
            Box::pin(async move {
                match request.method() {
                    "panic" => panic!("a bug in a handler"),
                    "raw" => {
                        let placeholder: Option<()> = respond_raw(&[1, 2]).expect("valid JSON");
                        assert_eq!(placeholder, None);
                    }
                    _ => {}
                }
                Ok(id.map(|id| Response::from_ok(id, json!(1))))
            })
        }
    }

    #[test]
    fn panic_becomes_request_error() {
        let mut service = OrderedService::new(StubService, Arc::new(State::default()));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut request = |method: &'static str| {
            let reply = service.call(Request::build(method).id(1).finish());
            runtime.block_on(reply).unwrap().unwrap()
        };
        let Reply::Response(response) = request("panic") else { panic!() };
        assert_eq!(response.error().unwrap().message, "panic failed with an internal error");
        assert!(matches!(request("typed"), Reply::Response(response) if response.is_ok()));
        assert!(matches!(request("raw"), Reply::Raw { result, .. } if result == "[1,2]"));
        // The raw result of one request does not reach the next.
        assert!(matches!(request("typed"), Reply::Response(_)));
    }
}
