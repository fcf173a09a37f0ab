/** Chooses the Python interpreter that runs the server. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { type Probe, explainProbe, probeInterpreter } from './probe';
import { readSettings, workspaceRoot } from './settings';

export interface Candidate {
  python: string;
  origin: string;
}

export interface Choice {
  candidate: Candidate;
  probe: Extract<Probe, { kind: 'ready' }>;
}

/** No interpreter can run the server; the message says which were tried and why each will not do. */
export class NoInterpreter extends Error {
  constructor(
    message: string,
    readonly installable: Candidate | undefined,
  ) {
    super(message);
  }
}

/** The first interpreter that can run the server. A setting that does not work is an error: it is never passed over. */
export async function chooseInterpreter(cwd: string): Promise<Choice> {
  const refused: string[] = [];
  let installable: Candidate | undefined;
  for (const candidate of await candidates()) {
    const probe = await probeInterpreter(candidate.python, cwd);
    if (probe.kind === 'ready') {
      return { candidate, probe };
    }
    refused.push(`${candidate.python} (${candidate.origin}) ${explainProbe(probe)}`);
    installable ??= probe.kind === 'notInstalled' ? candidate : undefined;
  }
  throw new NoInterpreter(`No Python interpreter can run the ckptlens server. ${refused.join('; ')}.`, installable);
}

async function candidates(): Promise<Candidate[]> {
  const { serverPython } = readSettings();
  if (serverPython !== undefined) {
    return [{ python: serverPython, origin: 'setting ckptlens.server.python' }];
  }
  const fromPath = process.platform === 'win32' ? ['python'] : ['python3', 'python'];
  const onPath = fromPath.map(python => ({ python, origin: 'PATH' }));
  return vscode.workspace.isTrusted ? [...(await fromPythonExtension()), ...fromWorkspace(), ...onPath] : onPath;
}

interface PythonExtension {
  environments?: {
    onDidChangeActiveEnvironmentPath(listener: () => void): vscode.Disposable;
    getActiveEnvironmentPath(resource?: vscode.Uri): { path: string };
    resolveEnvironment(environment: { path: string }): Promise<{ executable: { uri?: vscode.Uri } } | undefined>;
  };
}

/** The environment chosen in the Python extension. That extension is never required. */
async function fromPythonExtension(): Promise<Candidate[]> {
  const python = await selectedPython();
  return python === undefined ? [] : [{ python, origin: 'Python extension' }];
}

/** Calls the listener when another environment is chosen in the Python extension. */
export async function onDidSelectPython(listener: () => void): Promise<vscode.Disposable> {
  const environments = await pythonEnvironments();
  return environments?.onDidChangeActiveEnvironmentPath(listener) ?? new vscode.Disposable(() => undefined);
}

async function pythonEnvironments(): Promise<PythonExtension['environments']> {
  return (await vscode.extensions.getExtension<PythonExtension>('ms-python.python')?.activate())?.environments;
}

/** The interpreter that is chosen in the Python extension. */
export async function selectedPython(): Promise<string | undefined> {
  const environments = await pythonEnvironments();
  const active = environments?.getActiveEnvironmentPath(vscode.workspace.workspaceFolders?.[0]?.uri);
  const resolved = active && (await environments?.resolveEnvironment(active));
  return resolved?.executable.uri?.fsPath;
}

function fromWorkspace(): Candidate[] {
  const root = workspaceRoot();
  if (root === undefined) {
    return [];
  }
  const executable = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  const python = path.join(root, '.venv', ...executable);
  return fs.existsSync(python) ? [{ python, origin: '.venv of the workspace' }] : [];
}
