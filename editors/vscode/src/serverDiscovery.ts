// Finds the server. This file does not import VS Code, so that it can be tested without it.

import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";

import { isProgram, nativeProgram, programName, SERVER, type Machine } from "./nodeModules";

/** Where the server was found, for messages. */
export type Origin = "the setting" | "node_modules" | "the PATH" | "this extension";

export type Located =
  | { kind: "found"; path: string; origin: Origin }
  /** The program in the setting cannot be executed. */
  | { kind: "unusable"; path: string }
  | { kind: "missing" };

export interface DiscoveryOptions extends Machine {
  /** The setting `integrationManifest.server.path`. */
  configured: string;
  /** The workspace folders. */
  folders: readonly string[];
  /** Whether the workspace is trusted. Programs in an untrusted workspace are not executed. */
  trusted: boolean;
  env: NodeJS.ProcessEnv;
  /** The folder of this extension. */
  extension: string;
}

/**
 * Finds the server: in the setting, or else in the project's node_modules, then on the `PATH`, and then
 * in this extension.
 */
export function locate(options: DiscoveryOptions): Located {
  const configured = expandHome(options.configured.trim());
  if (configured !== "") {
    const isName = configured === path.basename(configured);
    const found = isName ? onPath(configured, options) : isProgram(configured) ? configured : undefined;
    return found === undefined
      ? { kind: "unusable", path: configured }
      : { kind: "found", path: found, origin: "the setting" };
  }
  const origins: [Origin, () => string | undefined][] = [
    ["node_modules", () => inProject(options)],
    ["the PATH", () => onPath(SERVER, options)],
    ["this extension", () => bundled(options)],
  ];
  for (const [origin, find] of origins) {
    const found = find();
    if (found !== undefined) {
      return { kind: "found", path: found, origin };
    }
  }
  return { kind: "missing" };
}

/**
 * Whether the program at `file` may receive the stored token: not if it comes from a workspace folder, whose
 * dependencies the user may not know.
 */
export function mayReceiveToken(
  file: string,
  origin: Origin,
  folders: readonly string[],
  real: (file: string) => string = realpathSync,
): boolean {
  const isInside = (folder: string): boolean => {
    const relative = path.relative(real(folder), real(file));
    return !path.isAbsolute(relative) && relative.split(path.sep)[0] !== "..";
  };
  try {
    return origin !== "node_modules" && !folders.some(isInside);
  } catch {
    return false;
  }
}

function expandHome(file: string): string {
  return /^~(?=$|[/\\])/.test(file) ? homedir() + file.slice(1) : file;
}

function inProject({ folders, trusted, ...machine }: DiscoveryOptions): string | undefined {
  return trusted ? first(folders, (folder) => nativeProgram(folder, machine)) : undefined;
}

function onPath(name: string, { env, ...machine }: DiscoveryOptions): string | undefined {
  const windows = machine.platform === "win32";
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(windows ? ";" : ":");
  // A relative folder would be inside the workspace, which may not be trusted.
  const absolute = folders.filter((folder) => path.isAbsolute(folder));
  return first(absolute, (folder) => {
    const file = path.join(folder, programName(name, machine.platform));
    if (isProgram(file)) {
      return file;
    }
    // A global npm installation is a script on Windows, which cannot be executed without a shell.
    return windows && isProgram(path.join(folder, `${name}.cmd`))
      ? nativeProgram(folder, machine)
      : undefined;
  });
}

function bundled({ extension, platform }: DiscoveryOptions): string | undefined {
  const file = path.join(extension, "server", programName(SERVER, platform));
  return isProgram(file) ? file : undefined;
}

function first<T>(items: readonly T[], find: (item: T) => string | undefined): string | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) {
      return found;
    }
  }
  return undefined;
}
