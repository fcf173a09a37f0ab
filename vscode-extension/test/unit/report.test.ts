import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { type ConversionReport, reportText, summary } from '../../src/conversionReport';

const argument = { source: '/c/old', destination: '/c/tf2/new', to: 'tf2' } as const;
const report: ConversionReport = {
  restored: 2,
  total: 2,
  restored_with: 'tf.train.Checkpoint',
  keys: [{ source: 'a|b', target: 'vars/a|b' }],
  added: [],
  left_out: [],
  notes: [],
  files: [],
};

suite('report of a conversion', () => {
  test('the notification gives the name and the proof', () => {
    assert.match(summary(report, argument), /^Wrote new \(object-based.*: 2 of 2 variables\.$/);
  });
  test('the notification says what was left out', () => {
    assert.match(summary({ ...report, left_out: [{ key: 'k', reason: 'r' }] }, argument), /1 left out\.$/);
  });
  test('a bar in a key does not break the table', () => {
    assert.match(reportText(report, argument), /\| `a\\\|b` \| `vars\/a\\\|b` \|/);
  });
  test('empty sections are left out', () => {
    assert.doesNotMatch(reportText(report, argument), /Left out|Notes|Added|Files/);
  });
});
