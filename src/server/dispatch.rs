//! Order by construction.
//!
//! tower-lsp polls several handlers at once, in no particular order, but it calls its service in the
//! order in which messages arrive. So what depends on order is done inside that call: document
//! changes are applied there, and a request takes its snapshot there, to be used whenever its
//! handler gets to run.

use std::any::Any;
use std::cell::Cell;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use tower::Service;
use tower_lsp::jsonrpc::{Error, Id, Request, Response};
use tower_lsp::lsp_types::{
    DidChangeTextDocumentParams, DidCloseTextDocumentParams, DidOpenTextDocumentParams,
    InitializeParams, Url, WorkDoneProgressCancelParams,
};

use super::convert;
use super::state::{Document, State};

tokio::task_local! {
    static DOCUMENT: Option<Document>;
    static WRITTEN: Cell<Option<String>>;
}

/// The document of the request being answered, as it was when the request came.
pub(super) fn request_document() -> Option<Document> {
    DOCUMENT.try_with(Clone::clone).ok().flatten()
}

/// What a request is answered with.
#[derive(Debug)]
pub(super) enum Reply {
    /// What tower-lsp makes of a handler's result.
    Response(Response),
    /// A result that its handler wrote as JSON itself.
    Raw {
        /// The request's.
        id: Id,
        /// JSON.
        result: String,
    },
}

/// Answers the request at hand with `result`, whatever its handler returns, which is `instead`.
/// tower-lsp makes a [`Value`] of a result before it is written: one map for each part of an outline.
pub(super) fn respond<T>(result: &impl Serialize, instead: T) -> Result<T, Error> {
    let written = serde_json::to_string(result).map_err(|_| Error::internal_error())?;
    respond_raw(written, instead)
}

/// As [`reply`], with a result that is JSON already.
pub(super) fn respond_raw<T>(written: String, instead: T) -> Result<T, Error> {
    // Outside of a request nobody is to be answered.
    let _ = WRITTEN.try_with(|slot| slot.set(Some(written)));
    Ok(instead)
}

/// A service that does in order what has to be done in order, and leaves the rest to `inner`.
pub(super) struct OrderedService<S> {
    inner: S,
    state: Arc<State>,
}

impl<S> OrderedService<S> {
    pub fn new(inner: S, state: Arc<State>) -> OrderedService<S> {
        OrderedService { inner, state }
    }
}

type Answer<E> = Pin<Box<dyn Future<Output = Result<Option<Reply>, E>> + Send>>;

impl<S> Service<Request> for OrderedService<S>
where
    S: Service<Request, Response = Option<Response>>,
    S::Future: Send + 'static,
    S::Error: Send + 'static,
{
    type Response = Option<Reply>;
    type Error = S::Error;
    type Future = Answer<S::Error>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), S::Error>> {
        self.inner.poll_ready(context)
    }

    fn call(&mut self, request: Request) -> Answer<S::Error> {
        let request = normalize_null_params(request);
        let open = self.state.session().is_some() && !self.state.is_shut_down();
        // Asked for with an id, what only is a notification is refused further in.
        let notifies = request.id().is_none();
        match request.method() {
            "textDocument/didOpen" | "textDocument/didChange" | "textDocument/didClose"
                if notifies =>
            {
                if open {
                    let state = self.state.clone();
                    let change = AssertUnwindSafe(|| apply_document_notification(&state, request));
                    if let Err(panic) = catch_unwind(change) {
                        tracing::error!("a document change failed: {}", panic_message(&*panic));
                    }
                }
                return Box::pin(std::future::ready(Ok(None)));
            }
            "window/workDoneProgress/cancel" if notifies => {
                // tower-lsp knows nothing of this one.
                if let Some(params) = params::<WorkDoneProgressCancelParams>(request.params()) {
                    self.state.validation.cancel(&params.token);
                }
                return Box::pin(std::future::ready(Ok(None)));
            }
            "initialize" => {
                if let Some(params) = params::<InitializeParams>(request.params()) {
                    let refreshes = request.params().is_some_and(is_diagnostic_refresh);
                    self.state.initialize(&params, refreshes);
                }
            }
            "shutdown" if open => self.state.shut_down(),
            _ => {}
        }
        let url = request.params().and_then(document_url);
        let document = url.and_then(|url| match request.method() {
            "textDocument/diagnostic" => self.state.snapshot_for_diagnostics(&url),
            _ => self.state.document(&url),
        });
        let id = request.id().cloned();
        let method = request.method().to_owned();
        let answer = DOCUMENT.scope(document, self.inner.call(request));
        let answer = WRITTEN.scope(Cell::default(), async move {
            let answer = answer.await?;
            Ok(answer.map(|response| match (WRITTEN.with(Cell::take), response) {
                (Some(result), response) if response.is_ok() => {
                    Reply::Raw { id: response.id().clone(), result }
                }
                (_, response) => Reply::Response(response),
            }))
        });
        Box::pin(async move {
            match Contained(Box::pin(answer)).await {
                Ok(answer) => answer,
                Err(panic) => {
                    tracing::error!("{method} failed: {}", panic_message(&*panic));
                    let mut error = Error::internal_error();
                    error.message = format!("{method} failed inside the server").into();
                    Ok(id.map(|id| Reply::Response(Response::from_error(id, error))))
                }
            }
        })
    }
}

/// A future whose panics are its result.
struct Contained<F>(Pin<Box<F>>);

impl<F: Future> Future for Contained<F> {
    type Output = Result<F::Output, Box<dyn Any + Send>>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match catch_unwind(AssertUnwindSafe(|| self.0.as_mut().poll(context))) {
            Ok(poll) => poll.map(Ok),
            Err(panic) => Poll::Ready(Err(panic)),
        }
    }
}

fn panic_message(panic: &(dyn Any + Send)) -> &str {
    panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("for no stated reason")
}

/// Whether the client can be told to ask for diagnostics again. lsp-types 0.94 looks for this under
/// `diagnostic`, where no client says it.
fn is_diagnostic_refresh(params: &Value) -> bool {
    params.pointer("/capabilities/workspace/diagnostics/refreshSupport") == Some(&Value::Bool(true))
}

/// `request` without parameters, if they are `null`: some clients write that where there are none,
/// and tower-lsp refuses it.
fn normalize_null_params(request: Request) -> Request {
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

fn document_url(params: &Value) -> Option<Url> {
    let uri = match params.get("textDocument") {
        Some(document) => document.get("uri")?,
        // What commands are about is their first argument, or its `uri`.
        None => return command_uri(params.get("arguments")?.get(0)?),
    };
    Url::parse(uri.as_str()?).ok()
}

/// What the first argument of a command says it is about.
pub(super) fn command_uri(argument: &Value) -> Option<Url> {
    let uri = argument.as_str().or_else(|| argument.get("uri")?.as_str())?;
    Url::parse(uri).ok()
}

/// Applies a document notification. One that makes no sense is dropped: there is nobody to tell.
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
            let changes = params.content_changes.into_iter().map(convert::change).collect();
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

    use super::*;

    /// Panics where the method is `bad`.
    struct Panicking;

    impl Service<Request> for Panicking {
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
                    "bad" => panic!("a mistake in a feature"),
                    "written" => respond(&[1, 2], ()).expect("numbers are JSON"),
                    _ => {}
                }
                Ok(id.map(|id| Response::from_ok(id, json!(1))))
            })
        }
    }

    #[test]
    fn panic_becomes_request_error() {
        let mut service = OrderedService::new(Panicking, Arc::new(State::default()));
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let mut ask = |method: &'static str| {
            let answer = service.call(Request::build(method).id(1).finish());
            runtime.block_on(answer).unwrap().unwrap()
        };
        let Reply::Response(bad) = ask("bad") else { panic!() };
        assert_eq!(bad.error().unwrap().message, "bad failed inside the server");
        assert!(matches!(ask("good"), Reply::Response(response) if response.is_ok()));
        assert!(matches!(ask("written"), Reply::Raw { result, .. } if result == "[1,2]"));
        // What was written for one request is for no other.
        assert!(matches!(ask("good"), Reply::Response(_)));
    }
}
