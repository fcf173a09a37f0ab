// Bundles the extension into one file and copies the rules' pages; with --tests also bundles the tests.
import fs from 'node:fs';
import { build } from 'esbuild';

const common = { bundle: true, format: 'cjs', platform: 'node', target: 'node20', logLevel: 'warning' };
const minify = process.argv.includes('--minify');

await build({ ...common, entryPoints: ['src/extension.ts'], outfile: 'dist/extension.js', external: ['vscode'], minify, sourcemap: !minify });
fs.rmSync('dist/rules', { recursive: true, force: true });
fs.cpSync('../docs/rules', 'dist/rules', { recursive: true });
if (process.argv.includes('--tests')) {
  await bundleTests();
}

async function bundleTests() {
  fs.rmSync('out', { recursive: true, force: true });
  const external = ['vscode', 'mocha', 'playwright-core'];
  for (const ring of ['unit', 'host', 'workbench']) {
    const entryPoints = fs.readdirSync(`test/${ring}`).filter(name => /(\.test|^index)\.ts$/.test(name)).map(name => `test/${ring}/${name}`);
    await build({ ...common, entryPoints, outdir: `out/${ring}`, external, sourcemap: 'inline' });
  }
}
