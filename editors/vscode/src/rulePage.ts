// Shows what a rule finds, why, and what to do: the page that the server's program has of it.

import * as vscode from "vscode";

import { reason } from "./languages";

const SCHEME = "integration-manifest-rule";

/** The language server's program, as far as it is needed here. */
interface Program {
  say(...args: string[]): Promise<string>;
}

/** A row of the program's list. */
interface Rule {
  id: string;
  group: string;
  severity: string;
  summary: string;
}

type Item = vscode.QuickPickItem & { id?: string };

export function registerRulePages(program: Program): vscode.Disposable {
  const pages: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: (uri) => program.say("explain", idOf(uri)),
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, pages),
    vscode.commands.registerCommand("integrationManifest.showRule", async (id?: string) => {
      try {
        const chosen = id ?? (await choose(program));
        if (chosen !== undefined) {
          await show(chosen);
        }
      } catch (error) {
        void vscode.window.showErrorMessage(reason(error));
      }
    }),
  );
}

function idOf(uri: vscode.Uri): string {
  return uri.path.replace(/^\/|\.md$/g, "");
}

async function choose(program: Program): Promise<string | undefined> {
  const rules = JSON.parse(await program.say("rules", "--format", "json")) as Rule[];
  const here = idsHere();
  const found = rules.filter(({ id }) => here.has(id));
  const others = rules.filter(({ id }) => !here.has(id));
  const items: Item[] = found.length === 0 ? [] : [heading("At the cursor"), ...found.map(item)];
  let group = "";
  for (const rule of others) {
    if (rule.group !== group) {
      group = rule.group;
      items.push(heading(group));
    }
    items.push(item(rule));
  }
  const choice = await vscode.window.showQuickPick(items, {
    placeHolder: "Which rule to read about",
    matchOnDetail: true,
  });
  return choice?.id;
}

function heading(label: string): Item {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

function item({ id, severity, summary }: Rule): Item {
  return { label: id, description: severity, detail: summary, id };
}

/** The rules that found something where the cursor is. */
function idsHere(): Set<string> {
  const editor = vscode.window.activeTextEditor;
  const found = editor === undefined ? [] : vscode.languages.getDiagnostics(editor.document.uri);
  const ids = found
    .filter(({ range }) => editor?.selection.intersection(range) !== undefined)
    .map(({ code }) => String(typeof code === "object" ? code.value : code));
  return new Set(ids);
}

async function show(id: string): Promise<void> {
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${id}.md` });
  try {
    // Not among the commands there are until it is first called, which starts the extension it is of.
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  } catch {
    // That extension is turned off.
    await vscode.window.showTextDocument(uri);
  }
}
