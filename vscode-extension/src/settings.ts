/** The user's settings, with variables replaced and with nothing that an untrusted workspace chose. */
import * as os from 'node:os';
import * as vscode from 'vscode';

export interface Settings {
  serverPython: string | undefined;
  executorPython: string | undefined;
}

/** Settings that need a new server process when they change; the server reads all others itself. */
export const RESTART_SETTINGS = ['ckptlens.server.python'];

export function readSettings(scope?: vscode.Uri): Settings {
  const configuration = vscode.workspace.getConfiguration('ckptlens', scope);
  return {
    serverPython: interpreterSetting(configuration, 'server.python'),
    executorPython: vscode.workspace.isTrusted ? interpreterSetting(configuration, 'executor.python') : undefined,
  };
}

/** VS Code itself withholds restricted settings in an untrusted workspace; asking for the user's value alone says so a second time. */
function interpreterSetting(configuration: vscode.WorkspaceConfiguration, name: string): string | undefined {
  const value = vscode.workspace.isTrusted ? configuration.get<string>(name) : configuration.inspect<string>(name)?.globalValue;
  return value ? replaceVariables(value, workspaceRoot(), os.homedir()) : undefined;
}

export function replaceVariables(value: string, workspace: string | undefined, home: string): string {
  return value.replaceAll('${userHome}', home).replaceAll('${workspaceFolder}', workspace ?? '${workspaceFolder}');
}

export function workspaceRoot(): string | undefined {
  return vscode.workspace.workspaceFolders?.find(folder => folder.uri.scheme === 'file')?.uri.fsPath;
}
