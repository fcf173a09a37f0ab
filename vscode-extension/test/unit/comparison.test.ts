import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ComparedSave, type ComparisonReport, comparisonSummary, comparisonText } from '../../src/comparisonReport';

const save: ComparedSave = {
  api: 'tf.compat.v1.train.Saver.save',
  file: '/p/train.py',
  line: 7,
  count: 1,
  predicted: true,
  status: 'complete',
  is_equal: true,
  equal: ['a|b'],
  holes: [],
  different: [],
  only_predicted: [],
  only_real: [],
  absent: [],
  problem: null,
};
const report: ComparisonReport = {
  path: '/p/train.py',
  stack: 'tf2.15-keras2',
  stack_reason: 'it ran with TensorFlow 2.15.1',
  python: '/v/bin/python',
  python_reason: 'it was named',
  ended: 'saved',
  raised: null,
  is_equal: true,
  saves: [save],
  not_reached: [],
};
const wrong: ComparedSave = {
  ...save,
  is_equal: false,
  holes: [{ key: 'h{layer}/w', real: ['h0/w', 'h1/w'] }],
  only_predicted: ['old'],
  only_real: [{ key: 'new', shape: [2, 3], dtype: 'float32' }],
  different: [{ key: 'w', predicted: '[2] float32', real: '[3] float32' }],
};

suite('report of a run', () => {
  test('the notification counts the keys that are right', () => {
    assert.equal(comparisonSummary(report), 'train.py: The keys that TensorFlow wrote are the predicted ones (1 of 1 keys are as predicted).');
  });
  test('the notification counts the keys that are wrong', () => {
    assert.equal(comparisonSummary({ ...report, is_equal: false, saves: [wrong] }), 'train.py: Predicted and real keys differ (3 of 6 keys are as predicted).');
  });
  test('the document names the stack, the Python and the place of the save', () => {
    const text = comparisonText(report);
    assert.match(text, /tf2\.15-keras2 \(it ran with TensorFlow 2\.15\.1\)/);
    assert.match(text, /`\/v\/bin\/python` \(it was named\)/);
    assert.match(text, /## tf\.compat\.v1\.train\.Saver\.save, train\.py:7\n/);
  });
  test('the document has a row for each key, with what is different about it', () => {
    const text = comparisonText({ ...report, saves: [wrong] });
    assert.match(text, /\| only predicted \| `old` \|/);
    assert.match(text, /\| only real \| `new` \| \[2, 3\] float32 \|/);
    assert.match(text, /\| different \| `w` \| predicted \[2\] float32, really \[3\] float32 \|/);
    assert.match(text, /\| hole \| `h\{layer\}\/w` \| `h0\/w`, `h1\/w` \|/);
    assert.match(text, /\| equal \| `a\\\|b` \|/);
  });
  test('a save that was not predicted and an exception are told', () => {
    const text = comparisonText({ ...report, raised: 'ValueError: x at train.py:9', saves: [{ ...save, predicted: false, status: null }] });
    assert.match(text, /No save was predicted here/);
    assert.match(text, /raised `ValueError: x at train\.py:9`/);
  });
  test('predicted saves that were not reached are listed', () => {
    assert.match(comparisonText({ ...report, not_reached: [{ api: 'Saver.save', file: '/p/train.py', line: 9 }] }), /- `Saver\.save`, train\.py:9/);
  });
});
