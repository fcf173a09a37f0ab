/** Entry of the extension: builds the parts, registers the commands, starts the server. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import { insertAssignmentMap, insertEarlierKeys } from './assignmentMap';
import type { Channels } from './client';
import { runAndCompare } from './compare';
import { convertCheckpoint } from './convert';
import { showDebugInformation } from './debugInformation';
import { RULE_PAGES, RulePages } from './rulePages';
import { onDidSelectPython } from './interpreter';
import { Server } from './server';
import { RESTART_SETTINGS } from './settings';
import { StatusItem } from './status';
import { KeysView } from './view/keysView';
import { WhatIf, stacksOf } from './whatIf';

/** What the extension gives to tests and to other extensions. */
export interface Api {
  /** The id of the server's process while it runs. */
  serverProcess(): number | undefined;
  /** The ids of all server processes that were started. */
  startedProcesses(): readonly number[];
  /** The rows of the view *Checkpoint Keys*, depth first. */
  shownKeys(): { label: string; description: string }[];
}

let server: Server | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<Api> {
  const channels: Channels = {
    log: vscode.window.createOutputChannel('ckptlens', { log: true }),
    server: vscode.window.createOutputChannel('ckptlens server', { log: true }),
  };
  const running = new Server(path.join(context.globalStorageUri.fsPath, 'server'), channels);
  const status = new StatusItem();
  const view = new KeysView(running);
  const whatIf = new WhatIf(running, stacksOf(context.extension.packageJSON));
  server = running;
  context.subscriptions.push(
    channels.log,
    channels.server,
    running,
    status,
    running.onDidChange(({ state, detail }) => {
      status.show(state, detail);
      void vscode.commands.executeCommand('setContext', 'ckptlens.running', running.client !== undefined);
    }),
    view,
    whatIf,
    vscode.workspace.registerTextDocumentContentProvider(RULE_PAGES, new RulePages(context.extensionUri)),
    vscode.commands.registerCommand('ckptlens.checkAnotherStack', () => whatIf.choose()),
    vscode.commands.registerCommand('ckptlens.ownStack', () => whatIf.back()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => running.restart()),
    vscode.workspace.onDidChangeConfiguration(change => applySettings(running, change)),
    ...commands(running, channels, context),
  );
  await running.restart();
  void onDidSelectPython(() => void running.settingsChanged()).then(listening => context.subscriptions.push(listening));
  return { serverProcess: () => running.client?.serverProcess?.pid, startedProcesses: () => running.processes, shownKeys: () => view.rows() };
}

export async function deactivate(): Promise<void> {
  await server?.stop();
}

async function applySettings(running: Server, change: vscode.ConfigurationChangeEvent): Promise<void> {
  if (RESTART_SETTINGS.some(name => change.affectsConfiguration(name))) {
    await running.restart();
  } else if (change.affectsConfiguration('ckptlens')) {
    await running.settingsChanged();
  }
}

function commands(running: Server, channels: Channels, context: vscode.ExtensionContext): vscode.Disposable[] {
  const { version } = context.extension.packageJSON as { version: string };
  const { registerCommand } = vscode.commands;
  return [
    registerCommand('ckptlens.restart', () => running.restart()),
    registerCommand('ckptlens.showLogs', () => {
      channels.log.show();
    }),
    registerCommand('ckptlens.showServerLogs', () => {
      channels.server.show();
    }),
    registerCommand('ckptlens.debugInformation', () => showDebugInformation(running, version)),
    registerCommand('ckptlens.insertAssignmentMap', () => insertAssignmentMap(running)),
    registerCommand('ckptlens.insertEarlierKeys', () => insertEarlierKeys(running)),
    registerCommand('ckptlens.runAndCompare', () => runAndCompare(running)),
    registerCommand('ckptlens.convertCheckpoint', (file?: vscode.Uri) => convertCheckpoint(running, file instanceof vscode.Uri ? file : undefined)),
  ];
}
