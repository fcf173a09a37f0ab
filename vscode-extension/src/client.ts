/** Builds the language client: how the server process is started, and what it is told. */
import * as vscode from 'vscode';
import { type ConfigurationParams, LanguageClient, RevealOutputChannelOn, TransportKind } from 'vscode-languageclient/node';
import type { CancellationToken, LanguageClientOptions, ServerOptions } from 'vscode-languageclient/node';
import { selectedPython } from './interpreter';
import { readSettings } from './settings';
import { RULE_PAGES } from './rulePages';
import { askedStack } from './whatIf';

export interface Channels {
  log: vscode.LogOutputChannel;
  server: vscode.LogOutputChannel;
}

/**
 * A client that is not started yet.
 *
 * `-I` and a working folder outside the workspace keep Python from importing modules that the workspace holds.
 */
export function createClient(python: string, cwd: string, channels: Channels): LanguageClient {
  const server: ServerOptions = {
    command: python,
    args: ['-I', '-m', 'ckptlens_server'],
    transport: TransportKind.stdio,
    options: { cwd },
  };
  const options: LanguageClientOptions = {
    documentSelector: [
      { language: 'python', scheme: 'file' },
      { language: 'python', scheme: 'untitled' },
    ],
    outputChannel: channels.server,
    traceOutputChannel: channels.log,
    revealOutputChannelOn: RevealOutputChannelOn.Never,
    initializationOptions: { settings: serverSettings(undefined) },
    middleware: { workspace: { configuration: answerConfiguration } },
  };
  return new LanguageClient('ckptlens', 'ckptlens', server, options);
}

/** Settings that the server reads as they are. */
const PLAIN_SETTINGS = ['roots', 'entries', 'select', 'ignore', 'severity'];

type Configuration = Record<string, unknown>;

async function answerConfiguration(
  params: ConfigurationParams,
  token: CancellationToken,
  next: (params: ConfigurationParams, token: CancellationToken) => unknown,
): Promise<Configuration[]> {
  const answers = (await next(params, token)) as (Configuration | null)[];
  const selected = vscode.workspace.isTrusted ? await selectedPython() : undefined;
  const chosen = selected === undefined ? {} : { selectedPython: selected };
  return answers.map((answer, index) => {
    const item = params.items[index];
    const scope = item?.scopeUri === undefined ? undefined : vscode.Uri.parse(item.scopeUri);
    return item?.section === 'ckptlens' ? { ...serverSettings(scope), ...chosen } : (answer ?? {});
  });
}

/** What the server may know: of interpreters only those for the executor, and none at all in an untrusted workspace. */
function serverSettings(scope: vscode.Uri | undefined): Configuration {
  const configuration = vscode.workspace.getConfiguration('ckptlens', scope);
  const python = readSettings(scope).executorPython ?? null;
  const plain = Object.fromEntries(PLAIN_SETTINGS.map(name => [name, configuration.get(name)]));
  const stack = askedStack() ?? configuration.get('stack');
  return { ...plain, stack, python, docs: `${RULE_PAGES}:`, trusted: vscode.workspace.isTrusted };
}
