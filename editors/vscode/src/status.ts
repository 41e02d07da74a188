// What is said of the server among the languages' states, at the end of the status bar.

import * as vscode from "vscode";

/** How the server is. */
export type State =
  | { kind: "starting" }
  | { kind: "running"; version: string; origin: string }
  /** It ended, and is started again after a pause. */
  | { kind: "waiting"; pause: number }
  | { kind: "stopped"; reason: string };

const ITEM = "integrationManifest.server";

export class Status implements vscode.Disposable {
  private readonly item: vscode.LanguageStatusItem;

  constructor(selector: vscode.DocumentSelector, commands: string) {
    this.item = vscode.languages.createLanguageStatusItem(ITEM, selector);
    this.item.name = "Integration Manifest: Server";
    this.item.command = {
      title: "Commands",
      // The palette shows those that make sense where the person is.
      command: "workbench.action.quickOpen",
      arguments: [`>${commands}`],
    };
    this.show({ kind: "starting" });
  }

  show(state: State): void {
    const { text, detail, severity } = words(state);
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = vscode.LanguageStatusSeverity[severity];
    this.item.busy = state.kind === "starting" || state.kind === "waiting";
  }

  dispose(): void {
    this.item.dispose();
  }
}

interface Words {
  text: string;
  detail: string;
  severity: keyof typeof vscode.LanguageStatusSeverity;
}

function words(state: State): Words {
  switch (state.kind) {
    case "starting":
      return { text: "Manifest server", detail: "starting", severity: "Information" };
    case "running":
      return {
        text: `Manifest server ${state.version}`,
        detail: `running, from ${state.origin}`,
        severity: "Information",
      };
    case "waiting":
      return {
        text: "Manifest server",
        detail: `ended; it is started again in ${state.pause / 1000} s`,
        severity: "Warning",
      };
    case "stopped":
      return { text: "Manifest server", detail: state.reason, severity: "Error" };
  }
}
