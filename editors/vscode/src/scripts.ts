// Completion, hovers, diagnostics and quick fixes in scripts that are open as files. The server receives the text of the
// file, because it can differ from the manifest.

import * as vscode from "vscode";
import type { CompletionItem, Diagnostic, Hover, LanguageClient, TextEdit } from "vscode-languageclient/node";

import { addressIn } from "./contentUri";
import { linkRulePage } from "./rulePage";

/** The language of scripts if no other extension has one. */
const LANGUAGE = "integration-manifest-script";

/** The file name extension of scripts. */
const EXTENSION = ".vrl";

/** Delay in milliseconds between a change and the check of a script. */
const CHECK_DEBOUNCE = 200;

/** Characters after which the editor requests completions. */
const TRIGGERS = ["."];

/** A quick fix of the server. */
interface Fix {
  title: string;
  edits: TextEdit[];
}

/** The part of the language server that this file uses. */
interface Server {
  running(): Promise<LanguageClient>;
  execute<T>(command: string, argument: object): Promise<T>;
}

export function registerScripts(server: Server, scheme: string): vscode.Disposable {
  const scripts = new Scripts(server, scheme);
  const selector = { scheme, pattern: `**/*${EXTENSION}` };
  return vscode.Disposable.from(
    scripts,
    vscode.languages.registerCompletionItemProvider(
      selector,
      { provideCompletionItems: (document, position) => scripts.complete(document, position) },
      ...TRIGGERS,
    ),
    vscode.languages.registerHoverProvider(selector, {
      provideHover: (document, position) => scripts.hover(document, position),
    }),
    vscode.languages.registerCodeActionsProvider(
      selector,
      { provideCodeActions: (document, range, context) => scripts.fixes(document, range, context) },
      { providedCodeActionKinds: [vscode.CodeActionKind.QuickFix] },
    ),
    vscode.workspace.onDidOpenTextDocument((document) => scripts.opened(document)),
    vscode.workspace.onDidCloseTextDocument((document) => scripts.closed(document)),
    vscode.workspace.onDidChangeTextDocument(({ document }) => scripts.changed(document)),
  );
}

class Scripts implements vscode.Disposable {
  private readonly diagnostics = vscode.languages.createDiagnosticCollection("integration-manifest");
  private readonly timers = new Map<string, NodeJS.Timeout>();

  constructor(
    private readonly server: Server,
    private readonly scheme: string,
  ) {
    vscode.workspace.textDocuments.forEach((document) => this.opened(document));
  }

  dispose(): void {
    this.diagnostics.dispose();
    this.timers.forEach((timer) => clearTimeout(timer));
  }

  async complete(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.CompletionItem[] | undefined> {
    const items = await this.request<CompletionItem[]>("completion", document, { position });
    const { protocol2CodeConverter } = await this.server.running();
    return (await protocol2CodeConverter.asCompletionResult(items)) as vscode.CompletionItem[];
  }

  async hover(
    document: vscode.TextDocument,
    position: vscode.Position,
  ): Promise<vscode.Hover | undefined> {
    const hover = await this.request<Hover | null>("hover", document, { position });
    return (await this.server.running()).protocol2CodeConverter.asHover(hover);
  }

  async fixes(
    document: vscode.TextDocument,
    { start, end }: vscode.Range,
    { diagnostics }: vscode.CodeActionContext,
  ): Promise<vscode.CodeAction[]> {
    const fixes = await this.request<Fix[]>("fixes", document, { range: { start, end } });
    const { protocol2CodeConverter } = await this.server.running();
    return Promise.all(
      fixes.map(async ({ title, edits }) => {
        const action = new vscode.CodeAction(title, vscode.CodeActionKind.QuickFix);
        action.diagnostics = [...diagnostics];
        action.edit = new vscode.WorkspaceEdit();
        action.edit.set(document.uri, await protocol2CodeConverter.asTextEdits(edits));
        return action;
      }),
    );
  }

  opened(document: vscode.TextDocument): void {
    if (!this.isScript(document)) {
      return;
    }
    if (document.languageId === "plaintext") {
      void vscode.languages.setTextDocumentLanguage(document, LANGUAGE);
    }
    void this.check(document);
  }

  closed(document: vscode.TextDocument): void {
    this.diagnostics.delete(document.uri);
  }

  /** Schedules a check of a script, or of the scripts in a manifest. */
  changed(document: vscode.TextDocument): void {
    const scripts = this.isScript(document) ? [document] : this.scriptsOf(document.uri.toString());
    for (const script of scripts) {
      const key = script.uri.toString();
      clearTimeout(this.timers.get(key));
      const check = () => {
        this.timers.delete(key);
        void this.check(script);
      };
      this.timers.set(key, setTimeout(check, CHECK_DEBOUNCE));
    }
  }

  private scriptsOf(manifest: string): vscode.TextDocument[] {
    return vscode.workspace.textDocuments.filter(
      (document) =>
        this.isScript(document) && addressIn(document.uri.query)?.manifest === manifest,
    );
  }

  private isScript({ uri }: vscode.TextDocument): boolean {
    return uri.scheme === this.scheme && uri.path.endsWith(EXTENSION);
  }

  private async check(document: vscode.TextDocument): Promise<void> {
    const { version } = document;
    let found: vscode.Diagnostic[] = [];
    try {
      const diagnostics = await this.request<Diagnostic[]>("diagnostics", document, {});
      const client = await this.server.running();
      found = (await client.protocol2CodeConverter.asDiagnostics(diagnostics)).map(linkRulePage);
    } catch {
      // The field was removed, or there is no server: nothing is known about the script.
    }
    if (!document.isClosed && document.version === version) {
      this.diagnostics.set(document.uri, found);
    }
  }

  private async request<T>(
    name: string,
    document: vscode.TextDocument,
    place: { position?: vscode.Position; range?: { start: vscode.Position; end: vscode.Position } },
  ): Promise<T> {
    const address = addressIn(document.uri.query);
    const manifest = vscode.Uri.parse(address?.manifest ?? "");
    // The server knows only manifests that are open.
    await vscode.workspace.openTextDocument(manifest);
    return this.server.execute<T>(`integrationManifest.embedded.${name}`, {
      uri: manifest.toString(),
      pointer: address?.pointer,
      text: document.getText(),
      ...place,
    });
  }
}
