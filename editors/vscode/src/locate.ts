// Where the server is. Nothing here knows of VS Code, so that it can be tested without it.

import { homedir } from "node:os";
import * as path from "node:path";

import { isProgram, nativeProgram, programName, SERVER, type Machine } from "./nodeModules";

/** Who said where the server is, in words. */
export type Origin = "the setting" | "node_modules" | "the PATH" | "this extension";

export type Located =
  | { kind: "found"; path: string; origin: Origin }
  /** The setting names something that cannot be run. */
  | { kind: "unusable"; path: string }
  | { kind: "missing" };

export interface Surroundings extends Machine {
  /** The setting `integrationManifest.server.path`. */
  configured: string;
  /** The folders that are open. */
  folders: readonly string[];
  /** Whether the person trusts these folders: what lies in others is not run. */
  trusted: boolean;
  env: NodeJS.ProcessEnv;
  /** The folder of this extension. */
  extension: string;
}

/**
 * Finds the server: what the setting says if it says anything, else the project's own, else the first
 * on the `PATH`, else the one that came with this extension.
 */
export function locate(surroundings: Surroundings): Located {
  const wanted = expandHome(surroundings.configured.trim());
  if (wanted !== "") {
    const bare = wanted === path.basename(wanted);
    const found = bare ? onPath(wanted, surroundings) : isProgram(wanted) ? wanted : undefined;
    return found === undefined
      ? { kind: "unusable", path: wanted }
      : { kind: "found", path: found, origin: "the setting" };
  }
  const places: [Origin, () => string | undefined][] = [
    ["node_modules", () => inProject(surroundings)],
    ["the PATH", () => onPath(SERVER, surroundings)],
    ["this extension", () => bundled(surroundings)],
  ];
  for (const [origin, find] of places) {
    const found = find();
    if (found !== undefined) {
      return { kind: "found", path: found, origin };
    }
  }
  return { kind: "missing" };
}

function expandHome(file: string): string {
  return /^~(?=$|[/\\])/.test(file) ? homedir() + file.slice(1) : file;
}

function inProject({ folders, trusted, ...machine }: Surroundings): string | undefined {
  return trusted ? first(folders, (folder) => nativeProgram(folder, machine)) : undefined;
}

function onPath(name: string, { env, ...machine }: Surroundings): string | undefined {
  const windows = machine.platform === "win32";
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(windows ? ";" : ":");
  // A relative folder is one of the folder that is open, whoever made that.
  const absolute = folders.filter((folder) => path.isAbsolute(folder));
  return first(absolute, (folder) => {
    const file = path.join(folder, programName(name, machine.platform));
    if (isProgram(file)) {
      return file;
    }
    // What npm installs for everybody is a script there, which cannot be run without a shell.
    return windows && isProgram(path.join(folder, `${name}.cmd`))
      ? nativeProgram(folder, machine)
      : undefined;
  });
}

function bundled({ extension, platform }: Surroundings): string | undefined {
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
