/** The key preview as a tree of plain data: save sites, scopes, keys. */
import type { KeyChange, KeyEvent, KeyGap, KeyPreview, PredictedKey } from '../protocol';

export type Mark = { kind: 'added' } | { kind: 'renamed'; from: string };

/** Why keys stand in a list of their own: gone since the last save, or what a restore would meet. */
export type ListRole = 'removed' | 'missing' | 'leftAtInit' | 'unusedKeys';

export type Node =
  | { kind: 'event'; event: KeyEvent; children: Node[] }
  | { kind: 'scope'; label: string; path: string; count: number; changed: number; children: Node[] }
  | { kind: 'key'; label: string; key: PredictedKey; mark: Mark | undefined }
  | { kind: 'list'; role: ListRole; children: Node[] }
  | { kind: 'name'; role: ListRole; key: string }
  | { kind: 'gaps'; children: Node[] }
  | { kind: 'gap'; gap: KeyGap };

/** What object-based checkpoints append to every variable's path; it tells nothing and hides the name. */
const VALUE_SUFFIX = '/.ATTRIBUTES/VARIABLE_VALUE';

/** The top level: save sites in program order, then keys that went, then places that were not followed. */
export function buildTree(preview: KeyPreview): Node[] {
  const marks = marksOf(preview.change);
  const events = preview.events.map((event): Node => ({ kind: 'event', event, children: [...keyNodes(event.keys, marks), ...restoreNodes(event)] }));
  const gaps: Node[] = preview.gaps.length > 0 ? [{ kind: 'gaps', children: preview.gaps.map(gap => ({ kind: 'gap', gap })) }] : [];
  return [...events, ...list('removed', preview.change?.removed), ...gaps];
}

function restoreNodes(event: KeyEvent): Node[] {
  return [...list('missing', event.missing), ...list('leftAtInit', event.leftAtInit), ...list('unusedKeys', event.unusedKeys)];
}

function list(role: ListRole, keys: string[] | undefined): Node[] {
  return keys?.length ? [{ kind: 'list', role, children: keys.map(key => ({ kind: 'name', role, key })) }] : [];
}

function marksOf(change: KeyChange | null | undefined): Map<string, Mark> {
  const added = (change?.added ?? []).map((key): [string, Mark] => [key, { kind: 'added' }]);
  const renamed = (change?.renamed ?? []).map(([from, to]): [string, Mark] => [to, { kind: 'renamed', from }]);
  return new Map([...added, ...renamed]);
}

interface Scope {
  scopes: Map<string, Scope>;
  keys: Extract<Node, { kind: 'key' }>[];
}

function keyNodes(keys: PredictedKey[], marks: Map<string, Mark>): Node[] {
  const root: Scope = { scopes: new Map(), keys: [] };
  for (const key of keys) {
    const segments = splitKey(displayed(key.key));
    const label = segments.pop() ?? key.key;
    const scope = segments.reduce(enter, root);
    scope.keys.push({ kind: 'key', label, key, mark: marks.get(key.key) });
  }
  return scopeChildren(root, '');
}

function enter(scope: Scope, name: string): Scope {
  const inner = scope.scopes.get(name) ?? { scopes: new Map<string, Scope>(), keys: [] };
  scope.scopes.set(name, inner);
  return inner;
}

function scopeChildren(scope: Scope, prefix: string): Node[] {
  const inner = [...scope.scopes].map(([name, child]) => scopeNode(name, prefix + name, child));
  return [...inner.sort(byLabel), ...scope.keys];
}

/** Scopes that hold nothing but one scope are joined to one row: `model/h0`. */
function scopeNode(label: string, path: string, scope: Scope): Extract<Node, { kind: 'scope' }> {
  const [only, ...others] = scope.scopes;
  if (only !== undefined && others.length === 0 && scope.keys.length === 0) {
    return scopeNode(`${label}/${only[0]}`, `${path}/${only[0]}`, only[1]);
  }
  const children = scopeChildren(scope, `${path}/`);
  return { kind: 'scope', label, path, count: total(children, () => true), changed: total(children, key => key.mark !== undefined), children };
}

function total(nodes: Node[], counts: (key: Extract<Node, { kind: 'key' }>) => boolean): number {
  return nodes.reduce((sum, node) => {
    if (node.kind === 'key') {
      return sum + Number(counts(node));
    }
    return 'children' in node ? sum + total(node.children, counts) : sum;
  }, 0);
}

const collator = new Intl.Collator('en', { numeric: true });

function byLabel(a: { label: string }, b: { label: string }): number {
  return collator.compare(a.label, b.label);
}

export function displayed(key: string): string {
  return key.endsWith(VALUE_SUFFIX) ? key.slice(0, -VALUE_SUFFIX.length) : key;
}

/** The segments between slashes; a slash inside the braces of a hole does not count. */
export function splitKey(key: string): string[] {
  return key.match(/(?:\{[^{}]*\}|[^/])+/g) ?? [key];
}

/** `[768, ?] float32`; a shape of unknown rank is left out. */
export function describeValue({ shape, dtype }: Pick<PredictedKey, 'shape' | 'dtype'>): string {
  const dimensions = shape === null ? undefined : `[${shape.map(size => size ?? '?').join(', ')}]`;
  return [dimensions, dtype].filter(part => part != null).join(' ');
}

const STATUS_WORDS = { complete: 'complete', holes: 'complete up to holes', partial: 'partial' } as const;

/** `Saver.save` of the server's label `Saver.save → 'train/model.ckpt'`; the path goes to the end of the row, where a narrow view cuts it. */
export function eventName({ label }: KeyEvent): string {
  return label.split(' → ')[0] ?? label;
}

/** `148 keys · complete · train/model.ckpt` for a save; what a restore would meet. */
export function describeEvent(event: KeyEvent): string {
  const count = `${event.keys.length} ${event.keys.length === 1 ? 'key' : 'keys'}`;
  const outcome = event.raises == null ? '' : `raises ${event.raises}`;
  return [event.kind === 'restore' ? outcome : count, STATUS_WORDS[event.status], event.path].filter(Boolean).join(' · ');
}
