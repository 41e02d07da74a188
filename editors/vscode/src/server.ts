// The language server's life: found, started, watched, and started again when it ended by itself.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  type WorkspaceEdit,
} from "vscode-languageclient/node";

import { environment } from "./environment";
import { DOCUMENTS, reason } from "./languages";
import { locate, type Located } from "./locate";
import { SERVER } from "./nodeModules";
import { Patience } from "./patience";
import { showsReferences } from "./references";
import type { Status } from "./status";
import { credentials, VALIDATE, validate } from "./validate";

const SECTION = "integrationManifest";
export const SERVER_PATH = `${SECTION}.server.path`;

/** The most that a command of the server's program says, in bytes. */
const MOST_SAID = 16 << 20;

/** What goes wrong with the server is said once, by this extension, and in the output always. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Server {
  private client: LanguageClient | undefined;
  private readonly patience = new Patience();
  private pause: NodeJS.Timeout | undefined;

  /** Starts and stops wait for each other, so that there is never more than one server. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
    private readonly status: Status,
  ) {}

  /** Starts the server anew, because a person wants it or something that it depends on changed. */
  restart(): Promise<void> {
    this.patience.renew();
    return this.again();
  }

  stop(): Promise<void> {
    clearTimeout(this.pause);
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

  /** What the server's program says when it is started with these arguments. */
  async say(...args: string[]): Promise<string> {
    const located = this.locate();
    if (located.kind !== "found") {
      throw new Error(explanation(located));
    }
    const { stdout } = await promisify(execFile)(located.path, args, { maxBuffer: MOST_SAID });
    return stdout;
  }

  private again(): Promise<void> {
    clearTimeout(this.pause);
    this.queue = this.queue.then(async () => {
      await this.stopNow();
      await this.startNow();
    });
    return this.queue;
  }

  private locate(): Located {
    const { workspace } = vscode;
    return locate({
      // Of a folder that is not trusted, VS Code leaves out what it says about this.
      configured: workspace.getConfiguration(SECTION).get("server.path", ""),
      folders: (workspace.workspaceFolders ?? [])
        .filter(({ uri }) => uri.scheme === "file")
        .map(({ uri }) => uri.fsPath),
      trusted: workspace.isTrusted,
      env: process.env,
      platform: process.platform,
      arch: process.arch,
      extension: this.context.extensionPath,
    });
  }

  private async startNow(): Promise<void> {
    const located = this.locate();
    if (located.kind !== "found") {
      this.giveUp(explanation(located), {
        "Open Setting": () =>
          vscode.commands.executeCommand("workbench.action.openSettings", SERVER_PATH),
        "Try Again": () => this.restart(),
      });
      return;
    }
    const { path, origin } = located;
    this.output.info(`starting ${path}, from ${origin}`);
    this.status.show({ kind: "starting" });
    const env = environment(process.env, await credentials(this.context));
    const began = Date.now();
    let over = false;
    /** Whichever way the end is noticed, it is one end. */
    const ended = (why: string): void => {
      if (!over) {
        over = true;
        this.ended(client, `${path} ${why}`, Date.now() - began);
      }
    };
    const client: LanguageClient = new QuietClient(
      SECTION,
      "Integration Manifest",
      { command: path, options: { env } },
      this.clientOptions(() => ended("ended by itself")),
    );
    client.registerFeature(showsReferences);
    this.client = client;
    try {
      await client.start();
      if (!over) {
        this.patience.started();
        const version = client.initializeResult?.serverInfo?.version ?? "";
        this.status.show({ kind: "running", version, origin });
      }
    } catch (error) {
      ended(`did not start: ${reason(error)}`);
    }
  }

  /** The server is gone, and nobody stopped it. */
  private ended(client: LanguageClient, what: string, lifetime: number): void {
    if (this.client !== client) {
      return;
    }
    this.client = undefined;
    const pause = this.patience.pause(lifetime);
    if (pause === undefined) {
      this.giveUp(`${what}, and is not started again.`, {
        Restart: () => this.restart(),
        "Show Output": () => this.output.show(),
      });
      return;
    }
    this.output.warn(`${what}; it is started again in ${pause} ms`);
    this.status.show({ kind: "waiting", pause });
    this.pause = setTimeout(() => void this.again(), pause);
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

  private clientOptions(closed: () => void): LanguageClientOptions {
    return {
      documentSelector: DOCUMENTS,
      synchronize: { configurationSection: SECTION },
      outputChannel: this.output,
      errorHandler: {
        // What cannot be written to is closed, which is said once.
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          closed();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
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

  /** Says why there is no server, and what can be done about it. */
  private giveUp(why: string, choices: Record<string, () => unknown>): void {
    this.output.error(why);
    this.status.show({ kind: "stopped", reason: why });
    void vscode.window.showErrorMessage(why, ...Object.keys(choices)).then((choice) => {
      if (choice !== undefined) {
        void choices[choice]?.();
      }
    });
  }
}

function explanation(located: Exclude<Located, { kind: "found" }>): string {
  return located.kind === "missing"
    ? `${SERVER} is neither in node_modules nor on the PATH. Install it, or say where it is in the setting ${SERVER_PATH}.`
    : `The setting ${SERVER_PATH} names ${located.path}, which is no program that can be run.`;
}
