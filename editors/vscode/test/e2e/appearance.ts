// File icons, the page of the extension, and the colors of scripts.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { Locator } from "playwright-core";

import type { CodeServer } from "./codeServer";
import { type Crop, type Editor, step } from "./editor";

const FOLDER = "colors";
const NAME = "colors.integration.json";

/** The parts of this script have different colors. */
const SCRIPT = '# why\nif exists(.body) { true } else { "hello" }\n';
const PARTS = ["why", "if", "exists", "body", "true", "hello"];

export async function appearance(
  editor: Editor,
  vscode: CodeServer,
  picture: (name: string, crop: Crop) => Promise<void>,
): Promise<void> {
  const folder = path.join(vscode.workspace, FOLDER);
  mkdirSync(folder);
  const manifest = { name: "acme/colors", version: "1.0.0", identifier: { extractScript: SCRIPT } };
  writeFileSync(path.join(folder, NAME), `${JSON.stringify(manifest, null, 2)}\n`);
  await editor.openFile(NAME);

  step("manifests have an icon in the list of files, in both colors");
  await editor.run("View: Show Explorer");
  const label = editor.page.locator(".explorer-folders-view .monaco-icon-label", { hasText: NAME });
  await label.waitFor();
  await fileIcon(label, "file-light.svg");
  await editor.run("Preferences: Toggle between Light/Dark Themes");
  await fileIcon(label, "file-dark.svg");
  await editor.run("Preferences: Toggle between Light/Dark Themes");
  await fileIcon(label, "file-light.svg");

  step("a script that is open as a file has the colors of the string");
  const inString = await colors(editor.line('"extractScript"'));
  // VS Code cancels a pending request for code lenses when the text loses the focus, as to the list of files above.
  await editor.run("View: Focus Active Editor Group");
  await editor.lens("Open extractScript.vrl").click();
  await editor.language.filter({ hasText: "Integration Script" }).waitFor();
  await editor.line("if exists").waitFor();
  assert.deepEqual(await colors(editor.line(/why|exists/)), inString);

  await misspelled(editor, picture);
  await detailsPage(editor);
}

/** A misspelled function in the script. */
async function misspelled(editor: Editor, picture: (name: string, crop: Crop) => Promise<void>): Promise<void> {
  const { keyboard } = editor.page;
  step("a misspelled function in a script is underlined, and a quick fix replaces it");
  await keyboard.press("Control+Home");
  // The hover is below the line.
  await keyboard.type("body = to_strin!(.body)\n\n\n\n");
  await editor.errors.first().waitFor();
  await editor.goTo(1, 12);
  await editor.run("Show or Focus Hover");
  await editor.hover.filter({ hasText: "Quick Fix" }).first().waitFor();
  await picture("vscode-script", { x: 0, y: 35, width: 860, height: 300 });
  await keyboard.press("Escape");
  await editor.openFixes();
  await editor.chooseFix("Replace with `to_string`");
  await editor.line("body = to_string!(.body)").waitFor();
  await editor.errors.first().waitFor({ state: "detached" });
  await editor.run("File: Revert File");
}

/** Waits until the icon of a file is a picture of the extension. */
async function fileIcon(label: Locator, picture: string): Promise<void> {
  let image = "";
  for (let attempt = 0; attempt < 50 && !image.includes(picture); attempt++) {
    image = await label.evaluate((it) => getComputedStyle(it as never, "::before").backgroundImage);
    await label.page().waitForTimeout(100);
  }
  const address = /^url\("(.*)"\)$/.exec(image)?.[1] ?? "";
  assert.ok(address.includes(picture), image);
  const response = await label.page().request.get(address);
  assert.match(response.headers()["content-type"] ?? "", /^image\/svg/);
}

/** Returns the colors of the parts of the script in some lines, when all are different. */
async function colors(lines: Locator): Promise<Record<string, string>> {
  let found: Record<string, string> = {};
  // The editor colors a line after it is shown.
  for (let attempt = 0; attempt < 50; attempt++) {
    const spans = await lines.locator("span[class*=mtk]").evaluateAll((all) =>
      all.map((it) => [it.textContent ?? "", getComputedStyle(it as never).color] as const),
    );
    const color = (part: string) => spans.find(([text]) => new RegExp(`\\b${part}\\b`).test(text))?.[1] ?? "";
    found = Object.fromEntries(PARTS.map((part) => [part, color(part)]));
    const all = Object.values(found);
    if (!all.includes("") && new Set(all).size === PARTS.length) {
      return found;
    }
    await lines.page().waitForTimeout(100);
  }
  throw new Error(`not all colors are different: ${JSON.stringify(found)}`);
}

/** The page of the extension. */
async function detailsPage({ page, preview }: Editor): Promise<void> {
  step("the page of the extension has its icon and its picture");
  await page.keyboard.press("Control+Shift+X");
  await page.locator(".extension-list-item", { hasText: "Botpress Integration Manifest" }).click();
  const width = (picture: Locator) =>
    picture.evaluate((it) => (it as unknown as { naturalWidth: number }).naturalWidth);
  const icon = page.locator(".extension-editor .header img.icon");
  await icon.waitFor();
  assert.equal(await width(icon), 128);
  const pictures = preview.locator("img");
  await pictures.first().waitFor();
  for (const picture of await pictures.all()) {
    assert.ok((await width(picture)) > 0, (await picture.getAttribute("alt")) ?? "");
  }
  assert.deepEqual(await preview.locator("a[href^='..'], a[href^='.']").all(), []);
  await page.keyboard.press("Control+w");
}
