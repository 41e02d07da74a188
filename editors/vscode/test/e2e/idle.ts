// The CPU time of the server and of the extension host while nothing happens.

import assert from "node:assert/strict";
import { copyFileSync, mkdirSync } from "node:fs";
import * as path from "node:path";

import { type CodeServer, cpuTime } from "./codeServer";
import { type Editor, step } from "./editor";

const MANIFESTS = 10;

/** Duration of the measurement in milliseconds. */
const DURATION = 60_000;

/** Maximum CPU time of the server in milliseconds: two ticks of the kernel's clock. */
const MAX_CPU_TIME = 20;

/** Maximum CPU time of the extension host, whose own timers use 100 ms, and more on a machine with other load. */
const MAX_HOST_CPU_TIME = 1000;

export async function idle(editor: Editor, vscode: CodeServer): Promise<void> {
  step("an idle editor with ten open manifests uses no CPU time");
  for (let index = 0; index < MANIFESTS; index++) {
    const folder = path.join(vscode.workspace, `idle-${index}`);
    mkdirSync(folder);
    const original = index % 2 === 0 ? "good/integration.json" : "broken/integration.json";
    copyFileSync(path.join(vscode.workspace, original), path.join(folder, `idle-${index}.integration.json`));
    await editor.openFile(`idle-${index}.integration.json`);
  }
  await editor.errors.first().waitFor();
  const [server] = vscode.servers();
  assert.ok(server !== undefined);
  const host = vscode.extensionHost();
  // The last requests of the editor.
  for (let before = -1; before !== cpuTime(server); ) {
    before = cpuTime(server);
    await editor.page.waitForTimeout(1000);
  }
  const before = [cpuTime(server), cpuTime(host)];
  await editor.page.waitForTimeout(DURATION);
  const [used = 0, usedByHost = 0] = [cpuTime(server), cpuTime(host)].map(
    (time, index) => time - (before[index] ?? 0),
  );
  const summary = `CPU time in ${DURATION / 1000} s: server ${used} ms, extension host ${usedByHost} ms`;
  console.log(`  ${summary}`);
  assert.ok(used <= MAX_CPU_TIME && usedByHost <= MAX_HOST_CPU_TIME, summary);
  await editor.run("View: Close All Editors");
}
