// Validating with Botpress, from the command palette and the code lens.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { CodeServer } from "./codeServer";
import { type Editor, step } from "./editor";
import { type Endpoint, TOKEN } from "./endpoint";

const LIGHTHOUSE = "lighthouse.integration.json";
const COMMAND = "Integration Manifest: Validate with Botpress";

const TEXT = `{
  "name": "acme/lighthouse",
  "version": "1.0.0",
  "title": "L"
}
`;

/** Manifests with errors are not sent, so the rule is off. */
const SETTINGS = '[rules]\ntoo-short = "off"\n';

export async function validate(
  editor: Editor,
  vscode: CodeServer,
  endpoint: Endpoint,
): Promise<void> {
  const { page } = editor;
  const { keyboard } = page;
  const { host } = new URL(endpoint.url);
  const folder = path.join(vscode.workspace, "lights");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "integration-manifest.toml"), SETTINGS);
  writeFileSync(path.join(folder, LIGHTHOUSE), TEXT);
  await editor.openFile(LIGHTHOUSE);
  const problem = editor.problem("`title` must not be empty");
  const lens = editor.lens("Validate with Botpress");
  const filter = page.getByPlaceholder("Filter (e.g. text, **/*.ts");
  const progress = page.locator(".statusbar-item", { hasText: "Validating" });

  step("missing credentials are reported, and nothing is sent");
  await editor.run(COMMAND);
  const missing = editor.notification("BP_TOKEN and BP_WORKSPACE_ID are not set");
  await missing.getByText("Set Token…", { exact: true }).click();
  await enterToken(editor);

  step("the command validates the manifest and shows progress");
  endpoint.close();
  await editor.run(COMMAND);
  await progress.waitFor();
  assert.equal(endpoint.requests, 1);
  endpoint.open();
  await editor.notification(`${host} accepted this manifest.`).waitFor();
  await progress.waitFor({ state: "detached" });
  await editor.run("Notifications: Clear All Notifications");

  step("the setting shows a code lens above the manifest");
  assert.equal(await lens.count(), 0);
  await toggle(editor, "integrationManifest.validate.enable");
  await lens.waitFor();

  step("a rejection is shown at its location, for unsaved text too");
  await editor.run("Problems: Focus on Problems View");
  // Filtered, because only visible rows can be waited for.
  await filter.fill(LIGHTHOUSE);
  await editor.goTo(4, 14);
  await keyboard.press("Backspace");
  await editor.line('"title": ""').waitFor();
  await lens.click();
  await editor.notification(`${host} rejected this manifest. See its diagnostics.`).waitFor();
  await problem.filter({ hasText: "integration-manifest (Botpress)" }).waitFor();
  await problem.filter({ hasText: "refused-by-endpoint" }).waitFor();
  assert.equal(await problem.count(), 1);
  await editor.errors.first().waitFor();
  await editor.tab(LIGHTHOUSE, "dirty").waitFor();
  assert.equal(readFileSync(path.join(folder, LIGHTHOUSE), "utf8"), TEXT);
  await editor.run("Notifications: Clear All Notifications");

  step("the rejection is removed after any change");
  await editor.goTo(1, 2);
  await keyboard.press("Enter");
  await problem.waitFor({ state: "detached" });
  await editor.errors.first().waitFor({ state: "detached" });

  step("the validation can be cancelled");
  endpoint.close();
  await lens.click();
  await progress.click();
  const centre = page.locator(".notifications-center.visible");
  await centre.getByText("Cancel", { exact: true }).click();
  // The API has not responded yet.
  await progress.waitFor({ state: "detached" });
  endpoint.open();

  step("a manifest with an error is not sent");
  const before = endpoint.requests;
  await keyboard.press("Control+End");
  await keyboard.type("]");
  await editor.errors.first().waitFor();
  await lens.click();
  await editor.notification("Not validated: fix the error in this manifest first.").waitFor();
  assert.equal(endpoint.requests, before);
  assert.equal(await problem.count(), 0);

  await editor.run("Notifications: Clear All Notifications");
  await filter.fill("");
  await editor.run("View: Hide Panel");
  await toggle(editor, "integrationManifest.validate.enable");
  await lens.waitFor({ state: "detached" });
}

/** Toggles a setting in the settings editor. */
async function toggle(editor: Editor, setting: string): Promise<void> {
  const { page } = editor;
  await editor.run("Preferences: Open Settings (UI)");
  await page.locator(".settings-editor .search-container .monaco-editor").waitFor();
  await page.keyboard.type(`@id:${setting}`);
  await page.locator(".setting-item-bool .setting-value-checkbox").click();
  await page.keyboard.press("Control+w");
}

async function enterToken(editor: Editor): Promise<void> {
  const { keyboard } = editor.page;
  await editor.asked("Botpress: token").waitFor();
  await keyboard.type(TOKEN);
  await keyboard.press("Enter");
  await editor.asked("Botpress: workspace").waitFor();
  await keyboard.type("wkspace_lighthouse");
  await keyboard.press("Enter");
  await editor.page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}
