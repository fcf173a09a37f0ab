/** The command *Debug Information*: what to paste into a bug report. */
import * as os from 'node:os';
import * as vscode from 'vscode';
import type { Server } from './server';

export async function showDebugInformation(server: Server, extensionVersion: string): Promise<void> {
  const content = JSON.stringify(collect(server, extensionVersion), null, 2);
  const document = await vscode.workspace.openTextDocument({ language: 'json', content: `${content}\n` });
  await vscode.window.showTextDocument(document);
}

function collect(server: Server, extensionVersion: string): object {
  const configuration = vscode.workspace.getConfiguration('ckptlens');
  const names = ['server.python', 'executor.python', 'stack', 'roots', 'entries', 'trace.server'];
  const { choice, client } = server;
  return {
    extension: extensionVersion,
    editor: `${vscode.env.appName} ${vscode.version}`,
    system: `${os.platform()} ${os.release()} ${os.arch()}`,
    workspace: { trusted: vscode.workspace.isTrusted, folders: vscode.workspace.workspaceFolders?.length ?? 0 },
    server: {
      running: client !== undefined,
      interpreter: choice?.candidate.python ?? null,
      chosenFrom: choice?.candidate.origin ?? null,
      python: choice?.probe.python ?? null,
      ckptlens: choice?.probe.version ?? null,
      process: client?.serverProcess?.pid ?? null,
      reported: client?.initializeResult?.serverInfo ?? null,
    },
    settings: Object.fromEntries(names.map(name => [`ckptlens.${name}`, configuration.get(name)])),
  };
}
