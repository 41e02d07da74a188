// VS Code in a browser: a temporary installation of code-server with this extension.

import assert from "node:assert/strict";
import { type ChildProcess, type ExecFileSyncOptions, execFile, execFileSync, spawn } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";

export interface Programs {
  codeServer: string;
  languageServer: string;
  /** The folder of the extension's package.json. */
  extension: string;
}

/** Packages of this extension, without and with a server, and one of the language VRL, which it refers to. */
export interface Packages {
  plain: string;
  platform: string;
  vrl: string;
}

export interface Options {
  /** Where the extension finds the server. */
  origin: "the setting" | "this extension";
  /** Variables that are added to the environment. */
  variables: Record<string, string>;
  /** The packages of other extensions. */
  extensions: string[];
}

const SETTINGS = {
  "breadcrumbs.enabled": false,
  "chat.commandCenter.enabled": false,
  "editor.fontFamily": "DejaVu Sans Mono",
  "editor.fontSize": 13,
  "editor.hover.delay": 100,
  "editor.lightbulb.enabled": "off",
  "editor.linkedEditing": true,
  "editor.minimap.enabled": false,
  // Only for one language, so that files of the other are not changed on save, and pictures have no light bulb.
  "[integration-manifest-jsonc]": {
    "editor.lightbulb.enabled": "on",
    "editor.codeActionsOnSave": { "source.fixAll": "explicit" },
    "editor.formatOnSave": true,
  },
  "extensions.ignoreRecommendations": true,
  "files.autoSave": "off",
  "security.workspace.trust.enabled": false,
  "telemetry.telemetryLevel": "off",
  "window.menuBarVisibility": "hidden",
  "workbench.activityBar.location": "hidden",
  "workbench.colorTheme": "Default Light Modern",
  "workbench.layoutControl.enabled": false,
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
};

/** Settings of the machine. Otherwise, the extension host searches for open ports at intervals. */
const MACHINE_SETTINGS = { "remote.autoForwardPortsSource": "output" };

export class CodeServer {
  private constructor(
    readonly url: string,
    /** The open folder, a copy of the original. */
    readonly workspace: string,
    /** A copy of the program, so that its processes can be identified. */
    readonly languageServer: string,
    /** The file with the result of the tests in the extension host. */
    readonly result: string,
    /** The minor version of VS Code, which is 1.VERSION. */
    readonly version: number,
    private readonly home: string,
    private readonly process: ChildProcess,
  ) {}

  /** Installs the extension, and opens a copy of `folder`. */
  static async start(
    programs: Programs,
    packages: Packages,
    folder: string,
    options: Options,
  ): Promise<CodeServer> {
    const home = mkdtempSync(path.join(tmpdir(), "code-server-"));
    try {
      return await CodeServer.startIn(home, programs, packages, folder, options);
    } catch (error) {
      rmSync(home, { recursive: true, force: true });
      throw error;
    }
  }

  private static async startIn(
    home: string,
    programs: Programs,
    packages: Packages,
    folder: string,
    { origin, variables, extensions }: Options,
  ): Promise<CodeServer> {
    const workspace = path.join(home, path.basename(folder));
    cpSync(folder, workspace, { recursive: true });
    const data = path.join(home, "data");
    writeSettings(data, "User", SETTINGS);
    const result = path.join(home, "result.txt");
    const folders = ["--user-data-dir", data, "--extensions-dir", path.join(home, "extensions")];
    const env = { ...process.env, ...variables };
    let vsix = packages.plain;
    let languageServer = path.join(home, "integration-manifest-ls");
    if (origin === "the setting") {
      copyFileSync(programs.languageServer, languageServer);
      writeSettings(data, "Machine", serverSetting(languageServer));
    } else {
      writeSettings(data, "Machine", MACHINE_SETTINGS);
      vsix = packages.platform;
      const has = (name: string) => existsSync(path.join(name, "integration-manifest-ls"));
      env["PATH"] = (env["PATH"] ?? "").split(":").filter((name) => !has(name)).join(":");
    }
    const install = [vsix, ...extensions].flatMap((it) => ["--install-extension", it]);
    await promisify(execFile)(programs.codeServer, [...folders, ...install]);
    if (origin === "this extension") {
      const extensions = path.join(home, "extensions");
      const [installed] = readdirSync(extensions).filter((name) => name.startsWith("integration-"));
      languageServer = path.join(extensions, installed ?? "", "server/integration-manifest-ls");
    }

    const running = spawn(
      programs.codeServer,
      [
        ...folders,
        ...["--auth", "none", "--bind-addr", "127.0.0.1:0", "--config", path.join(home, "none")],
        ...["--disable-telemetry", "--disable-update-check", "--disable-workspace-trust"],
      ],
      {
        // Isolated from an editor that the test may run in.
        env: { ...env, VSCODE_IPC_HOOK_CLI: "", TEST_RESULT: result },
        stdio: ["ignore", "pipe", "inherit"],
        // In a process group of its own, to end its processes.
        detached: true,
      },
    );
    atExit(running, () => killGroup(running));
    try {
      const url = await listeningUrl(running);
      const version = codeVersion(programs.codeServer);
      return new CodeServer(url, workspace, languageServer, result, version, home, running);
    } catch (error) {
      killGroup(running);
      throw error;
    }
  }

  /** Changes the setting with the path of the server. */
  useServer(languageServer: string): void {
    writeSettings(path.join(this.home, "data"), "Machine", serverSetting(languageServer));
  }

  /** Returns the process IDs of the language server. */
  servers(): number[] {
    return readdirSync("/proc")
      .filter((name) => /^\d+$/.test(name))
      .filter((name) => {
        try {
          return readlinkSync(`/proc/${name}/exe`) === this.languageServer;
        } catch {
          return false;
        }
      })
      .map(Number);
  }

  /** Returns the process ID of the extension host. */
  extensionHost(): number {
    const parent = new Map<number, number>();
    let host: number | undefined;
    for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)).map(Number)) {
      try {
        parent.set(pid, Number(statFields(pid)[1]));
      } catch {
        // The process has ended.
      }
    }
    const isOurs = (pid: number | undefined): boolean =>
      pid !== undefined && (pid === this.process.pid || isOurs(parent.get(pid)));
    for (const pid of parent.keys()) {
      if (isOurs(pid) && readFileSync(`/proc/${pid}/cmdline`, "utf8").includes("type=extensionHost")) {
        host = pid;
      }
    }
    assert.ok(host !== undefined, "an extension host is running");
    return host;
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null) {
      const ended = new Promise((resolve) => this.process.once("exit", resolve));
      this.process.kill();
      await ended;
    }
    // An extension host that has no window yet waits for it, also after the end of its parent process.
    killGroup(this.process);
    rmSync(this.home, { recursive: true, force: true });
  }
}

/** Kills a program if it is still running when the test exits, for example after Ctrl-C. */
export function atExit(program: ChildProcess, kill: () => void): void {
  process.once("exit", kill);
  program.once("exit", () => process.off("exit", kill));
}

/** Kills the processes in the group of a process. */
function killGroup({ pid }: ChildProcess): void {
  try {
    process.kill(-(pid ?? 0), "SIGKILL");
  } catch {
    // All have ended.
  }
}

/** Writes the settings of the user or the machine; the path of the server is a machine setting. */
function writeSettings(data: string, owner: "User" | "Machine", settings: object): void {
  mkdirSync(path.join(data, owner), { recursive: true });
  writeFileSync(path.join(data, owner, "settings.json"), JSON.stringify(settings));
}

function codeVersion(codeServer: string): number {
  const output = execFileSync(codeServer, ["--version"], { encoding: "utf8" });
  return Number(/with Code 1\.(\d+)/.exec(output)?.[1]);
}

function serverSetting(languageServer: string): object {
  return { ...MACHINE_SETTINGS, "integrationManifest.server.path": languageServer };
}

/** Packages the extensions in `folder`. */
export function pack({ extension, languageServer }: Programs, folder: string): Packages {
  const quiet: ExecFileSyncOptions = { cwd: extension, stdio: ["ignore", "ignore", "inherit"] };
  const target = `${process.platform}-${process.arch}`;
  const variables = { SERVER: languageServer, TARGET: target, OUT: folder };
  execFileSync("./package.sh", { ...quiet, env: { ...process.env, ...variables } });
  const vrl = path.join(folder, "vrl.vsix");
  const options = ["--no-dependencies", "--skip-license", "--allow-missing-repository"];
  execFileSync(
    path.join(extension, "node_modules/.bin/vsce"),
    ["package", ...options, "--out", vrl],
    { ...quiet, cwd: path.join(extension, "test/e2e/vrl") },
  );
  return {
    plain: path.join(folder, "integration-manifest.vsix"),
    platform: path.join(folder, `integration-manifest-${target}.vsix`),
    vrl,
  };
}

/** Returns the fields of `/proc/PID/stat` after the name of the program, which can contain blanks. */
function statFields(pid: number): string[] {
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  return stat.slice(stat.lastIndexOf(")") + 2).split(" ");
}

/** Returns the CPU time of a process in milliseconds. */
export function cpuTime(pid: number): number {
  const fields = statFields(pid);
  // The kernel counts in ticks of 10 ms.
  return 10 * (Number(fields[11]) + Number(fields[12]));
}

/** Waits for the URL that a server prints. */
export function listeningUrl(server: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let output = "";
    server.stdout?.on("data", (chunk: Buffer) => {
      output += chunk.toString();
      const url = /listening on (http:\/\/\S+?)\/?\s/.exec(output)?.[1];
      if (url !== undefined) {
        resolve(url);
      }
    });
    server.once("error", reject);
    server.once("exit", (code) => {
      reject(new Error(`the server ended with code ${code}:\n${output}`));
    });
  });
}
