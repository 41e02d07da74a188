// The commands that validate a manifest with the Botpress API, and store the token.

import * as vscode from "vscode";

import { type Credentials, invalidCredential } from "./environment";
import { activeManifest, reason } from "./languages";

/** The command of the server. */
export const VALIDATE = "integrationManifest.validate";

/** The button of a message about a missing token. */
const SET_TOKEN = "Set Token…";

const TOKEN = "botpress.token";
const WORKSPACE = "botpress.workspace";

/** The LSP error code of a cancelled request. */
const CANCELLED = -32800;

/** The part of the language server that this file uses. */
export interface Server {
  execute<T>(command: string, argument: object): Promise<T>;
  restart(): Promise<void>;
}

/** Returns the entered credentials. The token is only in the secret storage of the editor. */
export async function credentials(context: vscode.ExtensionContext): Promise<Credentials> {
  return {
    token: (await context.secrets.get(TOKEN)) ?? "",
    workspace: context.globalState.get(WORKSPACE, ""),
  };
}

export function registerValidate(
  server: Server,
  context: vscode.ExtensionContext,
): vscode.Disposable {
  return vscode.Disposable.from(
    vscode.commands.registerCommand(`${VALIDATE}Manifest`, async () => {
      const manifest = activeManifest();
      if (manifest !== undefined) {
        await validate(server, manifest.uri.toString());
      }
    }),
    vscode.commands.registerCommand("integrationManifest.setToken", () =>
      setToken(server, context),
    ),
  );
}

/** Validates a manifest, and shows why a request failed. The server shows the result. */
export async function validate(server: Server, uri: string): Promise<void> {
  try {
    await server.execute(VALIDATE, { uri });
  } catch (error) {
    if ((error as { code?: unknown }).code === CANCELLED) {
      return;
    }
    const message = reason(error);
    const actions = message.includes("BP_TOKEN") ? [SET_TOKEN] : [];
    const choice = await vscode.window.showErrorMessage(message, ...actions);
    if (choice === SET_TOKEN) {
      await vscode.commands.executeCommand("integrationManifest.setToken");
    }
  }
}

async function setToken(server: Server, context: vscode.ExtensionContext): Promise<void> {
  const token = await vscode.window.showInputBox({
    title: "Botpress: token",
    prompt: "Personal access token, stored in the secret storage of VS Code. Leave empty to delete it.",
    password: true,
    ignoreFocusOut: true,
    validateInput: invalidCredential,
  });
  if (token === undefined) {
    return;
  }
  const workspace = await vscode.window.showInputBox({
    title: "Botpress: workspace",
    prompt: "Workspace ID (`wkspace_…`). Leave empty to use BP_WORKSPACE_ID.",
    value: context.globalState.get(WORKSPACE, ""),
    ignoreFocusOut: true,
    validateInput: invalidCredential,
  });
  if (workspace === undefined) {
    return;
  }
  if (token.trim() === "") {
    await context.secrets.delete(TOKEN);
  } else {
    await context.secrets.store(TOKEN, token.trim());
  }
  await context.globalState.update(WORKSPACE, workspace.trim());
  // The server reads its environment when it starts.
  await server.restart();
}
