// Where the server is. Nothing here knows of VS Code, so that it can be tested without it.

import { accessSync, constants, statSync } from "node:fs";
import { homedir } from "node:os";
import * as path from "node:path";

/** What the server's program is called. */
export const SERVER = "integration-manifest-ls";

export type Located =
  | { kind: "found"; path: string }
  /** The setting names something that cannot be run. */
  | { kind: "unusable"; path: string }
  | { kind: "missing" };

export interface Surroundings {
  /** The setting `integrationManifest.server.path`. */
  configured: string;
  env: NodeJS.ProcessEnv;
  platform: NodeJS.Platform;
}

/** Finds the server: what the setting says if it says anything, else the first on the `PATH`. */
export function locate({ configured, env, platform }: Surroundings): Located {
  const wanted = expandHome(configured.trim());
  if (wanted !== "" && wanted !== path.basename(wanted)) {
    return isProgram(wanted) ? { kind: "found", path: wanted } : { kind: "unusable", path: wanted };
  }
  const found = onPath(wanted || SERVER, env, platform);
  if (found !== undefined) {
    return { kind: "found", path: found };
  }
  return wanted === "" ? { kind: "missing" } : { kind: "unusable", path: wanted };
}

function expandHome(file: string): string {
  return /^~(?=$|[/\\])/.test(file) ? homedir() + file.slice(1) : file;
}

function onPath(
  name: string,
  env: NodeJS.ProcessEnv,
  platform: NodeJS.Platform,
): string | undefined {
  const windows = platform === "win32";
  const endings = windows ? ["", ...(env["PATHEXT"] ?? ".EXE").split(";")] : [""];
  const folders = (env["PATH"] ?? env["Path"] ?? "").split(windows ? ";" : ":");
  return folders
    .filter((folder) => path.isAbsolute(folder))
    .flatMap((folder) => endings.map((ending) => path.join(folder, name + ending)))
    .find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
