/** The entry in the editor's language status: what the server is doing. */
import * as vscode from 'vscode';
import type { ServerStatus } from './protocol';

export type ClientState = ServerStatus['state'] | 'stopped';

const TEXT: Record<ClientState, string> = {
  starting: '$(sync~spin) Starting',
  ready: '$(check) Ready',
  analysing: 'Reading code',
  error: '$(error) Error',
  stopped: '$(circle-slash) Not running',
};

export class StatusItem implements vscode.Disposable {
  private readonly item = vscode.languages.createLanguageStatusItem('ckptlens.status', { language: 'python' });

  constructor() {
    this.item.name = 'ckptlens';
    this.item.command = { command: 'ckptlens.showLogs', title: 'Show Logs' };
    this.show('starting');
  }

  show(state: ClientState, detail?: string | null): void {
    this.item.text = TEXT[state];
    this.item.detail = detail ? `ckptlens: ${detail}` : 'ckptlens';
    this.item.busy = state === 'analysing';
    this.item.severity = severity(state);
    const restart = state === 'error' || state === 'stopped';
    this.item.command = restart
      ? { command: 'ckptlens.restart', title: 'Restart' }
      : { command: 'ckptlens.showLogs', title: 'Show Logs' };
  }

  dispose(): void {
    this.item.dispose();
  }
}

function severity(state: ClientState): vscode.LanguageStatusSeverity {
  if (state === 'error') {
    return vscode.LanguageStatusSeverity.Error;
  }
  return state === 'stopped' ? vscode.LanguageStatusSeverity.Warning : vscode.LanguageStatusSeverity.Information;
}
