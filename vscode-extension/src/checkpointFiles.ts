/** Checkpoint files as people see them: the prefix behind an index file, and names for converted ones. */
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { Target } from './protocol';
import { workspaceRoot } from './settings';

const INDEX = '.index';
const MOST_LISTED = 500;

/** `model.ckpt-100` for `model.ckpt-100.index`; other paths are taken as prefixes already. */
export function prefixOf(file: string): string {
  return file.endsWith(INDEX) ? file.slice(0, -INDEX.length) : file;
}

/** Where a conversion goes unless the user says otherwise: beside the source, in a folder named for the target. */
export function proposedDestination(prefix: string, to: Target): string {
  return path.join(path.dirname(prefix), to, path.basename(prefix));
}

interface Row extends vscode.QuickPickItem {
  prefix?: string;
}

/** The prefix of a checkpoint that the user picks from the workspace or from disk; undefined when they give up. */
export async function pickCheckpoint(title: string): Promise<string | undefined> {
  const found = await vscode.workspace.findFiles(`**/*${INDEX}`, '**/{.git,node_modules}/**', MOST_LISTED);
  const rows = found.map(file => rowOf(prefixOf(file.fsPath))).sort((a, b) => a.label.localeCompare(b.label, 'en', { numeric: true }));
  const browse: Row = { label: '$(folder-opened) Browse…', alwaysShow: true };
  const picked = await vscode.window.showQuickPick<Row>([...rows, browse], { title, placeHolder: 'Checkpoint', matchOnDescription: true });
  return picked === browse ? browseCheckpoint(title) : picked?.prefix;
}

function rowOf(prefix: string): Row {
  return { label: path.basename(prefix), description: vscode.workspace.asRelativePath(path.dirname(prefix)), prefix, iconPath: new vscode.ThemeIcon('database') };
}

async function browseCheckpoint(title: string): Promise<string | undefined> {
  const root = workspaceRoot();
  const files = await vscode.window.showOpenDialog({
    title,
    filters: { 'Checkpoint index': ['index'] },
    ...(root === undefined ? {} : { defaultUri: vscode.Uri.file(root) }),
  });
  return files?.[0] && prefixOf(files[0].fsPath);
}
