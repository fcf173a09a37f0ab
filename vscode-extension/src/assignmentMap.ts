/** The commands *Insert Assignment Map from Checkpoint…* and *Insert Assignment Map from git Revision…* */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { pickCheckpoint } from './checkpointFiles';
import { assignmentMapRequest, type AssignmentMapParams } from './protocol';
import type { Server } from './server';

type KeySource = Pick<AssignmentMapParams, 'checkpoint' | 'revision'>;

/** Has the server write, at the selection, the map from a checkpoint's keys to the variables of the code. */
export async function insertAssignmentMap(server: Server): Promise<void> {
  const editor = activePython(server);
  if (editor === undefined) {
    return;
  }
  const checkpoint = await pickCheckpoint('Checkpoint to map to this code');
  if (checkpoint !== undefined) {
    await insert(server, editor, { checkpoint }, path.basename(checkpoint));
  }
}

/** Has the server write, at the selection, the map from the keys that the program had at a git revision. */
export async function insertEarlierKeys(server: Server): Promise<void> {
  const editor = activePython(server);
  if (editor === undefined) {
    return;
  }
  const prompt = 'The git revision whose program wrote the checkpoints';
  const revision = await vscode.window.showInputBox({ title: 'Insert Assignment Map', prompt, value: 'HEAD' });
  if (revision !== undefined && revision !== '') {
    await insert(server, editor, { revision }, `the program at ${revision}`);
  }
}

function activePython(server: Server): vscode.TextEditor | undefined {
  const editor = vscode.window.activeTextEditor;
  if (editor?.document.languageId === 'python' && server.client !== undefined) {
    return editor;
  }
  void vscode.window.showWarningMessage('An assignment map needs an open Python file and a running ckptlens server.');
  return undefined;
}

async function insert(server: Server, editor: vscode.TextEditor, source: KeySource, name: string): Promise<void> {
  const { client } = server;
  if (client === undefined) {
    return;
  }
  const { code2ProtocolConverter: toServer, protocol2CodeConverter: fromServer } = client;
  const answer = await client.sendRequest(assignmentMapRequest, {
    textDocument: toServer.asTextDocumentIdentifier(editor.document),
    range: toServer.asRange(editor.selection),
    ...source,
  });
  const edit = await fromServer.asWorkspaceEdit(answer);
  const applied = edit !== undefined && edit.size > 0 && (await vscode.workspace.applyEdit(edit));
  if (!applied) {
    void vscode.window.showInformationMessage(`No map from ${name} fits here. Put the cursor on a Saver or on a restore, and check that the code predicts keys.`);
  }
}
