// The languages of manifests. JSON and JSONC are two languages, because a grammar cannot distinguish
// them by the file name.

import * as vscode from "vscode";

/** The language IDs of JSON and JSONC manifests. */
export const LANGUAGES = ["integration-manifest", "integration-manifest-jsonc"];

/** The language ID of `integration-manifest.toml`. */
const SETTINGS_LANGUAGE = "integration-manifest-settings";

/** The documents that the server handles. */
export const DOCUMENTS = [
  ...LANGUAGES.flatMap((language) => ["file", "untitled"].map((scheme) => ({ language, scheme }))),
  { language: SETTINGS_LANGUAGE, scheme: "file" },
  // Another extension may define the language of TOML files.
  { pattern: "**/integration-manifest.toml", scheme: "file" },
];

/** Returns the manifest in the active editor. Shows a message if there is none. */
export function activeManifest(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined && LANGUAGES.includes(document.languageId)) {
    return document;
  }
  void vscode.window.showInformationMessage("Open an integration manifest first.");
  return undefined;
}

/** Returns the message of an error. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
