import assert from 'node:assert/strict';
import * as os from 'node:os';
import { suite, test } from 'node:test';
import { explainProbe, probeInterpreter, readProbe } from '../../src/probe';

suite('probe of an interpreter', () => {
  test('an environment with the package is ready', () => {
    assert.deepEqual(readProbe('python 3 12 1\nckptlens 0.4.0\n'), { kind: 'ready', version: '0.4.0', python: '3.12.1' });
  });
  test('an environment without the package is told so', () => {
    assert.deepEqual(readProbe('python 3 11 0\n'), { kind: 'notInstalled', python: '3.11.0' });
  });
  test('a Python that is too old is told so', () => {
    assert.match(explainProbe(readProbe('python 3 10 9\n') as never), /is Python 3\.10\.9, the server needs 3\.11/);
  });
  test('a program that is no Python is refused', () => {
    assert.equal(readProbe('hello').kind, 'unusable');
  });
  test('a path that does not exist is refused with the reason', async () => {
    const probe = await probeInterpreter('/nowhere/python', os.tmpdir());
    assert.match(probe.kind === 'unusable' ? probe.reason : '', /ENOENT/);
  });
});
