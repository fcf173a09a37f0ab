/** The command *Insert Assignment Map from Checkpoint…* */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { pickCheckpoint } from './checkpointFiles';
import { assignmentMapRequest } from './protocol';
import type { Server } from './server';

/** Has the server write, at the selection, the map from a checkpoint's keys to the variables of the code. */
export async function insertAssignmentMap(server: Server): Promise<void> {
  const editor = vscode.window.activeTextEditor;
  const { client } = server;
  if (editor?.document.languageId !== 'python' || client === undefined) {
    void vscode.window.showWarningMessage('An assignment map needs an open Python file and a running ckptlens server.');
    return;
  }
  const checkpoint = await pickCheckpoint('Checkpoint to map to this code');
  if (checkpoint === undefined) {
    return;
  }
  const { code2ProtocolConverter: toServer, protocol2CodeConverter: fromServer } = client;
  const answer = await client.sendRequest(assignmentMapRequest, {
    textDocument: toServer.asTextDocumentIdentifier(editor.document),
    range: toServer.asRange(editor.selection),
    checkpoint,
  });
  const edit = await fromServer.asWorkspaceEdit(answer);
  const applied = edit !== undefined && edit.size > 0 && (await vscode.workspace.applyEdit(edit));
  if (!applied) {
    const name = path.basename(checkpoint);
    void vscode.window.showInformationMessage(`No map from ${name} fits here. Put the cursor on a Saver or on a restore, and check that the code predicts keys.`);
  }
}
