// Typing: completion of files, the cursor after a quick fix, and text that nothing interrupts.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { CodeServer } from "./codeServer";
import { type Editor, step } from "./editor";

const PROSE = "prose.integration.json";
const TYPED = "typed.integration.json";
const ART = "art.integration.json";

export async function typing(editor: Editor, vscode: CodeServer): Promise<void> {
  await prose(editor, vscode);
  await structure(editor, vscode);
  await files(editor, vscode);
  await cursor(editor);
  await definitions(editor);
}

/** Text in a string is inserted as it is typed. */
async function prose(editor: Editor, vscode: CodeServer): Promise<void> {
  const file = path.join(vscode.workspace, PROSE);
  const { keyboard } = editor.page;
  const before = '{\n  "name": "acme/prose",\n  "version": "1.0.0",\n  "description": "';
  const after = '"\n}\n';
  writeFileSync(file, before + after);

  step("typing in a description, and Tab or Enter, insert nothing else");
  await editor.openFile(PROSE);
  await editor.goTo(4, 19);
  const texts = ["Run an action", "add a channel, state: version 1.0", "title [name] event. action"];
  for (const text of texts) {
    await keyboard.type(text, { delay: 30 });
    // The editor requests suggestions after a delay.
    await editor.page.waitForTimeout(500);
    assert.equal(await editor.suggestions.count(), 0, text);
    await keyboard.press("Tab");
    await keyboard.press("Enter");
  }
  await keyboard.press("Control+s");
  await editor.tab(PROSE, "clean").waitFor();
  const saved = readFileSync(file, "utf8");
  assert.ok(saved.startsWith(before) && saved.endsWith(after), saved);
  const inserted = saved.slice(before.length, -after.length);
  assert.equal(inserted.replace(/\s+/g, " ").trim(), texts.join(" "));
  await keyboard.press("Control+w");
}

/** A manifest that is typed, with brackets and quotes that the editor closes, has the typed text. */
async function structure(editor: Editor, vscode: CodeServer): Promise<void> {
  const file = path.join(vscode.workspace, TYPED);
  const { keyboard } = editor.page;
  writeFileSync(file, "");

  step("a manifest is typed line by line, and Enter only breaks lines");
  await editor.openFile(TYPED);
  const lines = [
    "{",
    '"name": "acme/typed",',
    '"version": "1.0.0",',
    '"title": "Costs $5, ${1:a} or $name: {title}",',
    '"description": "Version, state, action",',
    '"visibility": "private",',
    '"attributes": {',
    '"category": "Other",',
    '"x": "channel"',
    "},",
    '"user": {',
    '"tags": {',
    '"id": {}',
    "}",
    "},",
    '"events": {',
    '"closed": {',
    '"title": "Closed",',
    '"schema": {',
    '"type": "object"',
    "}",
    "}",
    "}",
    "}",
  ];
  for (const line of lines) {
    if (/^}/.test(line)) {
      // The editor has closed the bracket.
      await keyboard.press("ArrowDown");
      await keyboard.press("End");
      await keyboard.type(line.slice(1), { delay: 20 });
    } else {
      await keyboard.type(line, { delay: 20 });
    }
    // The suggestions arrive after a delay.
    await editor.page.waitForTimeout(300);
    const next = lines[lines.indexOf(line) + 1];
    if (next !== undefined && !/^}/.test(next)) {
      await keyboard.press("Enter");
    }
  }
  await keyboard.press("Control+s");
  await editor.tab(TYPED, "clean").waitFor();
  assert.equal(readFileSync(file, "utf8").replace(/\s+/g, " ").trim(), lines.join(" "));
  await keyboard.press("Control+w");
}

/** The icon is completed with a file beside the manifest. */
async function files(editor: Editor, vscode: CodeServer): Promise<void> {
  const folder = path.join(vscode.workspace, "art");
  mkdirSync(folder);
  const icon = '<svg xmlns="http://www.w3.org/2000/svg"/>';
  writeFileSync(path.join(folder, "picture.svg"), icon);
  const members = { output: { schema: { type: "object", properties: {} } } };
  const manifest = { name: "acme/art", version: "1.0.0", icon: "", actions: { paint: members } };
  const file = path.join(folder, ART);
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);

  step("completion embeds a file beside the manifest");
  await editor.openFile(ART);
  await editor.goTo(4, 12);
  await editor.page.keyboard.type("pic", { delay: 30 });
  await editor.page.keyboard.press("Control+Space");
  await editor.suggestions.filter({ hasText: "Embed picture.svg" }).first().waitFor();
  await editor.page.keyboard.press("Enter");
  await editor.line(`"icon": "${Buffer.from(icon).toString("base64")}",`).waitFor();
}

/** A quick fix that adds a member moves the cursor into it. */
async function cursor(editor: Editor): Promise<void> {
  step("a quick fix that adds a member places the cursor in its value");
  const lines = '"paint": {';
  await editor.line(lines).waitFor();
  await editor.goTo(6, 8);
  await editor.openFixes();
  await editor.chooseFix("Add `input`");
  await editor.line('"input": {').waitFor();
  await editor.page.keyboard.type('"size": {}');
  await editor.line(/"input":.*\{"size":\s\{\}/).waitFor();
  // In its usual place, before `output`.
  await editor.page
    .locator(".monaco-editor .view-lines", { hasText: /"paint".*"input".*"output"/s })
    .waitFor();
  await editor.page.keyboard.press("Escape");

  step("an action that adds several members places the cursor in the first value");
  await editor.goTo(6, 8);
  await editor.openFixes("Refactor...");
  await editor.chooseFix("Add all missing titles and descriptions");
  await editor.line('"title":').first().waitFor();
  await editor.page.keyboard.type("Art");
  await editor.page
    .locator(".monaco-editor .view-lines", { hasText: /"title":\s"Art".*"paint".*"title":/s })
    .waitFor();
  await editor.page.keyboard.press("Escape");
}

/** The view of definitions in the Explorer. */
async function definitions(editor: Editor): Promise<void> {
  step("the view of definitions lists them, and adds one");
  await editor.run("Explorer: Focus on Integration Manifest View");
  const row = (name: string) => editor.page.locator(".pane-body .monaco-list-row", { hasText: name });
  await row("paint").waitFor();
  await row("Events").hover();
  await row("Events").getByRole("button", { name: "Add Event" }).click();
  await editor.line('"eventName": {').waitFor();
  await editor.page.keyboard.type("painted");
  await editor.line('"painted": {').waitFor();
  await editor.page.keyboard.press("Escape");
  await row("painted").waitFor();
  await editor.run("View: Toggle Primary Side Bar Visibility");
  await editor.page.keyboard.press("Control+s");
  await editor.tab(ART, "clean").waitFor();
}
