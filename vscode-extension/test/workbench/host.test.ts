/** Runs the mocha suite of test/host inside the workbench's extension host and reports each of its tests. */
import * as fs from 'node:fs';
import * as path from 'node:path';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { standInInterpreter } from './standIn';
import { EXTENSION, needed, openWindow, startWorkbench } from './workbench';

const LIMIT_MS = 120_000;
const TRAIN = 'w = tf.get_variable("dense/kernel", [1])\nsaver = tf.train.Saver()\n';

interface Report {
  tests: { title: string; err: { message?: string; stack?: string } }[];
  failures: { title: string; err: { message?: string } }[];
}

test('in the extension host', { timeout: LIMIT_MS * 2 }, async context => {
  const report = path.join(EXTENSION, 'out', 'host-report.json');
  fs.rmSync(report, { force: true });
  const python = standInInterpreter(needed('CKPTLENS_PYTHON', 'a Python interpreter that has ckptlens'));
  const workbench = await startWorkbench({
    settings: { 'ckptlens.server.python': python, 'ckptlens.executor.python': '/opt/tensorflow/bin/python', 'ckptlens.stack': 'tf1.15' },
    files: { 'train.py': TRAIN, 'model.ckpt.index': '' },
    environment: { CKPTLENS_TEST_REPORT: report },
  });
  try {
    const ended = exitCode(workbench.page);
    await openWindow(workbench, [
      ['extensionDevelopmentPath', EXTENSION],
      ['extensionTestsPath', path.join(EXTENSION, 'out', 'host', 'index.js')],
    ]);
    await ended;
  } finally {
    await workbench.stop();
  }
  const { tests, failures } = JSON.parse(fs.readFileSync(report, 'utf8')) as Report;
  const hooks = failures.filter(failure => tests.every(each => each.title !== failure.title));
  for (const { title, err } of [...tests, ...hooks]) {
    await context.test(title, () => {
      if (err.message !== undefined) {
        throw Object.assign(new Error(err.message), err);
      }
    });
  }
});

/** Resolves when the host has run the suite; the window calls these two functions of the page. */
async function exitCode(page: Page): Promise<void> {
  const lines: unknown[][] = [];
  await page.exposeFunction('codeAutomationLog', (_type: string, line: unknown[]) => lines.push(line));
  await new Promise<void>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new Error(`the suite in the extension host did not end within ${LIMIT_MS / 1000} s:\n${lines.map(line => line.join(' ')).join('\n')}`));
    }, LIMIT_MS);
    void page.exposeFunction('codeAutomationExit', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
