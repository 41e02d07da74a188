// Starts and stops the language server, and restarts it after a crash.

import { execFile } from "node:child_process";
import { promisify } from "node:util";

import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  ExecuteCommandRequest,
  LanguageClient,
  type LanguageClientOptions,
  vsdiag,
  type WorkspaceEdit,
} from "vscode-languageclient/node";

import { provideCodeActions, resolveCodeAction } from "./codeActions";
import { contentLenses } from "./contents";
import { environment } from "./environment";
import { experimentalFeature } from "./experimental";
import { DOCUMENTS, reason } from "./languages";
import { linkRulePage } from "./rulePage";
import { SERVER } from "./nodeModules";
import { RestartPolicy } from "./restartPolicy";
import { locate, type Located, mayReceiveToken } from "./serverDiscovery";
import type { PreviewChanged } from "./preview";
import type { Status } from "./status";
import { credentials, VALIDATE, validate } from "./validate";

const SECTION = "integrationManifest";
export const SERVER_PATH = `${SECTION}.server.path`;

/** Maximum output of a command of the program, in bytes. */
const MAX_OUTPUT_BYTES = 16 << 20;

/** Logs errors without notifications: this extension shows them itself, once. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Server {
  private client: LanguageClient | undefined;
  private readonly restartPolicy = new RestartPolicy();
  private restartTimer: NodeJS.Timeout | undefined;

  private readonly previewChangedEmitter = new vscode.EventEmitter<PreviewChanged>();
  private readonly startedEmitter = new vscode.EventEmitter<void>();
  /** A preview is stale. */
  readonly previewChanged = this.previewChangedEmitter.event;
  /** A server has started. */
  readonly started = this.startedEmitter.event;

  /** Starts and stops are queued, so that there is at most one server. */
  private queue: Promise<void> = Promise.resolve();

  constructor(
    private readonly context: vscode.ExtensionContext,
    private readonly output: vscode.LogOutputChannel,
    private readonly status: Status,
  ) {}

  /** Restarts the server, on request or because its settings changed. */
  restart(): Promise<void> {
    this.restartPolicy.reset();
    return this.enqueueRestart();
  }

  stop(): Promise<void> {
    clearTimeout(this.restartTimer);
    this.queue = this.queue.then(() => this.stopNow());
    return this.queue;
  }

  /** Executes a command of the server, after it has started. */
  async execute<T>(command: string, argument: object): Promise<T> {
    const client = await this.running();
    const params = { command, arguments: [argument] };
    return (await client.sendRequest(ExecuteCommandRequest.type, params)) as T;
  }

  /** Sends a request to the server, after it has started. */
  async request<T>(method: string, params: object): Promise<T> {
    return (await this.running()).sendRequest<T>(method, params);
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

  /** The path of the program, if it was found. */
  program(): string | undefined {
    const located = this.locate();
    return located.kind === "found" ? located.path : undefined;
  }

  /** Runs the program with `args`, and returns its output. */
  async runProgram(...args: string[]): Promise<string> {
    const located = this.locate();
    if (located.kind !== "found") {
      throw new Error(describe(located));
    }
    const { stdout } = await promisify(execFile)(located.path, args, { maxBuffer: MAX_OUTPUT_BYTES });
    return stdout;
  }

  private enqueueRestart(): Promise<void> {
    clearTimeout(this.restartTimer);
    this.queue = this.queue.then(async () => {
      await this.stopNow();
      await this.startNow();
    });
    return this.queue;
  }

  private locate(): Located {
    const { workspace } = vscode;
    return locate({
      // VS Code ignores this setting in an untrusted folder.
      configured: workspace.getConfiguration(SECTION).get("server.path", ""),
      folders: localFolders(),
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
      this.giveUp(describe(located), {
        "Open Setting": () => openSetting(SERVER_PATH),
        "Try Again": () => this.restart(),
      });
      return;
    }
    const { path, origin } = located;
    this.output.info(`starting ${path}, found in ${origin}`);
    this.status.show({ kind: "starting" });
    const stored = await credentials(this.context);
    const isTrusted = mayReceiveToken(path, origin, localFolders());
    if (!isTrusted && stored.token !== "") {
      this.output.warn(`${path} is in the workspace and does not receive the stored Botpress token`);
    }
    const env = environment(process.env, isTrusted ? stored : { ...stored, token: "" });
    const start = Date.now();
    let hasExited = false;
    /** Handles the exit once, however it is detected. */
    const onExit = (reason: string): void => {
      if (!hasExited) {
        hasExited = true;
        this.serverExited(client, `${path} ${reason}`, Date.now() - start);
      }
    };
    const client: LanguageClient = new QuietClient(
      SECTION,
      "Integration Manifest",
      { command: path, options: { env } },
      this.clientOptions(() => onExit("exited unexpectedly")),
    );
    client.registerFeature(experimentalFeature);
    client.onNotification("integrationManifest/previewChanged", (changed: PreviewChanged) =>
      this.previewChangedEmitter.fire(changed),
    );
    this.client = client;
    try {
      await client.start();
      if (!hasExited) {
        this.restartPolicy.started();
        const version = client.initializeResult?.serverInfo?.version ?? "";
        this.status.show({ kind: "running", version, origin });
        this.startedEmitter.fire();
      }
    } catch (error) {
      onExit(`did not start: ${reason(error)}`);
    }
  }

  /** Handles an exit that was not requested. */
  private serverExited(client: LanguageClient, event: string, lifetime: number): void {
    if (this.client !== client) {
      return;
    }
    this.client = undefined;
    const delay = this.restartPolicy.delay(lifetime);
    if (delay === undefined) {
      this.giveUp(`${event}. It is not restarted automatically.`, {
        Restart: () => this.restart(),
        "Show Output": () => this.output.show(),
      });
      return;
    }
    this.output.warn(`${event}; restarting in ${delay} ms`);
    this.status.show({ kind: "waiting", delay });
    this.restartTimer = setTimeout(() => void this.enqueueRestart(), delay);
  }

  private async stopNow(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    try {
      await client?.dispose();
    } catch (error) {
      // The server may have exited before.
      this.output.warn(`stopping the server: ${String(error)}`);
    }
  }

  private clientOptions(closed: () => void): LanguageClientOptions {
    return {
      documentSelector: DOCUMENTS,
      synchronize: { configurationSection: SECTION },
      outputChannel: this.output,
      errorHandler: {
        // A connection with write errors is closed, which is handled once.
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          closed();
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
      middleware: {
        handleDiagnostics: (uri, diagnostics, next) => next(uri, diagnostics.map(linkRulePage)),
        provideDiagnostics: async (document, previous, token, next) => {
          const report = await next(document, previous, token);
          if (report?.kind === vsdiag.DocumentDiagnosticReportKind.full) {
            report.items.forEach(linkRulePage);
          }
          return report;
        },
        provideWorkspaceDiagnostics: (previous, token, reporter, next) =>
          next(previous, token, (chunk) => {
            for (const report of chunk?.items ?? []) {
              if (report.kind === vsdiag.DocumentDiagnosticReportKind.full) {
                report.items.forEach(linkRulePage);
              }
            }
            reporter(chunk);
          }),
        // Not in a provider of its own: VS Code would remove the lenses when the other one is registered.
        provideCodeLenses: async (document, token, next) => {
          const lenses = [next(document, token), contentLenses(this, document)];
          return (await Promise.all(lenses)).flatMap((it) => it ?? []);
        },
        provideCodeActions: async (document, range, context, token) =>
          provideCodeActions(await this.running(), document, range, context, token),
        resolveCodeAction: async (item, token) =>
          resolveCodeAction(await this.running(), item, token),
        executeCommand: (command, [argument], next) => {
          const uri = (argument as { uri?: unknown } | undefined)?.uri;
          return command === VALIDATE && typeof uri === "string"
            ? validate(this, uri)
            : next(command, argument === undefined ? [] : [argument]);
        },
      },
    };
  }

  /** Shows why there is no server, with the available actions. */
  private giveUp(message: string, actions: Record<string, () => unknown>): void {
    this.output.error(message);
    this.status.show({ kind: "stopped", reason: message });
    void vscode.window.showErrorMessage(message, ...Object.keys(actions)).then((choice) => {
      if (choice !== undefined) {
        void actions[choice]?.();
      }
    });
  }
}

function describe(located: Exclude<Located, { kind: "found" }>): string {
  return located.kind === "missing"
    ? `${SERVER} was not found in node_modules or on the PATH. Install it, or set ${SERVER_PATH} to its path.`
    : `The program in the setting ${SERVER_PATH} cannot be executed: ${located.path}`;
}

/** Returns the workspace folders on the disk. */
export function localFolders(): string[] {
  return (vscode.workspace.workspaceFolders ?? [])
    .filter(({ uri }) => uri.scheme === "file")
    .map(({ uri }) => uri.fsPath);
}

/** Opens a machine setting. In a remote window it belongs to the remote machine. */
async function openSetting(name: string): Promise<void> {
  const isRemote = vscode.env.remoteName !== undefined;
  await vscode.commands.executeCommand(
    isRemote ? "workbench.action.openRemoteSettings" : "workbench.action.openSettings",
    { query: `@id:${name}` },
  );
}
