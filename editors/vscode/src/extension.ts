// Starts the language server for integration manifests, and restarts it when asked.

import * as vscode from "vscode";
import {
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  type WorkspaceEdit,
} from "vscode-languageclient/node";

import { registerContents, type Server } from "./contents";
import { environment } from "./environment";
import { locate, SERVER, type Located } from "./locate";
import { registerReferences, showsReferences } from "./references";
import { credentials, registerValidate, VALIDATE, validate } from "./validate";

const SECTION = "integrationManifest";
const LANGUAGE = "integration-manifest";
const SERVER_PATH = `${SECTION}.server.path`;

let extension: Extension | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const started = new Extension(context);
  extension = started;
  context.subscriptions.push(
    started.output,
    registerContents(started, LANGUAGE),
    registerValidate(started, context, LANGUAGE),
    registerReferences(() => started.running()),
    vscode.commands.registerCommand(`${SECTION}.restart`, () => started.restart()),
    vscode.commands.registerCommand(`${SECTION}.showOutput`, () => started.output.show()),
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
  await extension?.stop();
}

class Extension implements Server {
  readonly output = vscode.window.createOutputChannel("Integration Manifest", { log: true });
  private client: LanguageClient | undefined;
  constructor(private readonly context: vscode.ExtensionContext) {}

  /** Restarts wait for each other, so that there is never more than one server. */
  private queue: Promise<void> = Promise.resolve();

  restart(): Promise<void> {
    this.queue = this.queue.then(async () => {
      await this.stopNow();
      await this.startNow();
    });
    return this.queue;
  }

  stop(): Promise<void> {
    this.queue = this.queue.then(() => this.stopNow());
    return this.queue;
  }

  /** Has the server carry out a command, as soon as it runs. */
  async execute<T>(command: string, argument: object): Promise<T> {
    const client = await this.running();
    const params = { command, arguments: [argument] };
    return (await client.sendRequest(ExecuteCommandRequest.type, params)) as T;
  }

  async edit(edit: WorkspaceEdit): Promise<vscode.WorkspaceEdit> {
    const client = await this.running();
    return client.protocol2CodeConverter.asWorkspaceEdit(edit);
  }

  async running(): Promise<LanguageClient> {
    await this.queue;
    if (this.client === undefined) {
      throw new Error(`${SERVER} is not running.`);
    }
    return this.client;
  }

  private async startNow(): Promise<void> {
    const configured = vscode.workspace.getConfiguration(SECTION).get("server.path", "");
    const located = locate({ configured, env: process.env, platform: process.platform });
    if (located.kind !== "found") {
      this.explain(located);
      return;
    }
    this.output.info(`starting ${located.path}`);
    const env = environment(process.env, await credentials(this.context));
    const client = new LanguageClient(
      SECTION,
      "Integration Manifest",
      { command: located.path, options: { env } },
      this.clientOptions(),
    );
    client.registerFeature(showsReferences);
    try {
      await client.start();
      this.client = client;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.output.error(`${located.path} did not start: ${reason}`);
      void offer(`${located.path} did not start: ${reason}`, {
        "Show Output": () => this.output.show(),
      });
    }
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // It may have ended by itself.
      this.output.warn(`stopping the server: ${String(error)}`);
    }
  }

  private clientOptions(): LanguageClientOptions {
    return {
      documentSelector: [
        { language: LANGUAGE, scheme: "file" },
        { language: LANGUAGE, scheme: "untitled" },
      ],
      synchronize: { configurationSection: SECTION },
      outputChannel: this.output,
      middleware: {
        executeCommand: (command, [argument], next) => {
          const uri = (argument as { uri?: unknown } | undefined)?.uri;
          return command === VALIDATE && typeof uri === "string"
            ? validate(this, uri)
            : next(command, argument === undefined ? [] : [argument]);
        },
      },
    };
  }

  /** Says why there is no server, and what to do about it. */
  private explain(located: Exclude<Located, { kind: "found" }>): void {
    const message =
      located.kind === "missing"
        ? `${SERVER} is not on the PATH. Install it, or say where it is in the setting ${SERVER_PATH}.`
        : `The setting ${SERVER_PATH} names ${located.path}, which is no program that can be run.`;
    this.output.error(message);
    void offer(message, {
      "Open Setting": () =>
        vscode.commands.executeCommand("workbench.action.openSettings", SERVER_PATH),
      "Try Again": () => this.restart(),
    });
  }
}

async function offer(message: string, choices: Record<string, () => unknown>): Promise<void> {
  const choice = await vscode.window.showErrorMessage(message, ...Object.keys(choices));
  if (choice !== undefined) {
    await choices[choice]?.();
  }
}
