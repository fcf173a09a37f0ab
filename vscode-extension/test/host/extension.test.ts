import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { Api } from '../../src/extension';

const COMMANDS = [
  'showKeys',
  'refreshKeys',
  'convertCheckpoint',
  'runAndCompare',
  'insertAssignmentMap',
  'insertEarlierKeys',
  'checkAnotherStack',
  'ownStack',
  'restart',
  'showLogs',
  'showServerLogs',
  'debugInformation',
];

async function until<Value>(what: string, get: () => Value | undefined | false): Promise<Value> {
  for (const end = Date.now() + 20_000; Date.now() < end; ) {
    const value = get();
    if (value !== undefined && value !== false) {
      return value;
    }
    await new Promise(resolve => setTimeout(resolve, 20));
  }
  throw new Error(`never: ${what}`);
}

function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

suite('the extension in its host', () => {
  let api: Api;
  let document: vscode.TextDocument;

  suiteSetup(async () => {
    const extension = vscode.extensions.getExtension<Api>('ckptlens.ckptlens');
    assert(extension !== undefined);
    api = await extension.activate();
    const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
    assert(folder !== undefined);
    document = await vscode.workspace.openTextDocument(vscode.Uri.joinPath(folder, 'train.py'));
    await vscode.window.showTextDocument(document);
  });

  const labels = (): string[] => api.shownKeys().map(({ label, description }) => `${label} (${description})`);

  test('registers its commands', async () => {
    const registered = await vscode.commands.getCommands(true);
    assert.deepEqual(COMMANDS.filter(name => !registered.includes(`ckptlens.${name}`)), []);
  });

  test('shows the diagnostics of the server', async () => {
    const [found] = await until('a diagnostic', () => {
      const all = vscode.languages.getDiagnostics(document.uri);
      return all.length > 0 && all;
    });
    assert.equal(found?.message, 'stand-in finding');
  });

  test('shows the keys of the open file', async () => {
    await until('the view is filled', () => labels().length > 0);
    assert.deepEqual(labels(), ['saver (1 key · complete)', 'dense (1)', 'kernel ([1] float32)']);
  });

  test('marks the keys that a save added', async () => {
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), 'b = tf.get_variable("dense/bias", [1])\n');
    assert(await vscode.workspace.applyEdit(edit));
    await document.save();
    await until('the mark is shown', () => labels().includes('bias ([1] float32 · added)'));
  });

  test('a save that changes no key leaves the marks', async () => {
    const changed = new Promise(resolve => vscode.workspace.onDidSaveTextDocument(resolve));
    const edit = new vscode.WorkspaceEdit();
    edit.insert(document.uri, new vscode.Position(0, 0), '# a comment\n');
    assert(await vscode.workspace.applyEdit(edit));
    await Promise.all([changed, document.save()]);
    await vscode.commands.executeCommand('ckptlens.refreshKeys');
    assert(labels().includes('bias ([1] float32 · added)'));
  });

  test('a lens opens the view at its event', async () => {
    await vscode.commands.executeCommand('ckptlens.showKeys', document.uri.toString(), 0);
    assert.deepEqual(api.shownKeys()[0]?.label, 'saver');
  });

  test('the server learns the settings, and of interpreters only the executor', async () => {
    const settings = await vscode.commands.executeCommand<object>('ckptlens.settings');
    const rules = { select: [], ignore: [], severity: {} };
    const own = { python: '/opt/tensorflow/bin/python', docs: 'ckptlens-rules:', trusted: true };
    assert.deepEqual(settings, { stack: 'tf1.15', roots: [], entries: [], ...rules, ...own });
  });

  test('the map of the picked checkpoint is inserted at the cursor', async () => {
    await vscode.window.showTextDocument(document, { selection: new vscode.Range(0, 0, 0, 0) });
    const inserting = Promise.resolve(vscode.commands.executeCommand('ckptlens.insertAssignmentMap')).then(() => 'inserted');
    const pick = async (): Promise<string> => {
      await vscode.commands.executeCommand('workbench.action.acceptSelectedQuickOpenItem');
      await new Promise(resolve => setTimeout(resolve, 50));
      return 'picked';
    };
    while ((await Promise.race([inserting, pick()])) !== 'inserted');
    assert.match(document.getText(), /^# .*model\.ckpt\n/);
  });

  test('restart replaces the process and leaves no orphan', async () => {
    const before = api.serverProcess();
    assert(before !== undefined && alive(before));
    await vscode.commands.executeCommand('ckptlens.restart');
    const after = api.serverProcess();
    assert(after !== undefined && alive(after) && after !== before);
    await until('the old process is gone', () => !alive(before));
  });

  test('restarts at the same time leave one process', async () => {
    const before = api.serverProcess();
    await Promise.all([1, 2, 3].map(() => vscode.commands.executeCommand('ckptlens.restart')));
    const after = api.serverProcess();
    assert(before !== undefined && after !== undefined && alive(after));
    await until('the old process is gone', () => !alive(before));
    assert.equal(api.startedProcesses().filter(alive).length, 1);
  });

  test('keys are shown again after a restart', async () => {
    await vscode.window.showTextDocument(document);
    await until('the view is filled', () => labels().includes('saver (2 keys · complete)'));
  });

  test('debug information names the interpreter and where it was chosen', async () => {
    await vscode.commands.executeCommand('ckptlens.debugInformation');
    const text = vscode.window.activeTextEditor?.document.getText() ?? '';
    const { server } = JSON.parse(text) as { server: { chosenFrom: string; running: boolean } };
    assert.deepEqual([server.chosenFrom, server.running], ['setting ckptlens.server.python', true]);
  });
});
