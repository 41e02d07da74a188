//! Zed extension for integration manifests: starts the language server and passes its settings.

use zed_extension_api::settings::LspSettings;
use zed_extension_api::{self as zed, Command, LanguageServerId, Result, Worktree, serde_json};

/// The name of the server on the `PATH` and in Zed's settings.
const SERVER: &str = "integration-manifest-ls";

struct IntegrationManifest;

impl zed::Extension for IntegrationManifest {
    fn new() -> Self {
        Self
    }

    /// Returns the server in the settings, or else on the `PATH`.
    fn language_server_command(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Command> {
        let binary = LspSettings::for_worktree(SERVER, worktree)?.binary;
        let (path, arguments, env) = match binary {
            Some(binary) => (binary.path, binary.arguments, binary.env),
            None => (None, None, None),
        };
        let command = path.or_else(|| worktree.which(SERVER)).ok_or_else(|| {
            format!(
                "`{SERVER}` is not on the PATH. Install it, or name it in the settings under \
                 `lsp.{SERVER}.binary.path`."
            )
        })?;
        let mut variables = worktree.shell_env();
        variables.extend(env.unwrap_or_default());
        Ok(Command { command, args: arguments.unwrap_or_default(), env: variables })
    }

    /// Returns `lsp.integration-manifest-ls.settings`; the server requests the section `integrationManifest`.
    fn language_server_workspace_configuration(
        &mut self,
        _: &LanguageServerId,
        worktree: &Worktree,
    ) -> Result<Option<serde_json::Value>> {
        Ok(LspSettings::for_worktree(SERVER, worktree)?.settings)
    }
}

zed::register_extension!(IntegrationManifest);
