// Runs host.ts in the extension host, with the API of VS Code.

import { existsSync, readFileSync } from "node:fs";
import * as path from "node:path";

import type { Page } from "playwright-core";

import type { CodeServer } from "./codeServer";
import { step } from "./editor";

export async function providers(page: Page, vscode: CodeServer, extension: string): Promise<void> {
  step("the API of VS Code returns results of the server");
  const remote = (file: string) => `vscode-remote://${new URL(vscode.url).host}${file}`;
  const payload = JSON.stringify([
    ["extensionDevelopmentPath", remote(extension)],
    ["extensionTestsPath", remote(path.join(extension, "out/test/e2e/host.js"))],
  ]);
  const query = new URLSearchParams({ folder: vscode.workspace, payload });
  await page.goto(`${vscode.url}/?${query.toString()}`);
  for (let attempt = 0; attempt < 1800 && !existsSync(vscode.result) && !page.isClosed(); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const result = existsSync(vscode.result) ? readFileSync(vscode.result, "utf8") : "no result";
  if (existsSync(`${vscode.result}.time`)) {
    console.log(`  ${readFileSync(`${vscode.result}.time`, "utf8")}`);
  }
  if (result !== "passed") {
    throw new Error(result);
  }
}
