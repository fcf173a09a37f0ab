import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { serialised } from '../../src/serial';

/** Work that ends when told to, and the greatest number of runs seen at once. */
function controlled() {
  const ends: (() => void)[] = [];
  let [runs, active, most] = [0, 0, 0];
  const work = async (): Promise<void> => {
    runs += 1;
    active += 1;
    most = Math.max(most, active);
    await new Promise<void>(resolve => ends.push(resolve));
    active -= 1;
  };
  const endNext = async (): Promise<void> => {
    while (ends.length === 0) {
      await new Promise(setImmediate);
    }
    ends.shift()?.();
  };
  return { work, endNext, seen: () => ({ runs, most }) };
}

suite('serialised work', () => {
  test('runs once for one call', async () => {
    const { work, endNext, seen } = controlled();
    await Promise.all([serialised(work)(), endNext()]);
    assert.deepEqual(seen(), { runs: 1, most: 1 });
  });
  test('calls during a run share one run after it', async () => {
    const { work, endNext, seen } = controlled();
    const run = serialised(work);
    await Promise.all([run(), run(), run(), endNext(), endNext()]);
    assert.deepEqual(seen(), { runs: 2, most: 1 });
  });
  test('a failed run does not stop the next', async () => {
    let fail = true;
    const run = serialised(() => (fail ? Promise.reject(new Error('no')) : Promise.resolve()));
    await assert.rejects(run());
    fail = false;
    await run();
  });
});
