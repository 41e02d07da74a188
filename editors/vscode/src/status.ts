// The language status item of the server.

import * as vscode from "vscode";

/** The state of the server. */
export type State =
  | { kind: "starting" }
  | { kind: "running"; version: string; origin: string }
  /** The server crashed, and is restarted after a delay in milliseconds. */
  | { kind: "waiting"; delay: number }
  | { kind: "stopped"; reason: string };

const ITEM = "integrationManifest.server";

export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;

  constructor(selector: vscode.DocumentSelector, commands: string) {
    this.item = vscode.languages.createLanguageStatusItem(ITEM, selector);
    this.item.name = "Integration Manifest: Server";
    this.item.command = {
      title: "Commands",
      // The command palette, filtered to the commands of this extension.
      command: "workbench.action.quickOpen",
      arguments: [`>${commands}`],
    };
    this.show({ kind: "starting" });
  }

  show(state: State): void {
    const { text, detail, severity } = describe(state);
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = vscode.LanguageStatusSeverity[severity];
    this.item.busy = state.kind === "starting" || state.kind === "waiting";
  }

  dispose(): void {
    this.item.dispose();
  }
}

interface Description {
  text: string;
  detail: string;
  severity: keyof typeof vscode.LanguageStatusSeverity;
}

function describe(state: State): Description {
  switch (state.kind) {
    case "starting":
      return { text: "Manifest server", detail: "starting", severity: "Information" };
    case "running":
      return {
        text: `Manifest server ${state.version}`,
        detail: `running, found in ${state.origin}`,
        severity: "Information",
      };
    case "waiting":
      return {
        text: "Manifest server",
        detail: `crashed; restarting in ${state.delay / 1000} s`,
        severity: "Warning",
      };
    case "stopped":
      return { text: "Manifest server", detail: state.reason, severity: "Error" };
  }
}
