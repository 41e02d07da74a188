// The command of reference code lenses: shows the references.

import * as vscode from "vscode";
import type { LanguageClient, Location, Position, StaticFeature } from "vscode-languageclient/node";

/** The command. The server uses it only if the client declares it. */
const COMMAND = "integrationManifest.showReferences";

/** Declares the command as a client capability. */
export const showReferencesFeature: StaticFeature = {
  fillClientCapabilities(capabilities) {
    capabilities.experimental = {
      ...(capabilities.experimental as object | undefined),
      commands: { commands: [COMMAND] },
    };
  },
  initialize() {},
  getState: () => ({ kind: "static" }),
  clear() {},
};

/** Registers the command, which converts its arguments from LSP to VS Code types. */
export function registerShowReferences(running: () => Promise<LanguageClient>): vscode.Disposable {
  return vscode.commands.registerCommand(
    COMMAND,
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
