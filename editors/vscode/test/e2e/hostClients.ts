// Tests in the extension host of details that differ between clients: URIs, kinds of code actions, unsaved settings.

import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import * as vscode from "vscode";

import { quickFix, until } from "./hostContents";

const HOSTS = "clients";

export async function testClients(): Promise<void> {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root);
  const file = (name: string, text: string): vscode.Uri => {
    const target = path.join(root.uri.fsPath, HOSTS, name);
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
    return vscode.Uri.joinPath(root.uri, HOSTS, name);
  };
  await testUris(file("größe und maß/integration.json", '{ "name": "acme/x", "version": "latest" }\n'));
  await testPlaces(file("places/integration.json", `
Some text.
{
  "name": "acme/x",
  "version": "1.0.0",
  "icon": "${Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>').toString("base64")}",
  "readme": "README.md",
  "secrets": {  },
  "titel": "X"
}
`));
  await testCompletion(file("completion/integration.json", `{
  "name": "acme/x",
  "version": "1.0.0",
  "attributes": {
    "category": ""
  },
  "actions": {
    "paint": {}
  }
}
`));
  await testKinds(
    file("kinds/integration.json", '{ "name": "acme/x", "version": "1.0.0" "title": "X" }\n'),
  );
  await testUnsavedSettings(
    file("unsaved/integration-manifest.toml", ""),
    file("unsaved/integration.json", '{ "name": "Acme/x", "version": "1.0.0" }\n'),
  );
}

function diagnosticsAt(path: string): [vscode.Uri, vscode.Diagnostic[]][] {
  return vscode.languages
    .getDiagnostics()
    .filter(([uri, found]) => uri.path.endsWith(path) && found.length > 0);
}

/** Diagnostics have the URI of the document: the editor lists each once. */
async function testUris(manifest: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(manifest);
  await vscode.window.showTextDocument(document);
  const found = await until("diagnostics", () => {
    const all = diagnosticsAt("maß/integration.json");
    return all.length > 0 ? all : undefined;
  });
  assert.deepEqual(found.map(([uri]) => uri.toString()), [manifest.toString()]);
  const versions = (found[0]?.[1] ?? []).filter(({ message }) => message.startsWith("Invalid version"));
  assert.equal(versions.length, 1);
}

/** Text before the manifest, a path instead of content, and the placeholder of a secret. */
async function testPlaces(manifest: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(manifest);
  await vscode.window.showTextDocument(document);
  const execute = <T>(command: string, ...args: unknown[]) =>
    vscode.commands.executeCommand<T>(`vscode.execute${command}Provider`, manifest, ...args);

  const symbols = await execute<vscode.DocumentSymbol[]>("DocumentSymbol");
  assert.deepEqual(symbols.map(({ name }) => name), ["name", "version", "icon", "readme", "secrets", "titel"]);
  assert.doesNotMatch(symbols.map(({ detail }) => detail).join(), /PHN2/);

  const lenses = await execute<vscode.CodeLens[]>("CodeLens");
  const titles = lenses.map(({ command }) => command?.title);
  assert.ok(titles.includes("Open icon.svg"), titles.join());
  assert.ok(!titles.includes("Open README.md"), titles.join());

  const at = (text: string) => document.positionAt(document.getText().indexOf(text) + text.length);
  const hovers = await execute<vscode.Hover[]>("Hover", at('"vers'));
  const texts = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]);
  assert.ok(texts.length > 0);
  assert.doesNotMatch(texts.map(({ value }) => value).join("\n"), /\\[.=:/()>]/);

  const list = await execute<vscode.CompletionList>("CompletionItem", at('"secrets": { '));
  assert.deepEqual(list.items.map(({ label }) => label), ["API_KEY"]);
}

/** The list of fields marks required ones, containers have several lines, and a category has its values. */
async function testCompletion(manifest: vscode.Uri): Promise<void> {
  const document = await vscode.workspace.openTextDocument(manifest);
  await vscode.window.showTextDocument(document);
  const items = async (before: string) => {
    const end = document.getText().indexOf(before) + before.length;
    const list = await vscode.commands.executeCommand<vscode.CompletionList>(
      "vscode.executeCompletionItemProvider",
      manifest,
      document.positionAt(end),
    );
    return list.items.map(({ label, detail, insertText }) => ({
      label: typeof label === "string" ? label : label.label,
      detail,
      text: typeof insertText === "string" ? insertText : (insertText?.value ?? ""),
    }));
  };
  const categories = (await items('"category": "')).map(({ label }) => label);
  assert.ok(categories.includes("Customer Support"), categories.join());
  const inAction = await items('"paint": {');
  assert.equal(inAction[0]?.label, "input");
  assert.match(inAction[0]?.detail ?? "", /^required, /);
  const channels = (await items('"attributes": {\n    "category": ""\n  },')).find(({ label }) => label === "channels");
  assert.match(channels?.text ?? "", /^"channels": \{\n/);
}

/** On-save settings select the fixes of this server by its own kind. */
async function testKinds(manifest: vscode.Uri): Promise<void> {
  await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(manifest));
  const kinds = async (kind: string): Promise<string[]> => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      manifest,
      new vscode.Range(0, 3, 0, 3),
      kind,
    );
    return actions.map((action) => action.kind?.value ?? "");
  };
  const own = "source.fixAll.integrationManifest";
  assert.deepEqual(await kinds("source.fixAll"), [own]);
  assert.deepEqual(await kinds(own), [own]);
  assert.deepEqual(await kinds("source.fixAll.other"), []);
}

/** A severity is changed in the unsaved text of the settings file. */
async function testUnsavedSettings(settings: vscode.Uri, manifest: vscode.Uri): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  await vscode.workspace.openTextDocument(settings);
  edit.insert(settings, new vscode.Position(0, 0), "# Not saved.\n[rules]\n");
  assert.ok(await vscode.workspace.applyEdit(edit));
  const document = await vscode.workspace.openTextDocument(manifest);
  await vscode.window.showTextDocument(document);
  const action = await quickFix(document, "Acme", /^Disable `name-style` \(in/);
  assert.ok(action.edit && (await vscode.workspace.applyEdit(action.edit)));
  const text = (await vscode.workspace.openTextDocument(settings)).getText();
  assert.equal(text, '# Not saved.\n[rules]\nname-style = "off"\n');
}
