/** How each node of the key tree looks. */
import * as vscode from 'vscode';
import type { Location } from 'vscode-languageclient/node';
import type { KeyEvent } from '../protocol';
import { type Mark, type Node, describeEvent, describeValue } from './tree';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export const OPEN_COMMAND = 'ckptlens.openPlace';

type Of<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>;

export function treeItem(node: Node, uri: string): vscode.TreeItem {
  switch (node.kind) {
    case 'event':
      return eventItem(node.event, uri);
    case 'scope':
      return scopeItem(node);
    case 'key':
      return keyItem(node);
    case 'removed':
      return build(`${node.keys.length} no longer written`, Expanded, { iconPath: icon('diff-removed', 'gitDecoration.deletedResourceForeground') });
    case 'removedKey':
      return build(node.key, None, { iconPath: icon('diff-removed', 'gitDecoration.deletedResourceForeground'), tooltip: 'Written before the last save, not any more.' });
    case 'gaps':
      return build('Not followed', Collapsed, { iconPath: icon('question', 'list.warningForeground'), description: `${node.children.length}`, tooltip: 'Places that could not be followed and may hide keys.' });
    case 'gap':
      return build(node.gap.reason, None, { command: open(node.gap.location), tooltip: node.gap.reason, description: lineOf(node.gap.location) });
  }
}

function eventItem(event: KeyEvent, uri: string): vscode.TreeItem {
  const item = build(event.label, Expanded, { description: describeEvent(event), iconPath: icon(eventIcon(event.kind)) });
  item.tooltip = new vscode.MarkdownString(
    [`\`${event.api}\``, event.style === 'name' ? 'name-based checkpoint' : 'object-based checkpoint', event.path === null ? '' : `writes \`${event.path}\``]
      .filter(line => line !== '')
      .join('\n\n'),
  );
  item.command = open({ uri, range: event.range });
  return item;
}

function eventIcon(kind: string): string {
  return { save: 'save', restore: 'cloud-download' }[kind] ?? 'symbol-namespace';
}

function scopeItem(node: Of<'scope'>): vscode.TreeItem {
  const changed = node.changed > 0 ? ` · ${node.changed} changed` : '';
  return build(node.label, node.changed > 0 || node.count <= 12 ? Expanded : Collapsed, {
    description: `${node.count}${changed}`,
    iconPath: icon('symbol-namespace'),
    tooltip: node.path,
  });
}

function keyItem({ label, key, mark }: Of<'key'>): vscode.TreeItem {
  const remark = mark?.kind === 'renamed' ? `was ${mark.from}` : mark?.kind;
  const condition = key.when === null ? undefined : `if ${key.when}`;
  const item = build(label, None, {
    description: [describeValue(key), condition, remark].filter(Boolean).join(' · '),
    iconPath: keyIcon(mark, key.holes.length > 0),
    tooltip: keyTooltip({ kind: 'key', label, key, mark }),
    contextValue: 'key',
  });
  if (key.location !== null) {
    item.command = open(key.location);
  }
  return item;
}

function keyIcon(mark: Mark | undefined, holes: boolean): vscode.ThemeIcon {
  if (mark !== undefined) {
    return mark.kind === 'added'
      ? icon('diff-added', 'gitDecoration.addedResourceForeground')
      : icon('diff-renamed', 'gitDecoration.modifiedResourceForeground');
  }
  return icon(holes ? 'symbol-variable' : 'key');
}

function keyTooltip({ key, mark }: Of<'key'>): vscode.MarkdownString {
  const tooltip = new vscode.MarkdownString();
  tooltip.appendCodeblock(key.key, 'text');
  const lines = [
    describeValue(key),
    key.when === null ? '' : `only if ${key.when}`,
    ...key.holes.map(hole => `{${hole.name}}: ${hole.reason}`),
    mark?.kind === 'renamed' ? `renamed from ${mark.from}` : '',
  ];
  return tooltip.appendText(lines.filter(line => line !== '').join('\n'));
}

function build(label: string, state: vscode.TreeItemCollapsibleState, rest: Partial<vscode.TreeItem>): vscode.TreeItem {
  return Object.assign(new vscode.TreeItem(label, state), rest);
}

function icon(name: string, color?: string): vscode.ThemeIcon {
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

function open(location: Location): vscode.Command {
  return { command: OPEN_COMMAND, title: 'Open', arguments: [location] };
}

function lineOf(location: Location): string {
  return `line ${location.range.start.line + 1}`;
}
