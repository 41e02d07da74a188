// Finds the server in a project's node_modules. The npm package is a script that starts the native
// program of a platform package. Here, the native program is resolved like in Node, because the script
// needs an installed Node.

import { accessSync, constants, realpathSync, statSync } from "node:fs";
import * as path from "node:path";

/** The name of the program and of its npm package. */
export const SERVER = "integration-manifest-ls";

export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
}

/** Returns the native program, resolved from `folder`. */
export function nativeProgram(folder: string, { platform, arch }: Machine): string | undefined {
  const main = resolvePackage(SERVER, folder);
  if (main === undefined) {
    return undefined;
  }
  // Installers that link packages install the dependencies beside the target of the link.
  const native = resolvePackage(`@${SERVER}/${platform}-${arch}`, main);
  if (native === undefined) {
    return undefined;
  }
  const program = path.join(native, "bin", programName(SERVER, platform));
  return isProgram(program) ? program : undefined;
}

/** Returns the real folder of a package, from `folder` or a parent folder. */
function resolvePackage(name: string, folder: string): string | undefined {
  const candidate = path.join(folder, "node_modules", name);
  try {
    if (statSync(path.join(candidate, "package.json")).isFile()) {
      return realpathSync(candidate);
    }
  } catch {
    // Not here.
  }
  const above = path.dirname(folder);
  return above === folder ? undefined : resolvePackage(name, above);
}

/** Returns the file name of a program. */
export function programName(name: string, platform: NodeJS.Platform): string {
  return platform === "win32" && !/\.(exe|com)$/i.test(name) ? `${name}.exe` : name;
}

export function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
