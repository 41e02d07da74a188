// The server in a project's node_modules. The npm package is a small program that starts the native
// one, which lies in a package for each platform; here the native one is found as Node would find it,
// without a Node to run the small one.

import { accessSync, constants, realpathSync, statSync } from "node:fs";
import * as path from "node:path";

/** What the server's program and its npm package are called. */
export const SERVER = "integration-manifest-ls";

export interface Machine {
  platform: NodeJS.Platform;
  arch: string;
}

/** The server's native program, as a module in `folder` would find it. */
export function nativeProgram(folder: string, { platform, arch }: Machine): string | undefined {
  const main = resolvePackage(SERVER, folder);
  if (main === undefined) {
    return undefined;
  }
  // Installers that link packages keep what a package depends on beside its real place.
  const native = resolvePackage(`@${SERVER}/${platform}-${arch}`, main);
  if (native === undefined) {
    return undefined;
  }
  const program = path.join(native, "bin", programName(SERVER, platform));
  return isProgram(program) ? program : undefined;
}

/** The real folder of a package, looked for from `folder` upwards. */
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

/** What a program's file is called. */
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
