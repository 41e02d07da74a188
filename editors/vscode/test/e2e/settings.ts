// The settings file: diagnostics while typing, completion and quick fixes.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { CodeServer } from "./codeServer";
import { type Editor, step } from "./editor";

const FOLDER = "configured";

export async function settings(editor: Editor, vscode: CodeServer): Promise<void> {
  const folder = path.join(vscode.workspace, FOLDER);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "integration-manifest.toml"), '[rules]\nunknown-feild = "off"\n\n');
  const { keyboard } = editor.page;

  step("a mistake in the settings file is shown and fixed");
  await editor.openFile(`${FOLDER}/integration-manifest.toml`);
  assert.equal(await editor.language.innerText(), "Integration Manifest Settings");
  await editor.errors.first().waitFor();
  await editor.goTo(2, 5);
  await editor.openFixes();
  await editor.chooseFix("Replace with `unknown-field`");
  await editor.line('unknown-field = "off"').waitFor();
  await editor.errors.first().waitFor({ state: "detached" });

  step("keys and values of the settings file are completed");
  await editor.goTo(3, 1);
  await keyboard.type("publ", { delay: 30 });
  await editor.suggestions.filter({ hasText: "publish" }).first().waitFor();
  await keyboard.press("Escape");
  await keyboard.type('ish = "', { delay: 30 });
  await editor.suggestions.filter({ hasText: "warning" }).first().waitFor();
  await keyboard.press("Escape");
  await keyboard.type("wrong", { delay: 30 });
  await editor.errors.first().waitFor();
  await editor.run("File: Revert File");
  await editor.errors.first().waitFor();
  await settingsEditor(editor);
}

/** The settings editor has lists of rules and severities. */
async function settingsEditor(editor: Editor): Promise<void> {
  step("the settings editor offers lists of rules and severities");
  await editor.run("Preferences: Open Settings (UI)");
  await editor.page.keyboard.type("@id:integrationManifest.rules");
  const setting = editor.page.locator(".settings-editor .setting-item-contents", { hasText: "Severities by rule" });
  await setting.first().waitFor();
  await setting.getByText("Add Item").first().click();
  const lists = setting.locator(".setting-list-edit-row select, .setting-list-edit-row .monaco-select-box");
  await lists.nth(1).waitFor();
  const values = await setting.locator(".setting-list-edit-row select").evaluateAll((all) =>
    all.map((list) => [...(list as unknown as { options: { text: string }[] }).options].map(({ text }) => text)),
  );
  assert.ok(values.some((names) => names.includes("unknown-field")), JSON.stringify(values));
  assert.ok(values.some((names) => names.includes("warning")), JSON.stringify(values));
  await editor.page.keyboard.press("Escape");
  await editor.page.keyboard.press("Control+w");
}
