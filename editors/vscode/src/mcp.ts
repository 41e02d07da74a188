// Offers the MCP server of the program to agents in the editor, if the editor has that API and the user
// enables it.

import * as vscode from "vscode";

import { localFolders, type Server } from "./server";

const PROVIDER = "integrationManifest.mcp";
const ENABLE = "integrationManifest.mcp.enable";

/** The part of the API of VS Code 1.101 that is used here. The types are those of an older version. */
interface McpApi {
  readonly lm?: {
    readonly registerMcpServerDefinitionProvider?: (
      id: string,
      provider: {
        onDidChangeMcpServerDefinitions: vscode.Event<void>;
        provideMcpServerDefinitions: () => object[];
      },
    ) => vscode.Disposable;
  };
  readonly McpStdioServerDefinition?: new (label: string, command: string, args: string[]) => object;
}

/** Registers the provider. Without the API, it does nothing. */
export function registerMcp(server: Server): vscode.Disposable {
  const api = vscode as unknown as McpApi;
  const register = api.lm?.registerMcpServerDefinitionProvider;
  const Definition = api.McpStdioServerDefinition;
  if (register === undefined || Definition === undefined) {
    return new vscode.Disposable(() => {});
  }
  const changed = new vscode.EventEmitter<void>();
  const provider = {
    onDidChangeMcpServerDefinitions: changed.event,
    provideMcpServerDefinitions: () => {
      const enabled = vscode.workspace.getConfiguration().get<boolean>(ENABLE, false);
      const program = enabled && vscode.workspace.isTrusted ? server.program() : undefined;
      const folders = localFolders();
      if (program === undefined || folders.length === 0) {
        return [];
      }
      const args = ["mcp", ...folders.flatMap((folder) => ["--root", folder])];
      return [new Definition("Integration Manifest", program, args)];
    },
  };
  let registered: vscode.Disposable;
  try {
    registered = register.call(api.lm, PROVIDER, provider);
  } catch {
    // VS Code 1.100 has the function, but not the contribution point of package.json that it requires.
    changed.dispose();
    return new vscode.Disposable(() => {});
  }
  return vscode.Disposable.from(
    changed,
    registered,
    vscode.workspace.onDidChangeWorkspaceFolders(() => changed.fire()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => changed.fire()),
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration("integrationManifest.mcp") || change.affectsConfiguration("integrationManifest.server")) {
        changed.fire();
      }
    }),
  );
}
