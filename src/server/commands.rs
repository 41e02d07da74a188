//! Commands and code action kinds that this server adds to the protocol.

use tower_lsp::lsp_types::CodeActionKind;

/// Lists the strings of a manifest that editors can open as documents.
pub const LIST_EMBEDDED: &str = "integrationManifest.embedded.list";

/// Reads such a string.
pub const READ_EMBEDDED: &str = "integrationManifest.embedded.read";

/// Returns the edit that writes such a string.
pub const WRITE_EMBEDDED: &str = "integrationManifest.embedded.write";

/// Computes and applies the edit of a code action, for clients without `codeAction/resolve`.
pub const APPLY_CODE_ACTION: &str = "integrationManifest.apply";

/// Validates a manifest with the Botpress API. The argument is an object with `uri`, and with `force`
/// to send a manifest that has errors.
pub const VALIDATE: &str = "integrationManifest.validate";

/// Commands of the server, as advertised to the client.
pub const ALL: [&str; 5] =
    [LIST_EMBEDDED, READ_EMBEDDED, WRITE_EMBEDDED, APPLY_CODE_ACTION, VALIDATE];

/// Command of the client that shows the references of a code lens. Its arguments are the URI of the
/// document, a position and the locations.
pub const SHOW_REFERENCES: &str = "integrationManifest.showReferences";

/// Kind of the code action that sorts all members of a manifest.
pub const SORT_MEMBERS_KIND: CodeActionKind = CodeActionKind::new("source.sortMembers");

/// Kind of the code action that runs [`VALIDATE`].
pub const VALIDATE_KIND: CodeActionKind = CodeActionKind::new("source.validate");
