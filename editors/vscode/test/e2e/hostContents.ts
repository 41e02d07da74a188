// Tests of embedded content and folders in the extension host.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import * as path from "node:path";

import * as vscode from "vscode";

const SCRIPT = "to_string!(.body)";
const POINTER = "/identifier/extractScript";

const CODE_BYTES = 5_000_000;

function manifestText(name: string, extra: object = {}): string {
  const manifest = {
    name: `acme/${name}`,
    version: "1.0.0",
    readme: Buffer.from("# Readme\n").toString("base64"),
    identifier: { extractScript: SCRIPT },
    ...extra,
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

/** Waits until a value is not undefined. */
export async function until<T>(what: string, read: () => T | undefined | Promise<T | undefined>): Promise<T> {
  for (let attempt = 0; attempt < 300; attempt++) {
    const value = await read();
    if (value !== undefined) {
      return value;
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`timeout: ${what}`);
}

/** Waits for a quick fix with an edit at the first occurrence of a text. */
export async function quickFix(
  document: vscode.TextDocument,
  text: string,
  wanted: RegExp,
): Promise<vscode.CodeAction> {
  const place = document.positionAt(document.getText().indexOf(text) + 1);
  return until(`the quick fix ${wanted}`, async () => {
    const actions = await vscode.commands.executeCommand<vscode.CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      new vscode.Range(place, place),
      "quickfix",
      50,
    );
    return actions.find(({ title, edit, command }) => (edit ?? command) && wanted.test(title));
  });
}

async function openContent(manifest: vscode.Uri, pointer: string): Promise<vscode.TextDocument> {
  await vscode.commands.executeCommand("integrationManifest.openContent", manifest.toString(), pointer);
  const document = vscode.window.activeTextEditor?.document;
  assert.equal(document?.uri.scheme, "integration-manifest");
  return document;
}

async function replaceAll(document: vscode.TextDocument, text: string): Promise<void> {
  const edit = new vscode.WorkspaceEdit();
  edit.replace(document.uri, new vscode.Range(0, 0, document.lineCount, 0), text);
  assert.ok(await vscode.workspace.applyEdit(edit));
}

export async function testContents(): Promise<void> {
  const [root] = vscode.workspace.workspaceFolders ?? [];
  assert.ok(root);
  const folder = path.join(root.uri.fsPath, "contents");
  const file = (name: string, text: string): vscode.Uri => {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
    return vscode.Uri.joinPath(root.uri, "contents", name);
  };
  await testScript(file("script/integration.json", manifestText("script")));
  await testNames(
    file("one/integration.json", manifestText("one")),
    file("two/integration.json", manifestText("two")),
  );
  await testLargeContent(
    file("large/integration.json", manifestText("large", { code: "x".repeat(CODE_BYTES) })),
  );
  await testFolders(folder, file);
}

/** A script as a file has the features that it has in the manifest, for its unsaved text. */
async function testScript(manifest: vscode.Uri): Promise<void> {
  const script = await openContent(manifest, POINTER);
  assert.equal(script.getText(), SCRIPT);
  const text = 'x = "é\\n"\nnope(.bo';
  await replaceAll(script, text);
  const found = await until("diagnostics of the script", () => {
    const all = vscode.languages.getDiagnostics(script.uri);
    return all.length > 0 ? all : undefined;
  });
  assert.ok(found.some(({ severity }) => severity === vscode.DiagnosticSeverity.Error));
  assert.ok(found.every(({ range }) => range.start.line <= 1), JSON.stringify(found));

  for (const { code } of found) {
    assert.equal(typeof code === "object" ? code.target.scheme : "", "command", "a rendered page");
  }

  const end = script.positionAt(text.length);
  const list = await vscode.commands.executeCommand<vscode.CompletionList>(
    "vscode.executeCompletionItemProvider",
    script.uri,
    end,
  );
  const body = list.items.find(({ label }) => label === ".body");
  assert.ok(body, JSON.stringify(list.items.slice(0, 5)));
  assert.ok(body.range instanceof vscode.Range || body.range !== undefined);

  await replaceAll(script, `# "quoted"\n${SCRIPT.replace("to_string", "to_strin")}`);
  const fix = await quickFix(script, "to_strin", /^Replace with `to_string`$/);
  await quickFix(script, "to_strin", /^Explain `script-syntax`$/);
  assert.ok(fix.edit && (await vscode.workspace.applyEdit(fix.edit)));
  assert.equal(script.getText(), `# "quoted"\n${SCRIPT}`);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    "vscode.executeHoverProvider",
    script.uri,
    new vscode.Position(1, 3),
  );
  const contents = hovers.flatMap((hover) => hover.contents as vscode.MarkdownString[]);
  assert.match(contents.map(({ value }) => value).join(), /to_string/);
  await until("no diagnostics of the script", () =>
    vscode.languages.getDiagnostics(script.uri).length === 0 ? true : undefined,
  );
  assert.ok(await script.save());
  // A manifest without other unsaved changes is saved too.
  await until("the saved manifest", () => {
    const saved = JSON.parse(readFileSync(manifest.fsPath, "utf8"));
    return saved.identifier.extractScript === `# "quoted"\n${SCRIPT}` ? true : undefined;
  });
}

/** The contents of two manifests have different paths, which VS Code shows. */
async function testNames(one: vscode.Uri, two: vscode.Uri): Promise<void> {
  const first = await openContent(one, "/readme");
  const second = await openContent(two, "/readme");
  assert.notEqual(first.uri.path, second.uri.path);
  assert.equal(path.basename(first.uri.path), "README.md");
}

/** Saving sends only the changed part of a large content. */
async function testLargeContent(manifest: vscode.Uri): Promise<void> {
  const code = await openContent(manifest, "/code");
  const changes: number[] = [];
  const listener = vscode.workspace.onDidChangeTextDocument(({ document, contentChanges }) => {
    if (document.uri.toString() === manifest.toString()) {
      changes.push(...contentChanges.map(({ text }) => text.length));
    }
  });
  const edit = new vscode.WorkspaceEdit();
  edit.insert(code.uri, code.positionAt(1000), "changed");
  assert.ok(await vscode.workspace.applyEdit(edit));
  const start = Date.now();
  assert.ok(await code.save());
  const duration = Date.now() - start;
  writeFileSync(`${process.env["TEST_RESULT"]}.time`, `saving ${CODE_BYTES} bytes: ${duration} ms`);
  listener.dispose();
  assert.deepEqual(changes, ["changed".length]);
  await until("the saved code", () => {
    const saved = readFileSync(manifest.fsPath, "utf8");
    return saved.includes("xchangedx") ? true : undefined;
  });
}

/** Problems follow folders that are moved and deleted outside of VS Code. */
async function testFolders(
  folder: string,
  file: (name: string, text: string) => vscode.Uri,
): Promise<void> {
  const broken = '{ "name": "acme/broken", "version": "latest" }\n';
  const before = file("before/deep/integration.json", broken);
  const after = vscode.Uri.file(path.join(folder, "after/deep/integration.json"));
  const errors = ({ path }: vscode.Uri) =>
    vscode.languages
      .getDiagnostics()
      .filter(([uri]) => uri.path === path)
      .flatMap(([, diagnostics]) => diagnostics).length;
  await until("problems of a new folder", () => (errors(before) > 0 ? true : undefined));
  renameSync(path.join(folder, "before"), path.join(folder, "after"));
  await until("problems of a moved folder", () => (errors(after) > 0 ? true : undefined));
  await until("no problems at the old place", () => (errors(before) === 0 ? true : undefined));
  rmSync(path.join(folder, "after"), { recursive: true });
  await until("no problems of a deleted folder", () => (errors(after) === 0 ? true : undefined));
}
