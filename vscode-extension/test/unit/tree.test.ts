import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { KeyPreview, PredictedKey } from '../../src/protocol';
import { type Node, buildTree, describeEvent, describeValue, displayed, splitKey } from '../../src/view/tree';

const zero = { start: { line: 0, character: 0 }, end: { line: 0, character: 0 } };

function key(text: string): PredictedKey {
  return { key: text, shape: [1], dtype: 'float32', when: null, location: null, holes: [] };
}

function preview(keys: string[], more: Partial<KeyPreview> = {}): KeyPreview {
  const event = { kind: 'save', api: 'tf.train.Saver', style: 'name', label: 'saver.save', uri: 'file:///train.py', range: zero, madeAt: null, path: null };
  const events = [{ ...event, status: 'complete' as const, keys: keys.map(key) }];
  return { uri: 'file:///train.py', version: 1, stack: 'tf1.15', status: 'complete', events, gaps: [], problems: [], ...more };
}

/** The tree as indented lines. */
function drawn(nodes: Node[], depth = 0): string[] {
  return nodes.flatMap(node => [`${'  '.repeat(depth)}${lineOf(node)}`, ...('children' in node ? drawn(node.children, depth + 1) : [])]);
}

function lineOf(node: Node): string {
  switch (node.kind) {
    case 'event':
      return node.event.label;
    case 'scope':
      return `${node.label}/`;
    case 'key':
      return [node.label, node.mark?.kind].filter(Boolean).join(' ');
    case 'list':
      return node.role;
    case 'gaps':
      return node.kind;
    case 'name':
      return node.key;
    case 'gap':
      return node.gap.reason;
  }
}

suite('key tree', () => {
  test('groups keys by scope, scopes before keys', () => {
    assert.deepEqual(drawn(buildTree(preview(['a/x', 'a/y', 'b']))), ['saver.save', '  a/', '    x', '    y', '  b']);
  });
  test('joins scopes that hold nothing but one scope', () => {
    assert.deepEqual(drawn(buildTree(preview(['m/h/w', 'm/h/b']))), ['saver.save', '  m/h/', '    w', '    b']);
  });
  test('orders numbered scopes by number', () => {
    assert.deepEqual(drawn(buildTree(preview(['h10/w', 'h2/w']))), ['saver.save', '  h2/', '    w', '  h10/', '    w']);
  });
  test('shows object-based keys without the suffix that all have', () => {
    assert.deepEqual(drawn(buildTree(preview(['net/w/.ATTRIBUTES/VARIABLE_VALUE']))), ['saver.save', '  net/', '    w']);
  });
  test('marks added and renamed keys and lists removed ones', () => {
    const change = { added: ['new'], removed: ['gone'], renamed: [['old', 'fresh']] as [string, string][] };
    const lines = drawn(buildTree(preview(['fresh', 'kept', 'new'], { change })));
    assert.deepEqual(lines, ['saver.save', '  fresh renamed', '  kept', '  new added', 'removed', '  gone']);
  });
  test('lists what a restore would meet', () => {
    const [event] = preview([]).events;
    const events = event ? [{ ...event, kind: 'restore', label: 'saver.restore', missing: ['w'], leftAtInit: ['b'], unusedKeys: [] }] : [];
    assert.deepEqual(drawn(buildTree(preview([], { events }))), ['saver.restore', '  missing', '    w', '  leftAtInit', '    b']);
  });
  test('lists places that were not followed', () => {
    const gaps = [{ location: { uri: 'file:///train.py', range: zero }, reason: 'unknown call' }];
    assert.deepEqual(drawn(buildTree(preview([], { gaps }))), ['saver.save', 'gaps', '  unknown call']);
  });
  test('counts keys and changes of a scope', () => {
    const change = { added: ['a/b/x'], removed: [], renamed: [] };
    const [event] = buildTree(preview(['a/b/x', 'a/b/y', 'a/z'], { change }));
    const scope = event?.kind === 'event' ? event.children[0] : undefined;
    assert.deepEqual(scope?.kind === 'scope' && [scope.count, scope.changed], [3, 1]);
  });
});

suite('key text', () => {
  test('a slash inside a hole does not split', () => {
    assert.deepEqual(splitKey('model/h{a/b}/w'), ['model', 'h{a/b}', 'w']);
  });
  test('a slot variable keeps its whole path', () => {
    assert.equal(displayed('w/.OPTIMIZER_SLOT/opt/m/.ATTRIBUTES/VARIABLE_VALUE'), 'w/.OPTIMIZER_SLOT/opt/m');
  });
  test('an unknown dimension is a question mark', () => {
    assert.equal(describeValue({ shape: [3, null], dtype: 'float32' }), '[3, ?] float32');
  });
  test('an unknown rank leaves the dtype alone', () => {
    assert.equal(describeValue({ shape: null, dtype: 'int64' }), 'int64');
  });
  test('one key is counted in the singular', () => {
    const [event] = preview(['a']).events;
    assert.equal(event && describeEvent({ ...event, status: 'holes' }), '1 key · complete up to holes');
  });
});
