/** Commands of the server that take their time: their progress is shown, and the user can cancel them. */
import * as vscode from 'vscode';
import { ExecuteCommandRequest, type LanguageClient, WorkDoneProgress } from 'vscode-languageclient/node';

/** What `vscode.window.withProgress` gives to its task. */
export interface Watched {
  progress: vscode.Progress<{ message?: string; increment?: number }>;
  token: vscode.CancellationToken;
}

let commands = 0;

/** The command's result, or undefined when the user cancelled. */
export async function executeFollowed<Result>(client: LanguageClient, command: string, argument: object, { progress, token }: Watched): Promise<Result | undefined> {
  const workDoneToken = `${command}-${++commands}`;
  let shown = 0;
  const following = client.onProgress(WorkDoneProgress.type, workDoneToken, step => {
    const percentage = step.kind === 'end' ? undefined : step.percentage;
    const increment = percentage === undefined ? 0 : Math.max(0, percentage - shown);
    shown += increment;
    progress.report({ increment, ...(step.message === undefined ? {} : { message: step.message }) });
  });
  const cancelling = token.onCancellationRequested(() => {
    void client.sendNotification('window/workDoneProgress/cancel', { token: workDoneToken });
  });
  try {
    const params = { command, arguments: [argument], workDoneToken };
    return (await client.sendRequest(ExecuteCommandRequest.type, params)) as Result;
  } catch (error) {
    if (token.isCancellationRequested) {
      return undefined;
    }
    throw error;
  } finally {
    vscode.Disposable.from(following, cancelling).dispose();
  }
}
