// The CPU time of the server while nothing happens.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync, readFileSync } from "node:fs";
import * as path from "node:path";

import type { CodeServer } from "./codeServer";
import { type Editor, step } from "./editor";

const MANIFESTS = 10;

/** Duration of the measurement in milliseconds. */
const DURATION = 20_000;

/** Maximum CPU time in ticks of 10 ms. */
const MAX_TICKS = 2;

export async function idle(editor: Editor, vscode: CodeServer): Promise<void> {
  step("an idle editor with ten open manifests uses no CPU time of the server");
  for (let index = 0; index < MANIFESTS; index++) {
    const folder = path.join(vscode.workspace, `idle-${index}`);
    mkdirSync(folder);
    const original = index % 2 === 0 ? "good/integration.json" : "broken/integration.json";
    copyFileSync(path.join(vscode.workspace, original), path.join(folder, `idle-${index}.integration.json`));
    await editor.openFile(`idle-${index}.integration.json`);
  }
  await editor.errors.first().waitFor();
  await editor.page.waitForTimeout(3000);
  const before = ticks(vscode);
  await editor.page.waitForTimeout(DURATION);
  const used = ticks(vscode) - before;
  console.log(`  CPU time in ${DURATION / 1000} s: ${used * 10} ms`);
  assert.ok(used <= MAX_TICKS, `${used} ticks`);
  await editor.run("View: Close All Editors");
}

/** Returns the CPU time of the server. */
function ticks(vscode: CodeServer): number {
  const [pid] = vscode.servers();
  const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The name of the program, in parentheses, can contain blanks.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  return Number(fields[11]) + Number(fields[12]);
}
