//! `validate`: every file is checked and then sent to the endpoint; its answers are the report.

use std::collections::BTreeSet;
use std::process::ExitCode;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use rayon::ThreadPoolBuilder;

use super::args::ValidateArgs;
use super::check::{self, Checker, Untold};
use super::report::plural;
use super::terminal::sanitize;
use super::{EXIT_ERROR, complain, tell};
use crate::api::{self, ApiClient, ApiConfig, CancelToken, Failure, Options, Overrides};
use crate::rules::{self, Finding, Settings, Severity};
use crate::syntax::{Dialect, Tree};

/// Validates what the arguments name.
pub(super) fn run(args: &ValidateArgs) -> ExitCode {
    let wishes = Overrides { workspace: args.workspace.clone(), api_url: args.api_url.clone() };
    let options = Options { timeout: Duration::from_secs(args.timeout), retries: args.retries };
    let client =
        match ApiConfig::from_env(wishes).and_then(|access| ApiClient::new(access, options)) {
            Ok(client) => client,
            Err(what) => return complain(&sanitize(&what)),
        };
    let endpoint = Endpoint {
        client,
        force: args.force,
        stop: CancelToken::default(),
        hopeless: Mutex::default(),
        unanswered: AtomicUsize::new(0),
        kept: Mutex::default(),
    };
    // These threads mostly wait, so there may be more of them than processors.
    let pool = match ThreadPoolBuilder::new().num_threads(args.jobs.into()).build() {
        Ok(pool) => pool,
        Err(error) => return complain(&error.to_string()),
    };
    let outcome = pool.install(|| check::run(&args.as_check(), &endpoint));
    endpoint.tell_kept();
    match endpoint.tell_hopeless() {
        true => EXIT_ERROR.into(),
        false => outcome.code,
    }
}

/// The endpoint as what finds mistakes.
struct Endpoint {
    client: ApiClient,
    /// Whether manifests with errors are sent, too.
    force: bool,
    stop: CancelToken,
    /// Why there is no sense in asking on.
    hopeless: Mutex<Option<String>>,
    /// How many files there is no answer about for that reason.
    unanswered: AtomicUsize,
    /// The files that were not sent because of their errors.
    kept: Mutex<BTreeSet<String>>,
}

impl Checker for Endpoint {
    fn check(
        &self,
        name: &str,
        text: &str,
        dialect: Dialect,
        settings: &Settings,
    ) -> Result<Vec<Finding>, Untold> {
        if !self.force {
            let found = rules::check(text, dialect, settings);
            if found.iter().any(|finding| finding.severity == Severity::Error) {
                self.kept.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned());
                return Ok(found);
            }
        }
        match self.client.validate(&api::strip_jsonc(text, dialect), &self.stop) {
            Ok(None) => Ok(Vec::new()),
            Ok(Some(refusal)) => {
                let tree = Tree::parse(text, dialect);
                Ok(api::findings(&text, &tree, settings, &refusal))
            }
            Err(Failure::Failed(what)) => Err(Some(what)),
            Err(Failure::Fatal(what)) => {
                self.stop.cancel();
                let mut hopeless = self.hopeless.lock().unwrap_or_else(PoisonError::into_inner);
                hopeless.get_or_insert(what);
                self.unanswered.fetch_add(1, Ordering::Relaxed);
                Err(None)
            }
            Err(Failure::Cancelled) => {
                self.unanswered.fetch_add(1, Ordering::Relaxed);
                Err(None)
            }
        }
    }
}

impl Endpoint {
    fn tell_kept(&self) {
        for name in self.kept.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            tell(name, "not sent, because it has errors; `--force` sends it all the same");
        }
    }

    fn tell_hopeless(&self) -> bool {
        let hopeless = self.hopeless.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some(what) = hopeless else { return false };
        complain(&sanitize(&what));
        match self.unanswered.load(Ordering::Relaxed) {
            0 | 1 => {}
            count => {
                complain(&format!("{} were not validated", plural(count, "file")));
            }
        }
        true
    }
}
