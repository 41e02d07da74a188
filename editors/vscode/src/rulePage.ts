// Shows the documentation of a rule, from the `explain` command of the program.

import * as vscode from "vscode";

import { SCHEME as CONTENTS } from "./contents";
import { DOCUMENTS, reason } from "./languages";

const SCHEME = "integration-manifest-rule";
const SHOW_RULE = "integrationManifest.showRule";

/** The part of the server that this file uses. */
interface Program {
  runProgram(...args: string[]): Promise<string>;
}

/** A rule in the list of the program. */
interface Rule {
  id: string;
  group: string;
  severity: string;
  summary: string;
}

type Item = vscode.QuickPickItem & { id?: string };

export function registerRulePages(program: Program): vscode.Disposable {
  const pages: vscode.TextDocumentContentProvider = {
    provideTextDocumentContent: (uri) => program.runProgram("explain", idOf(uri)),
  };
  return vscode.Disposable.from(
    vscode.workspace.registerTextDocumentContentProvider(SCHEME, pages),
    vscode.languages.registerCodeActionsProvider([...DOCUMENTS, { scheme: CONTENTS }], {
      provideCodeActions: explainActions,
    }),
    vscode.commands.registerCommand(SHOW_RULE, async (id?: string) => {
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

/** Offers the pages of the rules that are violated in the range, after all fixes. */
function explainActions(
  _document: vscode.TextDocument,
  _range: vscode.Range,
  { diagnostics }: vscode.CodeActionContext,
): vscode.CodeAction[] {
  const ids = new Set(diagnostics.map(ruleOf).filter((id) => id !== undefined));
  return [...ids].map((id) => {
    const action = new vscode.CodeAction(`Explain \`${id}\``, vscode.CodeActionKind.QuickFix);
    action.command = { title: action.title, command: SHOW_RULE, arguments: [id] };
    action.diagnostics = diagnostics.filter((diagnostic) => ruleOf(diagnostic) === id);
    return action;
  });
}

/** Returns the rule of a diagnostic of this extension. */
function ruleOf({ source, code }: vscode.Diagnostic): string | undefined {
  return source?.startsWith("integration-manifest") === true && typeof code === "object"
    ? String(code.value)
    : undefined;
}

/** Makes the link of a diagnostic open the rendered page of its rule, instead of its Markdown text. */
export function linkRulePage(diagnostic: vscode.Diagnostic): vscode.Diagnostic {
  const { code } = diagnostic;
  if (typeof code === "object" && code.target.scheme === "file") {
    const argument = encodeURIComponent(JSON.stringify([String(code.value)]));
    const target = vscode.Uri.parse(`command:${SHOW_RULE}?${argument}`);
    diagnostic.code = { value: code.value, target };
  }
  return diagnostic;
}

function idOf(uri: vscode.Uri): string {
  return uri.path.replace(/^\/|\.md$/g, "");
}

async function choose(program: Program): Promise<string | undefined> {
  const rules = JSON.parse(await program.runProgram("rules", "--format", "json")) as Rule[];
  const atCursor = idsAtCursor();
  const found = rules.filter(({ id }) => atCursor.has(id));
  const others = rules.filter(({ id }) => !atCursor.has(id));
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
    placeHolder: "Select a rule",
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

/** Returns the rules of the diagnostics at the cursor. */
function idsAtCursor(): Set<string> {
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
    // The first call activates the Markdown extension, which registers the command.
    await vscode.commands.executeCommand("markdown.showPreview", uri);
  } catch {
    // The Markdown extension is disabled.
    await vscode.window.showTextDocument(uri);
  }
}
