// Asks for the reason when the user accepts a finding, and adds it to the entry in the baseline.

import * as vscode from "vscode";
import { type CodeAction, CodeActionResolveRequest, type LanguageClient } from "vscode-languageclient/node";

import { reason as reasonOf } from "./languages";

/** The command of the code actions. Its arguments are the server's action, and the reason if it is known. */
export const ACCEPT_FINDING = "integrationManifest.acceptFinding";

/** The data of the server's action, from which it computes the edit. */
interface AcceptData {
  kind: { acceptFindings: { reason?: string } };
}

/** Whether the server's action accepts findings. */
export function acceptsFindings(action: CodeAction): boolean {
  const data = action.data as { kind?: Partial<AcceptData["kind"]> } | undefined;
  return data?.kind?.acceptFindings !== undefined;
}

/**
 * Returns the action that asks for the reason first. It has no data, so that resolving it changes
 * nothing.
 */
export function askingAction(action: CodeAction, converted: vscode.CodeAction): vscode.CodeAction {
  const asking = new vscode.CodeAction(converted.title, converted.kind);
  if (converted.diagnostics !== undefined) {
    asking.diagnostics = converted.diagnostics;
  }
  asking.command = { title: converted.title, command: ACCEPT_FINDING, arguments: [action] };
  return asking;
}

export function registerAcceptFinding(running: () => Promise<LanguageClient>): vscode.Disposable {
  return vscode.commands.registerCommand(ACCEPT_FINDING, async (action: CodeAction, known?: string) => {
    const entered = known ?? (await askReason(action.title));
    if (entered === undefined) {
      return;
    }
    try {
      await accept(await running(), action, entered.trim());
    } catch (error) {
      void vscode.window.showErrorMessage(reasonOf(error));
    }
  });
}

function askReason(title: string): Thenable<string | undefined> {
  return vscode.window.showInputBox({
    title,
    prompt: "Reason for the baseline (optional). Press Enter to accept, Escape to cancel.",
    placeHolder: "Renaming it would break existing workflows",
    ignoreFocusOut: true,
  });
}

async function accept(client: LanguageClient, action: CodeAction, reason: string): Promise<void> {
  const data = structuredClone(action.data) as AcceptData;
  if (reason !== "") {
    data.kind.acceptFindings.reason = reason;
  }
  const resolved = await client.sendRequest(CodeActionResolveRequest.type, { title: action.title, data });
  const edit = await client.protocol2CodeConverter.asWorkspaceEdit(resolved.edit);
  if (edit !== undefined) {
    // Saves the baseline like a quick fix does.
    await vscode.workspace.applyEdit(edit, { isRefactoring: true });
  }
}
