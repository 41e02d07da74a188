// Editing a manifest: quick fixes, completion, rename and formatting.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { CodeServer } from "./codeServer";
import { type Crop, type Editor, step } from "./editor";

const NOTES = "notes.integration.jsonc";

const TEXT = `{
  // A comment, which JSON does not allow.
  "version": "1.0.0",
  "name": "acme/notes",
  "user": {
    "tags": { "phone": {} },
    "creation": { "enabled": true, "requiredTags": ["phon"] }
  }
}
`;

type TakePicture = (name: string, crop: Crop) => Promise<void>;

export async function editing(editor: Editor, vscode: CodeServer, picture: TakePicture): Promise<void> {
  await missingBrace(editor, vscode, picture);
  const file = path.join(vscode.workspace, NOTES);
  const { keyboard } = editor.page;
  writeFileSync(file, TEXT);

  step("the light bulb is shown at an error only");
  await editor.openFile(NOTES);
  await editor.errors.first().waitFor();
  const bulb = editor.page.locator(".monaco-editor .lightBulbWidget:visible");
  await editor.goTo(7, 56);
  await bulb.first().waitFor();
  for (const line of [4, 5]) {
    await editor.goTo(line, 3);
    await bulb.first().waitFor({ state: "detached" });
    // The editor requests code actions after a delay.
    await editor.page.waitForTimeout(700);
    assert.equal(await bulb.count(), 0, `line ${line}`);
  }

  step("a quick fix is applied from the menu");
  await editor.errors.first().waitFor();
  assert.equal(await editor.language.innerText(), "Integration Manifest with Comments");
  await editor.goTo(7, 56);
  await editor.openFixes();
  await editor.chooseFix('Replace with `"phone"`');
  await editor.line('"requiredTags": ["phone"]').waitFor();
  await editor.errors.first().waitFor({ state: "detached" });

  step("a field is completed while typing");
  await editor.goTo(4, 24);
  await keyboard.press("Enter");
  await keyboard.type('"visib', { delay: 30 });
  await editor.suggestions.filter({ hasText: "visibility" }).first().waitFor();
  await keyboard.press("Enter");
  await editor.line('"visibility": ').waitFor();
  await editor.suggestions.filter({ hasText: "unlisted" }).first().waitFor();
  await keyboard.type("unl", { delay: 30 });
  await editor.suggestions.filter({ hasText: "unlisted" }).first().waitFor();
  await keyboard.press("Enter");
  await editor.line('"visibility": "unlisted"').waitFor();
  await editor.page.locator(".suggest-widget.visible").waitFor({ state: "detached" });

  step("rename changes all references");
  await editor.goTo(7, 18);
  await keyboard.press("F2");
  const field = editor.page.locator(".rename-box input");
  await field.waitFor();
  await field.fill("mobile");
  await keyboard.press("Enter");
  await editor.line('"requiredTags": ["mobile"]').waitFor();
  await editor.line('"mobile": {}').waitFor();

  step("linked editing changes both places");
  await editor.goTo(7, 16);
  await editor.page.locator(".linked-editing-decoration").first().waitFor();
  await keyboard.type("i");
  await editor.line('"requiredTags": ["imobile"]').waitFor();
  await editor.line('"imobile": {}').waitFor();

  step("members are sorted in the usual order");
  await editor.goTo(4, 3);
  await editor.openFixes("Source Action...");
  await editor.chooseFix("Sort all members");
  await editor.page
    .locator(".monaco-editor .view-lines", { hasText: /"name".*"version".*"visibility"/s })
    .waitFor();

  step("saving applies safe fixes and formats");
  await editor.goTo(2, 1);
  await keyboard.type("      ");
  await keyboard.press("End");
  await keyboard.press("Backspace");
  await editor.errors.first().waitFor();
  await keyboard.press("Control+s");
  await editor.page.locator(".tab.active:not(.dirty)", { hasText: NOTES }).waitFor();
  const saved = readFileSync(file, "utf8");
  assert.match(saved, /^ {2}"name": "acme\/notes",\n {2}\/\/ A comment/m);

  step("the outline shows names");
  await editor.until(editor.picks.filter({ hasText: "imobile" }).first(), async () => {
    await keyboard.press("Escape");
    await keyboard.press("Control+Shift+o");
  });
  await keyboard.press("Escape");

  step("folding hides members");
  await editor.run("Fold All");
  await editor.line('"imobile"').first().waitFor({ state: "detached" });
  await editor.run("Unfold All");
  await editor.line('"imobile": {}').waitFor();
}

const LARGE = "large.integration.json";

/** A brace that is missing in the middle of a large manifest. */
async function missingBrace(editor: Editor, vscode: CodeServer, picture: TakePicture): Promise<void> {
  const { keyboard } = editor.page;
  const count = 80;
  const note = { type: "string", description: "The text.", "x-zui": { title: "Note" } };
  const text = { schema: { type: "object", properties: { note } } };
  const action = (number: number) => [
    `copy${number}`,
    { title: `Copy ${number}`, description: "Copies a note.", input: text, output: text },
  ];
  const actions = Object.fromEntries(Array.from({ length: count }, (_, number) => action(number)));
  const events = { noteShared: { title: "Note shared", description: "Sent to its readers.", ...text } };
  const manifest = { name: "acme/large", version: "1.0.0", visibility: "private", actions, events };
  const lines = JSON.stringify(manifest, undefined, 2).split("\n");
  assert.ok(lines.length > 2000, String(lines.length));
  // The end of the properties of an output.
  const removed = lines.findIndex((line, at) => at > lines.length / 2 && line === "          }");
  lines.splice(removed, 1);
  writeFileSync(path.join(vscode.workspace, LARGE), `${lines.join("\n")}\n`);

  step("a missing brace in a large manifest is one error, and the outline is whole");
  await editor.openFile(LARGE);
  await editor.goTo(removed, 1);
  await editor.errors.first().waitFor();
  await editor.page.waitForTimeout(1000);
  assert.equal(await editor.errors.count(), 1);
  const badge = `[aria-label*="${LARGE}"][aria-label*="1 problem in this file"]`;
  await editor.page.locator(badge).first().waitFor();
  await editor.until(editor.picks.filter({ hasText: "noteShared" }).first(), async () => {
    await keyboard.press("Escape");
    await keyboard.press("Control+Shift+o");
    await keyboard.type("noteS");
  });
  await keyboard.press("Escape");
  const names = (value: string) => editor.picks.filter({ hasText: value }).first();
  await editor.until(names(`copy${count - 1}`), async () => {
    await keyboard.press("Escape");
    await keyboard.press("Control+Shift+o");
    await keyboard.type(`copy${count - 1}`);
  });
  await keyboard.press("Escape");
  await editor.goTo(removed, 1);
  await editor.run("Explorer: Focus on Outline View");
  await editor.page.waitForTimeout(1000);
  await picture("vscode-missing-brace", { x: 0, y: 35, width: 1100, height: 703 });
  await editor.run("View: Close Editor");
}
