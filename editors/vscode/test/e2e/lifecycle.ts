// The lifecycle of the server: crash, restart and missing program.

import assert from "node:assert/strict";

import type { CodeServer } from "./codeServer";
import { type Editor, step } from "./editor";

export async function lifecycle(editor: Editor, vscode: CodeServer): Promise<void> {
  const version = editor.problem("Invalid version");
  await version.waitFor();

  step("a killed server is restarted");
  const [first] = await servers(vscode, (pids) => pids.length === 1);
  assert.ok(first !== undefined);
  process.kill(first, "SIGKILL");
  await servers(vscode, ([pid]) => pid !== undefined && pid !== first);
  await version.waitFor();

  step("a server that crashes repeatedly is restarted only on request");
  const givenUp = editor.notification("is not restarted automatically");
  while (!(await givenUp.isVisible())) {
    for (const pid of vscode.servers()) {
      process.kill(pid, "SIGKILL");
    }
    await editor.page.waitForTimeout(100);
  }
  await version.waitFor({ state: "detached" });
  await givenUp.getByText("Restart", { exact: true }).click();
  await version.waitFor();

  step("the language status shows the server");
  await editor.page.locator("#status\\.languageStatus").hover();
  await editor.page.getByText(/Manifest server \d+\.\d+\.\d+/).first().waitFor();
  await editor.page.getByText("running, found in the setting").first().waitFor();
  await editor.page.mouse.move(0, 0);

  step("an invalid server is reported, and a valid one is started");
  vscode.useServer("/no/such/server");
  const reported = editor.notification("cannot be executed: /no/such/server");
  await reported.waitFor();
  assert.equal(await editor.notification("server").count(), 1, "one message");
  await reported.getByText("Open Setting", { exact: true }).click();
  await editor.page.locator(".settings-editor .setting-item-text", { hasText: "Path" }).first().waitFor();
  await editor.page.keyboard.press("Control+w");
  await version.waitFor({ state: "detached" });
  vscode.useServer(vscode.languageServer);
  await version.waitFor();
}

/** Waits until the processes of the server match `enough`. */
async function servers(
  vscode: CodeServer,
  enough: (pids: number[]) => boolean,
): Promise<number[]> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const pids = vscode.servers();
    if (enough(pids)) {
      return pids;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`the servers are ${vscode.servers().join(", ") || "none"}`);
}
