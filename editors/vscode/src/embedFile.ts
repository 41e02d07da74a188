// Embeds a file in a field of the open manifest. The server checks and encodes the content.

import * as path from "node:path";

import * as vscode from "vscode";
import type { WorkspaceEdit } from "vscode-languageclient/node";

import { activeManifest, reason } from "./languages";

const EMBEDDED = "integrationManifest.embedded";

/** The part of the language server that this file uses. */
interface Server {
  execute<T>(command: string, argument: object): Promise<T>;
  edit(edit: WorkspaceEdit): Promise<vscode.WorkspaceEdit>;
}

/** A field that can contain a file. */
interface Field {
  pointer: string;
  title: string;
  /** The usual name of the file. */
  file: string;
  /** The range of the field, if the manifest has it. */
  range?: unknown;
}

export function registerEmbedFile(server: Server): vscode.Disposable {
  return vscode.commands.registerCommand("integrationManifest.embedFile", async () => {
    const manifest = activeManifest();
    if (manifest === undefined) {
      return;
    }
    try {
      await embedFile(server, manifest);
    } catch (error) {
      void vscode.window.showErrorMessage(reason(error));
    }
  });
}

async function embedFile(server: Server, manifest: vscode.TextDocument): Promise<void> {
  const uri = manifest.uri.toString();
  const fields = await server.execute<Field[]>(`${EMBEDDED}.list`, { uri, missing: true });
  const field = await chooseField(fields);
  const file = field === undefined ? undefined : await chooseFile(manifest, field);
  if (field === undefined || file === undefined) {
    return;
  }
  const content = await vscode.workspace.fs.readFile(file);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Error(`${path.basename(file.path)} is not UTF-8 text.`);
  }
  const edit = await server.execute<WorkspaceEdit>(`${EMBEDDED}.write`, {
    uri,
    pointer: field.pointer,
    text,
  });
  if (!(await vscode.workspace.applyEdit(await server.edit(edit)))) {
    throw new Error("The manifest changed in the meantime. Try again.");
  }
}

async function chooseField(fields: Field[]): Promise<Field | undefined> {
  const items = fields.map((field) => ({
    label: field.title,
    description: field.range === undefined ? "not set" : "",
    field,
  }));
  const item = await vscode.window.showQuickPick(items, { placeHolder: "Select the field to embed a file in" });
  return item?.field;
}

async function chooseFile(
  manifest: vscode.TextDocument,
  { title, file }: Field,
): Promise<vscode.Uri | undefined> {
  const extension = path.extname(file).slice(1);
  const files = await vscode.window.showOpenDialog({
    title: `Select the file for ${title}`,
    openLabel: "Embed",
    filters: { [`*.${extension}`]: [extension], "All files": ["*"] },
    ...(manifest.uri.scheme === "file" ? { defaultUri: vscode.Uri.joinPath(manifest.uri, "..") } : {}),
  });
  return files?.[0];
}
