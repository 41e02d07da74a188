//! Asking the real endpoint about an open manifest, when somebody says so and at no other time.
//!
//! What it answers is kept with the text that it is about, and told along with that document's other
//! diagnostics, however the client gets those; it is gone with the next change of the text.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};

use futures_util::future::{Either, select};
use serde_json::{Value, json};
use tokio::sync::Notify;
use tower_lsp::Client as Editor;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::notification::Progress;
use tower_lsp::lsp_types::request::WorkDoneProgressCreate;
use tower_lsp::lsp_types::{
    self as lsp, CodeAction, CodeActionKind, CodeActionOrCommand, CodeLens, Command,
    NumberOrString, ProgressParams, ProgressParamsValue, ProgressToken, Url, WorkDoneProgress,
};

use super::convert;
use super::request_failed;
use super::state::{Document, State};
use crate::Snapshot;
use crate::api::{self, ApiClient, ApiConfig, CancelToken, Failure, Options, Overrides};
use crate::rules::{Finding, Severity};
use crate::text::Source;

/// The command. Its argument is an object: `uri`, and `force` to send what has errors, too.
pub(super) const COMMAND: &str = "integrationManifest.validate";

/// What offers the command.
const TITLE: &str = "Validate with Botpress";

/// The kind of the code action that offers it.
pub(super) const KIND: CodeActionKind = CodeActionKind::new("source.validate");

/// Where the setting is that has the command offered in the text.
const SETTING: &str = "/validate/enable";

/// What is known about asking.
#[derive(Default)]
pub(super) struct RemoteValidation {
    /// Made when it is first needed; the environment stays as it is.
    client: OnceLock<std::result::Result<Arc<ApiClient>, String>>,
    /// Whether the command is offered in the text.
    offered: AtomicBool,
    /// What is being asked, by the name of its progress.
    running: Mutex<HashMap<ProgressToken, Arc<ActiveValidation>>>,
    /// How many names were given to progress.
    names: AtomicU64,
}

/// Something that is being asked, and can be called off.
#[derive(Default)]
struct ActiveValidation {
    /// For the thread that asks.
    stop: CancelToken,
    /// For the handler that waits for it.
    bell: Notify,
}

impl ActiveValidation {
    fn cancel(&self) {
        self.stop.cancel();
        self.bell.notify_one();
    }
}

impl RemoteValidation {
    /// Takes the editor's section of settings. Returns what in it has no effect.
    pub fn take_settings(&self, section: &Value) -> Option<String> {
        let (offered, problem) = match section.pointer(SETTING) {
            None | Some(Value::Null) => (false, None),
            Some(Value::Bool(offered)) => (*offered, None),
            Some(_) => (false, Some(format!("{SETTING}: must be true or false"))),
        };
        self.offered.store(offered, Ordering::Relaxed);
        problem
    }

    /// Ends what runs under the name `token`, if anything does.
    pub fn cancel(&self, token: &ProgressToken) {
        if let Some(running) = self.running().get(token) {
            running.cancel();
        }
    }

    /// Whether the command is offered in the text.
    pub fn is_enabled(&self) -> bool {
        self.offered.load(Ordering::Relaxed)
    }

    fn running(&self) -> MutexGuard<'_, HashMap<ProgressToken, Arc<ActiveValidation>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self) -> std::result::Result<Arc<ApiClient>, String> {
        let client = self.client.get_or_init(|| {
            // Where the API is and who asks it is said by the environment alone: what a folder that
            // somebody opens says must not send the token elsewhere.
            let access = ApiConfig::from_env(Overrides::default());
            let options = Options { retries: 2, ..Options::default() };
            access.and_then(|access| ApiClient::new(access, options)).map(Arc::new)
        });
        client.clone().map_err(|what| {
            format!("{what} The language server reads the environment that it was started with.")
        })
    }

    /// The lens above the manifest, if it is wanted.
    pub fn lens(&self, url: &Url, snapshot: &Snapshot, state: &State) -> Option<CodeLens> {
        let root = self.is_enabled().then(|| snapshot.tree.root())??;
        let start = root.start();
        let range = convert::range(&snapshot.buffer, start..start, state.encoding());
        Some(CodeLens { range, command: Some(command(url)), data: None })
    }

    /// The code action, if it is wanted: in the first line of the manifest, or wherever somebody
    /// asks for its kind.
    pub fn action(
        &self,
        url: &Url,
        snapshot: &Snapshot,
        range: lsp::Range,
        only: Option<&[CodeActionKind]>,
        state: &State,
    ) -> Option<CodeActionOrCommand> {
        if !self.is_enabled() {
            return None;
        }
        let start = snapshot.tree.root()?.start();
        let line = convert::range(&snapshot.buffer, start..start, state.encoding()).start.line;
        let wanted = match only {
            Some(only) => convert::matches_kind(only, &KIND),
            None => (range.start.line..=range.end.line).contains(&line),
        };
        wanted.then(|| {
            CodeActionOrCommand::CodeAction(CodeAction {
                title: TITLE.to_owned(),
                kind: Some(KIND),
                command: Some(command(url)),
                ..CodeAction::default()
            })
        })
    }
}

fn command(url: &Url) -> Command {
    let arguments = Some(vec![json!({ "uri": url })]);
    Command { title: TITLE.to_owned(), command: COMMAND.to_owned(), arguments }
}

/// What came of asking.
pub(super) struct ValidationOutcome {
    /// What the endpoint refuses; nothing if it takes the manifest.
    pub findings: Arc<[Finding]>,
    /// The host that was asked.
    pub host: String,
}

impl ValidationOutcome {
    /// The answer to the command.
    pub fn answer(&self) -> Value {
        let problems = self.findings.iter().map(|it| {
            json!({ "message": it.message, "pointer": it.pointer, "severity": it.severity.name() })
        });
        json!({ "accepted": self.findings.is_empty(), "problems": problems.collect::<Vec<_>>() })
    }

    /// The same for a person. `shown` says whether the manifest shows the rest.
    pub fn message(&self, shown: bool) -> String {
        let ValidationOutcome { findings, host } = self;
        match &findings[..] {
            [] => format!("{host} takes this manifest."),
            [one] if !shown => one.message.clone(),
            [one, ..] if !shown => {
                format!("{} ({} problems in all)", one.message, findings.len())
            }
            [_] => format!("{host} refuses this manifest; the manifest shows why."),
            [..] => format!(
                "{host} refuses this manifest for {} reasons; the manifest shows them.",
                findings.len()
            ),
        }
    }
}

/// Asks about `document`. Progress is shown under the client's own `token`, or under a new one if it
/// has none and `creates` says that it takes such. Dropping this ends it.
pub(super) async fn validate(
    state: &State,
    editor: &Editor,
    document: Document,
    argument: &Value,
    token: Option<ProgressToken>,
    creates: bool,
) -> Result<ValidationOutcome> {
    let validation = &state.validation;
    let asked = validation.client().map_err(request_failed)?;
    let force = argument.get("force") == Some(&Value::Bool(true));
    let host = asked.host();
    let running = Arc::new(ActiveValidation::default());
    let token = match token {
        None if creates => {
            let number = validation.names.fetch_add(1, Ordering::Relaxed);
            let token = NumberOrString::String(format!("integrationManifest/validate/{number}"));
            let params = lsp::WorkDoneProgressCreateParams { token: token.clone() };
            let created = editor.send_request::<WorkDoneProgressCreate>(params).await;
            created.is_ok().then_some(token)
        }
        token => token,
    };
    let shown = ProgressGuard::begin(state, editor, token, running.clone(), &host).await;
    let work = tokio::task::spawn_blocking({
        let running = running.clone();
        move || validate_remotely(&asked, &document.snapshot, force, &running.stop)
    });
    // A request on its way cannot be called back, but nobody need wait for it.
    let called_off = std::pin::pin!(running.bell.notified());
    let outcome = match select(work, called_off).await {
        Either::Left((done, _)) => done.map_err(|_| Error::internal_error())?,
        Either::Right(_) => Err(Failure::Cancelled),
    };
    drop(shown);
    match outcome {
        Ok(findings) => Ok(ValidationOutcome { findings: findings.into(), host }),
        Err(Failure::Cancelled) => Err(Error::request_cancelled()),
        Err(Failure::Failed(what) | Failure::Fatal(what)) => Err(request_failed(what)),
    }
}

fn validate_remotely(
    asked: &ApiClient,
    snapshot: &Snapshot,
    force: bool,
    stop: &CancelToken,
) -> std::result::Result<Vec<Finding>, Failure> {
    if !force {
        let found = snapshot.check().findings;
        match found.iter().filter(|it| it.severity == Severity::Error).count() {
            0 => {}
            1 => {
                let what = "This was not sent, because there is an error in it to repair first.";
                return Err(Failure::Failed(what.to_owned()));
            }
            count => {
                return Err(Failure::Failed(format!(
                    "This was not sent, because there are {count} errors in it to repair first."
                )));
            }
        }
    }
    let source = snapshot.buffer.source();
    let text = Source::slice(source, 0..Source::len(source));
    let refusal = asked.validate(&api::strip_jsonc(&text, snapshot.tree.dialect()), stop)?;
    Ok(refusal.map_or_else(Vec::new, |refusal| {
        api::findings(source, &snapshot.tree, &snapshot.settings, &refusal)
    }))
}

/// Progress that is shown until this is dropped, which also ends what it is about.
struct ProgressGuard<'a> {
    state: &'a State,
    editor: Editor,
    token: Option<ProgressToken>,
    running: Arc<ActiveValidation>,
}

impl<'a> ProgressGuard<'a> {
    async fn begin(
        state: &'a State,
        editor: &Editor,
        token: Option<ProgressToken>,
        running: Arc<ActiveValidation>,
        host: &str,
    ) -> ProgressGuard<'a> {
        if let Some(token) = &token {
            state.validation.running().insert(token.clone(), running.clone());
            let begin = WorkDoneProgress::Begin(lsp::WorkDoneProgressBegin {
                title: "Validating".to_owned(),
                cancellable: Some(true),
                message: Some(format!("asking {host}")),
                percentage: None,
            });
            send_progress(editor, token, begin).await;
        }
        ProgressGuard { state, editor: editor.clone(), token, running }
    }
}

impl Drop for ProgressGuard<'_> {
    fn drop(&mut self) {
        self.running.stop.cancel();
        let Some(token) = self.token.take() else { return };
        self.state.validation.running().remove(&token);
        let editor = self.editor.clone();
        // Without a runtime the server is ending, and nobody looks at progress.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                send_progress(
                    &editor,
                    &token,
                    WorkDoneProgress::End(lsp::WorkDoneProgressEnd::default()),
                )
                .await;
            });
        }
    }
}

async fn send_progress(editor: &Editor, token: &ProgressToken, progress: WorkDoneProgress) {
    let value = ProgressParamsValue::WorkDone(progress);
    editor.send_notification::<Progress>(ProgressParams { token: token.clone(), value }).await;
}
