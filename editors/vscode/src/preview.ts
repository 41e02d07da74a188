// Shows the reference of an integration beside its manifest. The server renders the page.

import { randomBytes } from "node:crypto";
import * as path from "node:path";

import * as vscode from "vscode";
import type { Range } from "vscode-languageclient/node";

import { activeManifest, LANGUAGES, reason } from "./languages";
import { pageAround } from "./previewPage";

const VIEW = "integrationManifest.preview";

/** Method of the request. */
const PREVIEW = "integrationManifest/preview";

/** Time in milliseconds in which the page does not follow an editor that it has scrolled itself. */
const SCROLL_PAUSE = 300;

/** Parameters of the notification of the server. */
export interface PreviewChanged {
  uri: string;
  version: number;
}

/** An element of the page. */
interface Anchor {
  pointer: string;
  id: string;
  range: Range;
}

interface Preview {
  version: number;
  html: string;
  anchors: Anchor[];
}

/** A message of the page. */
type Message = { type: "ready" } | { type: "open"; id: string } | { type: "scrolled"; line: number };

/** The part of the language server that this file uses. */
export interface Server {
  readonly previewChanged: vscode.Event<PreviewChanged>;
  readonly started: vscode.Event<void>;
  request<T>(method: string, params: object): Promise<T>;
}

/** Registers the command and the restoration of previews after a restart. */
export function registerPreview(server: Server, extension: vscode.Uri): vscode.Disposable {
  const previews = new Map<string, PreviewPanel>();
  const add = (panel: vscode.WebviewPanel, uri: vscode.Uri): void => {
    const icon = (color: string) => vscode.Uri.joinPath(extension, "icon", `file-${color}.svg`);
    panel.iconPath = { light: icon("light"), dark: icon("dark") };
    const preview = new PreviewPanel(server, panel, uri);
    previews.set(uri.toString(), preview);
    panel.onDidDispose(() => {
      preview.dispose();
      previews.delete(uri.toString());
    });
  };
  const open = (target?: vscode.Uri): void => {
    const uri = target instanceof vscode.Uri ? target : activeManifest()?.uri;
    if (uri === undefined) {
      return;
    }
    const existing = previews.get(uri.toString());
    if (existing !== undefined) {
      existing.reveal();
      return;
    }
    const title = `Preview ${path.posix.basename(uri.path)}`;
    const column = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
    add(vscode.window.createWebviewPanel(VIEW, title, column, OPTIONS), uri);
  };
  return vscode.Disposable.from(
    vscode.commands.registerCommand("integrationManifest.openPreviewToSide", open),
    vscode.window.registerWebviewPanelSerializer(VIEW, {
      deserializeWebviewPanel(panel, state?: { uri?: string }) {
        if (state?.uri === undefined) {
          panel.dispose();
        } else {
          panel.webview.options = OPTIONS;
          add(panel, vscode.Uri.parse(state.uri, true));
        }
        return Promise.resolve();
      },
    }),
    server.previewChanged(({ uri }) => previews.get(vscode.Uri.parse(uri).toString())?.update()),
    server.started(() => previews.forEach((preview) => preview.update())),
    { dispose: () => [...previews.values()].forEach((preview) => preview.close()) },
  );
}

/** The page loads nothing, so it needs no folder. */
const OPTIONS = { enableScripts: true, localResourceRoots: [] };

/** A preview of one manifest. */
class PreviewPanel implements vscode.Disposable {
  private anchors: Anchor[] = [];
  private isUpdating = false;
  private isStale = false;
  private isReady = false;
  /** When the page last scrolled the editor. */
  private scrolled = 0;
  /** When a click last revealed a line, unless the editor has scrolled since. */
  private revealed = 0;
  private readonly subscriptions: vscode.Disposable[];

  constructor(
    private readonly server: Server,
    private readonly panel: vscode.WebviewPanel,
    private readonly uri: vscode.Uri,
  ) {
    const nonce = randomBytes(16).toString("hex");
    this.subscriptions = [
      panel.webview.onDidReceiveMessage((message: Message) => this.receive(message)),
      panel.onDidChangeViewState(() => {
        // A hidden page is unloaded, and sends `ready` when it is loaded again.
        this.isReady &&= panel.visible;
      }),
      vscode.window.onDidChangeTextEditorVisibleRanges(({ textEditor, visibleRanges }) => {
        const [first] = visibleRanges;
        if (this.isOwn(textEditor.document) && first !== undefined) {
          this.follow(first.start.line);
        }
      }),
    ];
    panel.webview.html = pageAround(nonce);
  }

  dispose(): void {
    this.subscriptions.forEach((subscription) => subscription.dispose());
  }

  close(): void {
    this.panel.dispose();
  }

  reveal(): void {
    this.panel.reveal(undefined, true);
  }

  /** Requests the page. At most one request is sent at a time. */
  update(): void {
    if (this.isUpdating) {
      this.isStale = true;
    } else if (this.isReady) {
      void this.updateNow();
    }
  }

  private async updateNow(): Promise<void> {
    this.isUpdating = true;
    do {
      this.isStale = false;
      try {
        // The server has a preview only of an open manifest.
        await vscode.workspace.openTextDocument(this.uri);
        const uri = this.uri.toString();
        const { html, anchors } = await this.server.request<Preview>(PREVIEW, { uri });
        this.anchors = anchors;
        const lines = anchors.map(({ id, range }) => ({ id, line: range.start.line }));
        await this.panel.webview.postMessage({ type: "update", uri, html, lines });
      } catch (error) {
        void this.panel.webview.postMessage({ type: "failed", reason: reason(error) });
      }
    } while (this.isStale);
    this.isUpdating = false;
  }

  private receive(message: Message): void {
    switch (message.type) {
      case "ready":
        this.isReady = true;
        this.update();
        break;
      case "open":
        void this.open(message.id);
        break;
      case "scrolled":
        this.scrollEditor(message.line);
        break;
    }
  }

  /** Shows the place of an element in the manifest. */
  private async open(id: string): Promise<void> {
    const anchor = this.anchors.find((it) => it.id === id);
    if (anchor === undefined) {
      return;
    }
    const { start, end } = anchor.range;
    const selection = new vscode.Range(start.line, start.character, end.line, end.character);
    const editor = vscode.window.visibleTextEditors.find(({ document }) => this.isOwn(document));
    const viewColumn = editor?.viewColumn ?? vscode.ViewColumn.One;
    this.revealed = Date.now();
    await vscode.window.showTextDocument(this.uri, { viewColumn, selection });
  }

  /** Scrolls the page with the text. */
  private follow(line: number): void {
    const now = Date.now();
    const isOwnScroll = now - this.scrolled < SCROLL_PAUSE || now - this.revealed < SCROLL_PAUSE;
    this.revealed = 0;
    if (!isOwnScroll) {
      void this.panel.webview.postMessage({ type: "scroll", line });
    }
  }

  /** Scrolls the text with the page. */
  private scrollEditor(line: number): void {
    const editor = vscode.window.visibleTextEditors.find(({ document }) => this.isOwn(document));
    if (editor !== undefined) {
      this.scrolled = Date.now();
      const range = new vscode.Range(line, 0, line, 0);
      editor.revealRange(range, vscode.TextEditorRevealType.AtTop);
    }
  }

  private isOwn(document: vscode.TextDocument): boolean {
    const isManifest = LANGUAGES.includes(document.languageId);
    return isManifest && document.uri.toString() === this.uri.toString();
  }
}
