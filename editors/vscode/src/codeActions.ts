// Code actions with snippets, which move the cursor, and those that ask for a reason.

import * as vscode from "vscode";
import {
  type CodeAction,
  CodeActionRequest,
  CodeActionResolveRequest,
  Command,
  type LanguageClient,
  TextDocumentEdit,
  type TextEdit,
} from "vscode-languageclient/node";

import { acceptsFindings, askingAction } from "./acceptFinding";

/** A text edit of the server. Its text can be a snippet: an extension of the protocol by rust-analyzer. */
type ServerEdit = TextEdit & { insertTextFormat?: number };

/** The value of `insertTextFormat` of a snippet. */
const SNIPPET = 2;

/** Requests code actions. The language client would ignore that an edit is a snippet. */
export async function provideCodeActions(
  client: LanguageClient,
  document: vscode.TextDocument,
  range: vscode.Range,
  context: vscode.CodeActionContext,
  token: vscode.CancellationToken,
): Promise<(vscode.CodeAction | vscode.Command)[] | null | undefined> {
  const { code2ProtocolConverter: to, protocol2CodeConverter: from } = client;
  const params = {
    textDocument: to.asTextDocumentIdentifier(document),
    range: to.asRange(range),
    context: await to.asCodeActionContext(context, token),
  };
  try {
    const received = (await client.sendRequest(CodeActionRequest.type, params, token)) ?? [];
    const actions = (await from.asCodeActionResult(received, token)) ?? [];
    received.forEach((item, index) => {
      const action = actions[index];
      // `CodeAction.is` is false for an action whose edit is computed later.
      if (!Command.is(item) && action instanceof vscode.CodeAction) {
        insertSnippets(client, item, action);
        if (acceptsFindings(item)) {
          actions[index] = askingAction(item, action);
        }
      }
    });
    return actions;
  } catch (error) {
    return client.handleFailedRequest(CodeActionRequest.type, token, error, null);
  }
}

/** Requests the edit of a code action, which can contain a snippet. */
export async function resolveCodeAction(
  client: LanguageClient,
  item: vscode.CodeAction,
  token: vscode.CancellationToken,
): Promise<vscode.CodeAction | undefined> {
  const { code2ProtocolConverter: to, protocol2CodeConverter: from } = client;
  try {
    const action = await to.asCodeAction(item, token);
    const received = await client.sendRequest(CodeActionResolveRequest.type, action, token);
    const resolved = (await from.asCodeAction(received, token)) as vscode.CodeAction | undefined;
    if (resolved !== undefined) {
      insertSnippets(client, received, resolved);
    }
    return resolved;
  } catch (error) {
    return client.handleFailedRequest(CodeActionResolveRequest.type, token, error, item);
  }
}

/** Replaces the edit of an action if it contains a snippet. */
function insertSnippets(client: LanguageClient, item: CodeAction, action: vscode.CodeAction): void {
  const from = client.protocol2CodeConverter;
  const changes = (item.edit?.documentChanges ?? []).filter(TextDocumentEdit.is);
  const hasSnippet = changes.some(({ edits }) =>
    (edits as ServerEdit[]).some(({ insertTextFormat }) => insertTextFormat === SNIPPET),
  );
  if (!hasSnippet) {
    return;
  }
  action.edit = new vscode.WorkspaceEdit();
  for (const { textDocument, edits } of changes) {
    const converted = (edits as ServerEdit[]).map((edit) => {
      const range = from.asRange(edit.range);
      if (edit.insertTextFormat !== SNIPPET) {
        return new vscode.TextEdit(range, edit.newText);
      }
      const snippet = new vscode.SnippetTextEdit(range, new vscode.SnippetString(edit.newText));
      // The server indents the text.
      snippet.keepWhitespace = true;
      return snippet;
    });
    action.edit.set(from.asUri(textDocument.uri), converted);
  }
}
