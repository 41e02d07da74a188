//! The command that validates a manifest with the Botpress API.

use futures_util::future::{Either, select};
use serde_json::{Value, json};
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    Command, ExecuteCommandParams, MessageType, ProgressToken, Url, WorkDoneProgressBegin,
};

use crate::Snapshot;
use crate::api::{self, ApiClient, Failure};
use crate::rules::{Finding, Severity};
use crate::server::commands::VALIDATE;
use crate::server::context::{Context, DocumentRequest};
use crate::server::diagnostics::refresh;
use crate::server::error::request_failed;
use crate::server::lsp::from_proto;
use crate::server::progress::{self, Progress};
use crate::server::remote_validation::outcome::ValidationOutcome;
use crate::syntax::strip_jsonc;
use crate::text::Source;

/// Title of the command.
pub const TITLE: &str = "Validate with Botpress";

/// Returns the command for the manifest at `url`.
pub fn command(url: &Url) -> Command {
    let arguments = Some(vec![json!({ "uri": url })]);
    Command { title: TITLE.to_owned(), command: VALIDATE.to_owned(), arguments }
}

/// Validates the manifest in the argument, and shows the outcome as a message and as diagnostics.
pub async fn validate(context: &Context, params: ExecuteCommandParams) -> Result<Value> {
    let [argument] = &params.arguments[..] else {
        return Err(Error::invalid_params("expected one argument, an object"));
    };
    let Some(url) = from_proto::command_uri(argument) else {
        return Err(Error::invalid_params("`uri` must be the URI of a manifest"));
    };
    let Some(request) = context.document_request() else {
        return Err(request_failed("The manifest is not open."));
    };
    let force = argument.get("force") == Some(&Value::Bool(true));
    let token = params.work_done_progress_params.work_done_token;
    let outcome = run(&request, force, token).await?;
    let findings = outcome.findings.clone();
    if !context.state.set_remote_findings(&url, &request.document, findings) {
        let reason = "The manifest was changed during validation. Validate it again.";
        return Err(request_failed(reason));
    }
    let kind = match outcome.findings.is_empty() {
        true => MessageType::INFO,
        false => MessageType::WARNING,
    };
    let client = request.capabilities;
    let has_diagnostics = !client.pull_diagnostics || client.diagnostic_refresh;
    context.client.show_message(kind, outcome.message(has_diagnostics)).await;
    // The response does not wait for the client's response to the refresh request.
    let context = context.clone();
    tokio::spawn(async move { refresh::refresh(&context).await });
    Ok(outcome.result())
}

/// Sends the document to the API. Reports progress under the client's `token`, or under a new one if the
/// client supports that. Dropping the future cancels the request.
async fn run(
    request: &DocumentRequest<'_>,
    force: bool,
    token: Option<ProgressToken>,
) -> Result<ValidationOutcome> {
    let context = request.context;
    let api = context.state.remote_validation.client().map_err(request_failed)?;
    let host = api.host();
    let token = match token {
        None if request.capabilities.work_done_progress => {
            progress::create_token(&context.client).await
        }
        token => token,
    };
    let active = context.state.remote_validation.start(token.clone());
    let progress = token.map(|token| {
        let begin = WorkDoneProgressBegin {
            title: "Validating".to_owned(),
            cancellable: Some(true),
            message: Some(format!("waiting for {host}")),
            percentage: None,
        };
        Progress::begin(context.output.clone(), token, begin)
    });
    let work = tokio::task::spawn_blocking({
        let (snapshot, cancel_token) = (request.snapshot().clone(), active.cancel_token());
        move || send(&api, &snapshot, force, &cancel_token)
    });
    // A request in flight cannot be interrupted, but its response can be ignored.
    let cancelled = std::pin::pin!(active.cancelled());
    let outcome = match select(work, cancelled).await {
        Either::Left((result, _)) => result.map_err(|_| Error::internal_error())?,
        Either::Right(_) => Err(Failure::Cancelled),
    };
    drop(progress);
    match outcome {
        Ok(findings) => Ok(ValidationOutcome { findings: findings.into(), host }),
        Err(Failure::Cancelled) => Err(Error::request_cancelled()),
        Err(Failure::Failed(reason) | Failure::Fatal(reason)) => Err(request_failed(reason)),
    }
}

fn send(
    api: &ApiClient,
    snapshot: &Snapshot,
    force: bool,
    cancel_token: &api::CancelToken,
) -> std::result::Result<Vec<Finding>, Failure> {
    if !force {
        let findings = snapshot.check().findings;
        let errors = findings.iter().filter(|it| it.severity == Severity::Error).count();
        let fix = match errors {
            0 => None,
            1 => Some("the error".to_owned()),
            count => Some(format!("the {count} errors")),
        };
        if let Some(fix) = fix {
            let reason = format!("Not validated: fix {fix} in this manifest first.");
            return Err(Failure::Failed(reason));
        }
    }
    let source = snapshot.buffer.source();
    let text = Source::slice(source, 0..Source::len(source));
    let refusal = api.validate(&strip_jsonc(&text, snapshot.tree.dialect()), cancel_token)?;
    Ok(refusal.map_or_else(Vec::new, |refusal| {
        api::findings(source, &snapshot.tree, &snapshot.settings, &refusal)
    }))
}
