/** How each node of the key tree looks. */
import * as vscode from 'vscode';
import type { Location } from 'vscode-languageclient/node';
import type { KeyEvent } from '../protocol';
import { type ListRole, type Mark, type Node, describeEvent, describeValue, displayed, eventName } from './tree';

const { Collapsed, Expanded, None } = vscode.TreeItemCollapsibleState;

export const OPEN_COMMAND = 'ckptlens.openPlace';

const LISTS: Record<ListRole, { title: string; tooltip: string; icon: vscode.ThemeIcon }> = {
  removed: {
    title: 'No longer written',
    tooltip: 'Written by the text that was saved before, not any more.',
    icon: icon('diff-removed', 'gitDecoration.deletedResourceForeground'),
  },
  missing: { title: 'Not in the file', tooltip: 'Variables that the restore asks for and does not find.', icon: icon('error', 'list.errorForeground') },
  leftAtInit: { title: 'Left at their initial value', tooltip: 'Variables that the restore does not touch.', icon: icon('warning', 'list.warningForeground') },
  unusedKeys: { title: 'Unused keys', tooltip: 'Keys of the file that the restore does not read.', icon: icon('circle-slash') },
};

type Of<Kind extends Node['kind']> = Extract<Node, { kind: Kind }>;

export function treeItem(node: Node): vscode.TreeItem {
  switch (node.kind) {
    case 'event':
      return eventItem(node.event);
    case 'scope':
      return scopeItem(node);
    case 'key':
      return keyItem(node);
    case 'list':
      return build(LISTS[node.role].title, Expanded, { description: `${node.children.length}`, iconPath: LISTS[node.role].icon, tooltip: LISTS[node.role].tooltip });
    case 'name':
      return build(displayed(node.key), None, { iconPath: LISTS[node.role].icon, tooltip: node.key, contextValue: 'key' });
    case 'gaps':
      return build('Not followed', Collapsed, { iconPath: icon('question', 'list.warningForeground'), description: `${node.children.length}`, tooltip: 'Places that could not be followed and may hide keys.' });
    case 'gap':
      return build(node.gap.reason, None, { command: open(node.gap.location), tooltip: node.gap.reason, description: lineOf(node.gap.location) });
  }
}

function eventItem(event: KeyEvent): vscode.TreeItem {
  const item = build(eventName(event), Expanded, { description: describeEvent(event), iconPath: icon(eventIcon(event.kind)) });
  item.tooltip = new vscode.MarkdownString(
    [`\`${event.api}\``, event.style === 'name' ? 'name-based checkpoint' : 'object-based checkpoint', event.path === null ? '' : `writes \`${event.path}\``]
      .filter(line => line !== '')
      .join('\n\n'),
  );
  item.command = open({ uri: event.uri, range: event.range });
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
