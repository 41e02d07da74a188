//! The requests with which the official CLI surrounds a deployment: it reads the workspace, looks up the
//! integration and its interfaces, and claims a handle.
//!
//! The workspace is empty. The responses depend only on the request: no integration exists, and each version of
//! an interface has an ID that is computed from its name.

use axum::Router;
use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Path};
use axum::response::IntoResponse;
use axum::routing::{get, put};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::error::{ApiError, ErrorType, json};
use crate::util::display::quote;

/// The ID of the workspace. The official CLI recognizes it as one in which a name needs no handle, so that a
/// manifest keeps the name of its project.
pub const WORKSPACE_ID: &str = "11111111-1111-1111-aaaa-111111111111";

/// The creation time of everything that a response describes.
const CREATED: &str = "1970-01-01T00:00:00.000Z";

/// Maximum size in bytes of a body that has no manifest.
const MAX_BODY_BYTES: usize = 16 << 10;

/// Maximum number of characters of a name in a message.
const MAX_QUOTED_CHARS: usize = 100;

/// Digits of an ID, without those that look like others.
const DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Returns the routes. They require a token, which the caller checks.
pub(super) fn routes<S: Clone + Send + Sync + 'static>() -> Router<S> {
    Router::new()
        .route("/v1/admin/workspaces", get(workspaces))
        .route("/v1/admin/workspaces/handle-availability", put(handle_availability))
        .route("/v1/admin/workspaces/{id}", get(workspace).put(updated_workspace))
        .route("/v1/admin/bots", get(bots))
        .route("/v1/admin/integrations/{id}", get(missing))
        .route("/v1/admin/integrations/{name}/{version}", get(missing_version))
        .route("/v1/admin/hub/integrations", get(integrations))
        .route("/v1/admin/hub/integrations/{id}", get(missing))
        .route("/v1/admin/hub/integrations/{name}/{version}", get(missing_version))
        .route("/v1/admin/interfaces/{id}", get(missing))
        .route("/v1/admin/interfaces/{name}/{version}", get(interface))
        .route("/v1/admin/hub/interfaces/{id}", get(missing))
        .route("/v1/admin/hub/interfaces/{name}/{version}", get(interface))
        .layer(DefaultBodyLimit::max(MAX_BODY_BYTES))
}

fn respond(value: &Value) -> impl IntoResponse + use<> {
    json(value.to_string())
}

fn workspace_of(id: &str) -> Value {
    json!({
        "id": id,
        "name": "integration-manifest-ls",
        "ownerId": id,
        "createdAt": CREATED,
        "updatedAt": CREATED,
        "botCount": 0,
        "billingVersion": "v1",
        "plan": "community",
        "blocked": false,
        "spendingLimit": 0,
    })
}

async fn workspaces() -> impl IntoResponse {
    respond(&json!({ "workspaces": [workspace_of(WORKSPACE_ID)], "meta": {} }))
}

async fn workspace(Path(id): Path<String>) -> impl IntoResponse {
    respond(&workspace_of(&id))
}

/// Responds as if the change was made, such as the claim of a handle.
async fn updated_workspace(
    Path(id): Path<String>,
    body: Bytes,
) -> Result<impl IntoResponse, ApiError> {
    let changes: Value =
        serde_json::from_slice(&body).map_err(|_| ApiError::payload("The body is not JSON."))?;
    let mut workspace = workspace_of(&id);
    if let (Some(workspace), Some(handle)) = (workspace.as_object_mut(), changes.get("handle")) {
        workspace.insert("handle".to_owned(), handle.clone());
    }
    Ok(respond(&workspace))
}

async fn handle_availability() -> impl IntoResponse {
    respond(&json!({ "available": true, "suggestions": [] }))
}

async fn bots() -> impl IntoResponse {
    respond(&json!({ "bots": [], "meta": {} }))
}

/// Responds to a search in the workspace or on the hub.
pub(super) async fn integrations() -> impl IntoResponse {
    respond(&json!({ "integrations": [], "meta": {} }))
}

async fn missing(Path(id): Path<String>) -> ApiError {
    not_found(&id)
}

async fn missing_version(Path((name, version)): Path<(String, String)>) -> ApiError {
    not_found(&format!("{name}@{version}"))
}

fn not_found(name: &str) -> ApiError {
    let name = quote(name, MAX_QUOTED_CHARS);
    ApiError::new(ErrorType::ResourceNotFound, format!("{name} does not exist on this server."))
}

async fn interface(Path((name, version)): Path<(String, String)>) -> impl IntoResponse {
    respond(&json!({
        "interface": {
            "id": version_id("ifver", &name, &version),
            "name": name,
            "version": version,
            "createdAt": CREATED,
            "updatedAt": CREATED,
            "entities": {},
            "events": {},
            "actions": {},
            "channels": {},
            "public": true,
        },
    }))
}

/// Returns the response to the creation of an integration with this name and version.
pub(super) fn created_integration(name: &str, version: &str) -> String {
    json!({
        "integration": {
            "id": version_id("intver", name, version),
            "name": name,
            "version": version,
            "createdAt": CREATED,
            "updatedAt": CREATED,
        },
    })
    .to_string()
}

/// Returns an ID in the format of the Botpress API that depends only on the name and the version.
fn version_id(prefix: &str, name: &str, version: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(name);
    // Neither a name nor a version contains this byte, so that no two pairs have the same text.
    hash.update([0]);
    hash.update(version);
    let digits = hash.finalize();
    let digits = digits.iter().take(26).map(|byte| DIGITS[usize::from(byte & 31)] as char);
    format!("{prefix}_{}", digits.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn version_id_is_stable_and_differs_between_versions() {
        let id = version_id("ifver", "typing-indicator", "0.0.3");
        assert_eq!(id, version_id("ifver", "typing-indicator", "0.0.3"));
        assert_ne!(id, version_id("ifver", "typing-indicator", "0.0.4"));
        assert_ne!(version_id("ifver", "a1", "0"), version_id("ifver", "a", "10"));
        assert_eq!(id.len(), "ifver_".len() + 26);
    }
}
