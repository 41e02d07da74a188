// The client capabilities that the protocol does not define.

import type { StaticFeature } from "vscode-languageclient/node";

import { FILE_EXTRACTED } from "./extractedFile";
import { SHOW_REFERENCES } from "./showReferences";

/** Declares the commands that the server can use, and the support of snippets in code actions. */
export const experimentalFeature: StaticFeature = {
  fillClientCapabilities(capabilities) {
    capabilities.experimental = {
      ...(capabilities.experimental as object | undefined),
      commands: { commands: [SHOW_REFERENCES, FILE_EXTRACTED] },
      snippetTextEdit: true,
    };
  },
  initialize() {},
  getState: () => ({ kind: "static" }),
  clear() {},
};
