//! The requests of the protocol.

use std::sync::Arc;

use rmcp::model::{
    CallToolRequestParams, CallToolResponse, CallToolResult, ContentBlock, GetPromptRequestParams,
    GetPromptResponse, Implementation, JsonObject, ListPromptsResult, ListResourceTemplatesResult,
    ListResourcesResult, ListToolsResult, PaginatedRequestParams, ReadResourceRequestParams,
    ReadResourceResponse, ServerCapabilities, ServerConfig, Tool, ToolAnnotations,
};
use rmcp::service::RequestContext;
use rmcp::{ErrorData, RoleServer, ServerHandler};
use serde_json::Value;
use tokio::sync::Semaphore;

use super::answer::{Answer, ToolError};
use super::roots::Roots;
use super::tools::{self, Context};
use super::{prompts, resources};

/// Maximum number of tools that run at the same time.
pub const MAX_PARALLEL: usize = 2;

/// The guidance that clients add to the context of the model.
const INSTRUCTIONS: &str = "Works on Botpress integration manifests (integration.json). After each \
    change of a manifest, call `check`; apply fixes with `fix`. Nothing is written unless `dry_run` \
    is false. Values of secrets are masked.";

/// The server.
#[derive(Debug, Clone)]
pub struct Server {
    context: Arc<Context>,
    running: Arc<Semaphore>,
}

impl Server {
    /// A server whose tools are bounded to `roots`.
    pub fn new(roots: Roots, read_only: bool) -> Server {
        Server {
            context: Arc::new(Context { roots, read_only }),
            running: Arc::new(Semaphore::new(MAX_PARALLEL)),
        }
    }
}

impl ServerHandler for Server {
    fn get_info(&self) -> ServerConfig {
        let capabilities = ServerCapabilities::builder()
            .enable_tools()
            .enable_resources()
            .enable_prompts()
            .build();
        ServerConfig::new(capabilities)
            .with_server_info(
                Implementation::new(env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"))
                    .with_title("Botpress integration manifests"),
            )
            .with_instructions(INSTRUCTIONS)
    }

    async fn list_tools(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListToolsResult, ErrorData> {
        let tools = tools::visible(self.context.read_only).map(listed).collect();
        Ok(ListToolsResult::with_all_items(tools))
    }

    async fn call_tool(
        &self,
        request: CallToolRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<CallToolResponse, ErrorData> {
        let closed = || ErrorData::internal_error("the server is shutting down", None);
        let permit = self.running.clone().acquire_owned().await.map_err(|_| closed())?;
        let context = self.context.clone();
        let call = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            tools::call(&context, &request.name, request.arguments.unwrap_or_default())
        });
        match call.await {
            Ok(result) => respond(result),
            // The panic is already in the log.
            Err(_) => Err(ErrorData::internal_error(
                "internal error; this is a bug in integration-manifest-ls",
                None,
            )),
        }
    }

    async fn list_resources(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourcesResult, ErrorData> {
        Ok(ListResourcesResult::with_all_items(resources::list()))
    }

    async fn list_resource_templates(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListResourceTemplatesResult, ErrorData> {
        Ok(ListResourceTemplatesResult::with_all_items(resources::templates()))
    }

    async fn read_resource(
        &self,
        request: ReadResourceRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<ReadResourceResponse, ErrorData> {
        resources::read(&request.uri).map(Into::into)
    }

    async fn list_prompts(
        &self,
        _: Option<PaginatedRequestParams>,
        _: RequestContext<RoleServer>,
    ) -> Result<ListPromptsResult, ErrorData> {
        Ok(ListPromptsResult::with_all_items(prompts::list()))
    }

    async fn get_prompt(
        &self,
        request: GetPromptRequestParams,
        _: RequestContext<RoleServer>,
    ) -> Result<GetPromptResponse, ErrorData> {
        prompts::get(&request.name, &request.arguments.unwrap_or_default()).map(Into::into)
    }
}

/// A tool as the list has it.
fn listed(tool: &'static tools::Tool) -> Tool {
    Tool::new(tool.name, tool.description, object((tool.input)()))
        .with_title(tool.title)
        .with_raw_output_schema(Arc::new(object((tool.output)())))
        .with_annotations(
            ToolAnnotations::new()
                .read_only(!tool.writes)
                .destructive(false)
                .idempotent(true)
                .open_world(false),
        )
}

fn object(schema: Value) -> JsonObject {
    match schema {
        Value::Object(members) => members,
        _ => JsonObject::new(),
    }
}

fn respond(result: Result<Answer, ToolError>) -> Result<CallToolResponse, ErrorData> {
    match result {
        Ok(Answer { text, data }) => {
            let mut result = CallToolResult::success(vec![ContentBlock::text(text)]);
            result.structured_content = Some(data);
            Ok(result.into())
        }
        Err(ToolError::Failed(message)) => {
            Ok(CallToolResult::error(vec![ContentBlock::text(message)]).into())
        }
        Err(ToolError::Arguments(message)) => Err(ErrorData::invalid_params(message, None)),
    }
}
