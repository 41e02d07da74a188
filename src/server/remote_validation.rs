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
use super::refused;
use super::state::{Document, State};
use crate::Snapshot;
use crate::api::{self, Access, Client, Failure, Options, Stop, Wishes};
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
pub(super) struct Validation {
    /// Made when it is first needed; the environment stays as it is.
    client: OnceLock<std::result::Result<Arc<Client>, String>>,
    /// Whether the command is offered in the text.
    offered: AtomicBool,
    /// What is being asked, by the name of its progress.
    running: Mutex<HashMap<ProgressToken, Arc<Running>>>,
    /// How many names were given to progress.
    names: AtomicU64,
}

/// Something that is being asked, and can be called off.
#[derive(Default)]
struct Running {
    /// For the thread that asks.
    stop: Stop,
    /// For the handler that waits for it.
    bell: Notify,
}

impl Running {
    fn call_off(&self) {
        self.stop.say();
        self.bell.notify_one();
    }
}

impl Validation {
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
            running.call_off();
        }
    }

    /// Whether the command is offered in the text.
    pub fn is_offered(&self) -> bool {
        self.offered.load(Ordering::Relaxed)
    }

    fn running(&self) -> MutexGuard<'_, HashMap<ProgressToken, Arc<Running>>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn client(&self) -> std::result::Result<Arc<Client>, String> {
        let client = self.client.get_or_init(|| {
            // Where the API is and who asks it is said by the environment alone: what a folder that
            // somebody opens says must not send the token elsewhere.
            let access = Access::from_env(Wishes::default());
            let options = Options { retries: 2, ..Options::default() };
            access.and_then(|access| Client::new(access, options)).map(Arc::new)
        });
        client.clone().map_err(|what| {
            format!("{what} The language server reads the environment that it was started with.")
        })
    }

    /// The lens above the manifest, if it is wanted.
    pub fn lens(&self, url: &Url, snapshot: &Snapshot, state: &State) -> Option<CodeLens> {
        let root = self.is_offered().then(|| snapshot.tree.root())??;
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
        if !self.is_offered() {
            return None;
        }
        let start = snapshot.tree.root()?.start();
        let line = convert::range(&snapshot.buffer, start..start, state.encoding()).start.line;
        let wanted = match only {
            Some(only) => convert::asks_for(only, &KIND),
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
pub(super) struct Verdict {
    /// What the endpoint refuses; nothing if it takes the manifest.
    pub findings: Arc<[Finding]>,
    /// The host that was asked.
    pub host: String,
}

impl Verdict {
    /// The answer to the command.
    pub fn answer(&self) -> Value {
        let problems = self.findings.iter().map(|it| {
            json!({ "message": it.message, "pointer": it.pointer, "severity": it.severity.name() })
        });
        json!({ "accepted": self.findings.is_empty(), "problems": problems.collect::<Vec<_>>() })
    }

    /// The same for a person. `shown` says whether the manifest shows the rest.
    pub fn message(&self, shown: bool) -> String {
        let Verdict { findings, host } = self;
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
) -> Result<Verdict> {
    let validation = &state.validation;
    let asked = validation.client().map_err(refused)?;
    let force = argument.get("force") == Some(&Value::Bool(true));
    let host = asked.host();
    let running = Arc::new(Running::default());
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
    let shown = Shown::begin(state, editor, token, running.clone(), &host).await;
    let work = tokio::task::spawn_blocking({
        let running = running.clone();
        move || ask(&asked, &document.snapshot, force, &running.stop)
    });
    // A request on its way cannot be called back, but nobody need wait for it.
    let called_off = std::pin::pin!(running.bell.notified());
    let outcome = match select(work, called_off).await {
        Either::Left((done, _)) => done.map_err(|_| Error::internal_error())?,
        Either::Right(_) => Err(Failure::Stopped),
    };
    drop(shown);
    match outcome {
        Ok(findings) => Ok(Verdict { findings: findings.into(), host }),
        Err(Failure::Stopped) => Err(Error::request_cancelled()),
        Err(Failure::Single(what) | Failure::Hopeless(what)) => Err(refused(what)),
    }
}

fn ask(
    asked: &Client,
    snapshot: &Snapshot,
    force: bool,
    stop: &Stop,
) -> std::result::Result<Vec<Finding>, Failure> {
    if !force {
        let found = snapshot.check().findings;
        match found.iter().filter(|it| it.severity == Severity::Error).count() {
            0 => {}
            1 => {
                let what = "This was not sent, because there is an error in it to repair first.";
                return Err(Failure::Single(what.to_owned()));
            }
            count => {
                return Err(Failure::Single(format!(
                    "This was not sent, because there are {count} errors in it to repair first."
                )));
            }
        }
    }
    let source = snapshot.buffer.source();
    let text = Source::slice(source, 0..Source::len(source));
    let refusal = asked.ask(&api::as_json(&text, snapshot.tree.dialect()), stop)?;
    Ok(refusal.map_or_else(Vec::new, |refusal| {
        api::findings(source, &snapshot.tree, &snapshot.settings, &refusal)
    }))
}

/// Progress that is shown until this is dropped, which also ends what it is about.
struct Shown<'a> {
    state: &'a State,
    editor: Editor,
    token: Option<ProgressToken>,
    running: Arc<Running>,
}

impl<'a> Shown<'a> {
    async fn begin(
        state: &'a State,
        editor: &Editor,
        token: Option<ProgressToken>,
        running: Arc<Running>,
        host: &str,
    ) -> Shown<'a> {
        if let Some(token) = &token {
            state.validation.running().insert(token.clone(), running.clone());
            let begin = WorkDoneProgress::Begin(lsp::WorkDoneProgressBegin {
                title: "Validating".to_owned(),
                cancellable: Some(true),
                message: Some(format!("asking {host}")),
                percentage: None,
            });
            tell(editor, token, begin).await;
        }
        Shown { state, editor: editor.clone(), token, running }
    }
}

impl Drop for Shown<'_> {
    fn drop(&mut self) {
        self.running.stop.say();
        let Some(token) = self.token.take() else { return };
        self.state.validation.running().remove(&token);
        let editor = self.editor.clone();
        // Without a runtime the server is ending, and nobody looks at progress.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            runtime.spawn(async move {
                tell(&editor, &token, WorkDoneProgress::End(lsp::WorkDoneProgressEnd::default()))
                    .await;
            });
        }
    }
}

async fn tell(editor: &Editor, token: &ProgressToken, progress: WorkDoneProgress) {
    let value = ProgressParamsValue::WorkDone(progress);
    editor.send_notification::<Progress>(ProgressParams { token: token.clone(), value }).await;
}
