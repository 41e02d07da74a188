// Creating a manifest.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as path from "node:path";

import type { CodeServer } from "./codeServer";
import { type Crop, type Editor, step } from "./editor";

export async function newManifest(
  editor: Editor,
  vscode: CodeServer,
  picture: (name: string, crop: Crop) => Promise<void> = async () => {},
): Promise<void> {
  const { page } = editor;
  const { keyboard } = page;
  step("a new manifest is created, with the cursor in its name");
  await editor.ask("Integration Manifest: New Integration Manifest…", "New Integration Manifest");
  await keyboard.press("Control+a");
  await keyboard.type("package.json");
  await page.getByText("The name must be integration.json or end with").first().waitFor();
  await keyboard.press("Control+a");
  await keyboard.type("fresh.integration.json");
  await keyboard.press("Enter");
  await editor.tab("fresh.integration.json", "dirty").waitFor();
  await editor.line('"version": ').waitFor();
  await picture("vscode-new-manifest", { x: 0, y: 35, width: 860, height: 300 });
  await keyboard.type("acme/fresh");
  await editor.line('"name": "acme/fresh"').waitFor();

  step("an action is added, with the cursor in its name");
  await keyboard.press("Escape");
  await editor.run("Integration Manifest: Add Action");
  await editor.line('"actionName": {').waitFor();
  await keyboard.type("sendLetter");
  await editor.line('"sendLetter": {').waitFor();
  // Skips the title, the description and the properties.
  for (let place = 0; place < 5; place++) {
    await keyboard.press("Tab");
  }
  await editor.run("Integration Manifest: Add Action");
  await editor.line('"actionName": {').waitFor();
  await keyboard.press("Escape");
  await editor.line('"sendLetter": {').waitFor();
  await keyboard.press("Control+s");
  await editor.tab("fresh.integration.json", "clean").waitFor();
  const text = readFileSync(path.join(vscode.workspace, "fresh.integration.json"), "utf8");
  assert.deepEqual(Object.keys(JSON.parse(text).actions), ["sendLetter", "actionName"]);
  assert.doesNotMatch(text, /\n\s*\n/, "places that are skipped leave no empty lines");
}
