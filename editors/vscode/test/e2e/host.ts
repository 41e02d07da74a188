// Runs in the extension host, and executes the provider commands of VS Code.

import assert from "node:assert/strict";
import { renameSync, writeFileSync } from "node:fs";

import * as vscode from "vscode";

import { testBaseline } from "./hostBaseline";
import { testClients } from "./hostClients";
import { testContents } from "./hostContents";

export async function run(): Promise<void> {
  const result = process.env["TEST_RESULT"];
  assert.ok(result);
  let outcome = "passed";
  try {
    await testProviders();
    await testContents();
    await testBaseline();
    await testClients();
  } catch (error) {
    outcome = error instanceof Error ? (error.stack ?? error.message) : String(error);
  }
  writeFileSync(`${result}.new`, outcome);
  renameSync(`${result}.new`, result);
}

/** Executes a command until it has a result, because the server may not have started yet. */
async function execute<T>(command: string, ...args: unknown[]): Promise<T[]> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const results = await vscode.commands.executeCommand<T[] | undefined>(command, ...args);
    if (results !== undefined && results.length > 0) {
      return results;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${command} has no result`);
}

async function testProviders(): Promise<void> {
  const [file] = await vscode.workspace.findFiles("good/integration.json");
  assert.ok(file);
  const document = await vscode.workspace.openTextDocument(file);
  await vscode.window.showTextDocument(document);
  const text = document.getText();
  const at = (needle: string) => document.positionAt(text.indexOf(needle) + 3);
  const whole = new vscode.Range(0, 0, document.lineCount, 0);

  const symbols = await execute<vscode.DocumentSymbol>("vscode.executeDocumentSymbolProvider", file);
  const actions = symbols.find(({ name }) => name === "actions");
  assert.ok(actions?.children.some(({ name }) => name === "createTicket"));

  const found = await execute<vscode.SymbolInformation>(
    "vscode.executeWorkspaceSymbolProvider",
    "createTicket",
  );
  assert.ok(found.some(({ name }) => name === "createTicket"));

  const folds = await execute<vscode.FoldingRange>("vscode.executeFoldingRangeProvider", file);
  const line = at('"actions": {').line;
  assert.ok(folds.some(({ start }) => start === line));

  const ranges = await execute<vscode.SelectionRange>(
    "vscode.executeSelectionRangeProvider",
    file,
    [at('"createTicket"')],
  );
  assert.ok(ranges[0]?.parent?.parent);

  const definition = await execute<vscode.Location | vscode.LocationLink>(
    "vscode.executeDefinitionProvider",
    file,
    document.positionAt(text.indexOf('"name": "user"') + 10),
  );
  assert.equal(definition.length, 1);
  const user = document.positionAt(text.indexOf('"user": {', text.indexOf('"entities": {')) + 2);
  const references = await execute<vscode.Location>("vscode.executeReferenceProvider", file, user);
  assert.ok(references.length >= 2, String(references.length));
  const marked = await execute("vscode.executeDocumentHighlights", file, user);
  assert.ok(marked.length >= 2, String(marked.length));

  const lenses = await execute<vscode.CodeLens>("vscode.executeCodeLensProvider", file);
  const titles = lenses.map(({ command }) => command?.title ?? "");
  assert.ok(titles.some((title) => / references?$/.test(title)), titles.join());
  assert.ok(titles.includes("Open README.md"), titles.join());

  const hints = await execute<vscode.InlayHint>("vscode.executeInlayHintProvider", file, whole);
  assert.ok(hints.some(({ position }) => position.line === at('"icon": "').line));

  const tokens = await vscode.commands.executeCommand<vscode.SemanticTokens | undefined>(
    "vscode.provideDocumentSemanticTokens",
    file,
  );
  assert.ok(tokens !== undefined && tokens.data.length > 0);

  const hovers = await execute<vscode.Hover>(
    "vscode.executeHoverProvider",
    file,
    at('"visibility"'),
  );
  const contents = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]);
  assert.match(contents.map(({ value }) => value).join(), /unlisted/);

  const edit = await vscode.commands.executeCommand<vscode.WorkspaceEdit>(
    "vscode.executeDocumentRenameProvider",
    file,
    user,
    "customer",
  );
  assert.ok((edit.get(file)?.length ?? 0) >= 2);
  await assert.rejects(async () =>
    vscode.commands.executeCommand("vscode.executeDocumentRenameProvider", file, user, "two words"),
  );

  await testLinks();
  await testFormatting();
}

/** Tests document links to URLs and files. */
async function testLinks(): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  assert.ok(folder);
  // In a separate folder, because the settings apply to all manifests in it.
  const file = (name: string) => vscode.Uri.joinPath(folder, "links", name);
  const texts = {
    "integration-manifest.toml": '[embed]\nreadme = "hub.md"\n',
    "hub.md": "# Hub\n",
    "icon.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>\n',
    "integration.json": `{
  "url": "https://example.com/hook",
  "icon": "icon.svg",
  "readme": "IyBIdWIK"
}
`,
  };
  for (const [name, text] of Object.entries(texts)) {
    await vscode.workspace.fs.writeFile(file(name), Buffer.from(text));
  }
  const manifest = await vscode.workspace.openTextDocument(file("integration.json"));
  const expected = {
    "https://example.com/hook": "https://example.com/hook",
    "icon.svg": file("icon.svg").toString(),
    readme: file("hub.md").toString(),
  };
  let found = {};
  // The server may read the settings file later.
  for (let attempt = 0; attempt < 50 && Object.keys(found).length < 3; attempt++) {
    const links = await execute<vscode.DocumentLink>("vscode.executeLinkProvider", manifest.uri);
    found = Object.fromEntries(
      links.map(({ range, target }) => [manifest.getText(range), target?.toString()]),
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.deepEqual(found, expected);
}

/** Tests formatting and code actions in an unformatted document. */
async function testFormatting(): Promise<void> {
  const document = await vscode.workspace.openTextDocument({
    language: "integration-manifest",
    content: '{\n"version": "1.0.0",\n      "name": "acme/x"\n}\n',
  });
  const { uri } = document;
  const options = { tabSize: 2, insertSpaces: true };
  const edits = async (command: string, ...args: unknown[]) =>
    (await execute<vscode.TextEdit>(command, uri, ...args, options)).length;
  assert.ok((await edits("vscode.executeFormatDocumentProvider")) >= 2);
  assert.ok((await edits("vscode.executeFormatRangeProvider", new vscode.Range(1, 0, 1, 20))) >= 1);
  const typed = new vscode.Position(3, 1);
  assert.ok((await edits("vscode.executeFormatOnTypeProvider", typed, "}")) >= 1);

  const here = new vscode.Range(1, 3, 1, 3);
  for (const kind of ["refactor.rewrite", "source.sortMembers"]) {
    const name = "vscode.executeCodeActionProvider";
    const actions = await execute<vscode.CodeAction>(name, uri, here, kind);
    const titles = actions.map(({ title }) => title);
    assert.ok(titles.some((title) => title.startsWith("Sort ")), `${kind}: ${titles.join()}`);
  }
}
