/** Interpreters that are none: for tests that need a server with known answers, or none. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { EXTENSION } from './workbench';

/** A program that answers like an interpreter with ckptlens, but runs the stand-in server. */
export function standInInterpreter(python: string): string {
  const file = path.join(EXTENSION, 'out', 'stand-in', 'python');
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const server = path.join(EXTENSION, 'test', 'standInServer.py');
  const script = `#!/bin/sh
case "$2" in
  -c) echo "python 3 11 0"; echo "ckptlens 0.0.0" ;;
  *) exec '${python}' -I '${server}' ;;
esac
`;
  fs.writeFileSync(file, script, { mode: 0o755 });
  return file;
}
