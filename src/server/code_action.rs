//! Code actions besides repairs: refactors, and rules told to say less.
//!
//! Edits of a whole document are worked out once somebody chose them: when the client asks for them,
//! as newer ones do, or by a command, after which the client is asked to make them.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use tower_lsp::jsonrpc::{Error, Result};
use tower_lsp::lsp_types::{
    self as lsp, CodeActionKind, CodeActionOrCommand, DocumentChangeOperation as Operation, Url,
};

use super::state::{ResolvedClientCapabilities, State};
use super::{convert, request_failed};
use crate::Snapshot;
use crate::config::{self, FILE_NAME, absolute};
use crate::ide::TextEdit;
use crate::ide::code_action::{add_missing, configure_severity, jsonc_to_json, sort_members};
use crate::rules::{self, Group, Severity};
use crate::text::Buffer;
use crate::util::fs;

/// Sorts all of a manifest, when asked for by this very name.
pub(super) const SORT_MEMBERS: CodeActionKind = CodeActionKind::new("source.sortMembers");

/// Makes the edit of an action that came without it.
pub(super) const COMMAND: &str = "integrationManifest.apply";

/// What takes more bytes than this is not written before somebody wants it.
const LARGE: usize = 16 << 10;

/// What an action does, as the client keeps it for us.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct CodeActionData {
    uri: Url,
    version: i32,
    what: ActionKind,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
enum ActionKind {
    /// Sort the object around this byte.
    SortHere(usize),
    SortAll,
    /// Make JSON of JSONC.
    Plain,
    /// Add what is missing in these bytes, or everywhere.
    Titles(Option<(usize, usize)>),
    Required,
    /// Give a rule another severity, by its name as in the settings file.
    Level {
        rule: String,
        level: Option<String>,
        only_here: bool,
    },
}

impl ActionKind {
    /// Whether working it out costs no more than offering it.
    fn is_cheap(&self, snapshot: &Snapshot) -> bool {
        match self {
            Self::SortHere(at) => {
                sort_members::extent(snapshot, *at).is_none_or(|bytes| bytes < LARGE)
            }
            // It is asked for by name, to be made at once.
            Self::SortAll => true,
            Self::Titles(Some(_)) | Self::Level { .. } => true,
            Self::Plain | Self::Titles(None) | Self::Required => false,
        }
    }
}

/// What can be done in `range` of the document at `url`.
pub(super) fn code_actions(
    state: &State,
    url: &Url,
    snapshot: &Snapshot,
    range: lsp::Range,
    only: Option<&[CodeActionKind]>,
    session: &ResolvedClientCapabilities,
) -> Vec<CodeActionOrCommand> {
    let asked = |kind: &CodeActionKind| only.is_none_or(|only| convert::matches_kind(only, kind));
    let bytes = convert::byte_range(&snapshot.buffer, range, session.encoding);
    let mut offers: Vec<(CodeActionKind, String, ActionKind, Vec<lsp::Diagnostic>)> = Vec::new();
    let repairs = asked(&CodeActionKind::QUICKFIX) && settings_file(state, url, session).is_some();
    let rewrites = asked(&CodeActionKind::REFACTOR_REWRITE);
    let findings = if repairs || rewrites { snapshot.check().findings } else { Vec::new() };
    if repairs {
        let here = findings
            .iter()
            .filter(|finding| finding.range.start <= bytes.end && bytes.start <= finding.range.end);
        for choice in configure_severity::choices(here.clone()) {
            let of_it = here.clone().filter(|finding| finding.rule == choice.rule);
            let diagnostics =
                of_it.map(|it| convert::diagnostic(url, snapshot, it, session.encoding)).collect();
            let what = ActionKind::Level {
                rule: choice.rule.id.to_owned(),
                level: choice.level.map(|level| level.name().to_owned()),
                only_here: choice.only_here,
            };
            offers.push((CodeActionKind::QUICKFIX, choice.title, what, diagnostics));
        }
    }
    if rewrites {
        let mut offer = |title, what| {
            offers.push((CodeActionKind::REFACTOR_REWRITE, title, what, Vec::new()));
        };
        if sort_members::extent(snapshot, bytes.start).is_some() {
            let title = "Sort these members in the usual order".to_owned();
            offer(title, ActionKind::SortHere(bytes.start));
        }
        if jsonc_to_json::is_needed(snapshot) {
            let title = match json_file_uri(url, session) {
                Some((_, name)) => format!("Convert to `{name}`, without comments"),
                None => "Remove all comments and trailing commas".to_owned(),
            };
            offer(title, ActionKind::Plain);
        }
        let definition = add_missing::definition(snapshot, bytes.start);
        let mut in_it = 0;
        if let Some((name, range)) = definition {
            in_it = add_missing::count(&findings, Group::Publish, Some(&range));
            if in_it > 0 {
                let title = format!("Add the titles and descriptions that `{name}` lacks, empty");
                offer(title, ActionKind::Titles(Some((range.start, range.end))));
            }
        }
        if add_missing::count(&findings, Group::Publish, None) > in_it {
            let title = "Add all titles and descriptions that are missing, empty".to_owned();
            offer(title, ActionKind::Titles(None));
        }
        if add_missing::count(&findings, Group::Endpoint, None) > 0 {
            offer("Add all required members that are missing".to_owned(), ActionKind::Required);
        }
    }
    // All of the document is looked at for this, so it is not done with every step of the cursor.
    if only.is_some_and(|only| convert::matches_kind(only, &SORT_MEMBERS))
        && !sort_members::everywhere(snapshot).is_empty()
    {
        let title = "Sort all members in the usual order".to_owned();
        offers.push((SORT_MEMBERS, title, ActionKind::SortAll, Vec::new()));
    }
    let actions = offers.into_iter().filter_map(|(kind, title, what, diagnostics)| {
        let mut action = lsp::CodeAction {
            title: title.clone(),
            kind: Some(kind),
            diagnostics: (!diagnostics.is_empty()).then_some(diagnostics),
            ..lsp::CodeAction::default()
        };
        let small = what.is_cheap(snapshot);
        if !session.code_action_resolve && (small || !session.applies_edits) {
            if !small && only.is_none() {
                // Too much work for something that may not even be looked at.
                return None;
            }
            action.edit = Some(edit(state, url, snapshot, &what, session)?);
            return Some(action);
        }
        let data = CodeActionData { uri: url.clone(), version: snapshot.version, what };
        let data = serde_json::to_value(data).ok()?;
        if session.code_action_resolve {
            action.data = Some(data);
        } else {
            let command = COMMAND.to_owned();
            action.command = Some(lsp::Command { title, command, arguments: Some(vec![data]) });
        }
        Some(action)
    });
    actions.map(CodeActionOrCommand::CodeAction).collect()
}

/// `action` with its edit.
pub(super) fn resolve(state: &State, mut action: lsp::CodeAction) -> Result<lsp::CodeAction> {
    // What came with its edit has no data.
    if let Some(data) = &action.data {
        action.edit = Some(chosen(state, data)?);
    }
    Ok(action)
}

/// The edit of an action that came with `data` instead.
pub(super) fn chosen(state: &State, data: &Value) -> Result<lsp::WorkspaceEdit> {
    let Some(session) = state.session() else { return Err(Error::invalid_request()) };
    let Ok(CodeActionData { uri, version, what }) = CodeActionData::deserialize(data) else {
        return Err(Error::invalid_params("this is not what came with the code action"));
    };
    let document = state.document(&uri).map(|document| document.snapshot);
    let Some(snapshot) = document.filter(|snapshot| snapshot.version == version) else {
        return Err(Error::content_modified());
    };
    edit(state, &uri, &snapshot, &what, session).ok_or_else(|| {
        request_failed(match what {
            ActionKind::Level { .. } => format!("What {FILE_NAME} says already stands in the way."),
            _ => "There is nothing to change.".to_owned(),
        })
    })
}

fn edit(
    state: &State,
    url: &Url,
    snapshot: &Snapshot,
    what: &ActionKind,
    session: &ResolvedClientCapabilities,
) -> Option<lsp::WorkspaceEdit> {
    let edits = match what {
        ActionKind::Level { rule, level, only_here } => {
            let all = [Severity::Error, Severity::Warning, Severity::Info, Severity::Hint];
            let level = match level {
                Some(name) => Some(all.into_iter().find(|severity| severity.name() == name)?),
                None => None,
            };
            return severity_edit(state, url, rules::find(rule)?, level, *only_here, session);
        }
        ActionKind::SortHere(at) => sort_members::here(snapshot, *at).into_iter().collect(),
        ActionKind::SortAll => sort_members::everywhere(snapshot),
        ActionKind::Plain => jsonc_to_json::edits(snapshot),
        ActionKind::Titles(within) => {
            let within = within.map(|(start, end)| start..end);
            add_missing::edits(snapshot, Group::Publish, within.as_ref())
        }
        ActionKind::Required => add_missing::edits(snapshot, Group::Endpoint, None),
    };
    let rename = matches!(what, ActionKind::Plain).then(|| json_file_uri(url, session)).flatten();
    if edits.is_empty() && rename.is_none() {
        return None;
    }
    let Some((new_uri, _)) = rename else {
        return Some(convert::workspace_edit(url, snapshot, edits, session));
    };
    let edits = convert::text_edits(snapshot, edits, session.encoding);
    let rename = lsp::RenameFile {
        old_uri: url.clone(),
        new_uri,
        options: Some(lsp::RenameFileOptions {
            overwrite: Some(false),
            ignore_if_exists: Some(false),
        }),
        annotation_id: None,
    };
    Some(convert::operations(vec![
        Operation::Edit(convert::document_edit(url, Some(snapshot.version), edits)),
        Operation::Op(lsp::ResourceOp::Rename(rename)),
    ]))
}

/// What a file with JSON instead of JSONC would be called, if the client renames files and the name
/// is free.
fn json_file_uri(url: &Url, session: &ResolvedClientCapabilities) -> Option<(Url, String)> {
    if !session.renames_files {
        return None;
    }
    let path = url.to_file_path().ok()?;
    let name = format!("{}.json", path.file_name()?.to_str()?.strip_suffix(".jsonc")?);
    let new = path.with_file_name(&name);
    // A loose link is a file already.
    new.symlink_metadata().is_err().then_some(())?;
    Some((Url::from_file_path(new).ok()?, name))
}

/// A settings file that may be changed.
struct SettingsFile {
    path: PathBuf,
    exists: bool,
    /// The manifest, from the file's folder on.
    manifest: PathBuf,
}

/// The settings file that counts for the manifest at `url`, or would if it were made, as long as it
/// is in the workspace.
fn settings_file(
    state: &State,
    url: &Url,
    session: &ResolvedClientCapabilities,
) -> Option<SettingsFile> {
    let manifest = absolute(&url.to_file_path().ok()?);
    let folders = state.roots();
    let of_folder = |folder: &Path, exists| {
        let path = folder.join(FILE_NAME);
        Some(SettingsFile {
            path,
            exists,
            manifest: manifest.strip_prefix(folder).ok()?.to_owned(),
        })
    };
    let nearest = manifest.ancestors().skip(1);
    let mut nearest = nearest.filter(|folder| folder.join(FILE_NAME).symlink_metadata().is_ok());
    if let Some(folder) = nearest.next() {
        let real = fs::real(&folder.join(FILE_NAME))?;
        let mut roots = folders.iter().filter_map(|folder| fs::real(folder));
        return roots.any(|root| real.starts_with(root)).then(|| of_folder(folder, true))?;
    }
    if !session.creates_files {
        return None;
    }
    let around = folders.iter().filter(|folder| manifest.starts_with(folder));
    of_folder(around.max_by_key(|folder| folder.components().count())?, false)
}

fn severity_edit(
    state: &State,
    url: &Url,
    rule: &rules::Rule,
    level: Option<Severity>,
    only_here: bool,
    session: &ResolvedClientCapabilities,
) -> Option<lsp::WorkspaceEdit> {
    let SettingsFile { path, exists, manifest } = settings_file(state, url, session)?;
    // Read anew: the settings at work may be those of a moment ago.
    let text = if exists { std::fs::read_to_string(&path).ok()? } else { String::new() };
    let TextEdit { range, text: new } =
        config::set_severity(&text, rule, level, &manifest, only_here)?;
    let uri = Url::from_file_path(&path).ok()?;
    let range = convert::range(&Buffer::new(&text), range, session.encoding);
    let edit = lsp::TextEdit { range, new_text: new };
    if !session.document_changes {
        return Some(lsp::WorkspaceEdit::new([(uri, vec![edit])].into()));
    }
    let mut steps = Vec::new();
    if !exists {
        steps.push(convert::create_file(uri.clone()));
    }
    // Which version of it an editor has open, if any, is not known here.
    steps.push(Operation::Edit(convert::document_edit(&uri, None, vec![edit])));
    Some(convert::operations(steps))
}
