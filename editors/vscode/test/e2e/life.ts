// The server's life: killed, started again, given up, missing.

import assert from "node:assert/strict";

import type { CodeServer } from "./codeServer";
import { type Editor, step } from "./editor";

export async function life(editor: Editor, vscode: CodeServer): Promise<void> {
  const version = editor.problem("Invalid version");
  await version.waitFor();

  step("a server that is killed comes back");
  const [first] = await servers(vscode, (pids) => pids.length === 1);
  assert.ok(first !== undefined);
  process.kill(first, "SIGKILL");
  await servers(vscode, ([pid]) => pid !== undefined && pid !== first);
  await version.waitFor();

  step("one that does not stay is given up, and started when a person wants it");
  const givenUp = editor.notification("is not started again");
  while (!(await givenUp.isVisible())) {
    for (const pid of vscode.servers()) {
      process.kill(pid, "SIGKILL");
    }
    await editor.page.waitForTimeout(100);
  }
  await version.waitFor({ state: "detached" });
  await givenUp.getByText("Restart", { exact: true }).click();
  await version.waitFor();

  step("the languages' states tell the server's");
  await editor.page.locator("#status\\.languageStatus").hover();
  await editor.page.getByText(/Manifest server \d+\.\d+\.\d+/).first().waitFor();
  await editor.page.getByText("running, from the setting").first().waitFor();
  await editor.page.mouse.move(0, 0);

  step("a server that cannot be started is named, and another takes its place");
  vscode.useServer("/no/such/server");
  await editor.notification("names /no/such/server, which is no program").waitFor();
  await version.waitFor({ state: "detached" });
  vscode.useServer(vscode.languageServer);
  await version.waitFor();
}

/** Waits until there are such servers. */
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
