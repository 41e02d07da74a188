//! Having the client watch the files that fields hold copies of.

use std::collections::BTreeSet;
use std::path::PathBuf;

use tokio::runtime::Handle;
use tower_lsp::Client;
use tower_lsp::lsp_types::{
    DidChangeWatchedFilesRegistrationOptions, FileSystemWatcher, GlobPattern, OneOf, Registration,
    RelativePattern, Unregistration, Url,
};

use super::state::State;

const METHOD: &str = "workspace/didChangeWatchedFiles";

/// The files that the client was asked to watch.
pub(super) struct EmbedWatcher {
    client: Client,
    runtime: Handle,
    watched: BTreeSet<PathBuf>,
    /// The number of the last registration; 0 if there was none.
    last: u64,
}

impl EmbedWatcher {
    /// Nothing is watched yet. Requests are sent from `runtime`.
    pub fn new(client: Client, runtime: Handle) -> EmbedWatcher {
        EmbedWatcher { client, runtime, watched: BTreeSet::new(), last: 0 }
    }

    /// Asks for what the settings name now, if that is something else than before.
    pub fn update(&mut self, state: &State) {
        let Some(session) = state.session().filter(|session| session.dynamic_file_watching) else {
            return;
        };
        let wanted = state.with_settings(|scopes| scopes.sources());
        if wanted == self.watched {
            return;
        }
        let before = (!self.watched.is_empty()).then(|| registration_id(self.last));
        self.last += 1;
        let after = registration(self.last, &wanted, session.relative_pattern_support);
        self.watched = wanted;
        let client = self.client.clone();
        self.runtime.spawn(async move {
            if let Some(after) = after
                && let Err(error) = client.register_capability(vec![after]).await
            {
                tracing::warn!("the client does not watch embedded files: {error}");
            }
            if let Some(id) = before {
                let before = Unregistration { id, method: METHOD.to_owned() };
                if let Err(error) = client.unregister_capability(vec![before]).await {
                    tracing::debug!("the client goes on watching: {error}");
                }
            }
        });
    }
}

fn registration_id(number: u64) -> String {
    format!("embedded-files-{number}")
}

fn registration(number: u64, files: &BTreeSet<PathBuf>, relative: bool) -> Option<Registration> {
    let watcher = |file: &PathBuf| {
        let name = escaped(file.file_name()?.to_str()?);
        let glob_pattern = if relative {
            let base_uri = OneOf::Right(Url::from_directory_path(file.parent()?).ok()?);
            GlobPattern::Relative(RelativePattern { base_uri, pattern: name })
        } else {
            GlobPattern::String(format!("**/{name}"))
        };
        Some(FileSystemWatcher { glob_pattern, kind: None })
    };
    let watchers: Vec<_> = files.iter().filter_map(watcher).collect();
    let options = DidChangeWatchedFilesRegistrationOptions { watchers };
    (!options.watchers.is_empty()).then(|| Registration {
        id: registration_id(number),
        method: METHOD.to_owned(),
        register_options: serde_json::to_value(options).ok(),
    })
}

/// A file's name as a glob that means just it. The protocol's globs have no escapes.
fn escaped(name: &str) -> String {
    let special = |c| if matches!(c, '*' | '?' | '{' | '}' | '[' | ']') { '?' } else { c };
    name.chars().map(special).collect()
}
