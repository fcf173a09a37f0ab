/** The view *Checkpoint Keys*: the keys that the program in the last active editor would write. */
import * as vscode from 'vscode';
import type { LanguageClient, Location } from 'vscode-languageclient/node';
import { type KeyChange, type KeyPreview, keysChanged, keysRequest } from '../protocol';
import type { Server } from '../server';
import { OPEN_COMMAND, treeItem } from './items';
import { type Node, buildTree } from './tree';

type State = 'noFile' | 'noServer' | 'empty' | 'keys';

export class KeysView implements vscode.TreeDataProvider<Node> {
  private readonly emitter = new vscode.EventEmitter<undefined>();
  private readonly view: vscode.TreeView<Node>;
  private readonly subscriptions: vscode.Disposable[];
  /** The last change of each file's keys: its marks stay until the keys change again. */
  private readonly changes = new Map<string, KeyChange>();
  private document: vscode.TextDocument | undefined;
  private roots: Node[] = [];
  readonly onDidChangeTreeData = this.emitter.event;

  constructor(private readonly server: Server) {
    this.view = vscode.window.createTreeView('ckptlens.keys', { treeDataProvider: this, showCollapseAll: true });
    this.subscriptions = [
      vscode.Disposable.from(this.view, this.emitter),
      server.onWillStart(client => {
        this.listen(client);
      }),
      server.onDidStart(() => this.refresh()),
      server.onDidChange(({ state }) => (state === 'stopped' || state === 'error') && void this.refresh()),
      vscode.window.onDidChangeActiveTextEditor(editor => {
        this.follow(editor);
      }),
      vscode.workspace.onDidCloseTextDocument(document => document === this.document && void this.refresh()),
      vscode.commands.registerCommand('ckptlens.refreshKeys', () => this.refresh()),
      vscode.commands.registerCommand('ckptlens.showKeys', (uri?: string, event?: number) => this.reveal(uri, event)),
      vscode.commands.registerCommand('ckptlens.copyKey', copyKey),
      vscode.commands.registerCommand(OPEN_COMMAND, openPlace),
    ];
    this.show('noFile', undefined);
    this.follow(vscode.window.activeTextEditor);
  }

  getChildren(node?: Node): Node[] {
    if (node === undefined) {
      return this.roots;
    }
    return 'children' in node ? node.children : [];
  }

  getTreeItem(node: Node): vscode.TreeItem {
    return treeItem(node);
  }

  /** VS Code asks for it in order to reveal a node; only top-level nodes are ever revealed. */
  getParent(): undefined {
    return undefined;
  }

  rows(nodes = this.roots): { label: string; description: string }[] {
    return nodes.flatMap(node => {
      const { label = '', description = '' } = treeItem(node);
      const row = { label: typeof label === 'string' ? label : label.label, description: String(description) };
      return [row, ...this.rows(this.getChildren(node))];
    });
  }

  dispose(): void {
    vscode.Disposable.from(...this.subscriptions).dispose();
  }

  /** Asks the server for the keys of the followed file. */
  async refresh(): Promise<void> {
    const { document } = this;
    const { client } = this.server;
    if (document === undefined || document.isClosed || client === undefined) {
      this.show(client === undefined ? 'noServer' : 'noFile', undefined);
      return;
    }
    try {
      const preview = await client.sendRequest(keysRequest, { textDocument: { uri: document.uri.toString() } });
      if (this.document === document) {
        this.showPreview(preview ?? undefined);
      }
    } catch (error) {
      client.debug(`no keys for ${document.uri.toString()}: ${String(error)}`);
    }
  }

  /** Opens the view; with arguments, as a code lens gives them, at one event of a document. */
  private async reveal(uri: string | undefined, event: number | undefined): Promise<void> {
    await vscode.commands.executeCommand('ckptlens.keys.focus');
    if (uri !== undefined && !isSame(uri, this.document?.uri)) {
      this.document = await vscode.workspace.openTextDocument(vscode.Uri.parse(uri));
      await this.refresh();
    }
    const node = event === undefined ? undefined : this.roots[event];
    if (node !== undefined) {
      await this.view.reveal(node, { select: true, focus: true, expand: true });
    }
  }

  /** Other editors (a log, a report) leave the last Python file in the view. */
  private follow(editor: vscode.TextEditor | undefined): void {
    if (editor?.document.languageId === 'python' && editor.document !== this.document) {
      this.document = editor.document;
      void this.refresh();
    }
  }

  private listen(client: LanguageClient): void {
    this.changes.clear();
    client.onNotification(keysChanged, preview => {
      if (isSame(preview.uri, this.document?.uri)) {
        this.showPreview(preview);
      }
    });
  }

  private showPreview(preview: KeyPreview | undefined): void {
    if (preview?.change && !isEmpty(preview.change)) {
      this.changes.set(preview.uri, preview.change);
    }
    const roots = preview === undefined ? [] : buildTree({ ...preview, change: this.changes.get(preview.uri) ?? null });
    this.show(roots.length > 0 ? 'keys' : 'empty', preview, roots);
  }

  private show(state: State, preview: KeyPreview | undefined, roots: Node[] = []): void {
    this.roots = roots;
    this.view.message = preview === undefined || state !== 'keys' ? '' : headline(preview);
    void vscode.commands.executeCommand('setContext', 'ckptlens.keysState', state);
    this.emitter.fire(undefined);
  }
}

/** Servers may spell the same URI with other escapes. */
function isSame(uri: string, other: vscode.Uri | undefined): boolean {
  return other?.toString() === vscode.Uri.parse(uri).toString();
}

function isEmpty({ added, removed, renamed }: KeyChange): boolean {
  return added.length + removed.length + renamed.length === 0;
}

/** `train.py on tf1.15`, and below it why the file's newest text could not be read, if so. */
function headline({ uri, stack, problems }: KeyPreview): string {
  const name = vscode.Uri.parse(uri).path.split('/').pop() ?? uri;
  return [`${name} on ${stack}`, ...problems.map(problem => problem.message)].join('\n');
}

async function copyKey(node: Node): Promise<void> {
  if (node.kind === 'key' || node.kind === 'name') {
    await vscode.env.clipboard.writeText(node.kind === 'key' ? node.key.key : node.key);
  }
}

async function openPlace({ uri, range: { start, end } }: Location): Promise<void> {
  const selection = new vscode.Range(start.line, start.character, end.line, end.character);
  await vscode.window.showTextDocument(vscode.Uri.parse(uri), { selection });
}
