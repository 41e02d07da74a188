//! State of remote validation: the API client, the setting, and the active validations.

use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};

use parking_lot::Mutex;
use serde_json::Value;
use tokio::sync::Notify;
use tower_lsp::lsp_types::ProgressToken;

use crate::api::{ApiClient, ApiConfig, CancelToken, Options, Overrides};

/// Setting that offers validation as a code lens and a code action.
const SETTING: &str = "/validate/enable";

/// State of remote validation.
#[derive(Default)]
pub struct RemoteValidation {
    /// API client, or the reason why there is none. Created on first use.
    client: OnceLock<Result<Arc<ApiClient>, String>>,
    is_enabled: AtomicBool,
    /// Active validations by their progress token.
    active: Mutex<HashMap<ProgressToken, Arc<ActiveValidation>>>,
}

impl RemoteValidation {
    /// Applies the editor's settings. Returns the problem in them, if any.
    pub fn set_configuration(&self, section: &Value) -> Option<String> {
        let (is_enabled, problem) = match section.pointer(SETTING) {
            None | Some(Value::Null) => (false, None),
            Some(Value::Bool(is_enabled)) => (*is_enabled, None),
            Some(_) => (false, Some(format!("{SETTING}: must be true or false"))),
        };
        self.is_enabled.store(is_enabled, Ordering::Relaxed);
        problem
    }

    /// Returns whether validation is offered as a code lens and a code action.
    pub fn is_enabled(&self) -> bool {
        self.is_enabled.load(Ordering::Relaxed)
    }

    /// Returns the API client, or the reason why there is none.
    pub fn client(&self) -> Result<Arc<ApiClient>, String> {
        let client = self.client.get_or_init(|| {
            // Only the environment configures host and token: a setting in an untrusted folder must not
            // send the token to another host.
            let config = ApiConfig::from_env(Overrides::default());
            let options = Options { retries: 2, ..Options::default() };
            config.and_then(|config| ApiClient::new(config, options)).map(Arc::new)
        });
        client.clone().map_err(|reason| {
            format!(
                "{reason} The language server uses the environment variables that it was started with."
            )
        })
    }

    /// Registers a validation under its progress token until the returned guard is dropped.
    pub fn start(&self, token: Option<ProgressToken>) -> ActiveGuard<'_> {
        let active = Arc::new(ActiveValidation::default());
        if let Some(token) = &token {
            self.active.lock().insert(token.clone(), active.clone());
        }
        ActiveGuard { validation: self, token, active }
    }

    /// Cancels the validation with this progress token, if it is active.
    pub fn cancel(&self, token: &ProgressToken) {
        if let Some(active) = self.active.lock().get(token) {
            active.cancel_token.cancel();
            active.cancelled.notify_one();
        }
    }
}

#[derive(Default)]
struct ActiveValidation {
    /// Cancels the thread that sends the request.
    cancel_token: Arc<CancelToken>,
    /// Wakes the handler that waits for that thread.
    cancelled: Notify,
}

/// An active validation. It is cancelled when it is dropped.
pub struct ActiveGuard<'a> {
    validation: &'a RemoteValidation,
    token: Option<ProgressToken>,
    active: Arc<ActiveValidation>,
}

impl ActiveGuard<'_> {
    /// Token that cancels the request to the API.
    pub fn cancel_token(&self) -> Arc<CancelToken> {
        self.active.cancel_token.clone()
    }

    /// Waits until the client cancels the progress.
    pub async fn cancelled(&self) {
        self.active.cancelled.notified().await;
    }
}

impl Drop for ActiveGuard<'_> {
    fn drop(&mut self) {
        self.active.cancel_token.cancel();
        if let Some(token) = &self.token {
            self.validation.active.lock().remove(token);
        }
    }
}
