// Tests in the extension host of the baseline: a finding is accepted, and stays accepted after renames.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import * as vscode from "vscode";

import { quickFix, until } from "./hostContents";

const FOLDER = "accepting";
const BASELINE = "integration-manifest.baseline.json";
const MANIFEST = '{ "name": "acme/x", "version": "1.0.0", "actions": { "get": { "titel": "X" } } }\n';

export async function testBaseline(): Promise<void> {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root);
  const folder = path.join(root.uri.fsPath, FOLDER);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, "integration-manifest.toml"), "[rules]\nmissing-field = 'off'\npublish = 'off'\n");
  writeFileSync(path.join(folder, "integration.json"), MANIFEST);
  const uri = (name: string) => vscode.Uri.joinPath(root.uri, FOLDER, name);
  const baseline = () => readFileSync(path.join(folder, BASELINE), "utf8");
  // A quick fix of the user saves the files that it changes, and the API does not.
  const apply = async (edit: vscode.WorkspaceEdit) => {
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await (await vscode.workspace.openTextDocument(uri(BASELINE))).save());
  };

  const manifest = uri("integration.json");
  const document = await vscode.workspace.openTextDocument(manifest);
  await vscode.window.showTextDocument(document);
  await findings(manifest, 1);
  const action = await quickFix(document, "titel", /^Accept this finding \(`unknown-field`\)$/);
  assert.ok(action.command);
  // The reason that the user would enter.
  await vscode.commands.executeCommand(action.command.command, ...(action.command.arguments ?? []), "legacy");
  assert.ok(await (await vscode.workspace.openTextDocument(uri(BASELINE))).save());
  await findings(manifest, 0);
  assert.match(baseline(), /"integration\.json": \[\n.*"pointer": "\/actions\/get\/titel", "reason": "legacy"/);

  const renamed = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    "vscode.executeDocumentRenameProvider",
    manifest,
    document.positionAt(MANIFEST.indexOf('"get"') + 2),
    "fetch",
  );
  await apply(renamed);
  await until("the renamed pointer", () => baseline().includes("/actions/fetch/titel") || undefined);

  const moved = new vscode.WorkspaceEdit();
  moved.renameFile(manifest, uri("old.integration.json"));
  await apply(moved);
  await until("the renamed manifest", () => baseline().includes('"old.integration.json"') || undefined);
  await vscode.window.showTextDocument(uri("old.integration.json"));
  await findings(uri("old.integration.json"), 0);
}

/** Waits until the manifest has this number of diagnostics. */
async function findings(manifest: vscode.Uri, count: number): Promise<void> {
  await until(`${count} diagnostics`, () => {
    return vscode.languages.getDiagnostics(manifest).length === count || undefined;
  });
}
