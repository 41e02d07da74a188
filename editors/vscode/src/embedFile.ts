// Puts a file's content into a member of the manifest that is open. How the member holds it, and
// whether it can, is the server's business.

import * as path from "node:path";

import * as vscode from "vscode";
import type { WorkspaceEdit } from "vscode-languageclient/node";

import { activeManifest, reason } from "./languages";

const EMBEDDED = "integrationManifest.embedded";

/** The language server, as far as it is needed here. */
interface Server {
  execute<T>(command: string, argument: object): Promise<T>;
  edit(edit: WorkspaceEdit): Promise<vscode.WorkspaceEdit>;
}

/** A member that can hold a file's content, whether it is there or not. */
interface Place {
  pointer: string;
  title: string;
  /** What such a file is usually called. */
  file: string;
  /** Where it stands, if it does. */
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
  const places = await server.execute<Place[]>(`${EMBEDDED}.list`, { uri, missing: true });
  const place = await choosePlace(places);
  const file = place === undefined ? undefined : await chooseFile(manifest, place);
  if (place === undefined || file === undefined) {
    return;
  }
  const content = await vscode.workspace.fs.readFile(file);
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    throw new Error(`${path.basename(file.path)} is no text in UTF-8.`);
  }
  const edit = await server.execute<WorkspaceEdit>(`${EMBEDDED}.write`, {
    uri,
    pointer: place.pointer,
    text,
  });
  if (!(await vscode.workspace.applyEdit(await server.edit(edit)))) {
    throw new Error("The manifest was changed meanwhile. Try again.");
  }
}

async function choosePlace(places: Place[]): Promise<Place | undefined> {
  const items = places.map((place) => ({
    label: place.title,
    description: place.range === undefined ? "not there yet" : "",
    place,
  }));
  const item = await vscode.window.showQuickPick(items, { placeHolder: "Where to put the file" });
  return item?.place;
}

async function chooseFile(
  manifest: vscode.TextDocument,
  { title, file }: Place,
): Promise<vscode.Uri | undefined> {
  const ending = path.extname(file).slice(1);
  const files = await vscode.window.showOpenDialog({
    title: `The file for ${title}`,
    openLabel: "Embed",
    filters: { [`*.${ending}`]: [ending], "All files": ["*"] },
    ...(manifest.uri.scheme === "file" ? { defaultUri: vscode.Uri.joinPath(manifest.uri, "..") } : {}),
  });
  return files?.[0];
}
