//! Refresh requests to clients that pull diagnostics.

use crate::server::context::Context;

/// Diagnostics that may have changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refresh {
    /// Diagnostics of open documents and of the workspace.
    All,
    /// Diagnostics of the workspace only, for which a client usually has a waiting request.
    Workspace,
}

/// Sends `workspace/diagnostic/refresh`, if the client would miss the change otherwise.
pub async fn refresh(context: &Context, changed: Refresh) {
    let state = &context.state;
    if changed == Refresh::Workspace && !state.changes.needs_refresh() {
        return;
    }
    let is_supported =
        state.capabilities().is_some_and(|it| it.pull_diagnostics && it.diagnostic_refresh);
    if is_supported && let Err(error) = context.client.workspace_diagnostic_refresh().await {
        tracing::debug!("workspace/diagnostic/refresh failed: {error}");
    }
}

/// Sends a request to fetch the code lenses again, to clients that support it.
pub async fn refresh_code_lenses(context: &Context) {
    if context.state.capabilities().is_some_and(|client| client.code_lens_refresh)
        && let Err(error) = context.client.code_lens_refresh().await
    {
        tracing::debug!("workspace/codeLens/refresh failed: {error}");
    }
}
