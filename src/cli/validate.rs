//! The `validate` command: checks each file, and sends it to the Botpress API.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use rayon::ThreadPoolBuilder;

use super::args::ValidateArgs;
use super::check::{self, CheckError, Manifest};
use super::printer::{EXIT_ERROR, error, path_error};
use crate::api::{self, ApiClient, ApiConfig, CancelToken, Failure, Options, Overrides};
use crate::rules::{self, Finding, Severity};
use crate::syntax::{Tree, strip_jsonc};
use crate::util::display::plural;

/// Validates the files that the arguments select.
pub(super) fn run(args: &ValidateArgs) -> ExitCode {
    let overrides = Overrides { workspace: args.workspace.clone(), api_url: args.api_url.clone() };
    let options = Options { timeout: Duration::from_secs(args.timeout), retries: args.retries };
    let client = ApiConfig::from_env(overrides).and_then(|config| ApiClient::new(config, options));
    let client = match client {
        Ok(client) => client,
        Err(message) => return error(&message),
    };
    let validator = RemoteValidator {
        client,
        force: args.force,
        cancel: CancelToken::default(),
        fatal: Mutex::default(),
        skipped: AtomicUsize::new(0),
        not_sent: Mutex::default(),
    };
    // The threads mostly wait for responses, so more of them than processors are useful.
    let pool = match ThreadPoolBuilder::new().num_threads(args.jobs.into()).build() {
        Ok(pool) => pool,
        Err(message) => return error(&message.to_string()),
    };
    let checker = |manifest: &Manifest<'_>| validator.check(manifest);
    let outcome = pool.install(|| check::run_validation(&args.report, &checker));
    validator.print_not_sent();
    match validator.print_fatal() {
        true => EXIT_ERROR.into(),
        false => outcome.code,
    }
}

/// Checks manifests with the Botpress API, from several threads.
struct RemoteValidator {
    client: ApiClient,
    /// Whether manifests with errors are sent too.
    force: bool,
    cancel: CancelToken,
    /// The first error after which no further requests are sent.
    fatal: Mutex<Option<String>>,
    /// Number of files without a response because of `fatal`.
    skipped: AtomicUsize,
    /// Names of the files that were not sent because they have errors.
    not_sent: Mutex<BTreeSet<String>>,
}

impl RemoteValidator {
    fn check(&self, manifest: &Manifest<'_>) -> Result<Vec<Finding>, CheckError> {
        let Manifest { name, text, dialect, settings } = *manifest;
        if !self.force {
            let findings = rules::check(text, dialect, settings);
            if findings.iter().any(|finding| finding.severity == Severity::Error) {
                self.not_sent.lock().insert(name.to_owned());
                return Ok(findings);
            }
        }
        match self.client.validate(&strip_jsonc(text, dialect), &self.cancel) {
            Ok(None) => Ok(Vec::new()),
            Ok(Some(rejection)) => {
                let tree = Tree::parse(text, dialect);
                Ok(api::findings(&text, &tree, settings, &rejection))
            }
            Err(Failure::Failed(message)) => Err(CheckError::Failed(message)),
            Err(Failure::Fatal(message)) => {
                self.cancel.cancel();
                self.fatal.lock().get_or_insert(message);
                self.skipped.fetch_add(1, Ordering::Relaxed);
                Err(CheckError::Aborted)
            }
            Err(Failure::Cancelled) => {
                self.skipped.fetch_add(1, Ordering::Relaxed);
                Err(CheckError::Aborted)
            }
        }
    }

    fn print_not_sent(&self) {
        for name in self.not_sent.lock().iter() {
            path_error(name, "not sent because it has errors; use `--force` to send it anyway");
        }
    }

    /// Prints the fatal error, if there is one. Returns whether there is.
    fn print_fatal(&self) -> bool {
        let Some(message) = self.fatal.lock().take() else { return false };
        error(&message);
        let skipped = self.skipped.load(Ordering::Relaxed);
        if skipped > 1 {
            error(&format!("{} were not validated", plural(skipped, "file")));
        }
        true
    }
}
