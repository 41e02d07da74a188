//! Diagnostics of settings files. They are published to every client, also to those that pull the
//! diagnostics of manifests: a settings file can have problems while no client has opened it.

use std::collections::BTreeMap;
use std::sync::Arc;

use tower_lsp::lsp_types::{Diagnostic, DiagnosticSeverity, Url};

use super::notify::publish;
use crate::config::{ConfigFile, FILE_NAME, Problem};
use crate::server::capabilities::client::ResolvedClientCapabilities;
use crate::server::lsp::position;
use crate::server::state::State;
use crate::server::text_documents::TextDocument;
use crate::server::transport::ClientWriter;
use crate::text::{Buffer, PositionEncoding};

/// Returns the diagnostic of a problem in the settings file `buffer`.
pub fn settings_problem(
    buffer: &Buffer,
    problem: &Problem,
    encoding: PositionEncoding,
) -> Diagnostic {
    Diagnostic {
        range: position::range(buffer, problem.place.clone(), encoding),
        severity: Some(DiagnosticSeverity::ERROR),
        source: Some(FILE_NAME.to_owned()),
        message: problem.message.clone(),
        ..Diagnostic::default()
    }
}

/// Publisher of the problems in settings files.
#[derive(Default)]
pub struct SettingsDiagnostics {
    /// The version that the client has of each file, and whether it has diagnostics.
    published: BTreeMap<Url, (Version, bool)>,
}

/// Version of the text that diagnostics are about.
enum Version {
    /// A file on the disk, or one that it extends. Holding the file keeps its address unique, by which
    /// versions are compared.
    File(Arc<ConfigFile>),
    /// The revision of an open document.
    Open(u64),
}

impl Version {
    fn is(&self, other: &Version) -> bool {
        match (self, other) {
            (Version::File(file), Version::File(other)) => Arc::ptr_eq(file, other),
            (Version::Open(revision), Version::Open(other)) => revision == other,
            _ => false,
        }
    }
}

/// The text that diagnostics are about.
enum Current<'a> {
    Disk(&'a str, &'a [Problem]),
    Open(&'a TextDocument),
}

impl SettingsDiagnostics {
    /// Publishes the diagnostics of open settings files, of those that apply to a manifest, and of those
    /// that they extend, unless the client has them.
    pub fn publish(
        &mut self,
        state: &State,
        output: &ClientWriter,
        client: &ResolvedClientCapabilities,
    ) {
        let files = state.with_configs(|configs| configs.files());
        let open = state.settings_documents.all();
        let mut current: BTreeMap<Url, (Version, Current<'_>)> = BTreeMap::new();
        for file in &files {
            let bases = file.bases.iter().map(|base| (&base.path, &base.text, &base.problems));
            for (path, text, problems) in bases.chain([(&file.path, &file.text, &file.problems)]) {
                if let Ok(url) = Url::from_file_path(path) {
                    let version = Version::File(file.clone());
                    current.insert(url, (version, Current::Disk(text, problems)));
                }
            }
        }
        for document in &open {
            if let Some(url) = canonical(&document.url) {
                current.remove(&url);
            }
            let version = Version::Open(document.revision);
            current.insert(document.url.clone(), (version, Current::Open(document)));
        }
        let removed: Vec<Url> =
            self.published.keys().filter(|url| !current.contains_key(*url)).cloned().collect();
        for url in removed {
            if self.published.remove(&url).is_some_and(|(_, has_diagnostics)| has_diagnostics) {
                publish(output, url, Vec::new(), None);
            }
        }
        for (url, (version, text)) in current {
            if self.published.get(&url).is_some_and(|(published, _)| published.is(&version)) {
                continue;
            }
            let (diagnostics, number) = match text {
                Current::Disk(text, problems) => {
                    (diagnostics(&Buffer::new(text), problems, client.encoding), None)
                }
                Current::Open(document) => {
                    let problems = document.problems(&document.text());
                    let number = Some(document.version).filter(|_| client.diagnostic_version);
                    (diagnostics(&document.buffer, &problems, client.encoding), number)
                }
            };
            let has_diagnostics = !diagnostics.is_empty();
            let old = self.published.insert(url.clone(), (version, has_diagnostics));
            if has_diagnostics || old.is_some_and(|(_, had_diagnostics)| had_diagnostics) {
                publish(output, url, diagnostics, number);
            }
        }
    }
}

fn diagnostics(
    buffer: &Buffer,
    problems: &[Problem],
    encoding: PositionEncoding,
) -> Vec<Diagnostic> {
    problems.iter().map(|problem| settings_problem(buffer, problem, encoding)).collect()
}

/// Returns the URL of a file as this server writes it: clients encode the same path in different ways.
fn canonical(url: &Url) -> Option<Url> {
    Url::from_file_path(url.to_file_path().ok()?).ok()
}
