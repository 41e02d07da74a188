// Asking Botpress about the manifest that is open: the commands, and where the token is kept.

import * as vscode from "vscode";

import { type Credentials, slip } from "./environment";
import { activeManifest, reason } from "./languages";

/** The command of the server. */
export const VALIDATE = "integrationManifest.validate";

const TOKEN = "botpress.token";
const WORKSPACE = "botpress.workspace";

/** JSON-RPC's code for what was called off. */
const CANCELLED = -32800;

/** The language server, as far as it is needed here. */
export interface Server {
  execute<T>(command: string, argument: object): Promise<T>;
  restart(): Promise<void>;
}

/** What the person told; the token is in the editor's store of secrets and nowhere else. */
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

/** Has the server ask, and says why if there is no answer. What there is, the server says. */
export async function validate(server: Server, uri: string): Promise<void> {
  try {
    await server.execute(VALIDATE, { uri });
  } catch (error) {
    if ((error as { code?: unknown }).code !== CANCELLED) {
      void vscode.window.showErrorMessage(reason(error));
    }
  }
}

async function setToken(server: Server, context: vscode.ExtensionContext): Promise<void> {
  const token = await vscode.window.showInputBox({
    title: "Botpress: token",
    prompt: "A personal access token. It is kept among VS Code's secrets. Empty: forget it.",
    password: true,
    ignoreFocusOut: true,
    validateInput: slip,
  });
  if (token === undefined) {
    return;
  }
  const workspace = await vscode.window.showInputBox({
    title: "Botpress: workspace",
    prompt: "The id of the workspace, `wkspace_…`. Empty: what BP_WORKSPACE_ID says.",
    value: context.globalState.get(WORKSPACE, ""),
    ignoreFocusOut: true,
    validateInput: slip,
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
  // The server knows what its environment said when it was started.
  await server.restart();
}
