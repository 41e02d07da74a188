// Puts the parts of this extension together.

import * as vscode from "vscode";

import { registerContents } from "./contents";
import { registerEmbedFile } from "./embedFile";
import { DOCUMENTS } from "./languages";
import { registerReferences } from "./references";
import { registerRulePages } from "./rulePage";
import { Server, SERVER_PATH } from "./server";
import { Status } from "./status";
import { registerValidate } from "./validate";

const NAME = "Integration Manifest";

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const output = vscode.window.createOutputChannel(NAME, { log: true });
  const status = new Status(DOCUMENTS, `${NAME}: `);
  const started = new Server(context, output, status);
  server = started;
  context.subscriptions.push(
    output,
    status,
    registerContents(started),
    registerEmbedFile(started),
    registerRulePages(started),
    registerValidate(started, context),
    registerReferences(() => started.running()),
    vscode.commands.registerCommand("integrationManifest.restart", () => started.restart()),
    vscode.commands.registerCommand("integrationManifest.showOutput", () => output.show()),
    vscode.workspace.onDidChangeConfiguration(async (change) => {
      if (change.affectsConfiguration(SERVER_PATH)) {
        await started.restart();
      }
    }),
    vscode.workspace.onDidGrantWorkspaceTrust(() => started.restart()),
  );
  await started.restart();
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}
