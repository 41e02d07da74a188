// Tests that the editor offers the MCP server to agents. VS Code 1.100 and older cannot.

import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";

import type { CodeServer } from "./codeServer";
import { step, type Editor } from "./editor";

const LIST = "MCP: List Servers";
const QUESTION = "Select an MCP Server";
/** The label of the server definition. */
const LABEL = "Integration Manifest";

export async function mcp(editor: Editor, vscode: CodeServer): Promise<void> {
  if (vscode.version < 101) {
    step(`VS Code 1.${vscode.version} has no MCP servers of extensions`);
    return;
  }
  step("agents are offered the MCP server only if the setting is on");
  await editor.openFile("good/integration.json");
  await listed(editor, "");
  const settings = path.join(vscode.workspace, ".vscode/settings.json");
  mkdirSync(path.dirname(settings), { recursive: true });
  writeFileSync(settings, '{ "integrationManifest.mcp.enable": true }\n');
  await listed(editor, "Stopped");
  await editor.picks.filter({ hasText: LABEL }).click();
  await editor.picks.filter({ hasText: "Start Server" }).click();
  await listed(editor, "Running");
  writeFileSync(settings, "{}\n");
  await listed(editor, "");
}

/** Waits until the list of MCP servers contains ours with this state, and not at all if the state is empty. */
async function listed(editor: Editor, state: string): Promise<void> {
  for (let attempt = 0; ; attempt++) {
    await editor.page.keyboard.press("Escape");
    await editor.ask(LIST, QUESTION);
    await delay(1000);
    // A hidden element can contain the label too.
    const rows = (await editor.picks.allInnerTexts()).filter((row) => row.includes(LABEL));
    if (state === "" ? rows.length === 0 : rows[0]?.includes(state)) {
      return;
    }
    if (attempt === 10) {
      throw new Error(`the list of MCP servers contains [${rows.join()}] instead of "${state}"`);
    }
  }
}
