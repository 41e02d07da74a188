// The command that creates a manifest.

import * as vscode from "vscode";

import { LANGUAGES, reason } from "./languages";

/** The name of a new manifest. */
const FILE = "integration.json";

export function registerNewManifest(): vscode.Disposable {
  return vscode.commands.registerCommand(
    "integrationManifest.newManifest",
    async (folder?: vscode.Uri) => {
      try {
        await newManifest(folder);
      } catch (error) {
        if (error instanceof vscode.CancellationError) {
          return;
        }
        void vscode.window.showErrorMessage(reason(error));
      }
    },
  );
}

/** Creates a manifest in `folder`, or in the workspace folder; without one, an untitled document. */
async function newManifest(selected?: vscode.Uri): Promise<void> {
  const folder = selected ?? (await chooseFolder());
  const document =
    folder === undefined
      ? await vscode.workspace.openTextDocument({ language: LANGUAGES[0] ?? "", content: "" })
      : await vscode.workspace.openTextDocument(await createFile(folder));
  const editor = await vscode.window.showTextDocument(document, { preview: false });
  await insertSkeleton(editor);
}

async function chooseFolder(): Promise<vscode.Uri | undefined> {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders.length > 1
    ? (await vscode.window.showWorkspaceFolderPick())?.uri
    : folders[0]?.uri;
}

/** Creates an empty file with a free name. */
async function createFile(selected: vscode.Uri): Promise<vscode.Uri> {
  const { type } = await vscode.workspace.fs.stat(selected);
  const isFolder = (type & vscode.FileType.Directory) !== 0;
  const folder = isFolder ? selected : vscode.Uri.joinPath(selected, "..");
  const name = await vscode.window.showInputBox({
    title: "New Integration Manifest",
    prompt: "File name: integration.json, *.integration.json, or the same with .jsonc",
    value: (await exists(vscode.Uri.joinPath(folder, FILE))) ? `new.${FILE}` : FILE,
    valueSelection: [0, 0],
    validateInput: async (value) => {
      if (!/^(?:[^/\\]+\.)?integration\.jsonc?$/.test(value)) {
        return "The name must be integration.json or end with .integration.json (or .jsonc).";
      }
      return (await exists(vscode.Uri.joinPath(folder, value))) ? `${value} exists.` : undefined;
    },
  });
  if (name === undefined) {
    throw new vscode.CancellationError();
  }
  const file = vscode.Uri.joinPath(folder, name);
  const edit = new vscode.WorkspaceEdit();
  edit.createFile(file, { overwrite: false });
  if (!(await vscode.workspace.applyEdit(edit))) {
    throw new Error(`${name} cannot be created.`);
  }
  return file;
}

async function exists(file: vscode.Uri): Promise<boolean> {
  return vscode.workspace.fs.stat(file).then(
    () => true,
    () => false,
  );
}

/** Inserts the minimal manifest that the server proposes in an empty document. */
async function insertSkeleton(editor: vscode.TextEditor): Promise<void> {
  const { uri } = editor.document;
  // The server may not have started yet.
  for (let attempt = 0; attempt < 50; attempt++) {
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      uri,
      new vscode.Position(0, 0),
    );
    const text = list.items[0]?.insertText;
    if (text !== undefined) {
      await editor.insertSnippet(typeof text === "string" ? new vscode.SnippetString(text) : text);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
