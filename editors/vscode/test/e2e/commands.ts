// The command palette, the walkthrough and the status bar.

import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { Locator } from "playwright-core";

import type { CodeServer } from "./codeServer";
import { type Editor, step } from "./editor";

const KITE = "kite.integration.json";

const TEXT = `{
  "name": "acme/kite",
  "version": "latest"
}
`;

const README = "# Kite\n\nTells when there is wind enough for it; Drachen für alle.\n";

export async function commands(editor: Editor, vscode: CodeServer): Promise<void> {
  const file = path.join(vscode.workspace, KITE);
  const { page } = editor;
  writeFileSync(file, TEXT);
  await editor.openFile(KITE);
  await editor.errors.first().waitFor();

  step("the rules at the cursor are listed first");
  await editor.goTo(3, 16);
  await editor.ask("Integration Manifest: Show Rule Documentation…", "Select a rule");
  await editor.picks.first().filter({ hasText: "version-format" }).waitFor();
  await editor.picks.first().filter({ hasText: "At the cursor" }).waitFor();
  await page.keyboard.press("Enter");
  await editor.preview.getByRole("heading", { name: "version-format" }).waitFor();
  await editor.preview.getByRole("heading", { name: "Why it matters" }).waitFor();
  await editor.preview.locator("pre code").first().waitFor();
  await page.keyboard.press("Control+w");

  step("the link of a diagnostic opens the rendered page");
  await editor.tab(KITE, "clean").click();
  // The tooltip of the tab would hide the hover.
  await page.mouse.move(0, 0);
  await editor.goTo(3, 16);
  const link = editor.hover.locator("a.code-link", { hasText: "version-format" }).first();
  await editor.until(editor.preview.getByRole("heading", { name: "version-format" }), async () => {
    await editor.run("Show or Focus Hover");
    // A movement of the mouse replaces the hover.
    await link.dispatchEvent("click");
  });
  await page.keyboard.press("Control+w");

  step("the quick fixes explain the rule");
  await editor.tab(KITE, "clean").click();
  await editor.goTo(3, 16);
  await editor.openFixes();
  await editor.chooseFix("Explain `version-format`");
  await editor.preview.getByRole("heading", { name: "version-format" }).waitFor();
  await page.keyboard.press("Control+w");

  step("rules are found by their summary");
  await editor.tab(KITE, "clean").click();
  await editor.ask("Integration Manifest: Show Rule Documentation…", "Select a rule");
  await page.keyboard.type("icon is not well-formed");
  await editor.picks.first().filter({ hasText: "invalid-svg" }).waitFor();
  await page.keyboard.press("Enter");
  await editor.preview.getByRole("heading", { name: "invalid-svg" }).waitFor();
  await page.keyboard.press("Control+w");

  step("a file is embedded in a missing field");
  // In another folder than the manifest.
  const folder = path.join(vscode.workspace, "texts");
  mkdirSync(folder);
  writeFileSync(path.join(folder, "hub.md"), README);
  writeFileSync(path.join(folder, "photo.md"), Buffer.from([0xff, 0xd8, 0xff, 0xe0]));
  await editor.tab(KITE, "clean").click();
  await embed(editor, path.join(folder, "hub.md"));
  await editor.line('"readme": ').waitFor();
  await editor.tab(KITE, "dirty").waitFor();
  await page.keyboard.press("Control+s");
  await editor.tab(KITE, "clean").waitFor();
  const { readme } = JSON.parse(readFileSync(file, "utf8")) as { readme: string };
  assert.equal(Buffer.from(readme, "base64").toString(), README);

  step("an unsuitable file is reported, and changes nothing");
  await embed(editor, path.join(folder, "photo.md"));
  await editor.notification("photo.md is not UTF-8 text").waitFor();
  await editor.tab(KITE, "clean").waitFor();

  step("extracting content opens the new file");
  await editor.tab(KITE, "clean").click();
  const line = readFileSync(file, "utf8").split("\n").findIndex((it) => it.includes('"readme"'));
  await editor.goTo(line + 1, 6);
  await editor.openFixes("Refactor...");
  await editor.chooseFix("Extract `readme` to `README.md`");
  await page.locator(".tab.active", { hasText: "README.md" }).waitFor();
  await editor.line("# Kite").waitFor();
  assert.equal(readFileSync(path.join(vscode.workspace, "README.md"), "utf8"), README);

  step("the extracted file is added to the settings file");
  const offer = editor.notification("README.md is a copy of the content in the manifest");
  await offer.getByText("Add Entry", { exact: true }).click();
  const settings = path.join(vscode.workspace, "integration-manifest.toml");
  const text = () => (existsSync(settings) ? readFileSync(settings, "utf8") : "");
  for (let attempt = 0; attempt < 100 && text() === ""; attempt++) {
    await page.waitForTimeout(100);
  }
  assert.equal(text(), '[embed]\nreadme = "README.md"\n');
  await page.keyboard.press("Control+w");

  step("the language status links to the commands");
  // The status is drawn again when the active editor changes, so that a click may have no effect.
  for (let attempt = 0; attempt < 5 && !(await editor.picks.first().isVisible()); attempt++) {
    await page.locator("#status\\.languageStatus").hover();
    await page.locator(".hover-language-status").getByText("Commands", { exact: true }).click();
    await editor.picks.first().waitFor({ timeout: 5000 }).catch(() => undefined);
  }
  for (const title of ["Embed File…", "Restart Server"]) {
    await editor.picks.filter({ hasText: `Integration Manifest: ${title}` }).first().waitFor();
  }
  await page.keyboard.type("Show Output");
  await editor.picks.first().filter({ hasText: "Show Output" }).waitFor();
  await page.keyboard.press("Enter");
  const output = page.locator(".panel .output-view, .part.panel .view-lines");
  await output.filter({ hasText: /starting\s.*integration-manifest-ls/ }).first().waitFor();
  await editor.run("View: Hide Panel");

  await walkthrough(editor);
}

/** Selects the readme, and then the file for it. */
async function embed(editor: Editor, file: string): Promise<void> {
  const { page } = editor;
  await editor.ask("Integration Manifest: Embed File…", "Select the field to embed a file in");
  await page.keyboard.type("readme");
  await editor.picks.first().filter({ hasText: "readme" }).waitFor();
  await page.keyboard.press("Enter");
  const name = page.locator(".quick-input-widget", { hasText: "Select the file for" }).locator("input");
  // The dialog first sets the current folder, and replaces earlier input.
  await waitForValue(name.first(), /\/examples\/$/);
  await name.first().fill(file);
  await editor.picks.filter({ hasText: path.basename(file) }).first().waitFor();
  await page.keyboard.press("Enter");
  await page.locator(".quick-input-widget").waitFor({ state: "hidden" });
}

/** Waits until the value of a field matches. */
async function waitForValue(field: Locator, text: RegExp): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (text.test(await field.inputValue())) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${await field.inputValue()} is not ${text}`);
}

/** The steps and links of the walkthrough. */
async function walkthrough(editor: Editor): Promise<void> {
  const { page } = editor;
  step("the walkthrough shows its steps, and its links work");
  await editor.ask("Welcome: Open Walkthrough...", "Select a walkthrough to open");
  await page.keyboard.type("integration manifests");
  await editor.picks.first().filter({ hasText: "Get started with integration manifests" }).waitFor();
  await page.keyboard.press("Enter");
  const steps = page.locator("button.getting-started-step");
  await steps.first().waitFor();
  assert.equal(await steps.count(), 5);
  await steps.filter({ hasText: "Fix findings" }).click();
  await editor.preview.getByText("source.fixAll").waitFor();
  await steps.filter({ hasText: "Configure rules" }).click();
  await editor.preview.getByText("unknown-field").waitFor();
  await editor.until(editor.question("Select a rule"), () =>
    page.getByText("Select a rule", { exact: true }).click(),
  );
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+w");
}
