/** The running server: started, restarted and stopped here, one thing at a time. */
import * as fs from 'node:fs/promises';
import * as vscode from 'vscode';
import { DidChangeConfigurationNotification, type LanguageClient, State } from 'vscode-languageclient/node';
import { type Channels, createClient } from './client';
import { type Choice, NoInterpreter, chooseInterpreter } from './interpreter';
import { serverStatus } from './protocol';
import { serialised } from './serial';
import type { ClientState } from './status';

const STOP_LIMIT_MS = 2000;

export interface ServerChange {
  state: ClientState;
  detail?: string | null | undefined;
}

export class Server implements vscode.Disposable {
  private readonly changes = new vscode.EventEmitter<ServerChange>();
  private readonly starts = new vscode.EventEmitter<LanguageClient>();
  private readonly started = new vscode.EventEmitter<undefined>();
  private current: LanguageClient | undefined;
  readonly onDidChange = this.changes.event;
  /** Fires with each new client before it is started, so that handlers can be registered on it. */
  readonly onWillStart = this.starts.event;
  readonly onDidStart = this.started.event;
  /** Stops the old process, if any, then starts a new one. Never rejects: a failure is shown and logged. */
  readonly restart = serialised(() => this.startAgain());
  readonly processes: number[] = [];
  choice: Choice | undefined;

  constructor(
    private readonly storage: string,
    private readonly channels: Channels,
  ) {}

  /** The client when it can answer requests. */
  get client(): LanguageClient | undefined {
    return this.current?.isRunning() === true ? this.current : undefined;
  }

  async stop(): Promise<void> {
    const { current } = this;
    this.current = undefined;
    if (current !== undefined && current.state !== State.Stopped) {
      await current.dispose(STOP_LIMIT_MS).catch((error: unknown) => {
        this.channels.log.warn(`the server did not stop in time and was ended: ${String(error)}`);
      });
    }
  }

  /** Tells the server to ask for its settings again. */
  async settingsChanged(): Promise<void> {
    await this.client?.sendNotification(DidChangeConfigurationNotification.type, { settings: null });
  }

  dispose(): void {
    this.changes.dispose();
    this.starts.dispose();
    this.started.dispose();
  }

  private async startAgain(): Promise<void> {
    await this.stop();
    this.changes.fire({ state: 'starting' });
    try {
      await fs.mkdir(this.storage, { recursive: true });
      this.choice = await chooseInterpreter(this.storage);
      await this.startWith(this.choice);
    } catch (error) {
      this.choice = error instanceof NoInterpreter ? undefined : this.choice;
      this.report(error instanceof Error ? error : new Error(String(error)));
    }
  }

  private async startWith({ candidate, probe }: Choice): Promise<void> {
    const { log } = this.channels;
    log.info(`starting ckptlens ${probe.version} with ${candidate.python} (${candidate.origin}, Python ${probe.python})`);
    const client = createClient(candidate.python, this.storage, this.channels);
    this.current = client;
    client.onNotification(serverStatus, ({ state, message }) => {
      this.changes.fire({ state, detail: message });
    });
    client.onDidChangeState(({ newState }) => {
      this.clientChanged(client, newState);
    });
    this.starts.fire(client);
    await client.start();
    const pid = client.serverProcess?.pid;
    log.info(`server is running as process ${pid ?? 'unknown'}`);
    this.processes.push(...(pid === undefined ? [] : [pid]));
    this.started.fire(undefined);
  }

  private clientChanged(client: LanguageClient, state: State): void {
    if (client !== this.current) {
      return;
    }
    if (state === State.Running) {
      this.changes.fire({ state: 'ready', detail: `${this.choice?.probe.version ?? ''} in ${this.choice?.candidate.python ?? ''}` });
    } else if (state === State.Stopped) {
      this.changes.fire({ state: 'stopped' });
    }
  }

  private report(error: Error): void {
    this.channels.log.error(error.message);
    this.changes.fire({ state: 'error', detail: error.message });
    void showStartError(error, this.restart);
  }
}

const [INSTALL, SETTING, LOGS] = ['Install Server', 'Choose Interpreter', 'Show Logs'] as const;

async function showStartError(error: Error, restart: () => Promise<void>): Promise<void> {
  const missing = error instanceof NoInterpreter;
  const message = missing ? error.message : `The ckptlens server did not start: ${error.message}`;
  const offers = missing ? [...(error.installable ? [INSTALL] : []), SETTING, LOGS] : [LOGS];
  const chosen = await vscode.window.showErrorMessage(message, ...offers);
  if (chosen === INSTALL && missing && error.installable !== undefined) {
    await installServer(error.installable.python, restart);
  } else if (chosen === SETTING) {
    await vscode.commands.executeCommand('workbench.action.openSettings', 'ckptlens.server.python');
  } else if (chosen === LOGS) {
    await vscode.commands.executeCommand('ckptlens.showLogs');
  }
}

/** Runs pip as a visible task, so that the user sees what it does. */
async function installServer(python: string, restart: () => Promise<void>): Promise<void> {
  const execution = new vscode.ProcessExecution(python, ['-m', 'pip', 'install', 'ckptlens']);
  const task = new vscode.Task({ type: 'ckptlens' }, vscode.TaskScope.Workspace, 'Install Server', 'ckptlens', execution);
  const running = await vscode.tasks.executeTask(task);
  const end = vscode.tasks.onDidEndTaskProcess(event => {
    if (event.execution === running) {
      end.dispose();
      void (event.exitCode === 0 ? restart() : undefined);
    }
  });
}
