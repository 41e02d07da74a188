// The command of reference code lenses: shows the references.

import * as vscode from "vscode";
import type { LanguageClient, Location, Position } from "vscode-languageclient/node";

/** The command. The server uses it only if the client declares it. */
export const SHOW_REFERENCES = "integrationManifest.showReferences";

/** Registers the command, which converts its arguments from LSP to VS Code types. */
export function registerShowReferences(running: () => Promise<LanguageClient>): vscode.Disposable {
  return vscode.commands.registerCommand(
    SHOW_REFERENCES,
    async (uri: string, position: Position, locations: Location[]) => {
      const converter = (await running()).protocol2CodeConverter;
      await vscode.commands.executeCommand(
        "editor.action.showReferences",
        converter.asUri(uri),
        converter.asPosition(position),
        locations.map((location) => converter.asLocation(location)),
      );
    },
  );
}
