// Embedded content of a manifest (icon, readme, code, scripts) as virtual files. The server decodes and
// encodes it.

import * as vscode from "vscode";
import type { Range, WorkspaceEdit } from "vscode-languageclient/node";

import { type Address, addressIn, CachedText, isParentFolder, pathOf, queryOf } from "./contentUri";
import { activeManifest, LANGUAGES, reason } from "./languages";

/** The URI scheme of the virtual files. */
export const SCHEME = "integration-manifest";

const COMMAND = "integrationManifest.openContent";
const EMBEDDED = "integrationManifest.embedded";

/** Delay in milliseconds between a change of a manifest and the refresh of its files. */
const REFRESH_DEBOUNCE = 200;

/** A content field in the list of the server. */
interface Entry {
  pointer: string;
  title: string;
  file: string;
  range: Range;
}

/** The part of the language server that this file uses. */
export interface Server {
  execute<T>(command: string, argument: object): Promise<T>;
  edit(edit: WorkspaceEdit): Promise<vscode.WorkspaceEdit>;
}

/** Registers the file system, and the command that opens a file. */
export function registerContents(server: Server): vscode.Disposable {
  const files = new ContentFiles(server);
  return vscode.Disposable.from(
    files,
    vscode.workspace.registerFileSystemProvider(SCHEME, files, { isCaseSensitive: true }),
    vscode.commands.registerCommand(COMMAND, (manifest?: string, pointer?: string) =>
      openContent(server, manifest, pointer),
    ),
  );
}

async function list(server: Server, manifest: vscode.Uri): Promise<Entry[]> {
  await vscode.workspace.openTextDocument(manifest);
  return server.execute<Entry[]>(`${EMBEDDED}.list`, { uri: manifest.toString() });
}

/** Returns the code lenses that open the contents of a manifest. */
export async function contentLenses(server: Server, document: vscode.TextDocument): Promise<vscode.CodeLens[]> {
  if (document.uri.scheme !== "file" || !LANGUAGES.includes(document.languageId)) {
    return [];
  }
  const entries = await list(server, document.uri);
  return entries.map(({ range: { start, end }, file, pointer }) => {
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    const command = { title: `Open ${file}`, command: COMMAND };
    return new vscode.CodeLens(range, {
      ...command,
      arguments: [document.uri.toString(), pointer],
    });
  });
}

/** Opens the content at `pointer`, or lets the user choose. */
async function openContent(
  server: Server,
  manifest?: string,
  pointer?: string,
): Promise<void> {
  const uri = manifest === undefined ? activeManifest()?.uri : vscode.Uri.parse(manifest);
  if (uri === undefined) {
    return;
  }
  try {
    const entries = await list(server, uri);
    const entry =
      pointer !== undefined
        ? entries.find((candidate) => candidate.pointer === pointer)
        : await choose(entries);
    if (entry !== undefined) {
      const document = await vscode.workspace.openTextDocument(fileFor(uri, entry));
      await vscode.window.showTextDocument(document, { preview: false });
    }
  } catch (error) {
    void vscode.window.showErrorMessage(reason(error));
  }
}

async function choose(entries: Entry[]): Promise<Entry | undefined> {
  if (entries.length === 0) {
    void vscode.window.showInformationMessage(
      "This manifest has no embedded content (icon, readme, script or code).",
    );
    return undefined;
  }
  const items = entries.map((entry) => ({ label: entry.file, description: entry.title, entry }));
  const item = await vscode.window.showQuickPick(items, { placeHolder: "Select the content to open" });
  return item?.entry;
}

function fileFor(manifest: vscode.Uri, { pointer, file }: Entry): vscode.Uri {
  return vscode.Uri.from({
    scheme: SCHEME,
    path: pathOf(manifest.path, pointer, file),
    query: queryOf({ manifest: manifest.toString(), pointer }),
  });
}

class ContentFiles implements vscode.FileSystemProvider, vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<vscode.FileChangeEvent[]>();
  readonly onDidChangeFile = this.changes.event;
  private readonly cache = new Map<string, CachedText>();
  /** The number of watchers of each file. */
  private readonly watched = new Map<string, number>();
  private readonly refreshTimers = new Map<string, NodeJS.Timeout>();
  private readonly listener: vscode.Disposable;

  constructor(private readonly server: Server) {
    this.listener = vscode.workspace.onDidChangeTextDocument(({ document }) => {
      if (document.uri.scheme !== SCHEME) {
        this.manifestChanged(document.uri.toString());
      }
    });
  }

  dispose(): void {
    this.listener.dispose();
    this.changes.dispose();
    this.refreshTimers.forEach((timer) => clearTimeout(timer));
  }

  watch(uri: vscode.Uri): vscode.Disposable {
    const key = uri.toString();
    this.watched.set(key, (this.watched.get(key) ?? 0) + 1);
    return new vscode.Disposable(() => {
      const left = (this.watched.get(key) ?? 1) - 1;
      if (left > 0) {
        this.watched.set(key, left);
      } else {
        this.watched.delete(key);
      }
    });
  }

  async stat(uri: vscode.Uri): Promise<vscode.FileStat> {
    const { manifest, pointer } = addressOf(uri);
    if (isParentFolder(uri.path, vscode.Uri.parse(manifest).path, pointer)) {
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const { cached, text } = await this.read(uri);
    const size = Buffer.byteLength(text);
    return { type: vscode.FileType.File, ctime: cached.created, mtime: cached.changed, size };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from((await this.read(uri)).text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const address = addressOf(uri);
    const text = Buffer.from(content).toString();
    const cached = this.cachedText(uri);
    try {
      const manifest = await vscode.workspace.openTextDocument(vscode.Uri.parse(address.manifest));
      const wasSaved = !manifest.isDirty && !manifest.isUntitled;
      const edit = await this.server.execute<WorkspaceEdit>(`${EMBEDDED}.write`, {
        uri: address.manifest,
        pointer: address.pointer,
        text,
        // VS Code compares before it writes. The server compares again, for changes in between.
        ...(cached.text === undefined ? {} : { previous: cached.text }),
      });
      if (!(await vscode.workspace.applyEdit(await this.server.edit(edit)))) {
        throw new Error("The manifest changed in the meantime. Save again.");
      }
      if (wasSaved) {
        // Not awaited: VS Code saves one file at a time for each participant.
        void manifest.save();
      }
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(reason(error));
    }
    cached.update(text, Date.now());
  }

  readDirectory(): never {
    throw vscode.FileSystemError.NoPermissions("A manifest is not a folder.");
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions("A manifest is not a folder.");
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions("Remove the field from the manifest instead.");
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions("Embedded content cannot be renamed.");
  }

  private cachedText(uri: vscode.Uri): CachedText {
    const key = uri.toString();
    let cached = this.cache.get(key);
    if (cached === undefined) {
      cached = new CachedText(Date.now());
      this.cache.set(key, cached);
    }
    return cached;
  }

  /** Reads the current content from the manifest. */
  private async read(uri: vscode.Uri): Promise<{ cached: CachedText; text: string }> {
    const address = addressOf(uri);
    let response: { text: string };
    try {
      await vscode.workspace.openTextDocument(vscode.Uri.parse(address.manifest));
      response = await this.server.execute(`${EMBEDDED}.read`, {
        uri: address.manifest,
        pointer: address.pointer,
      });
    } catch (error) {
      throw vscode.FileSystemError.FileNotFound(reason(error));
    }
    const cached = this.cachedText(uri);
    cached.update(response.text, Date.now());
    return { cached, text: response.text };
  }

  /** Schedules a refresh of the files of a manifest. */
  private manifestChanged(manifest: string): void {
    const files = [...this.watched.keys()]
      .map((key) => vscode.Uri.parse(key))
      .filter((uri) => addressIn(uri.query)?.manifest === manifest);
    if (files.length === 0) {
      return;
    }
    clearTimeout(this.refreshTimers.get(manifest));
    const timer = setTimeout(() => {
      this.refreshTimers.delete(manifest);
      files.forEach((uri) => void this.refresh(uri));
    }, REFRESH_DEBOUNCE);
    this.refreshTimers.set(manifest, timer);
  }

  private async refresh(uri: vscode.Uri): Promise<void> {
    const before = this.cachedText(uri).text;
    let type = vscode.FileChangeType.Changed;
    try {
      const { text } = await this.read(uri);
      if (text === before) {
        return;
      }
    } catch {
      type = vscode.FileChangeType.Deleted;
    }
    this.changes.fire([{ type, uri }]);
  }
}

function addressOf(uri: vscode.Uri): Address {
  const address = addressIn(uri.query);
  if (address === undefined) {
    throw vscode.FileSystemError.FileNotFound(uri);
  }
  return address;
}
