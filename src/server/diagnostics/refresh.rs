//! Refresh requests to clients that pull diagnostics.

use crate::server::context::Context;

/// Sends `workspace/diagnostic/refresh`, to clients that pull diagnostics and support it.
pub async fn refresh(context: &Context) {
    let is_supported =
        context.state.capabilities().is_some_and(|it| it.pull_diagnostics && it.diagnostic_refresh);
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
