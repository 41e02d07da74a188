// The view of the definitions in the active manifest, in the Explorer, with a button that adds one of each kind.

import * as vscode from "vscode";

import { KINDS } from "./addDefinition";
import { LANGUAGES } from "./languages";

const VIEW = "integrationManifest.definitions";

/** The icons of the definitions, which are those of similar symbols. */
const ICONS: Record<string, string> = {
  action: "symbol-method",
  event: "symbol-event",
  channel: "comment-discussion",
  state: "database",
};

/** The context key that shows the view. */
const IS_SHOWN = "integrationManifest.hasActiveManifest";

/** Delay in milliseconds between a change and the update of the view. */
const UPDATE_DEBOUNCE = 300;

/** A kind of definition, or a definition. */
type Node = { kind: string } | { symbol: vscode.DocumentSymbol; kindOf: string; manifest: vscode.Uri };

export function registerDefinitionsView(started: vscode.Event<void>): vscode.Disposable {
  const definitions = new Definitions();
  const view = vscode.window.createTreeView<Node>(VIEW, { treeDataProvider: definitions });
  return vscode.Disposable.from(
    view,
    definitions,
    started(() => definitions.update()),
    view.onDidChangeVisibility(() => definitions.update()),
    vscode.window.onDidChangeActiveTextEditor(() => definitions.update()),
    vscode.workspace.onDidChangeTextDocument(({ document }) => definitions.changed(document)),
  );
}

class Definitions implements vscode.TreeDataProvider<Node>, vscode.Disposable {
  private readonly emitter = new vscode.EventEmitter<void>();
  readonly onDidChangeTreeData = this.emitter.event;
  private manifest: vscode.TextDocument | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor() {
    this.update();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.emitter.dispose();
  }

  /** Shows the manifest in the active editor. */
  update(): void {
    const document = vscode.window.activeTextEditor?.document;
    const isManifest = document !== undefined && LANGUAGES.includes(document.languageId);
    this.manifest = isManifest ? document : undefined;
    void vscode.commands.executeCommand("setContext", IS_SHOWN, isManifest);
    this.emitter.fire();
  }

  changed(document: vscode.TextDocument): void {
    if (document === this.manifest) {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.emitter.fire(), UPDATE_DEBOUNCE);
    }
  }

  getTreeItem(node: Node): vscode.TreeItem {
    if ("kind" in node) {
      const item = new vscode.TreeItem(section(node.kind), vscode.TreeItemCollapsibleState.Expanded);
      item.id = node.kind;
      item.contextValue = node.kind;
      return item;
    }
    const { symbol, kindOf, manifest } = node;
    const item = new vscode.TreeItem(symbol.name);
    item.iconPath = new vscode.ThemeIcon(ICONS[kindOf] ?? "symbol-field");
    item.description = symbol.detail;
    item.command = {
      title: "Open",
      command: "vscode.open",
      arguments: [manifest, { selection: symbol.selectionRange }],
    };
    return item;
  }

  async getChildren(node?: Node): Promise<Node[]> {
    const manifest = this.manifest?.uri;
    if (manifest === undefined) {
      return [];
    }
    if (node === undefined) {
      return KINDS.map((kind) => ({ kind }));
    }
    if (!("kind" in node)) {
      return [];
    }
    const symbols = await vscode.commands.executeCommand<vscode.DocumentSymbol[] | undefined>(
      "vscode.executeDocumentSymbolProvider",
      manifest,
    );
    const map = symbols?.find(({ name }) => name === `${node.kind}s`);
    return (map?.children ?? []).map((symbol) => ({ symbol, kindOf: node.kind, manifest }));
  }
}

/** Returns the title of the definitions of a kind. */
function section(kind: string): string {
  return `${kind.charAt(0).toUpperCase()}${kind.slice(1)}s`;
}
