// VS Code in a browser: a temporary installation of code-server with this extension.

import { type ChildProcess, type ExecFileSyncOptions, execFileSync, spawn } from "node:child_process";
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";

export interface Programs {
  codeServer: string;
  languageServer: string;
  /** The folder of the extension's package.json. */
  extension: string;
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
  // Only for one language, so that files of the other are not changed on save.
  "[integration-manifest-jsonc]": {
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

  /**
   * Packages and installs the extension, and opens a copy of `folder`. The server is the one in the
   * setting, or the one in the extension. `variables` are added to the environment.
   */
  static async start(
    programs: Programs,
    folder: string,
    origin: "the setting" | "this extension" = "the setting",
    variables: Record<string, string> = {},
  ): Promise<CodeServer> {
    const home = mkdtempSync(path.join(tmpdir(), "code-server-"));
    const workspace = path.join(home, path.basename(folder));
    cpSync(folder, workspace, { recursive: true });
    const data = path.join(home, "data");
    writeSettings(data, "User", SETTINGS);
    const result = path.join(home, "result.txt");
    const folders = ["--user-data-dir", data, "--extensions-dir", path.join(home, "extensions")];
    const quiet: ExecFileSyncOptions = {
      cwd: programs.extension,
      stdio: ["ignore", "ignore", "inherit"],
    };
    const env = { ...process.env, ...variables };
    let vsix = path.join(home, "integration-manifest.vsix");
    let languageServer = path.join(home, "integration-manifest-ls");
    if (origin === "the setting") {
      execFileSync("npm", ["run", "vsix", "--", "--out", vsix], quiet);
      copyFileSync(programs.languageServer, languageServer);
      writeSettings(data, "Machine", serverSetting(languageServer));
    } else {
      const target = `${process.platform}-${process.arch}`;
      vsix = path.join(home, `integration-manifest-${target}.vsix`);
      const made = { SERVER: programs.languageServer, TARGET: target, OUT: home };
      execFileSync("./package.sh", { ...quiet, env: { ...process.env, ...made } });
      const has = (name: string) => existsSync(path.join(name, "integration-manifest-ls"));
      env["PATH"] = (env["PATH"] ?? "").split(":").filter((name) => !has(name)).join(":");
    }
    const install = [vsix, vrl(programs, home)].flatMap((it) => ["--install-extension", it]);
    execFileSync(programs.codeServer, [...folders, ...install], quiet);
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
      // Isolated from an editor that the test may run in.
      {
        env: { ...env, VSCODE_IPC_HOOK_CLI: "", TEST_RESULT: result },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    const url = await listeningUrl(running);
    const version = codeVersion(programs.codeServer);
    return new CodeServer(url, workspace, languageServer, result, version, home, running);
  }

  /** Changes the setting with the path of the server. */
  useServer(languageServer: string): void {
    writeSettings(path.join(this.home, "data"), "Machine", serverSetting(languageServer));
  }

  /** Resets the settings of the user, which commands can change. */
  resetSettings(): void {
    writeSettings(path.join(this.home, "data"), "User", SETTINGS);
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

  async stop(): Promise<void> {
    const ended = new Promise((resolve) => this.process.once("exit", resolve));
    this.process.kill();
    await ended;
    rmSync(this.home, { recursive: true, force: true });
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
  return { "integrationManifest.server.path": languageServer };
}

/** Packages an extension with the language VRL, which this extension refers to. */
function vrl({ extension }: Programs, folder: string): string {
  const vsix = path.join(folder, "vrl.vsix");
  const options = ["--no-dependencies", "--skip-license", "--allow-missing-repository"];
  execFileSync(
    path.join(extension, "node_modules/.bin/vsce"),
    ["package", ...options, "--out", vsix],
    { cwd: path.join(extension, "test/e2e/vrl"), stdio: ["ignore", "ignore", "inherit"] },
  );
  return vsix;
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
