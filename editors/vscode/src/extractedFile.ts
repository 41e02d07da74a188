// The command that opens an extracted file, and offers to add it to the settings file.

import * as path from "node:path";

import * as vscode from "vscode";

import { reason } from "./languages";

/** The command. The server uses it only if the client declares it. */
export const FILE_EXTRACTED = "integrationManifest.fileExtracted";

/** The command of the server that computes and applies the edit of a code action. */
const APPLY = "integrationManifest.apply";

const ADD = "Add Entry";

/** The part of the language server that this file uses. */
interface Server {
  execute<T>(command: string, argument: object): Promise<T>;
}

/** The code action of the server that adds the entry. */
interface EntryAction {
  uri: string;
  version: number;
}

export function registerExtractedFile(server: Server): vscode.Disposable {
  return vscode.commands.registerCommand(FILE_EXTRACTED, async (file: string, action?: EntryAction) => {
    try {
      await openFile(server, vscode.Uri.parse(file), action);
    } catch (error) {
      void vscode.window.showErrorMessage(reason(error));
    }
  });
}

async function openFile(server: Server, file: vscode.Uri, action?: EntryAction): Promise<void> {
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document, { preview: false });
  if (action === undefined) {
    return;
  }
  const choice = await vscode.window.showInformationMessage(
    `${path.basename(file.path)} is a copy of the content in the manifest. ` +
      "With an entry in [embed] of integration-manifest.toml, differences are reported and fixed.",
    ADD,
  );
  if (choice === ADD) {
    // The manifest may have changed since the file was extracted.
    const { version } = await vscode.workspace.openTextDocument(vscode.Uri.parse(action.uri));
    const before = unsavedSettings();
    await server.execute(APPLY, { ...action, version });
    const changed = unsavedSettings().filter((settings) => !before.includes(settings));
    await Promise.all(changed.map((settings) => settings.save()));
  }
}

function unsavedSettings(): vscode.TextDocument[] {
  return vscode.workspace.textDocuments.filter(
    ({ isDirty, uri }) => isDirty && path.basename(uri.path) === "integration-manifest.toml",
  );
}
