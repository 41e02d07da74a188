// The preview of a manifest: updates while typing, last content of broken parts, scrolling, clicks, restart.

import assert from "node:assert/strict";

import type { FrameLocator } from "playwright-core";

import { type Crop, type Editor, step } from "./editor";

const CROP: Crop = { x: 0, y: 0, width: 1400, height: 820 };

const TOGGLE = "Preferences: Toggle between Light/Dark Themes";

type TakePicture = (name: string, crop: Crop) => Promise<void>;

/** Runs with the manifest `name` of the folder `folder`. */
export async function preview(
  editor: Editor,
  url: string,
  folder: string,
  name: string,
  picture: TakePicture,
): Promise<void> {
  const { page, preview } = editor;
  await page.setViewportSize({ width: CROP.width, height: CROP.height });
  await editor.openFolder(url, folder);

  step("a command opens the preview beside the manifest");
  await editor.openFile(name);
  await editor.goTo(1, 1);
  await editor.run("Integration Manifest: Open Preview to the Side");
  await preview.locator("h1", { hasText: "Kestrel Desk" }).waitFor();
  assert.equal(await preview.locator("img").count(), 1);
  assert.equal(await preview.locator("#page script").count(), 0);
  await picture("vscode-preview", CROP);

  step("the preview is updated while typing");
  const tab = page.locator(`.tab[data-resource-name="${name}"]`);
  await tab.click();
  await place(editor, '"title": "Create ticket', '"title": "Create'.length);
  await page.keyboard.type(" one");
  await preview.locator("h3", { hasText: "Create one ticket" }).waitFor();

  step("a broken definition keeps its last content");
  await page.keyboard.type('"');
  await preview.locator(".broken").first().waitFor();
  await preview.locator("h3", { hasText: "Create one ticket" }).waitFor();
  await page.keyboard.press("Backspace");
  await preview.locator(".broken").first().waitFor({ state: "detached" });

  step("the preview scrolls with the text");
  await editor.goTo(1, 1);
  await until(async () => (await scrolled(preview)) === 0);
  await place(editor, '"ticketRated"', 3);
  await until(async () => (await scrolled(preview)) > 500);

  step("a click on a name goes to the text");
  await preview.locator("h3", { hasText: "Find tickets" }).click();
  await editor.line('"findTickets": {').waitFor();
  const selection = page.locator("#status\\.editor\\.selection", { hasText: "selected" });
  await selection.waitFor();

  step("the text scrolls with the preview");
  await editor.goTo(1, 1);
  await until(async () => (await scrolled(preview)) === 0);
  const lower = editor.line('"interfaces": {').or(editor.line('"secrets": {')).first();
  let distance = 0;
  await until(async () => {
    // The page ignores its scrolling right after that of the text.
    distance = 30 - distance;
    await preview.locator("body").evaluate((body, distance) => window.scrollTo(0, body.scrollHeight - window.innerHeight - distance), distance);
    await page.waitForTimeout(500);
    return lower.isVisible();
  });

  step("the preview is restored after a restart");
  const title = preview.locator("h1", { hasText: "Kestrel Desk" });
  for (let attempt = 0; ; attempt++) {
    await page.reload();
    if (await title.waitFor({ timeout: 15_000 }).then(() => true, () => false)) {
      break;
    }
    // A page that is reloaded may not have saved which editors are open.
    assert.ok(attempt < 3, "the preview is not restored");
    await editor.run("Integration Manifest: Open Preview to the Side");
    await title.waitFor();
    await page.waitForTimeout(2000);
  }

  step("the preview has the colors of a dark theme");
  await tab.click();
  await place(editor, '"createTicket"', 3);
  await page.emulateMedia({ colorScheme: "dark" });
  await editor.run(TOGGLE);
  const isDark = () =>
    preview
      .locator("body")
      .evaluate((body) => getComputedStyle(body).backgroundColor === "rgb(31, 31, 31)");
  await until(isDark);
  await preview.locator("h3", { hasText: "Create one ticket" }).first().waitFor();
  await picture("vscode-preview-dark", CROP);
  await page.emulateMedia({ colorScheme: "light" });
  await editor.run(TOGGLE);
  await until(async () => !(await isDark()));
}

/** Moves the cursor behind the first `text` of the document. */
async function place(editor: Editor, text: string, offset: number): Promise<void> {
  const { page } = editor;
  await editor.goTo(1, 1);
  await page.keyboard.press("Control+f");
  const field = page.locator(".find-widget.visible .find-part textarea").first();
  await field.fill(text);
  await page.keyboard.press("Enter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("ArrowLeft");
  for (let index = 0; index < offset; index++) {
    await page.keyboard.press("ArrowRight");
  }
}

function scrolled(preview: FrameLocator): Promise<number> {
  return preview.locator("body").evaluate(() => window.scrollY);
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    if (await condition()) {
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("the condition does not become true");
}
