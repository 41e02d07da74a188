//! `textDocument/diagnostic`

use tower_lsp::jsonrpc::Result;
use tower_lsp::lsp_types::{
    DocumentDiagnosticParams, DocumentDiagnosticReport, DocumentDiagnosticReportResult,
    RelatedFullDocumentDiagnosticReport,
};

use super::dump_notice;
use crate::server::background;
use crate::server::context::Context;
use crate::server::request_context::{self, respond_json};

/// Returns the diagnostics of a document. A document that is not open has none.
pub async fn diagnostic(
    context: &Context,
    params: DocumentDiagnosticParams,
) -> Result<DocumentDiagnosticReportResult> {
    let empty = RelatedFullDocumentDiagnosticReport::default();
    let empty = DocumentDiagnosticReport::Full(empty).into();
    let Some(document) = request_context::document() else { return Ok(empty) };
    let url = params.text_document.uri;
    let document = context.state.with_current_settings(&url, document).await;
    let encoding = context.state.encoding();
    let previous_id = params.previous_result_id;
    // The first check of a large document must not block other messages.
    let (state, output) = (context.state.clone(), context.output.clone());
    let check = move || {
        let mut cache = document.diagnostics.lock();
        document.update_diagnostics(&mut cache, &url, encoding);
        dump_notice::show_once(&state, &output, &url, &mut cache);
        let result_id = cache.result_id().to_string();
        if previous_id.as_ref() == Some(&result_id) {
            return format!("{{\"kind\":\"unchanged\",\"resultId\":\"{result_id}\"}}");
        }
        let items = cache.items_json();
        format!("{{\"kind\":\"full\",\"resultId\":\"{result_id}\",\"items\":[{items}]}}")
    };
    let report = background::run(&context.output, check).await?;
    respond_json(report, empty)
}
