/** The command *Convert Checkpoint…*: asks what and where to, follows the progress, shows the proof. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { pickCheckpoint, prefixOf, proposedDestination } from './checkpointFiles';
import { type ConversionReport, reportText, summary } from './conversionReport';
import { executeFollowed } from './following';
import { CONVERT_COMMAND, type ConvertArgument, type Target } from './protocol';
import type { Server } from './server';

export async function convertCheckpoint(server: Server, file: vscode.Uri | undefined): Promise<void> {
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage('Converting starts TensorFlow from an environment of this workspace. Trust the workspace first.');
    return;
  }
  const { client } = server;
  if (client === undefined) {
    void vscode.window.showWarningMessage('The ckptlens server is not running.', 'Restart Server').then(chosen => chosen && server.restart());
    return;
  }
  const argument = await askWhat(file);
  if (argument !== undefined) {
    await runAndShow(client, argument);
  }
}

async function askWhat(file: vscode.Uri | undefined): Promise<ConvertArgument | undefined> {
  const source = file === undefined ? await pickCheckpoint('Convert checkpoint (1/3): source') : prefixOf(file.fsPath);
  const to = source && (await pickTarget(path.basename(source)));
  const destination = source && to && (await askDestination(source, to));
  return destination ? { source, destination, to } : undefined;
}

async function pickTarget(name: string): Promise<Target | undefined> {
  const rows: (vscode.QuickPickItem & { to: Target })[] = [
    { to: 'tf2', label: '$(symbol-class) TensorFlow 2, object-based', detail: 'Read with tf.train.Checkpoint' },
    { to: 'tf1', label: '$(symbol-string) TensorFlow 1, name-based', detail: 'Read with tf.compat.v1.train.Saver' },
    { to: 'both', label: '$(files) Both', detail: 'One checkpoint that either reads, over the same bytes' },
  ];
  return (await vscode.window.showQuickPick(rows, { title: 'Convert checkpoint (2/3): direction', placeHolder: `Convert ${name} to` }))?.to;
}

function askDestination(source: string, to: Target): Thenable<string | undefined> {
  const value = proposedDestination(source, to);
  return vscode.window.showInputBox({
    title: 'Convert checkpoint (3/3): destination',
    prompt: 'Prefix of the new checkpoint, without .index. Nothing is overwritten.',
    value,
    valueSelection: [value.length, value.length],
    ignoreFocusOut: true,
    validateInput: text => (path.isAbsolute(text) ? existing(text) : 'Give an absolute path.'),
  });
}

async function existing(prefix: string): Promise<string | undefined> {
  try {
    await vscode.workspace.fs.stat(vscode.Uri.file(`${prefix}.index`));
    return 'A checkpoint of this name exists already.';
  } catch {
    return undefined;
  }
}

async function runAndShow(client: LanguageClient, argument: ConvertArgument): Promise<void> {
  const title = `Converting ${path.basename(argument.source)}`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  try {
    const report = await vscode.window.withProgress(options, (progress, token) => executeFollowed<ConversionReport>(client, CONVERT_COMMAND, argument, { progress, token }));
    await showResult(report, argument);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const chosen = await vscode.window.showErrorMessage(`The checkpoint was not converted. ${reason}`, 'Show Server Logs');
    await (chosen && vscode.commands.executeCommand('ckptlens.showServerLogs'));
  }
}

async function showResult(report: ConversionReport | undefined, argument: ConvertArgument): Promise<void> {
  if (report === undefined) {
    void vscode.window.showInformationMessage('The conversion was cancelled. Nothing was written.');
    return;
  }
  const chosen = await vscode.window.showInformationMessage(summary(report, argument), 'Show Report', 'Reveal');
  if (chosen === 'Show Report') {
    const content = reportText(report, argument);
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content }));
  } else if (chosen === 'Reveal') {
    await vscode.commands.executeCommand('revealInExplorer', vscode.Uri.file(`${argument.destination}.index`));
  }
}
