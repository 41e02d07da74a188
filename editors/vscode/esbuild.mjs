// Bundles the extension into dist/, or with --tests the tests into out/.

import { build } from "esbuild";
import { rm } from "node:fs/promises";

const common = {
  bundle: true,
  platform: "node",
  format: "cjs",
  target: "node20",
  logLevel: "warning",
};

if (process.argv.includes("--tests")) {
  await rm("out", { recursive: true, force: true });
  await build({
    ...common,
    entryPoints: ["test/*.test.ts", "test/e2e/run.ts", "test/e2e/host.ts"],
    outbase: ".",
    outdir: "out",
    packages: "external",
  });
} else {
  await build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    minify: true,
    sourcemap: true,
  });
}
