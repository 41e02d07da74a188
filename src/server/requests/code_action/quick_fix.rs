//! Fixes of findings.

use tower_lsp::lsp_types::{CodeAction, CodeActionKind};

use super::request::CodeActionRequest;
use super::snippet_action::SnippetAction;
use crate::ide::code_action;
use crate::server::commands::FIX_ALL_KIND;

/// Returns the quick fixes in the range, and the fix of all findings if that kind is requested.
pub fn code_actions(request: &CodeActionRequest<'_>) -> Vec<SnippetAction> {
    let mut actions = Vec::new();
    if request.includes(&CodeActionKind::QUICKFIX) {
        let changes = request.changes.iter().flat_map(|changes| changes.findings());
        let in_range = changes.filter(|finding| request.touches(finding));
        let changes = code_action::of_findings(request.snapshot, in_range.cloned().collect());
        let fixes = code_action::actions(request.snapshot, &request.bytes);
        // A restored member is complete, so the cursor stays where it is.
        let fixes = fixes.into_iter().map(|fix| (fix, request.client.snippet_text_edit));
        let fixes = fixes.chain(changes.into_iter().map(|fix| (fix, false)));
        actions.extend(fixes.map(|(mut fix, has_cursor)| {
            let snippet = match has_cursor {
                true => code_action::cursor_snippet(request.snapshot, &fix.edits),
                false => None,
            };
            let snippet_edit = snippet.map(|(index, text)| {
                fix.edits[index].text = text;
                index
            });
            let action = CodeAction {
                title: fix.title,
                kind: Some(CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![request.diagnostic(&fix.finding)]),
                edit: Some(request.workspace_edit(fix.edits)),
                is_preferred: (fix.safe || fix.likeliest).then_some(true),
                ..CodeAction::default()
            };
            SnippetAction { action, snippet_edit }
        }));
    }
    if request.requests(&FIX_ALL_KIND) {
        let edits = code_action::fix_all(request.snapshot);
        actions.extend((!edits.is_empty()).then(|| {
            SnippetAction::from(CodeAction {
                title: "Apply all safe fixes".to_owned(),
                kind: Some(FIX_ALL_KIND),
                edit: Some(request.workspace_edit(edits)),
                ..CodeAction::default()
            })
        }));
    }
    actions
}
