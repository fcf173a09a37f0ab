/** The command *Run and Compare Keys*: runs the program in the editor to its first save, and shows where its keys are the predicted ones. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { LanguageClient } from 'vscode-languageclient/node';
import { type ComparisonReport, comparisonSummary, comparisonText } from './comparisonReport';
import { executeFollowed } from './following';
import { COMPARE_COMMAND } from './protocol';
import type { Server } from './server';

export async function runAndCompare({ client }: Server): Promise<void> {
  const document = vscode.window.activeTextEditor?.document;
  if (!vscode.workspace.isTrusted) {
    void vscode.window.showWarningMessage('Comparing runs the program. Trust the workspace first.');
  } else if (document?.languageId !== 'python' || document.uri.scheme !== 'file' || client === undefined) {
    void vscode.window.showWarningMessage('Comparing needs an open Python file and a running ckptlens server.');
  } else if (!document.isDirty || (await document.save())) {
    await runAndShow(client, document);
  }
}

async function runAndShow(client: LanguageClient, document: vscode.TextDocument): Promise<void> {
  const title = `Running ${path.basename(document.fileName)} to its first save`;
  const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
  const argument = { uri: client.code2ProtocolConverter.asUri(document.uri) };
  try {
    const report = await vscode.window.withProgress(options, (progress, token) =>
      executeFollowed<ComparisonReport>(client, COMPARE_COMMAND, argument, { progress, token }),
    );
    await showResult(report);
  } catch (error) {
    await showFailure(error instanceof Error ? error.message : String(error));
  }
}

async function showResult(report: ComparisonReport | undefined): Promise<void> {
  if (report === undefined) {
    void vscode.window.showInformationMessage('The run was cancelled.');
    return;
  }
  const show = report.is_equal ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  if ((await show(comparisonSummary(report), 'Show Report')) !== undefined) {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ language: 'markdown', content: comparisonText(report) }));
  }
}

/** The first line says why there is nothing to compare; the program's last output is below it. */
async function showFailure(message: string): Promise<void> {
  const [reason = '', ...output] = message.split('\n');
  const buttons = output.length > 0 ? ['Show Output'] : [];
  if ((await vscode.window.showErrorMessage(`The keys were not compared: ${reason}`, ...buttons)) !== undefined) {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument({ content: message }));
  }
}
