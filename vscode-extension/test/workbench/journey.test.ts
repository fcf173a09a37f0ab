/** One person's way through the product in a real workbench: from a squiggle to a converted checkpoint. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type TestContext, test } from 'node:test';
import { answer, keyRows, lightbulb, line, markdownPreview, notification, openFile, pointAt, runCommand, screenshot, screenshotOfFailure, squiggle } from './driving';
import { FIXED, OF_TF1, TRAINING } from './training';
import { type Workbench, needed, startWorkbench, until } from './workbench';

const LIMIT_MS = 240_000;
const CONVERSION_LIMIT_MS = 120_000;
const CONTROL_LIMIT_MS = 12_000;

const serverPython = (): string => needed('CKPTLENS_PYTHON', 'a Python interpreter that has ckptlens');
const tensorflowPython = (): string => needed('CKPTLENS_TF215', 'a Python interpreter that has TensorFlow 2.15');

async function within(workbench: Workbench, name: string, steps: (workbench: Workbench) => Promise<void>): Promise<void> {
  try {
    await steps(workbench);
  } catch (error) {
    await screenshotOfFailure(workbench.page, name);
    throw new Error(`${String(error)}\n${workbench.log('ckptlens')}${workbench.log('ckptlens server')}`, { cause: error });
  } finally {
    await workbench.stop();
  }
}

/** A step of a journey: a test of its own, after whose failure there is no sense in going on. */
async function step(context: TestContext, name: string, steps: () => Promise<void>): Promise<void> {
  let failure: Error | undefined;
  await context.test(name, async () => {
    await steps().catch((error: unknown) => {
      failure = error instanceof Error ? error : new Error(String(error));
      throw failure;
    });
  });
  if (failure !== undefined) {
    throw failure;
  }
}

test('from a squiggle over the fix and its keys to a converted checkpoint', { timeout: LIMIT_MS }, async context => {
  const settings = { 'ckptlens.server.python': serverPython(), 'ckptlens.executor.python': tensorflowPython() };
  const workbench = await startWorkbench({ settings, files: { 'train.py': TRAINING }, install: true });
  const { page, folder } = workbench;
  const before = ['Saver.save', 'hidden', 'biases', 'weights'];
  await within(workbench, 'journey', async () => {
    execFileSync(tensorflowPython(), ['train.py'], { cwd: folder, stdio: 'ignore' });
    await step(context, 'a Saver that is built too early is underlined', async () => {
      await openFile(workbench, 'train.py');
      await squiggle(page).waitFor();
      await pointAt(page, squiggle(page));
      await page.locator('.monaco-hover', { hasText: 'CK207' }).first().waitFor();
      await screenshot(page, 'squiggle', { x: 0, y: 0, width: 1280, height: 640 });
    });
    await step(context, 'the code of the finding opens the page of its rule', async () => {
      await page.locator('.monaco-hover a', { hasText: 'CK207' }).first().click();
      await markdownPreview(page).locator('h1', { hasText: 'CK207 saver-before-variables' }).waitFor();
      await page.keyboard.press('Control+Shift+M');
      await page.locator('.markers-panel a', { hasText: 'CK207' }).first().click();
      await page.locator('.tab.active', { hasText: 'CK207.md' }).waitFor();
      await runCommand(page, 'View: Close Editor');
      await squiggle(page).waitFor();
    });
    await step(context, 'the lens above the save opens the view of the keys it writes', async () => {
      await page.keyboard.press('Escape');
      await page.locator('.codelens-decoration a', { hasText: '2 keys · complete' }).click();
      await keyRows(page).first().waitFor();
      assert.deepEqual(await rowNames(workbench), before);
    });
    await step(context, 'the lightbulb offers to move the Saver, and the saved file is right', async () => {
      await page.keyboard.press('Escape');
      const offers = await lightbulb(page, 'tf.train.Saver');
      await offers.and(page.locator('.focused')).filter({ hasText: 'Build the Saver just before its first use' }).waitFor();
      await screenshot(page, 'quick-fix', { x: 0, y: 0, width: 1280, height: 640 });
      await page.keyboard.press('Enter');
      await line(page, '    saver = tf.train.Saver').waitFor();
      await page.keyboard.press('Control+S');
      await until('the fixed text is on the disk', () => fs.readFileSync(path.join(folder, 'train.py'), 'utf8') === FIXED);
      await squiggle(page).waitFor({ state: 'detached' });
    });
    await step(context, 'after saving, the view marks the keys that the fix added', async () => {
      await keyRows(page).filter({ hasText: 'added' }).first().waitFor();
      assert.deepEqual(await rowNames(workbench), [...before, 'output', 'biases', 'weights']);
      assert.equal(await keyRows(page).filter({ hasText: 'added' }).count(), 2);
      await page.locator('.codelens-decoration a', { hasText: '4 keys · complete' }).waitFor();
      await screenshot(page, 'keys-view', { x: 0, y: 0, width: 1280, height: 640 });
    });
    await step(context, 'a checkpoint is converted, restored and reported', async () => {
      await runCommand(page, 'ckptlens: Convert Checkpoint…');
      await answer(page, undefined, 'model.ckpt');
      await answer(page, undefined, 'TensorFlow 2, object-based');
      await page.locator('.quick-input-widget', { hasText: '3/3' }).waitFor();
      await page.keyboard.press('Enter');
      const done = notification(page, '2 of 2 variables');
      await done.waitFor({ timeout: CONVERSION_LIMIT_MS });
      assert(fs.existsSync(path.join(folder, 'train', 'tf2', 'model.ckpt.index')));
      await screenshot(page, 'convert', { x: 340, y: 360, width: 940, height: 440 });
      await done.getByText('Show Report').click();
      await line(page, 'Checkpoint conversion').waitFor();
    });
  });
});

/** The labels of the rows of the view, without their descriptions. */
async function rowNames({ page }: Workbench): Promise<string[]> {
  return keyRows(page).locator('.label-name').allInnerTexts();
}

test('what another stack would break is shown until the user goes back', { timeout: LIMIT_MS }, async context => {
  const settings = { 'ckptlens.server.python': serverPython(), 'ckptlens.stack': 'tf1.15' };
  const workbench = await startWorkbench({ settings, files: { 'train.py': OF_TF1 }, install: true });
  const { page } = workbench;
  await within(workbench, 'what-if', async () => {
    await step(context, 'on its own stack nothing is wrong', async () => {
      await openFile(workbench, 'train.py');
      await page.locator('.codelens-decoration a', { hasText: '1 key · complete' }).waitFor();
      assert.equal(await squiggle(page).count(), 0);
    });
    await step(context, 'the picked stack shows its problems, and that it is a what-if', async () => {
      await runCommand(page, 'ckptlens: Check for Another TensorFlow Stack…');
      await answer(page, undefined, 'tf2.21-keras3');
      await squiggle(page).waitFor();
      await page.locator('.markers-panel .monaco-list-row', { hasText: 'CK201' }).first().waitFor();
    });
    await step(context, 'back on its own stack they are gone', async () => {
      await runCommand(page, "ckptlens: Back to the Project's TensorFlow Stack");
      await squiggle(page).waitFor({ state: 'detached' });
    });
  });
});

test('without a server there is no squiggle, and the window says why', { timeout: LIMIT_MS }, async () => {
  const workbench = await startWorkbench({ settings: { 'ckptlens.server.python': '/bin/false' }, files: { 'train.py': TRAINING }, install: true });
  await within(workbench, 'control', async () => {
    await openFile(workbench, 'train.py');
    await notification(workbench.page, 'No Python interpreter can run the ckptlens server').waitFor();
    await assert.rejects(squiggle(workbench.page).waitFor({ timeout: CONTROL_LIMIT_MS }), /Timeout/);
  });
});

test('an untrusted workspace cannot choose an interpreter, and is analysed all the same', { timeout: LIMIT_MS }, async () => {
  const workbench = await startWorkbench({
    settings: { 'ckptlens.server.python': serverPython(), 'security.workspace.trust.startupPrompt': 'never' },
    files: { 'train.py': TRAINING },
    install: true,
    trust: false,
  });
  const { folder, page } = workbench;
  const [trap, sprung] = [path.join(folder, 'trap.sh'), path.join(folder, 'sprung')];
  fs.writeFileSync(trap, `#!/bin/sh\ntouch '${sprung}'\n`, { mode: 0o755 });
  fs.mkdirSync(path.join(folder, '.vscode'));
  const chosen = { 'ckptlens.server.python': trap, 'ckptlens.executor.python': trap };
  fs.writeFileSync(path.join(folder, '.vscode', 'settings.json'), JSON.stringify(chosen));
  await within(workbench, 'untrusted', async () => {
    await openFile(workbench, 'train.py');
    await page.locator('.part.banner', { hasText: 'Restricted Mode' }).waitFor();
    await squiggle(page).waitFor();
    assert.equal(fs.existsSync(sprung), false);
  });
});
