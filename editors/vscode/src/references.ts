// Shows the places that a code lens counts.

import * as vscode from "vscode";
import type { LanguageClient, Location, Position, StaticFeature } from "vscode-languageclient/node";

/** What such a lens runs. The server names it only to clients that say they have it. */
const COMMAND = "integrationManifest.showReferences";

/** Tells the server that the command is there. */
export const showsReferences: StaticFeature = {
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

/** Registers the command. Its arguments come as the protocol has them, which VS Code does not take. */
export function registerReferences(running: () => Promise<LanguageClient>): vscode.Disposable {
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
