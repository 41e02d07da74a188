// Tests the extension in VS Code, in a browser. Environment variables:
//
//   CODE_SERVER      the program of code-server 4.100 or later
//   CHROMIUM         the program of Chromium (default: chromium, from the PATH)
//   LANGUAGE_SERVER  the server (default: the debug build of this repository)
//
// The parts run in several windows at the same time. With `--only NAME`, runs one part. With `--pictures FOLDER`,
// takes the screenshots of the documentation.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import * as path from "node:path";
import { parseArgs } from "node:util";

import { type Browser, chromium, type Page } from "playwright-core";

import { appearance } from "./appearance";
import { CodeServer, type Packages, type Programs, pack } from "./codeServer";
import { editing } from "./editing";
import { commands } from "./commands";
import { compatibility } from "./compatibility";
import { type Crop, Editor, part, step } from "./editor";
import { Endpoint } from "./endpoint";
import { idle } from "./idle";
import { lifecycle } from "./lifecycle";
import { mcp } from "./mcp";
import { newManifest } from "./newManifest";
import { preview } from "./preview";
import { providers } from "./providers";
import { settings } from "./settings";
import { typing } from "./typing";
import { validate } from "./validate";

const EXTENSION = path.resolve(__dirname, "../../..");
const REPOSITORY = path.resolve(EXTENSION, "../..");
const DESK = "desk.integration.json";

const WINDOW = { width: 1100, height: 760 };

type TakePicture = (name: string, crop: Crop) => Promise<void>;

type Part = (
  editor: Editor,
  vscode: CodeServer,
  picture: TakePicture,
  endpoint: Endpoint,
) => Promise<void>;

/** Parts that run one after another in one window. The longest lanes are first. */
const LANES: { [name: string]: Part }[] = [
  { bundled, idle },
  {
    settings,
    validate: (editor, vscode, _, endpoint) => validate(editor, vscode, endpoint),
    commands,
    compatibility,
    mcp,
    newManifest,
    typing,
  },
  { scenario, editing, preview: previewOfExample },
  { appearance, providers: (editor, vscode) => providers(editor.page, vscode, EXTENSION) },
];

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { pictures: { type: "string" }, only: { type: "string" } } });
  const { only } = values;
  const lanes = LANES.map((parts) =>
    Object.entries(parts).filter(([name]) => only === undefined || name === only),
  ).filter((parts) => parts.length > 0);
  if (lanes.length === 0) {
    throw new Error(`no part is called ${only}`);
  }
  const codeServer = process.env["CODE_SERVER"];
  if (codeServer === undefined) {
    throw new Error("CODE_SERVER is not set to the program of code-server");
  }
  const built =
    process.env["LANGUAGE_SERVER"] ?? path.join(REPOSITORY, "target/debug/integration-manifest-ls");
  const home = mkdtempSync(path.join(tmpdir(), "packages-"));
  let endpoint: Endpoint | undefined;
  try {
    endpoint = await Endpoint.start(built);
    const programs = { codeServer, languageServer: withoutSymbols(built, home), extension: EXTENSION };
    await runLanes(lanes, programs, pack(programs, home), endpoint, values.pictures);
  } finally {
    await endpoint?.stop();
    rmSync(home, { recursive: true, force: true });
  }
}

/** Runs the lanes, several at the same time. After a failure, ends all of them. */
async function runLanes(
  lanes: [string, Part][][],
  programs: Programs,
  packages: Packages,
  endpoint: Endpoint,
  folder: string | undefined,
): Promise<void> {
  const browser = await chromium.launch({
    executablePath: program(process.env["CHROMIUM"] ?? "chromium"),
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  const waiting = [...lanes];
  const window = async (): Promise<void> => {
    for (let lane = waiting.shift(); lane !== undefined; lane = waiting.shift()) {
      await runLane(lane, programs, packages, browser, endpoint, folder);
    }
  };
  const windows = Array.from({ length: Math.min(lanes.length, availableParallelism()) }, window);
  try {
    await Promise.all(windows);
  } finally {
    waiting.length = 0;
    // Without the browser, the other windows fail, and stop their programs.
    await browser.close();
    await Promise.allSettled(windows);
  }
}

/** Runs parts in one window. */
async function runLane(
  parts: [string, Part][],
  programs: Programs,
  packages: Packages,
  browser: Browser,
  endpoint: Endpoint,
  folder: string | undefined,
): Promise<void> {
  const isBundled = parts.some(([, run]) => run === bundled);
  const origin = isBundled ? "this extension" : "the setting";
  // The URL of the API can only be set in the environment; the token is entered in the editor.
  const variables = { BP_API_URL: endpoint.url, BP_TOKEN: "", BP_WORKSPACE_ID: "" };
  const examples = path.join(REPOSITORY, "examples");
  // Only one part tests scripts with the language of another extension.
  const extensions = parts.some(([, run]) => run === scenario) ? [packages.vrl] : [];
  const vscode = await CodeServer.start(programs, packages, examples, { origin, variables, extensions });
  let page: Page | undefined;
  try {
    page = await browser.newPage({ viewport: WINDOW });
    page.setDefaultTimeout(30_000);
    const editor = new Editor(page);
    await editor.openFolder(vscode.url, vscode.workspace);
    for (const [name, run] of parts) {
      await part.run(name, () => run(editor, vscode, pictures(editor, folder), endpoint));
    }
  } catch (error) {
    if (page !== undefined && browser.isConnected()) {
      await page.screenshot({ path: path.join(EXTENSION, "out/failed.png") });
      console.error(`${parts.map(([name]) => name).join()}: see the screenshot out/failed.png`);
    }
    throw error;
  } finally {
    await Promise.allSettled([page?.close()]);
    await vscode.stop();
  }
}

/** Copies a program without its debug information, which makes the packages of a debug build large. */
function withoutSymbols(built: string, folder: string): string {
  const copy = path.join(folder, "integration-manifest-ls");
  try {
    execFileSync("strip", ["-o", copy, built], { stdio: "ignore" });
  } catch {
    copyFileSync(built, copy);
  }
  return copy;
}

/** The platform package of the extension, which contains the server. */
async function bundled(editor: Editor, vscode: CodeServer): Promise<void> {
  step("the platform package contains a server");
  await editor.openFile("broken/integration.json");
  await editor.errors.first().waitFor();
  assert.equal(vscode.servers().length, 1);
  await editor.page.locator("#status\\.languageStatus").hover();
  await editor.page.getByText("running, found in this extension").first().waitFor();
  await editor.page.mouse.move(0, 0);
}

async function previewOfExample(editor: Editor, vscode: CodeServer, picture: TakePicture): Promise<void> {
  const good = path.join(vscode.workspace, "good");
  await preview(editor, vscode.url, good, "integration.json", picture);
}

function pictures(editor: Editor, folder: string | undefined): TakePicture {
  if (folder === undefined) {
    return async () => {};
  }
  mkdirSync(folder, { recursive: true });
  return (name, crop) => editor.picture(path.join(folder, `${name}.png`), crop);
}

async function scenario(editor: Editor, vscode: CodeServer, picture: TakePicture): Promise<void> {
  // With a unique name in the list of files.
  copyFileSync(
    path.join(vscode.workspace, "good/integration.json"),
    path.join(vscode.workspace, DESK),
  );
  step("a folder with a manifest activates the extension");
  await editor.openFolder(vscode.url, vscode.workspace);
  await editor.page.keyboard.press("Control+Shift+M");
  await editor.problem("Invalid version").waitFor();
  assert.equal(await editor.page.locator(".tab").count(), 0, "no file is open");
  await editor.page.keyboard.press("Control+Shift+M");

  step("a broken manifest is underlined");
  await editor.openFile("broken/integration.json");
  await editor.errors.first().waitFor();
  assert.equal(await editor.language.innerText(), "Integration Manifest");

  await editor.run("View: Toggle Primary Side Bar Visibility");

  step("each problem is listed once");
  await editor.page.keyboard.press("Control+Shift+M");
  for (const message of [
    "Invalid version: expected `MAJOR.MINOR.PATCH`",
    "`visibility` must be one of `public`, `private`, `unlisted`",
    "Unknown tag `phon`; did you mean `phone`?",
    "Missing required field `input` in `cancelBooking`",
    "Missing comma after this",
  ]) {
    await editor.problem(message).waitFor();
    assert.equal(await editor.problem(message).count(), 1, message);
  }
  await editor.goTo(19, 26);
  await editor.openFixes();
  await picture("vscode-problems", { x: 0, y: 35, width: WINDOW.width, height: WINDOW.height - 57 });
  await editor.page.keyboard.press("Escape");
  await editor.page.keyboard.press("Control+Shift+M");

  step("a hover describes a field");
  await editor.goTo(8, 6);
  await editor.run("Show or Focus Hover");
  await editor.hover.filter({ hasText: "unlisted" }).first().waitFor();
  await picture("vscode-hover", { x: 0, y: 35, width: 860, height: 400 });
  await editor.page.keyboard.press("Escape");

  step("completion offers the values and replaces an invalid one");
  await editor.goTo(8, 18);
  await editor.page.keyboard.press("Control+Space");
  await editor.suggestions.first().waitFor();
  const labels = await editor.suggestions.evaluateAll((rows) =>
    rows.map((row) => row.querySelector(".label-name")?.textContent),
  );
  assert.deepEqual(labels, ["public", "private", "unlisted"]);
  // The default, `private`, is preselected.
  await editor.page.keyboard.press("ArrowUp");
  // The documentation is resolved when an item is selected, so it may not be available at first.
  const meaning = editor.details.filter({ hasText: "integration hub" });
  for (let attempt = 0; attempt < 10 && !(await meaning.isVisible()); attempt++) {
    await editor.page.keyboard.press("Control+Space");
    await meaning.waitFor({ timeout: 2000 }).catch(() => {});
  }
  await meaning.waitFor();
  await picture("vscode-completion", { x: 0, y: 35, width: WINDOW.width, height: 400 });
  await editor.page.keyboard.press("Enter");
  await editor.line('"visibility": "public",').waitFor();
  await editor.page.keyboard.press("Control+Shift+M");
  await editor.problem("`visibility` must be one of").waitFor({ state: "detached" });

  await editor.page.keyboard.press("Control+Shift+M");
  await names(editor, vscode);
  await hovers(editor, vscode, picture);
  await contents(editor, vscode);
  await script(editor, vscode);
  await editor.page.keyboard.press("Control+Shift+M");

  await lifecycle(editor, vscode);
  await editor.page.keyboard.press("Control+Shift+M");
}

/** Definition and references of a name. */
async function names(editor: Editor, vscode: CodeServer): Promise<void> {
  step("go to definition, and the code lens with its references");
  await editor.page.keyboard.press("Control+s");
  await editor.openFile(DESK);
  const lines = readFileSync(path.join(vscode.workspace, DESK), "utf8").split("\n");
  await editor.goTo(lines.findIndex((line) => line.includes('"name": "user"')) + 1, 20);
  await editor.run("Go to Definition");
  await editor.lens("2 references").click();
  await editor.peek.getByText("Locations (2)").waitFor();
  await editor.page.keyboard.press("Escape");
  await editor.peek.waitFor({ state: "detached" });
  await editor.page.keyboard.press("Control+Home");
}

/** Hovers of embedded content. */
async function hovers(editor: Editor, vscode: CodeServer, picture: TakePicture): Promise<void> {
  step("hovers show the icon and the readme");
  const lines = readFileSync(path.join(vscode.workspace, DESK), "utf8").split("\n");
  const hover = async (name: string): Promise<void> => {
    await editor.goTo(lines.findIndex((line) => line.startsWith(`  "${name}"`)) + 1, 5);
    await editor.run("Show or Focus Hover");
  };
  await hover("icon");
  const image = editor.hover.locator("img[src^='data:image/svg+xml;base64,']");
  await image.first().waitFor();
  const width = await image.first().evaluate((it) => (it as { naturalWidth?: number }).naturalWidth);
  assert.ok(width !== undefined && width > 0, "the icon is rendered");
  await picture("vscode-icon", { x: 0, y: 35, width: 860, height: 400 });
  await editor.page.keyboard.press("Escape");
  // The maximum height of a hover is a quarter of the editor.
  await editor.page.setViewportSize({ ...WINDOW, height: 2400 });
  await hover("readme");
  await editor.hover.filter({ hasText: "Headings" }).first().waitFor();
  const beginning = editor.hover.getByRole("heading", { name: "Kestrel Desk" });
  await beginning.waitFor();
  await picture("vscode-readme", { x: 0, y: 35, width: 860, height: 720 });
  await editor.page.keyboard.press("Escape");
  await editor.page.setViewportSize(WINDOW);
}

/** Embedded content as virtual files. */
async function contents(editor: Editor, vscode: CodeServer): Promise<void> {
  const manifest = path.join(vscode.workspace, DESK);
  const member = (): string | undefined => JSON.parse(readFileSync(manifest, "utf8")).readme;
  const readme = (): string => Buffer.from(member() ?? "", "base64").toString();
  const save = () => editor.page.keyboard.press("Control+s");

  step("the code lens opens the readme as Markdown");
  await save();
  await editor.openFile(DESK);
  await editor.line('"name": "acme/kestrel-desk"').waitFor();
  await editor.lens("Open README.md").click();
  await editor.line("# Kestrel Desk").waitFor();
  assert.equal(await editor.language.innerText(), "Markdown");

  step("saving writes the content to the manifest");
  await editor.page.keyboard.press("Control+Home");
  await editor.page.keyboard.type("Sehr schön: ");
  await editor.tab("README.md", "dirty").waitFor();
  await save();
  await editor.tab("README.md", "clean").waitFor();
  // The manifest had no other changes, so it is saved too.
  await editor.tab(DESK, "clean").waitFor();
  await waitUntil(() => readme().startsWith("Sehr schön: # Kestrel Desk\n"));

  step("the readme follows the manifest");
  const before = readFileSync(manifest, "utf8");
  const other = Buffer.from("# Something else\n").toString("base64");
  writeFileSync(manifest, before.replace(member() ?? "", other));
  await editor.tab("README.md", "clean").click();
  await editor.line("# Something else").waitFor();

  step("text that cannot be saved, because the field is missing, is kept");
  writeFileSync(manifest, before.replace(/ *"readme": "[^"]*",\n/, ""));
  await editor.tab(DESK, "clean").click();
  await editor.lens("Open README.md").waitFor({ state: "detached" });
  await editor.lens("Open icon.svg").waitFor();
  await editor.tab("README.md", "clean").click();
  await editor.line("# Something else").waitFor();
  await editor.page.keyboard.press("Control+Home");
  await editor.page.keyboard.type("Mine: ");
  await save();
  await editor.notification("The manifest has no `/readme`").waitFor();
  await editor.tab("README.md", "dirty").waitFor();
  await editor.line("Mine: # Something else").waitFor();
  assert.equal(member(), undefined);

  step("the readme follows again after the field is restored");
  writeFileSync(manifest, before);
  await editor.run("File: Revert File");
  await editor.line("Sehr schön: # Kestrel Desk").waitFor();
  const tabs = editor.page.locator(".tab .label-name");
  await tabs.getByText("integration.json", { exact: true }).click();
  await editor.line('"name": "acme/ferry-times"').waitFor();
}

/** A script, with the language of another extension. */
async function script(editor: Editor, vscode: CodeServer): Promise<void> {
  const manifest = path.join(vscode.workspace, DESK);
  const { keyboard } = editor.page;
  const member = (): string =>
    JSON.parse(readFileSync(manifest, "utf8")).configuration.identifier.linkTemplateScript;
  const before = member();

  step("the command opens a script as VRL");
  await editor.openFile(DESK);
  await editor.ask("Integration Manifest: Open Embedded Content…", "Select the content to open");
  await keyboard.type("linkTemplate");
  await editor.picks.first().filter({ hasText: "linkTemplateScript.vrl" }).waitFor();
  await keyboard.press("Enter");
  await editor.tab("linkTemplateScript.vrl", "clean").waitFor();
  await editor.line("webhookId = to_string!(.webhookId)").waitFor();
  await editor.language.filter({ hasText: /^VRL$/ }).waitFor();

  step("an error in the script is underlined");
  await keyboard.press("Control+Home");
  await keyboard.type("bot_id = to_strin!(.botId)");
  await keyboard.press("Enter");
  await editor.errors.first().waitFor();
  await editor.run("File: Revert File");
  await editor.tab("linkTemplateScript.vrl", "clean").waitFor();
  await editor.errors.first().waitFor({ state: "detached" });

  step("saving escapes special characters in JSON");
  await keyboard.press("Control+Home");
  await keyboard.type('# "Straße"\\');
  await keyboard.press("Enter");
  await editor.tab("linkTemplateScript.vrl", "dirty").waitFor();
  await keyboard.press("Control+s");
  await editor.tab("linkTemplateScript.vrl", "clean").waitFor();
  await waitUntil(() => member() === `# "Straße"\\\n${before}`);
  assert.match(readFileSync(manifest, "utf8"), /"linkTemplateScript": "# \\"Straße\\"\\\\\\nwebhookId/);
  await editor.tab("linkTemplateScript.vrl", "clean").click();
  await keyboard.press("Control+w");
}

/** Waits until a condition holds. */
async function waitUntil(condition: () => boolean): Promise<void> {
  for (let attempt = 0; attempt < 100 && !condition(); attempt++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.ok(condition());
}

/** Returns the path of a program, which Playwright requires. */
function program(name: string): string {
  return name.includes(path.sep)
    ? name
    : execFileSync("/bin/sh", ["-c", 'command -v "$0"', name], { encoding: "utf8" }).trim();
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
