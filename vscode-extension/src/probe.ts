/** Asks an interpreter, without running anything of the workspace, whether the server can start in it. */
import { execFile } from 'node:child_process';

export type Probe =
  | { kind: 'ready'; version: string; python: string }
  | { kind: 'notInstalled'; python: string }
  | { kind: 'tooOld'; python: string }
  | { kind: 'unusable'; reason: string };

export const OLDEST_PYTHON = [3, 11] as const;
const TIME_LIMIT_MS = 20_000;

const PROGRAM = `
import sys
from importlib.util import find_spec
print("python", *sys.version_info[:3])
if sys.version_info >= (${OLDEST_PYTHON.join(', ')}) and find_spec("ckptlens_server"):
    import ckptlens
    print("ckptlens", ckptlens.__version__)
`;

export function probeInterpreter(python: string, cwd: string): Promise<Probe> {
  return new Promise(resolve => {
    execFile(python, ['-I', '-c', PROGRAM], { cwd, timeout: TIME_LIMIT_MS, windowsHide: true }, (error, stdout, stderr) => {
      resolve(error === null ? readProbe(stdout) : { kind: 'unusable', reason: lastLine(stderr) ?? error.message });
    });
  });
}

export function readProbe(output: string): Probe {
  const version = /^python (\d+) (\d+) (\d+)$/m.exec(output);
  if (version === null) {
    return { kind: 'unusable', reason: 'it is not a Python interpreter' };
  }
  const [major, minor] = [Number(version[1]), Number(version[2])];
  const python = version.slice(1).join('.');
  if (major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1])) {
    return { kind: 'tooOld', python };
  }
  const server = /^ckptlens (.+)$/m.exec(output);
  return server?.[1] === undefined ? { kind: 'notInstalled', python } : { kind: 'ready', version: server[1], python };
}

function lastLine(text: string): string | undefined {
  return text.split('\n').findLast(line => line.trim() !== '')?.trim();
}

/** Why the interpreter cannot run the server, as half a sentence after its path. */
export function explainProbe(probe: Exclude<Probe, { kind: 'ready' }>): string {
  switch (probe.kind) {
    case 'notInstalled':
      return `(Python ${probe.python}) does not have the package ckptlens`;
    case 'tooOld':
      return `is Python ${probe.python}, the server needs ${OLDEST_PYTHON.join('.')} or later`;
    case 'unusable':
      return `cannot be used: ${probe.reason}`;
  }
}
