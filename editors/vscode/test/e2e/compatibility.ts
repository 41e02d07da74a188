// Comparison with the version that `[diff] against` names.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import type { CodeServer } from "./codeServer";
import { type Crop, type Editor, step } from "./editor";

const PLANNER = "planner.integration.json";

const OLD = `{
  "name": "acme/planner",
  "version": "2.3.0",
  "title": "Planner",
  "visibility": "public",
  "actions": {
    "createTask": {
      "title": "Create a task",
      "input": {
        "schema": {
          "type": "object",
          "properties": { "name": { "type": "string" }, "due": { "type": "string" } },
          "required": ["name"]
        }
      },
      "output": { "schema": { "type": "object", "properties": {} } }
    },
    "closeTask": {
      "title": "Close a task",
      "input": { "schema": { "type": "object", "properties": {} } },
      "output": { "schema": { "type": "object", "properties": {} } }
    }
  }
}
`;

/** `due` is required, and `closeTask` is removed. */
const NEW = OLD.replace('["name"]', '["name", "due"]').replace(/,\n    "closeTask": \{[^]*?\n    \}/, "");

const SETTINGS = '[rules]\npublish = "off"\n\n[diff]\nagainst = "git:v2.3.0"\n';

export async function compatibility(
  editor: Editor,
  vscode: CodeServer,
  picture: (name: string, crop: Crop) => Promise<void> = async () => {},
): Promise<void> {
  const { page } = editor;
  // A lens without a command is not a link.
  const lens = (title: string) => page.locator(".codelens-decoration", { hasText: title });
  const folder = path.join(vscode.workspace, "planner");
  mkdirSync(folder);
  const git = (...args: string[]): void => {
    const author = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
    execFileSync("git", [...author, "-c", "commit.gpgsign=false", ...args], { cwd: folder });
  };
  writeFileSync(path.join(folder, PLANNER), OLD);
  git("init", "--quiet");
  git("add", PLANNER);
  git("commit", "--quiet", "--message", "Release 2.3.0");
  git("tag", "v2.3.0");
  writeFileSync(path.join(folder, "integration-manifest.toml"), SETTINGS);
  writeFileSync(path.join(folder, PLANNER), NEW);

  step("a breaking change is underlined, and a lens says which version is necessary");
  await editor.openFile(PLANNER);
  await lens("3.0.0 needed: 2 breaking changes since v2.3.0").waitFor();
  await editor.run("Problems: Focus on Problems View");
  // Filtered, because only visible rows can be waited for.
  const filter = page.getByPlaceholder("Filter (e.g. text, **/*.ts");
  await filter.fill(PLANNER);
  await editor.problem("`closeTask` is removed").waitFor();
  await editor.problem("version-too-low").waitFor();
  await picture("vscode-breaking", { x: 0, y: 35, width: 1100, height: 703 });
  await filter.fill("");
  await editor.run("View: Hide Panel");

  step("a hover shows the previous definition");
  const lines = NEW.split("\n");
  const properties = lines.findIndex((line) => line.includes('"due": {'));
  await editor.goTo(properties + 1, (lines[properties] ?? "").indexOf('"due"') + 3);
  await editor.run("Show or Focus Hover");
  await editor.hover.filter({ hasText: "Since v2.3.0" }).first().waitFor();
  await page.keyboard.press("Escape");

  step("a quick fix restores the removed definition");
  const actions = lines.findIndex((line) => line.includes('"actions"'));
  await editor.goTo(actions + 1, 5);
  await editor.openFixes();
  await editor.chooseFix("Put `closeTask` back");
  await editor.line('"title": "Close a task"').waitFor();
  await lens("3.0.0 needed: 1 breaking change since v2.3.0").waitFor();

  step("a quick fix sets the version");
  await editor.goTo(3, 16);
  await editor.openFixes();
  await editor.chooseFix("3.0.0");
  await editor.line('"version": "3.0.0"').waitFor();
  await lens("needed").waitFor({ state: "detached" });
  assert.equal(await editor.problem("version-too-low").count(), 0);
  await page.keyboard.press("Control+s");
}
