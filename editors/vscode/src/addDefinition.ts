// The commands that add a definition to the open manifest.

import * as vscode from "vscode";
import type { Range, WorkspaceEdit } from "vscode-languageclient/node";

import { activeManifest, reason } from "./languages";

/** The definitions with a command of their own. */
export const KINDS = ["action", "event", "channel", "state"];

/** The part of the language server that this file uses. */
interface Server {
  execute<T>(command: string, argument: object): Promise<T>;
  edit(edit: WorkspaceEdit): Promise<vscode.WorkspaceEdit>;
}

/** The next step of the server: an edit, or a snippet and its range. */
type Step = { edit: WorkspaceEdit } | { range: Range; snippet: string };

export function registerAddDefinition(server: Server): vscode.Disposable {
  return vscode.Disposable.from(
    ...KINDS.map((kind) => {
      const name = `${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
      return vscode.commands.registerCommand(`integrationManifest.add${name}`, async () => {
        try {
          await add(server, kind);
        } catch (error) {
          void vscode.window.showErrorMessage(reason(error));
        }
      });
    }),
  );
}

async function add(server: Server, kind: string): Promise<void> {
  const manifest = activeManifest();
  if (manifest === undefined) {
    return;
  }
  const editor = await vscode.window.showTextDocument(manifest);
  const next = () =>
    server.execute<Step>("integrationManifest.addDefinition", {
      uri: manifest.uri.toString(),
      kind,
    });
  let step = await next();
  if ("edit" in step) {
    await vscode.workspace.applyEdit(await server.edit(step.edit));
    step = await next();
  }
  if ("edit" in step) {
    throw new Error("The manifest changed in the meantime. Try again.");
  }
  const { start, end } = step.range;
  const range = new vscode.Range(start.line, start.character, end.line, end.character);
  await editor.insertSnippet(new vscode.SnippetString(step.snippet), range);
  editor.revealRange(editor.selection);
}
