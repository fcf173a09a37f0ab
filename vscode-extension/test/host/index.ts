/** Runs inside the extension host: VS Code calls `run` and reports its outcome to the window. */
import * as path from 'node:path';
import Mocha from 'mocha';

export function run(): Promise<void> {
  const output = process.env.CKPTLENS_TEST_REPORT;
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, reporter: 'json', reporterOptions: { output } });
  mocha.addFile(path.join(__dirname, 'extension.test.js'));
  return new Promise((resolve, reject) => {
    mocha.run(failures => {
      if (failures > 0) {
        reject(new Error(`${failures} failed`));
      } else {
        resolve();
      }
    });
  });
}
