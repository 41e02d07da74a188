// What a manifest's strings hold, as files of their own: read from the string, and written back into
// it. How a string holds its content is the server's business.

import * as vscode from "vscode";
import type { Range, WorkspaceEdit } from "vscode-languageclient/node";

import { type Address, addressIn, isAbove, Known, pathOf, queryOf } from "./address";
import { activeManifest, LANGUAGES, reason } from "./languages";

/** The scheme of such files. */
export const SCHEME = "integration-manifest";

const COMMAND = "integrationManifest.openContent";
const EMBEDDED = "integrationManifest.embedded";

/** How long a manifest is left alone before it is looked into again, in milliseconds. */
const PAUSE = 200;

/** An entry of the server's list. */
interface Entry {
  pointer: string;
  title: string;
  file: string;
  range: Range;
}

/** The language server, as far as it is needed here. */
export interface Server {
  execute<T>(command: string, argument: object): Promise<T>;
  edit(edit: WorkspaceEdit): Promise<vscode.WorkspaceEdit>;
}

/** Makes the files, the command that opens them and the lenses that offer it. */
export function registerContents(server: Server): vscode.Disposable {
  const files = new ContentFiles(server);
  const lenses: vscode.CodeLensProvider = {
    provideCodeLenses: (document) => provideLenses(server, document),
  };
  const manifests = LANGUAGES.map((language) => ({ language, scheme: "file" }));
  return vscode.Disposable.from(
    files,
    vscode.workspace.registerFileSystemProvider(SCHEME, files, { isCaseSensitive: true }),
    vscode.languages.registerCodeLensProvider(manifests, lenses),
    vscode.commands.registerCommand(COMMAND, (manifest?: string, pointer?: string) =>
      openContent(server, manifest, pointer),
    ),
  );
}

async function list(server: Server, manifest: vscode.Uri): Promise<Entry[]> {
  await vscode.workspace.openTextDocument(manifest);
  return server.execute<Entry[]>(`${EMBEDDED}.list`, { uri: manifest.toString() });
}

async function provideLenses(
  server: Server,
  document: vscode.TextDocument,
): Promise<vscode.CodeLens[]> {
  let entries: Entry[];
  try {
    entries = await list(server, document.uri);
  } catch {
    // Whoever asks for lenses is not waiting for an answer.
    return [];
  }
  return entries.map(({ range: { start, end }, file, pointer }) => {
    const range = new vscode.Range(start.line, start.character, end.line, end.character);
    const command = { title: `Open ${file}`, command: COMMAND };
    return new vscode.CodeLens(range, {
      ...command,
      arguments: [document.uri.toString(), pointer],
    });
  });
}

/** Opens the string at `pointer`, or lets the person choose. */
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
      "This manifest holds no icon, readme, script or code.",
    );
    return undefined;
  }
  const items = entries.map((entry) => ({ label: entry.file, description: entry.title, entry }));
  const item = await vscode.window.showQuickPick(items, { placeHolder: "What to open" });
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
  private readonly known = new Map<string, Known>();
  /** The files that somebody looks at, and how many do. */
  private readonly watched = new Map<string, number>();
  private readonly pauses = new Map<string, NodeJS.Timeout>();
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
    this.pauses.forEach((pause) => clearTimeout(pause));
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
    if (isAbove(uri.path, vscode.Uri.parse(manifest).path, pointer)) {
      return { type: vscode.FileType.Directory, ctime: 0, mtime: 0, size: 0 };
    }
    const { known, text } = await this.look(uri);
    const size = Buffer.byteLength(text);
    return { type: vscode.FileType.File, ctime: known.created, mtime: known.changed, size };
  }

  async readFile(uri: vscode.Uri): Promise<Uint8Array> {
    return Buffer.from((await this.look(uri)).text);
  }

  async writeFile(uri: vscode.Uri, content: Uint8Array): Promise<void> {
    const address = addressOf(uri);
    const text = Buffer.from(content).toString();
    const known = this.knownOf(uri);
    try {
      await vscode.workspace.openTextDocument(vscode.Uri.parse(address.manifest));
      const edit = await this.server.execute<WorkspaceEdit>(`${EMBEDDED}.write`, {
        uri: address.manifest,
        pointer: address.pointer,
        text,
        // VS Code compares with what it knows before it writes; this is for what comes in between.
        ...(known.text === undefined ? {} : { previous: known.text }),
      });
      if (!(await vscode.workspace.applyEdit(await this.server.edit(edit)))) {
        throw new Error("The manifest was changed meanwhile. Save again.");
      }
    } catch (error) {
      throw vscode.FileSystemError.Unavailable(reason(error));
    }
    known.take(text, Date.now());
  }

  readDirectory(): never {
    throw vscode.FileSystemError.NoPermissions("A manifest is no folder.");
  }

  createDirectory(): never {
    throw vscode.FileSystemError.NoPermissions("A manifest is no folder.");
  }

  delete(): never {
    throw vscode.FileSystemError.NoPermissions("Remove the member from the manifest instead.");
  }

  rename(): never {
    throw vscode.FileSystemError.NoPermissions("A string of a manifest has no other name.");
  }

  private knownOf(uri: vscode.Uri): Known {
    const key = uri.toString();
    let known = this.known.get(key);
    if (known === undefined) {
      known = new Known(Date.now());
      this.known.set(key, known);
    }
    return known;
  }

  /** The content as it stands in the manifest now. */
  private async look(uri: vscode.Uri): Promise<{ known: Known; text: string }> {
    const address = addressOf(uri);
    let answer: { text: string };
    try {
      await vscode.workspace.openTextDocument(vscode.Uri.parse(address.manifest));
      answer = await this.server.execute(`${EMBEDDED}.read`, {
        uri: address.manifest,
        pointer: address.pointer,
      });
    } catch (error) {
      throw vscode.FileSystemError.FileNotFound(reason(error));
    }
    const known = this.knownOf(uri);
    known.take(answer.text, Date.now());
    return { known, text: answer.text };
  }

  /** Looks at the files of a manifest again, once nobody has been typing in it for a while. */
  private manifestChanged(manifest: string): void {
    const files = [...this.watched.keys()]
      .map((key) => vscode.Uri.parse(key))
      .filter((uri) => addressIn(uri.query)?.manifest === manifest);
    if (files.length === 0) {
      return;
    }
    clearTimeout(this.pauses.get(manifest));
    const again = setTimeout(() => {
      this.pauses.delete(manifest);
      files.forEach((uri) => void this.refresh(uri));
    }, PAUSE);
    this.pauses.set(manifest, again);
  }

  private async refresh(uri: vscode.Uri): Promise<void> {
    const before = this.knownOf(uri).text;
    let type = vscode.FileChangeType.Changed;
    try {
      const { text } = await this.look(uri);
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
