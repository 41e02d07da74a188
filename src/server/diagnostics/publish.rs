//! `textDocument/publishDiagnostics`
//!
//! One thread publishes diagnostics to clients that do not pull them. It always uses the newest version
//! of a document, so that a burst of changes costs one check, and drops a result that is stale when it
//! is ready. It also publishes the problems in settings files, to every client.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread;

use tower_lsp::lsp_types::Url;
use tower_lsp::lsp_types::notification::{Notification, PublishDiagnostics};

use super::dump_notice;
use super::notify::publish;
use super::settings_files::SettingsDiagnostics;
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::file_watchers::EmbedWatcher;
use crate::server::requests::preview;
use crate::server::state::State;
use crate::server::transport::ClientWriter;
use crate::syntax::quoted;

/// Starts the publishing thread.
pub fn spawn_publisher(
    state: Arc<State>,
    output: ClientWriter,
    mut embed_watcher: EmbedWatcher,
) -> std::io::Result<()> {
    let run = move || {
        let mut config_files = SettingsDiagnostics::default();
        let mut published = HashMap::new();
        loop {
            let dirty = state.dirty.wait();
            let Some(client) = state.capabilities() else { continue };
            for url in &dirty {
                preview::notify_changed(&state, &output, url);
            }
            if !client.pull_diagnostics {
                for url in dirty {
                    publish_document(&state, &output, client, url, &mut published);
                }
            }
            config_files.publish(&state, &output, client);
            embed_watcher.update(&state);
        }
    };
    thread::Builder::new().name("diagnostics".to_owned()).spawn(run).map(drop)
}

/// Publishes the diagnostics of a document, unless `published` contains its revision: several changes
/// can be covered by one check.
fn publish_document(
    state: &State,
    output: &ClientWriter,
    client: &ResolvedClientCapabilities,
    url: Url,
    published: &mut HashMap<Url, u64>,
) {
    let Some(document) = state.documents.take_for_diagnostics(&url) else {
        published.remove(&url);
        publish(output, url, Vec::new(), None);
        return;
    };
    let revision = document.revision;
    if published.get(&url) == Some(&revision) {
        return;
    }
    let version = document.snapshot.version;
    let cache = document.diagnostics.clone();
    let mut cache = cache.lock();
    let update = || document.update_diagnostics(&mut cache, &url, client.encoding);
    // A panic in a rule costs this check, not the thread.
    if catch_unwind(AssertUnwindSafe(update)).is_err() {
        tracing::error!("checking {url} failed");
        return;
    }
    dump_notice::show_once(state, output, &url, &mut cache);
    // The next change can modify the tree in place, unless this snapshot still shares it.
    drop(document);
    if state.documents.revision(&url) == Some(revision) {
        published.insert(url.clone(), revision);
        let head = format!("{{\"uri\":{},\"diagnostics\":[", quoted(url.as_str()));
        let tail = if client.diagnostic_version {
            format!("],\"version\":{version}}}")
        } else {
            "]}".to_owned()
        };
        output.notify_raw(PublishDiagnostics::METHOD, [&head, cache.items_json(), &tail]);
    }
}
