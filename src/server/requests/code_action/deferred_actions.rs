//! Refactorings, and changes of a rule's severity.

use tower_lsp::lsp_types::{self as lsp, CodeAction, CodeActionKind};

use super::deferred::{ActionKind, CodeActionData, edit_with_cursor, json_file};
use super::request::CodeActionRequest;
use super::settings_file::SettingsFile;
use super::snippet_action::SnippetAction;
use crate::ide::code_action::{add_all_missing, configure_severity, jsonc_to_json, sort_members};
use crate::rules::{DOCS_OUTDATED, Finding, Group, accept};
use crate::server::commands::{APPLY_CODE_ACTION, SORT_MEMBERS_KIND};
use crate::server::requests::baseline_file::EditableBaseline;

/// An action without its edit.
struct Offer {
    title: String,
    kind: CodeActionKind,
    action: ActionKind,
    diagnostics: Vec<lsp::Diagnostic>,
}

impl Offer {
    fn rewrite(title: impl Into<String>, action: ActionKind) -> Offer {
        let kind = CodeActionKind::REFACTOR_REWRITE;
        Offer { title: title.into(), kind, action, diagnostics: Vec::new() }
    }
}

/// Returns the refactorings in the range, and the severity changes of the rules that are violated there.
pub fn code_actions(request: &CodeActionRequest<'_>) -> Vec<SnippetAction> {
    let mut offers = Vec::new();
    let severities = request.includes(&CodeActionKind::QUICKFIX)
        && SettingsFile::find(request.state, request.url, request.client).is_some();
    let accepts = request.includes(&CodeActionKind::QUICKFIX)
        && EditableBaseline::find(request.state, request.url, request.client).is_some();
    let rewrites = request.includes(&CodeActionKind::REFACTOR_REWRITE);
    if severities || accepts || rewrites {
        let findings = request.snapshot.check().findings;
        // About the entire document, so a light bulb at the cursor would be wrong in most cases.
        if rewrites
            && (!request.is_automatic || request.requests(&CodeActionKind::REFACTOR_REWRITE))
        {
            offers.extend(add_missing_offers(request, &findings));
        }
        if request.offers_refactoring(&CodeActionKind::REFACTOR_REWRITE) {
            offers.extend(sort_offer(request));
            offers.extend(json_offer(request));
        }
        if request.includes(&CodeActionKind::QUICKFIX) {
            offers.extend(reference_offer(request, &findings));
        }
        // Last, because a fix is better than a suppression.
        if severities {
            offers.extend(severity_offers(request, &findings));
        }
        if accepts {
            offers.extend(accept_offers(request, &findings));
        }
    }
    if request.requests(&SORT_MEMBERS_KIND)
        && !sort_members::everywhere(request.snapshot).is_empty()
    {
        offers.push(Offer {
            title: "Sort all members".to_owned(),
            kind: SORT_MEMBERS_KIND,
            action: ActionKind::SortAll,
            diagnostics: Vec::new(),
        });
    }
    offers.into_iter().filter_map(|offer| convert(request, offer)).collect()
}

/// Returns the offer to update the reference, if it is outdated.
fn reference_offer(request: &CodeActionRequest<'_>, findings: &[Finding]) -> Option<Offer> {
    let target = request.snapshot.settings.docs.as_ref()?;
    let is_outdated = |it: &&Finding| *it.rule == DOCS_OUTDATED && request.touches(it);
    let finding = findings.iter().find(is_outdated)?;
    target.content.as_ref().ok()?;
    Some(Offer {
        title: format!("Update the reference in `{}`", target.file),
        kind: CodeActionKind::QUICKFIX,
        action: ActionKind::UpdateReference,
        diagnostics: vec![request.diagnostic(finding)],
    })
}

fn severity_offers(request: &CodeActionRequest<'_>, findings: &[Finding]) -> Vec<Offer> {
    let in_range = findings.iter().filter(|finding| request.touches(finding));
    let offer = |choice: configure_severity::Choice| Offer {
        title: choice.title,
        kind: CodeActionKind::QUICKFIX,
        action: ActionKind::ConfigureSeverity {
            rule: choice.rule.id.to_owned(),
            severity: choice.level.map(|severity| severity.name().to_owned()),
            only_this_manifest: choice.only_here,
        },
        diagnostics: in_range
            .clone()
            .filter(|finding| finding.rule == choice.rule)
            .map(|finding| request.diagnostic(finding))
            .collect(),
    };
    configure_severity::choices(in_range.clone()).into_iter().map(offer).collect()
}

/// Returns an offer for each finding in the range that a baseline can accept, and one for all findings of
/// its rule if there are several.
fn accept_offers(request: &CodeActionRequest<'_>, findings: &[Finding]) -> Vec<Offer> {
    let snapshot = request.snapshot;
    let mut offers: Vec<Offer> = Vec::new();
    let mut of_rules = Vec::new();
    let is_new = |finding: &&Finding| finding.suppression.is_none();
    let in_range = findings.iter().filter(|finding| request.touches(finding));
    for finding in in_range.filter(is_new) {
        let Some(entry) = accept(snapshot.buffer.source(), &snapshot.tree, finding) else {
            continue;
        };
        let rule = finding.rule;
        let title = format!("Accept this finding (`{}`)", rule.id);
        let offer = |title, at| Offer {
            title,
            kind: CodeActionKind::QUICKFIX,
            action: ActionKind::AcceptFindings { rule: rule.id.to_owned(), at, reason: None },
            diagnostics: vec![request.diagnostic(finding)],
        };
        offers.push(offer(title, Some((entry.pointer, entry.member))));
        let count = findings.iter().filter(is_new).filter(|it| it.rule == rule).count();
        if count > 1 && !of_rules.iter().any(|(other, _)| *other == rule) {
            let title = format!("Accept all {count} findings of `{}` in this file", rule.id);
            of_rules.push((rule, offer(title, None)));
        }
    }
    offers.extend(of_rules.into_iter().map(|(_, offer)| offer));
    offers
}

fn sort_offer(request: &CodeActionRequest<'_>) -> Option<Offer> {
    let offset = request.bytes.start;
    sort_members::extent(request.snapshot, offset)?;
    Some(Offer::rewrite("Sort the members of this object", ActionKind::SortObject(offset)))
}

fn json_offer(request: &CodeActionRequest<'_>) -> Option<Offer> {
    if !jsonc_to_json::is_possible(request.snapshot) {
        return None;
    }
    let title = match json_file(request.url, request.client) {
        Some((_, name)) => format!("Convert to `{name}`, without comments"),
        None if jsonc_to_json::edits(request.snapshot).is_empty() => return None,
        None => "Remove all comments and trailing commas".to_owned(),
    };
    Some(Offer::rewrite(title, ActionKind::ConvertToJson))
}

fn add_missing_offers(request: &CodeActionRequest<'_>, findings: &[Finding]) -> Vec<Offer> {
    let mut offers = Vec::new();
    let mut in_definition = 0;
    if let Some((name, range)) = add_all_missing::definition(request.snapshot, request.bytes.start)
    {
        in_definition = add_all_missing::count(findings, Group::Publish, Some(&range));
        if in_definition > 0 {
            let title = format!("Add missing titles and descriptions to `{name}`");
            let action = ActionKind::AddTitles(Some((range.start, range.end)));
            offers.push(Offer::rewrite(title, action));
        }
    }
    if add_all_missing::count(findings, Group::Publish, None) > in_definition {
        let title = "Add all missing titles and descriptions";
        offers.push(Offer::rewrite(title, ActionKind::AddTitles(None)));
    }
    if add_all_missing::count(findings, Group::Endpoint, None) > 0 {
        let title = "Add all missing required fields";
        offers.push(Offer::rewrite(title, ActionKind::AddRequired));
    }
    offers
}

/// Converts an offer to an action: with its edit, with data to resolve it, or with a command to apply it.
fn convert(request: &CodeActionRequest<'_>, offer: Offer) -> Option<SnippetAction> {
    let CodeActionRequest { state, client, snapshot, url, .. } = *request;
    let Offer { title, kind, action: action_kind, diagnostics } = offer;
    let mut action = CodeAction {
        title: title.clone(),
        kind: Some(kind),
        diagnostics: (!diagnostics.is_empty()).then_some(diagnostics),
        ..CodeAction::default()
    };
    let is_cheap = action_kind.is_cheap(snapshot);
    if !client.code_action_resolve && (is_cheap || !client.apply_edit) {
        if !is_cheap && request.only.is_none() {
            // Too expensive for an action that the user may not look at.
            return None;
        }
        let computed = edit_with_cursor(state, url, snapshot, &action_kind, client)?;
        action.edit = Some(computed.edit);
        return Some(SnippetAction { action, snippet_edit: computed.snippet_edit });
    }
    let data = CodeActionData { uri: url.clone(), version: snapshot.version, kind: action_kind };
    let data = serde_json::to_value(data).ok()?;
    if client.code_action_resolve {
        action.data = Some(data);
    } else {
        let command = APPLY_CODE_ACTION.to_owned();
        action.command = Some(lsp::Command { title, command, arguments: Some(vec![data]) });
    }
    Some(SnippetAction::from(action))
}
