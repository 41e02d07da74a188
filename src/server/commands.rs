//! Commands and code action kinds that this server adds to the protocol.

use tower_lsp::lsp_types::CodeActionKind;

/// Lists the strings of a manifest that editors can open as documents.
pub const LIST_EMBEDDED: &str = "integrationManifest.embedded.list";

/// Reads such a string.
pub const READ_EMBEDDED: &str = "integrationManifest.embedded.read";

/// Returns the edit that writes such a string.
pub const WRITE_EMBEDDED: &str = "integrationManifest.embedded.write";

/// Returns the completion items in a script that is open as a document.
pub const COMPLETE_EMBEDDED: &str = "integrationManifest.embedded.completion";

/// Returns the hover in such a script.
pub const HOVER_EMBEDDED: &str = "integrationManifest.embedded.hover";

/// Returns the diagnostics of such a script.
pub const CHECK_EMBEDDED: &str = "integrationManifest.embedded.diagnostics";

/// Returns the quick fixes in such a script.
pub const FIX_EMBEDDED: &str = "integrationManifest.embedded.fixes";

/// Returns the next step to add a definition: an edit, or a snippet and its range.
pub const ADD_DEFINITION: &str = "integrationManifest.addDefinition";

/// Computes and applies the edit of a code action, for clients without `codeAction/resolve`.
pub const APPLY_CODE_ACTION: &str = "integrationManifest.apply";

/// Validates a manifest with the Botpress API. The argument is an object with `uri`, and with `force`
/// to send a manifest that has errors.
pub const VALIDATE: &str = "integrationManifest.validate";

/// Commands of the server, as advertised to the client.
pub const ALL: [&str; 10] = [
    LIST_EMBEDDED,
    READ_EMBEDDED,
    WRITE_EMBEDDED,
    COMPLETE_EMBEDDED,
    HOVER_EMBEDDED,
    CHECK_EMBEDDED,
    FIX_EMBEDDED,
    ADD_DEFINITION,
    APPLY_CODE_ACTION,
    VALIDATE,
];

/// Command of the client that shows the references of a code lens. Its arguments are the URI of the
/// document, a position and the locations.
pub const SHOW_REFERENCES: &str = "integrationManifest.showReferences";

/// Command of the client that opens an extracted file. Its arguments are the URI of the file and, if the
/// settings file can list it, the argument of [`APPLY_CODE_ACTION`] that adds the entry.
pub const FILE_EXTRACTED: &str = "integrationManifest.fileExtracted";

/// Kind of the code action that sorts all members of a manifest.
pub const SORT_MEMBERS_KIND: CodeActionKind = CodeActionKind::new("source.sortMembers");

/// Kind of the code action that runs [`VALIDATE`].
pub const VALIDATE_KIND: CodeActionKind = CodeActionKind::new("source.validate");

/// Kind of the code action that applies all safe fixes, so that settings can select it among those of other
/// servers.
pub const FIX_ALL_KIND: CodeActionKind = CodeActionKind::new("source.fixAll.integrationManifest");
