// What manifests are called in VS Code. Comments are told from mistakes by the language, since a
// grammar does not know a file's name.

import * as vscode from "vscode";

/** The languages' ids: of JSON, and of JSON with comments. */
export const LANGUAGES = ["integration-manifest", "integration-manifest-jsonc"];

/** The documents that the server is asked about. */
export const DOCUMENTS = LANGUAGES.flatMap((language) =>
  ["file", "untitled"].map((scheme) => ({ language, scheme })),
);

/** The manifest that a person looks at; says so if there is none. */
export function activeManifest(): vscode.TextDocument | undefined {
  const document = vscode.window.activeTextEditor?.document;
  if (document !== undefined && LANGUAGES.includes(document.languageId)) {
    return document;
  }
  void vscode.window.showInformationMessage("Open an integration manifest first.");
  return undefined;
}

/** What went wrong, in words. */
export function reason(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
