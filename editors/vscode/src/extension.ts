// Activates the extension.

import * as vscode from "vscode";

import { registerAcceptFinding } from "./acceptFinding";
import { registerAddDefinition } from "./addDefinition";
import { registerContents, SCHEME } from "./contents";
import { registerDefinitionsView } from "./definitionsView";
import { registerEmbedFile } from "./embedFile";
import { DOCUMENTS } from "./languages";
import { registerNewManifest } from "./newManifest";
import { registerPreview } from "./preview";
import { registerExtractedFile } from "./extractedFile";
import { registerMcp } from "./mcp";
import { registerRulePages } from "./rulePage";
import { registerScripts } from "./scripts";
import { Server, SERVER_PATH } from "./server";
import { registerShowReferences } from "./showReferences";
import { Status } from "./status";
import { registerValidate } from "./validate";

const NAME = "Integration Manifest";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel(NAME, { log: true });
  const status = new Status(DOCUMENTS, `${NAME}: `);
  const current = new Server(context, output, status);
  server = current;
  context.subscriptions.push(
    output,
    status,
    registerContents(current),
    registerEmbedFile(current),
    registerAcceptFinding(() => current.running()),
    registerAddDefinition(current),
    registerDefinitionsView(current.started),
    registerExtractedFile(current),
    registerNewManifest(),
    registerPreview(current, context.extensionUri),
    registerMcp(current),
    registerRulePages(current),
    registerScripts(current, SCHEME),
    registerValidate(current, context),
    registerShowReferences(() => current.running()),
    vscode.commands.registerCommand("integrationManifest.restart", () => current.restart()),
    vscode.commands.registerCommand("integrationManifest.showOutput", () => output.show()),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration(SERVER_PATH)) {
        await current.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => current.restart()),
  );
  await current.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
